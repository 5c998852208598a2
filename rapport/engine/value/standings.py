"""Rungs and segments of customers in memory: the same rules as `ladder.placed`, as look-ups of groups."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from rapport.engine.value.histories import Ints
from rapport.engine.value.ladder import (
    SCORES,
    Cuts,
    LadderSettings,
    Rung,
    Segment,
    frequency_cuts,
    recency_edges,
    segment_of,
)
from rapport.engine.value.roster import Block, Roster

Bools = NDArray[np.bool_]
RUNGS = (Rung.PROSPECT, Rung.FIRST_TIME, Rung.REPEAT, Rung.CLIENT)
SEGMENTS: tuple[Segment | None, ...] = (*Segment, None)
_CELLS = np.array([[SEGMENTS.index(segment_of(r, f)) for f in SCORES] for r in SCORES])


@dataclass(frozen=True)
class Look:
    """Groups of equal customers as standings see them, all (groups,); prospects are the last.

    `recency` is the score without customers on a day that a cut goes through; `is_cut` marks those.
    """

    purchases: Ints
    last_day: Ints
    recency: Ints
    is_cut: Bools
    lapsed: Bools


def cuts_in(roster: Roster, until: int, silence: int | None, settings: LadderSettings) -> Cuts:
    """Find where standings start, as `ladder.cuts_of` does, in memory."""
    buyers = roster.histories.weight.astype(np.int64)
    years = np.bincount(roster.column("year_purchases"))
    years[0] -= len(roster) - buyers.sum()  # prospects have no segment
    first = int(roster.last_day.min())
    days = np.bincount(roster.last_day - first, weights=buyers).astype(np.int64)
    edges = recency_edges([(first + at, int(days[at])) for at in np.flatnonzero(days).tolist()])
    names = {day: _names_on(roster, day) for day, _ in edges}
    return Cuts(
        until=until,
        silence=silence,
        clients=settings.client_purchases,
        frequency=frequency_cuts([(at, int(years[at])) for at in np.flatnonzero(years).tolist()]),
        recency=tuple((day, names[day][skipped].as_py()) for day, skipped in edges),
    )


def _names_on(roster: Roster, day: int) -> pa.Array:
    """Return the customers who last bought on a day, in order of their names."""
    is_theirs = np.append(roster.last_day == day, False)
    names = roster.table["customer"].take(pa.array(roster.order[is_theirs[roster.places]]))
    return names.take(pc.sort_indices(names)).combine_chunks()


def look_of(purchases: Ints, last_day: Ints, cuts: Cuts) -> Look:
    """See groups by purchases and last day, both (groups,)."""
    days = np.array([day for day, _ in cuts.recency], dtype=np.int64)
    silent = cuts.until - last_day > (cuts.silence or 0)
    return Look(
        purchases=purchases,
        last_day=last_day,
        recency=np.searchsorted(days, last_day, side="left"),
        is_cut=np.isin(last_day, days) & (purchases > 0),
        lapsed=silent & (purchases > 0) & (cuts.silence is not None),
    )


def standing_of(look: Look, cuts: Cuts, block: Block) -> tuple[Ints, Ints]:
    """Place customers; return their places in RUNGS and in SEGMENTS, both (n,)."""
    places, years = block.places, block.own["year_purchases"]
    purchases = look.purchases[places]
    is_client = (years >= cuts.clients) & ~look.lapsed[places] & (purchases > 0)
    rungs = np.where(is_client, 3, np.minimum(purchases, 2))
    recency = look.recency[places]
    at_cut = np.flatnonzero(look.is_cut[places])
    names, last_days = block.customer.take(pa.array(at_cut)), look.last_day[places[at_cut]]
    for day, first in cuts.recency:
        is_there = pc.greater_equal(names, pa.scalar(first, names.type)).to_numpy(zero_copy_only=False)
        recency[at_cut] += (last_days == day) & is_there
    frequency = np.digitize(np.arange(years.max(initial=0) + 1), cuts.frequency)[years]
    return rungs, np.where(purchases > 0, _CELLS[recency, frequency], len(SEGMENTS) - 1)
