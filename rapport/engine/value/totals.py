"""Totals over customers with the bands that the past teaches: all, by rung, by segment."""

from dataclasses import dataclass

import pyarrow as pa

from rapport.engine.value.bands import Spread, spread_of
from rapport.engine.value.ladder import Rung, Segment
from rapport.engine.value.valuation import Valuation

FIGURES = ("expected_purchases", "expected_spend", "value")


@dataclass(frozen=True)
class Total:
    """One total over some customers with its 90 % band, None where the past cannot teach one."""

    customers: int
    expected: float
    low: float | None
    high: float | None
    origins: int


@dataclass(frozen=True)
class Part:
    """Customers with one standing: how many, how many lapsed, and their totals by figure."""

    name: str
    customers: int
    lapsed: int
    days_since: float
    year_purchases: float
    mean_spend: float
    totals: dict[str, Total]


@dataclass(frozen=True)
class Breakdown:
    """All customers, and the parts they fall in; parts that nobody is in are left out."""

    everybody: Part
    rungs: tuple[Part, ...]
    segments: tuple[Part, ...]


def break_down(valuation: Valuation) -> Breakdown:
    """Add up expectations, in all and by rung and segment, and put bands around them."""
    table = _sums(valuation)
    rungs = [_part(valuation, table, "rung", str(rung)) for rung in Rung]
    segments = [_part(valuation, table, "segment", str(segment)) for segment in Segment]
    return Breakdown(
        everybody=_part(valuation, table, None, "all"),
        rungs=tuple(part for part in rungs if part.customers),
        segments=tuple(part for part in segments if part.customers),
    )


def _sums(valuation: Valuation) -> list[dict[str, float]]:
    """Sum in the query engine, by rung and segment at once: at most 40 rows."""
    customers = valuation.customers
    sums = customers.group_by("rung", "segment").agg(
        customers=customers.count(),
        lapsed=customers.lapsed.cast("int64").sum(),
        weeks_since=(customers.age_weeks - customers.last_repeat_weeks).sum(),
        purchases=customers.purchases.sum(),
        spent=(customers.mean_spend * customers.purchases).sum(),
        **{name: customers[name].sum() for name in FIGURES},
    )
    rows: pa.Table = sums.to_pyarrow()
    return [
        {key: value if value is not None else 0.0 for key, value in row.items()} for row in rows.to_pylist()
    ]


def _part(valuation: Valuation, rows: list[dict[str, float]], kind: str | None, name: str) -> Part:
    chosen = [row for row in rows if kind is None or row[kind] == name]
    added = {
        key: sum(float(row[key]) for row in chosen)
        for key in ("customers", "lapsed", "weeks_since", "purchases", "spent", *FIGURES)
    }
    number, bought = max(added["customers"], 1.0), max(added["purchases"], 1.0)
    return Part(
        name=name,
        customers=int(added["customers"]),
        lapsed=int(added["lapsed"]),
        days_since=added["weeks_since"] * 7 / number,
        year_purchases=added["purchases"] / number,
        mean_spend=added["spent"] / bought,
        totals={figure: _total(valuation, name, figure, added) for figure in FIGURES},
    )


def _total(valuation: Valuation, name: str, figure: str, added: dict[str, float]) -> Total:
    spread: Spread = spread_of(valuation.outcomes, name, money=figure != "expected_purchases")
    band = spread.band(added[figure])
    low, high = band or (None, None)
    return Total(int(added["customers"]), added[figure], low, high, spread.origins)
