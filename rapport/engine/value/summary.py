"""One small row per customer, made and folded in the query engine: all that fitting ever needs.

The state: `customer, purchases, paid, minor, first_day, last_day, first_minor, log_gaps, year_purchases`
and, where asked for, `group`. Days count from 1970-01-01, money is in minor units; `paid` counts
purchases above zero. Prospects, who have nothing left after refunds, have 0 purchases and no days.
"""

from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from rapport.engine.value.histories import Floats, Histories, Ints, distinct, histories
from rapport.engine.value.runs import ordered_runs
from rapport.engine.value.spend import SpendBins, spend_bins

YEAR_DAYS = 365  # the window of ladder and segments, in days up to the last one
MONEY_BITS = 45  # of the first day, packed with its money; past 350 thousand million units money is cut
EXACT_TO = 50_000  # customers up to which the fit sees every distinct history at once
CELL_FINENESS = 10.0  # cells of ln time at x = 0; finer with the root of 1 + x
CELL_START = 0.1  # of the mean age: below it cells are even in time
BIN_WIDTH = 0.02  # of ln total spend; moves no parameter by 0.001 standard errors
KNUTH = 2_654_435_761  # 2^32 over the golden ratio
SAMPLE = 100_000  # customers at most in the sample that gaps, backtests and pictures are made from
STATE = (
    "customer", "purchases", "paid", "minor", "first_day", "last_day", "first_minor", "log_gaps",
    "year_purchases",
)  # fmt: skip


@dataclass(frozen=True)
class Totals:
    """What the whole state adds up to; days are None without a purchase."""

    customers: int
    buyers: int
    repeats: int
    first_day: int | None
    last_day: int | None
    minor: int
    log_gaps: float
    mean_age: float


def summarise(
    days: ir.Table, until: int, *, gaps: bool, free: bool = True, oddments: ir.Table | None = None
) -> ir.Table:
    """Fold purchase days into one row per customer, as of the day `until`.

    `free` says that some purchases may have cost nothing. `gaps` asks for the sum of ln(gap), which costs
    a sort. `oddments` holds what refunds without a purchase take from a customer's spend; whoever is
    only there is a prospect.
    """
    if gaps:
        by_customer = ibis.window(group_by="customer", order_by="day")
        days = days.mutate(gap=days.day - days.day.lag().over(by_customer))
    folded = days.group_by("customer").agg(
        purchases=days.count().cast("int32"),
        minor=days.minor.cast("float64").sum().cast("int64"),
        first=((days.day.cast("int64") << MONEY_BITS) + ibis.least(days.minor, 2**MONEY_BITS - 1)).min(),
        last_day=days.day.max(),
        year_purchases=days.count(where=days.day > until - YEAR_DAYS).cast("int32"),
        **({"paid": (days.minor > 0).cast("int32").sum().cast("int32")} if free else {}),
        **({"log_gaps": days.gap.cast("float64").ln().sum().fill_null(0.0)} if gaps else {}),
    )
    if not free:
        folded = folded.mutate(paid=folded.purchases)
    if not gaps:
        folded = folded.mutate(log_gaps=ibis.literal(0.0, "float64"))
    first = folded["first"]
    state = folded.mutate(
        first_day=(first >> MONEY_BITS).cast("int32"), first_minor=first & (2**MONEY_BITS - 1)
    ).drop("first")
    if oddments is not None:
        state = _with_oddments(state, oddments)
    return state.select(*STATE)


def _with_oddments(state: ir.Table, oddments: ir.Table) -> ir.Table:
    joined = state.outer_join(oddments.select("customer", "unmatched_minor"), "customer")
    counts = ("purchases", "paid", "first_minor", "log_gaps", "year_purchases")
    return joined.mutate(
        customer=ibis.coalesce(joined.customer, joined.customer_right),
        minor=joined.minor.fill_null(0) + joined.unmatched_minor.fill_null(0),
        **{name: joined[name].fill_null(0) for name in counts},
    )


