"""What one pass over a log tells: what is missing, the bounds, and how fine its money is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log.contents import FIRST_YEAR, LAST_YEAR

FIRST_DAY = (date(FIRST_YEAR, 1, 1) - date(1970, 1, 1)).days
LAST_DAY = (date(LAST_YEAR, 12, 31) - date(1970, 1, 1)).days
DECIMALS = (2, 4, 6)
MANY_DECIMALS_NOTE = "Some amounts have more than six decimals and are rounded to six."


@dataclass(frozen=True)
class Statistics:
    """What one pass over the rows tells; amounts as floats, days since 1970."""

    rows: int
    customers: int
    times: int
    amounts: int
    first_day: int | None
    last_day: int | None
    least: float | None
    most: float | None
    is_off: bool

    @property
    def is_finite(self) -> bool:
        """Tell whether every amount is a number; NaN and infinity sort to the ends."""
        return self.least is None or (self.least > float("-inf") and (self.most or 0) < float("inf"))

    @property
    def largest(self) -> float:
        """Return the largest amount, refund or not."""
        return max(abs(self.least or 0.0), abs(self.most or 0.0))

    @property
    def is_clean(self) -> bool:
        """Tell whether every row can be read."""
        whole = self.rows == self.customers == self.times == self.amounts
        return whole and self.is_finite and _in_range(self.first_day, self.last_day)


def _in_range(first: int | None, last: int | None) -> bool:
    return first is None or (first >= FIRST_DAY and (last or 0) <= LAST_DAY)


def statistics_of(table: ibis.Table, precision: float) -> Statistics:
    """Look at every row once: what is missing, the bounds, and whether two decimals hold every amount."""
    customer, day, amount = table["customer"], table["day"], table["amount"]
    answer = table.aggregate(
        rows=table.count(),
        customers=customer.count(),
        times=day.count(),
        amounts=amount.count(),
        first_day=day.min(),
        last_day=day.max(),
        least=amount.min(),
        most=amount.max(),
        is_off=_is_off(amount, DECIMALS[0], precision).any(),
    )
    row: dict[str, Any] = answer.to_pyarrow().to_pylist()[0]
    return Statistics(**{**row, "is_off": bool(row["is_off"])})


def _is_off(amount: ir.Value, decimals: int, precision: float) -> ir.Value:
    return (amount - amount.round(decimals)).abs() > amount.abs() * precision


def decimals_of(table: ibis.Table, precision: float, seen: Statistics) -> tuple[int, tuple[str, ...]]:
    """Return the fewest decimals that hold every amount, six at most."""
    if not seen.is_off:
        return DECIMALS[0], ()
    questions = {f"d{places}": _is_off(table["amount"], places, precision).any() for places in DECIMALS[1:]}
    row = table.aggregate(**questions).to_pyarrow().to_pylist()[0]
    fitting = next((places for places in DECIMALS[1:] if not row[f"d{places}"]), None)
    return fitting or DECIMALS[-1], () if fitting else (MANY_DECIMALS_NOTE,)
