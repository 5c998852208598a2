"""The state of a log as of a day: its customers, a sample of purchase days, and where its rows ended."""

from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir

from rapport.engine.value.log import (
    Accounting,
    Purchases,
    Tally,
    TypedLog,
    accounting_of,
    groups_of,
    purchases,
    refusing_broken,
)
from rapport.engine.value.log.purchase_days import COUNTS, MONEY
from rapport.engine.value.season import EPOCH
from rapport.engine.value.summary import Totals, sampled, summarise, total
from rapport.lib.errors import Refusal


class UntilTooEarly(Refusal):
    """A last day before everything in the log."""

    code = "until_too_early"
    text = "Nothing in the log lies on or before {until}. Pass a later --until, or leave it out."


@dataclass(frozen=True)
class State:
    """Everything that valuing needs to know of a log, as of the end of the day `until`.

    `customers` is the state, one row each; `sample` the purchase days of at most 100,000 of
    them; days count from 1970-01-01. `days` are all purchase days and `oddments` what refunds
    without a purchase come to; a kept state has no need of the first.
    """

    until: int
    customers: ir.Table
    sample: ir.Table
    totals: Totals
    accounting: Accounting
    days: ir.Table | None = None
    oddments: ir.Table | None = None


def state_of(log: TypedLog, until: date | None, *, gaps: bool) -> State:
    """Reduce a log; `until` defaults to its last day, `gaps` asks for sums of ln(gap)."""
    last = log.last_day
    end = last if until is None else (until - EPOCH).days
    rows = log.rows if end >= last else log.rows.filter(log.rows.day <= end)
    bought, customers = reduce_rows(log, rows, end, gaps=gaps)
    totals = total(customers, end)
    if not totals.customers and until is not None:
        raise UntilTooEarly(until=until)
    sample = _sample(log, rows, bought, totals.customers)
    accounting = account(log, bought.oddments, totals, end if end < last else None)
    return State(end, customers, sample, totals, accounting, bought.days, bought.oddments)


def reduce_rows(log: TypedLog, rows: ir.Table, end: int, *, gaps: bool) -> tuple[Purchases, ir.Table]:
    """Fold rows into the state; purchase days are kept only where they were dear to find."""
    with refusing_broken(log.parts):
        return _reduce(log, rows, end, gaps=gaps)


def _reduce(log: TypedLog, rows: ir.Table, end: int, *, gaps: bool) -> tuple[Purchases, ir.Table]:
    bought = purchases(rows, log=log)
    if bought.oddments is not None:
        bought = Purchases(bought.days.cache(), bought.oddments.cache())
    customers = summarise(bought.days, end, gaps=gaps, free=log.has_free, oddments=bought.oddments)
    if "group" in rows.columns:
        named = customers.left_join(groups_of(rows), "customer")
        customers = named.drop("customer_right")
    return bought, customers.cache()


def _sample(log: TypedLog, rows: ir.Table, bought: Purchases, customers: int) -> ir.Table:
    """Keep the purchase days of a sample; days that were cheap to find are found again for it alone."""
    if bought.oddments is not None:
        return sampled(bought.days, customers).cache()
    with refusing_broken(log.parts):
        return purchases(sampled(rows, customers), log=log).days.cache()


def account(log: TypedLog, table: ir.Table | None, totals: Totals, end: int | None) -> Accounting:
    """Say where the rows ended, from the totals of the state and the oddments of its customers.

    Rows after the day `end` are counted from the log; None says that there are none.
    """
    odd: dict[str, int] = {}
    if table is not None:
        sums = table.agg(**{name: table[name].sum().fill_null(0) for name in (*COUNTS, *MONEY)}).to_pyarrow()
        odd = {name: int(sums[name][0].as_py()) for name in sums.column_names}
    minor = totals.minor - odd.get("unmatched_minor", 0)
    tally = Tally(days=totals.repeats + totals.buyers, minor=minor, **odd)
    rows, money = _after(log, end)
    return accounting_of(log, tally, after_until=rows, after_until_minor=money)


def _after(log: TypedLog, end: int | None) -> tuple[int, int]:
    if end is None:
        return 0, 0
    later = log.rows.filter(log.rows.day > end)
    sums = later.agg(rows=later.count(), money=later.minor.sum().fill_null(0)).to_pyarrow()
    return int(sums["rows"][0].as_py()), int(sums["money"][0].as_py())