def total(state: ir.Table, until: int) -> Totals:
    """Add up the state."""
    buyers = state.purchases > 0
    figures = state.agg(
        customers=state.count(),
        buyers=buyers.cast("int64").sum().fill_null(0),
        repeats=buyers.ifelse(state.purchases - 1, 0).cast("int64").sum().fill_null(0),
        first_day=state.first_day.min(),
        last_day=state.last_day.max(),
        minor=state.minor.sum().fill_null(0),
        log_gaps=state.log_gaps.sum().fill_null(0.0),
        mean_age=(until - state.first_day).cast("float64").mean().fill_null(0.0),
    ).to_pyarrow()
    return Totals(**{name: figures[name][0].as_py() for name in Totals.__dataclass_fields__})


def as_of(totals: Totals, before: int, until: int) -> Totals:
    """Return totals as of the day `before` as of a later one, by which nobody bought."""
    return replace(totals, mean_age=totals.mean_age + (until - before if totals.buyers else 0))


def moved(whole: Totals, before: Totals, after: Totals) -> Totals:
    """Return the totals of a state of which a part has gone from `before` to `after`, as of one day.

    The part may have grown, and none of its first days may have become later.
    """
    sums = {
        name: getattr(whole, name) - getattr(before, name) + getattr(after, name)
        for name in ("customers", "buyers", "repeats", "minor", "log_gaps")
    }
    days = sum(
        sign * round(part.mean_age * part.buyers) for sign, part in ((1, whole), (-1, before), (1, after))
    )
    first, last = (
        [day for day in ends if day is not None] for ends in zip(_ends(whole), _ends(after), strict=True)
    )
    return Totals(
        **sums,
        first_day=min(first, default=None),
        last_day=max(last, default=None),
        mean_age=days / max(sums["buyers"], 1),
    )


def _ends(totals: Totals) -> tuple[int | None, int | None]:
    return totals.first_day, totals.last_day


def exact_histories(state: ir.Table, until: int) -> Histories:
    """Group customers with equal x, first and last day; times in days."""
    buyers = state.filter(state.purchases > 0)
    groups = buyers.group_by("purchases", "first_day", "last_day").agg(n=buyers.count())
    return _histories(
        groups.select(
            x=groups.purchases - 1,
            t=groups.last_day - groups.first_day,
            age=until - groups.first_day,
            n=groups.n,
        )
    )


def cell_histories(exact: Histories, mean_age: float) -> Histories:
    """Group distinct histories into log cells of (x, t_x, T), each by the means of its times.

    Cells are finer where buyers are frequent; 60,000 stand for millions of customers.
    """
    scale = max(CELL_START * mean_age, 1e-9)
    fineness = CELL_FINENESS * np.sqrt(exact.repeats + 1)
    cell = [
        exact.repeats.astype(np.int64),
        *(
            np.floor(fineness * np.log(times / scale + 1)).astype(np.int64)
            for times in (exact.last_repeat, exact.age)
        ),
    ]
    order, starts = ordered_runs(cell)
    n = np.add.reduceat(exact.weight[order], starts)
    t, age = (
        np.add.reduceat((times * exact.weight)[order], starts) / n for times in (exact.last_repeat, exact.age)
    )
    return histories(exact.repeats[order][starts], t, age, n)


def _histories(groups: ir.Table) -> Histories:
    table = groups.to_pyarrow()
    x, t, age, n = (table[name].to_numpy().astype(np.float64) for name in ("x", "t", "age", "n"))
    order = np.lexsort((age, t, x)) if len(x) <= EXACT_TO else slice(None)  # same log, same last digit
    return histories(x[order], t[order], age[order], n[order])


def spend_groups(state: ir.Table, *, first_counts: bool, exact: bool) -> SpendBins:
    """Fold customers who spent something for the spend model, in minor units.

    `first_counts` keeps the first purchase; `exact` groups equal customers instead of folding
    their totals into bins of 2 %.
    """
    spent = state.select(
        n=state.paid - (0 if first_counts else (state.first_minor > 0).cast("int32")),
        s=state.minor - (0 if first_counts else state.first_minor),
    )
    spent = spent.filter(spent.n > 0, spent.s > 0)
    if exact:
        groups = spent.group_by("n", "s").agg(w=spent.count()).to_pyarrow()
        n, s, w = (groups[name].to_numpy().astype(np.float64) for name in ("n", "s", "w"))
        order = np.lexsort((s, n))
        return spend_bins(n[order], s[order], w[order])
    return _binned(spent)


