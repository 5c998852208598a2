"""Rungs and segments of customers in memory: the same rules as `ladder.placed`, as look-ups of groups."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from rapport.engine.value.histories import Ints
from rapport.engine.value.ladder import SCORES, Cuts, Rung, Segment, segment_of

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


def standing_of(look: Look, cuts: Cuts, places: Ints, years: Ints, customer: pa.Array) -> tuple[Ints, Ints]:
    """Place customers (n,) by the place of their group and their purchases in a year.

    Returns their places in RUNGS and in SEGMENTS.
    """
    purchases = look.purchases[places]
    is_client = (years >= cuts.clients) & ~look.lapsed[places] & (purchases > 0)
    rungs = np.where(is_client, 3, np.minimum(purchases, 2))
    recency = look.recency[places]
    at_cut = np.flatnonzero(look.is_cut[places])
    if len(at_cut):
        names, last_days = customer.take(pa.array(at_cut)), look.last_day[places[at_cut]]
        for day, first in cuts.recency:
            recency[at_cut] += (last_days == day) & pc.greater_equal(
                names, pa.scalar(first, names.type)
            ).to_numpy(False)
    frequency = np.digitize(years, cuts.frequency)
    return rungs, np.where(purchases > 0, _CELLS[recency, frequency], len(SEGMENTS) - 1)
