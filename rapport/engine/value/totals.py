"""Totals over customers with the bands that the past teaches: all, by rung, by segment."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from rapport.engine.value.bands import spread_of
from rapport.engine.value.ladder import Rung, Segment
from rapport.engine.value.sheet import Added
from rapport.engine.value.standings import RUNGS, SEGMENTS
from rapport.engine.value.valuation import Valuation, sheet_of

ENOUGH_FOR_A_TIE = 30  # repeat customers
TIE = ("n", "x", "y", "xx", "yy", "xy")
FIGURES = ("expected_purchases", "expected_spend", "value")


@dataclass(frozen=True)
class Total:
    """One total over some customers with its 90 % band; None where fewer than four `origins` teach one."""

    customers: int
    expected: float
    low: float | None
    high: float | None
    origins: int


@dataclass(frozen=True)
class Part:
    """Customers with one standing: how many, how many lapsed, their habits, and their totals by figure.

    Habits are means: `days_since` the last purchase, `mean_purchases` so far, `mean_spend` per
    purchase day.
    """

    name: str
    customers: int
    lapsed: int
    days_since: float
    mean_purchases: float
    mean_spend: float
    totals: dict[str, Total]


@dataclass(frozen=True)
class Breakdown:
    """All customers, and the parts they fall in; parts that nobody is in are left out.

    `best` is the highest value of one customer. `tie` is the correlation of purchases and spend per
    purchase over repeat customers; None below 30 of them.
    """

    everybody: Part
    best: float
    tie: float | None
    rungs: tuple[Part, ...]
    segments: tuple[Part, ...]


def break_down(valuation: Valuation) -> Breakdown:
    """Add up expectations, in all and by rung and segment, and put bands around them."""
    found = _found(valuation)
    sums = found.sums
    rungs = [_part(valuation, rung, [one for one in sums if one.rung == rung]) for rung in Rung]
    segments = [_part(valuation, name, [one for one in sums if one.segment == name]) for name in Segment]
    return Breakdown(
        everybody=_part(valuation, "all", sums),
        best=found.best,
        tie=_correlation(found.tie),
        rungs=tuple(part for part in rungs if part.customers),
        segments=tuple(part for part in segments if part.customers),
    )


@dataclass(frozen=True)
class Sums:
    """What the customers with one rung and one segment add up to, by name; prospects have no segment."""

    rung: str
    segment: str | None
    added: dict[str, float]


@dataclass(frozen=True)
class Found:
    """All sums, the highest value of one customer, and the sums behind the tie (see `Added.tie`)."""

    sums: list[Sums]
    best: float
    tie: tuple[float, ...]


def _found(valuation: Valuation) -> Found:
    """Take the sums that came with the output, or add up in memory, or else in the query engine."""
    if valuation.added is not None:
        return _from_memory(valuation.added)
    if valuation.roster is not None and valuation.kept is None:
        return _from_memory(sheet_of(valuation, valuation.roster, whole=False).add_up())
    return _from_engine(valuation)


def _from_memory(added: Added) -> Found:
    names = [(rung, segment) for rung in RUNGS for segment in SEGMENTS]
    sums = [
        Sums(rung, segment, {name: float(column[at]) for name, column in added.sums.items()})
        for at, (rung, segment) in enumerate(names)
    ]
    return Found(sums, added.best, tuple(added.tie.tolist()))


def _from_engine(valuation: Valuation) -> Found:
    """Sum in the query engine, by rung and segment at once: at most 40 rows."""
    customers = valuation.customers
    again = (customers.repeats > 0).cast("float64")
    x, y = customers.purchases.cast("float64") * again, customers.mean_spend * again
    table: pa.Table = (
        customers.group_by("rung", "segment")
        .agg(
            customers=customers.count(),
            lapsed=customers.lapsed.cast("int64").sum(),
            weeks_since=(customers.age_weeks - customers.last_repeat_weeks).sum(),
            purchases=customers.purchases.sum(),
            spent=(customers.mean_spend * customers.purchases).sum(),
            best=customers.value.max(),
            **{name: customers[name].sum() for name in FIGURES},
            n=again.sum(),
            x=x.sum(),
            y=y.sum(),
            xx=(x * x).sum(),
            yy=(y * y).sum(),
            xy=(x * y).sum(),
        )
        .to_pyarrow()
    )
    sums = [
        Sums(row.pop("rung"), row.pop("segment"), {name: float(value or 0) for name, value in row.items()})
        for row in table.to_pylist()
    ]
    best = max((one.added["best"] for one in sums), default=0.0)
    return Found(sums, best, tuple(sum(one.added[name] for one in sums) for name in TIE))


def _correlation(tie: Sequence[float]) -> float | None:
    n, x, y, xx, yy, xy = tie
    spread = (xx - x**2 / max(n, 1.0)) * (yy - y**2 / max(n, 1.0))
    if n < ENOUGH_FOR_A_TIE or spread <= 0:
        return None
    return (xy - x * y / n) / math.sqrt(spread)


def _part(valuation: Valuation, name: str, chosen: Sequence[Sums]) -> Part:
    columns = ("customers", "lapsed", "weeks_since", "purchases", "spent", *FIGURES)
    added = {column: sum(one.added[column] for one in chosen) for column in columns}
    number, bought = max(added["customers"], 1.0), max(added["purchases"], 1.0)
    return Part(
        name=str(name),
        customers=int(added["customers"]),
        lapsed=int(added["lapsed"]),
        days_since=added["weeks_since"] * 7 / number,
        mean_purchases=added["purchases"] / number,
        mean_spend=added["spent"] / bought,
        totals={figure: _total(valuation, name, figure, added) for figure in FIGURES},
    )


def _total(valuation: Valuation, name: str, figure: str, added: dict[str, float]) -> Total:
    spread = spread_of(valuation.outcomes, name, money=figure != "expected_purchases")
    low, high = spread.band(added[figure]) or (None, None)
    return Total(int(added["customers"]), added[figure], low, high, spread.origins)
