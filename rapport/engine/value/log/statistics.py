"""What a look at a log tells: what is missing, the bounds, and how fine its money is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log.contents import FIRST_YEAR, LAST_YEAR
from rapport.engine.value.log.engines import ask, whole
from rapport.engine.value.log.times import day_of

FIRST_DAY = (date(FIRST_YEAR, 1, 1) - date(1970, 1, 1)).days
LAST_DAY = (date(LAST_YEAR, 12, 31) - date(1970, 1, 1)).days
DECIMALS = (2, 4, 6)
MANY_DECIMALS_NOTE = "Some amounts have more than six decimals and are rounded to six."


@dataclass(frozen=True)
class Statistics:
    """What a look at the rows tells; amounts as floats, days since 1970."""

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
        return whole and self.is_finite and (not self.rows or self._has_known_days())

    def _has_known_days(self) -> bool:
        if self.first_day is None or self.last_day is None:
            return False
        return self.first_day >= FIRST_DAY and self.last_day <= LAST_DAY


def statistics_of(table: ibis.Table, precision: float) -> Statistics:
    """Look at every row: what is missing, the bounds, and whether two decimals hold every amount.

    What is missing and the first and last time are asked apart from the amounts: of a Parquet file
    DuckDB knows them without reading a row. It does of amounts too, but would overlook NaN.
    """
    amount = table["amount"]
    is_off = _is_off(amount, DECIMALS[0], precision).any()
    found = _presence(table) | ask(table, least=amount.min(), most=amount.max(), is_off=is_off)
    return Statistics(**{**found, "is_off": bool(found["is_off"])})


def _presence(table: ibis.Table) -> dict[str, Any]:
    when = table["stored"] if "stored" in table.columns else table["day"]
    answer = table.aggregate(
        rows=table.count(),
        customers=table["customer"].count(),
        times=when.count(),
        amounts=table["amount"].count(),
        first_day=when.min(),
        last_day=when.max(),
    )
    if "stored" in table.columns:
        answer = answer.mutate(first_day=day_of(answer["first_day"]), last_day=day_of(answer["last_day"]))
    row: dict[str, Any] = answer.to_pyarrow().to_pylist()[0]
    return row


def _is_off(amount: ir.Value, decimals: int, precision: float) -> ir.Value:
    units = amount * 10.0**decimals
    return (units - whole(units)).abs() > units.abs() * precision


def decimals_of(table: ibis.Table, precision: float, seen: Statistics) -> tuple[int, tuple[str, ...]]:
    """Return the fewest decimals that hold every amount, six at most."""
    if not seen.is_off:
        return DECIMALS[0], ()
    row = ask(
        table, **{f"d{places}": _is_off(table["amount"], places, precision).any() for places in DECIMALS[1:]}
    )
    fitting = next((places for places in DECIMALS[1:] if not row[f"d{places}"]), None)
    return fitting or DECIMALS[-1], () if fitting else (MANY_DECIMALS_NOTE,)