def _binned(spent: ir.Table) -> SpendBins:
    spent = spent.mutate(c=spent.s.cast("float64").ln(), n=spent.n.cast("float64"))
    bins = (
        spent.group_by(bin=(spent.c / BIN_WIDTH).floor().cast("int32"))
        .agg(
            w=spent.count().cast("float64"), wc=spent.c.sum(), wcc=(spent.c * spent.c).sum(),
            v=spent.n.sum(), vc=(spent.n * spent.c).sum(), vcc=(spent.n * spent.c * spent.c).sum(),
            total=spent.s.sum().cast("float64"),
        )
        .order_by("bin")
        .to_pyarrow()
    )  # fmt: skip
    counts = spent.group_by("n").agg(w=spent.count().cast("float64")).order_by("n").to_pyarrow()
    w, wc, wcc, v, vc, vcc, money = (
        _column(bins, name) for name in ("w", "wc", "wcc", "v", "vc", "vcc", "total")
    )
    return SpendBins(
        customers=w,
        mean=wc / w,
        variance=np.maximum(wcc / w - (wc / w) ** 2, 0),
        purchases=v,
        purchases_mean=vc / v,
        purchases_variance=np.maximum(vcc / v - (vc / v) ** 2, 0),
        numbers=_column(counts, "n"),
        counts=_column(counts, "w"),
        total=float(money.sum()),
    )


def folded_spend(n: Ints, s: Ints) -> SpendBins:
    """Fold customers with `n` purchases worth `s` in minor units, both (customers,), as `spend_groups` does.

    They are counted by bin and by number of purchases at once; all other sums follow.
    """
    known = (n > 0) & (s > 0)
    n, s = (n, s) if known.all() else (n[known], s[known])
    logs = np.log(s)
    bins = np.floor(logs / BIN_WIDTH).astype(np.int32)
    bins -= bins.min(initial=0)
    numbers, rows = distinct(n)
    width = int(bins.max(initial=0)) + 1
    cell = rows * width + bins
    sums = [
        np.bincount(cell, weights, minlength=width * len(numbers)) for weights in (None, logs, logs * logs)
    ]
    by_number = [np.asarray(one, dtype=np.float64).reshape(-1, width) for one in sums]
    held = by_number[0].sum(axis=0) > 0
    w, wc, wcc = (one.sum(axis=0)[held] for one in by_number)
    v, vc, vcc = ((numbers @ one)[held] for one in by_number)
    return SpendBins(
        customers=w,
        mean=wc / w,
        variance=np.maximum(wcc / w - (wc / w) ** 2, 0),
        purchases=v,
        purchases_mean=vc / v,
        purchases_variance=np.maximum(vcc / v - (vc / v) ** 2, 0),
        numbers=numbers,
        counts=by_number[0].sum(axis=1),
        total=float(s.sum()),
    )


def _column(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].to_numpy(), dtype=np.float64)


def sampled(rows: ir.Table, how_many: int) -> ir.Table:
    """Keep the rows of about 100,000 of `how_many` customers by a stable hash of their id; all where fewer.

    A larger log keeps a subset of what a smaller one kept, so a kept sample can be thinned. Whole
    numbers are hashed by a multiplication, which every engine does alike and fast (Knuth).
    """
    halvings = sample_halvings(how_many)
    if not halvings:
        return rows
    if rows.customer.type().is_integer():
        mixed = ((rows.customer & (2**31 - 1)) * KNUTH) & (2**32 - 1)
        return rows.filter(mixed < 2 ** (32 - halvings))
    return rows.filter(rows.customer.hexdigest("md5").left(4) < f"{2 ** (16 - halvings):04x}")


def sample_halvings(how_many: int) -> int:
    """Return how often the customers are halved to get at most 100,000."""
    return max(0, int(np.ceil(np.log2(max(how_many, 1) / SAMPLE))))
