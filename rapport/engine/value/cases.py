"""Customers as of a past day, and what they did after it: what backtests and pictures are made from."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from rapport.engine.value.histories import Floats, Histories, Ints, histories
from rapport.engine.value.ladder import LadderSettings, lapsed_after, with_standing
from rapport.engine.value.spend import SpendBins, spend_bins
from rapport.engine.value.summary import summarise

Words = NDArray[np.object_]


@dataclass(frozen=True)
class Cases:
    """Customers of a sample as of the end of the day `origin`, all arrays (n,), money in minor units.

    `paid` purchases were worth `minor` in all, `first_minor` is of the first day. `bought` purchases worth
    `spent` came in the `ahead` days after `origin`; `before` is the purchases of the `ahead` days up to it.
    """

    origin: int
    ahead: int
    histories: Histories
    first_day: Floats
    paid: Floats
    minor: Floats
    first_minor: Floats
    log_gaps: float
    rung: Words
    segment: Words
    bought: Floats
    spent: Floats
    before: Floats

    def spend_seen(self, *, first_counts: bool) -> tuple[Floats, Floats]:
        """Return the purchases and the total spend that inform the spend model; 0 where none do."""
        paid, total = self.paid, self.minor
        if not first_counts:
            paid, total = paid - (self.first_minor > 0), total - self.first_minor
        known = (paid > 0) & (total > 0)
        return np.where(known, paid, 0.0), np.where(known, total, 0.0)

    def spend_bins(self, *, first_counts: bool) -> SpendBins:
        """Return the customers who inform the spend model, each a bin."""
        paid, total = self.spend_seen(first_counts=first_counts)
        return spend_bins(paid[paid > 0], total[paid > 0])


def gaps_between(days: ir.Table, until: int) -> Ints:
    """Return the gaps between purchase days up to `until`, in days, smallest first."""
    past = days.filter(days.day <= until)
    in_turn = ibis.window(group_by="customer", order_by="day")
    gaps = past.select(gap=past.day - past.day.lag().over(in_turn)).drop_null()
    counts = gaps.group_by("gap").agg(n=gaps.count()).order_by("gap").to_pyarrow()
    return np.repeat(counts["gap"].to_numpy(), counts["n"].to_numpy()).astype(np.int64)


def cases_at(days: ir.Table, origin: int, ahead: int, ladder: LadderSettings) -> Cases:
    """Summarise the purchase days of a sample as of `origin` and look `ahead` days on."""
    past = days.filter(days.day <= origin)
    silence = lapsed_after(gaps_between(days, origin), ladder)
    state = with_standing(summarise(past, origin, gaps=True), origin, silence, ladder)
    later, earlier = _bought(days, origin, origin + ahead), _bought(days, origin - ahead, origin)
    joined = state.left_join(later, "customer").drop("customer_right")
    earlier = earlier.select("customer", before=earlier.bought)
    table = joined.left_join(earlier, "customer").order_by("customer").to_pyarrow()
    first, last = _floats(table, "first_day"), _floats(table, "last_day")
    repeats = _floats(table, "purchases") - 1
    return Cases(
        origin=origin,
        ahead=ahead,
        histories=histories(repeats, last - first, origin - first),
        first_day=first,
        log_gaps=float(_floats(table, "log_gaps").sum()),
        rung=_words(table, "rung"),
        segment=_words(table, "segment"),
        **{
            name: _floats(table, name)
            for name in ("paid", "minor", "first_minor", "bought", "spent", "before")
        },
    )


def _bought(days: ir.Table, after: int, until: int) -> ir.Table:
    """Count purchases and add up spend by customer in the days (after, until]."""
    span = days.filter(days.day > after, days.day <= until)
    return span.group_by("customer").agg(bought=span.count(), spent=span.minor.sum())


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].fill_null(0).to_numpy(), dtype=np.float64)


def _words(table: pa.Table, name: str) -> Words:
    return np.array(table[name].to_pylist(), dtype=object)
