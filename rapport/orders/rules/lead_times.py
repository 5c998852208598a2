"""Lead times to quote: how long lines of an item took by a route, those still open reckoned in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapport.engine.measures.estimates import Estimate
from rapport.engine.measures.survival import survival_curve, time_until

FEWEST = 10  # lines that were delivered; below, nothing is quoted
WINDOW = timedelta(days=365)  # ordered within


@dataclass(frozen=True)
class Quote:
    """What may be quoted: by how many days half, 80% and 90% of lines were there; None is not known.

    `delivered` of `n` lines are over; the open ones count as having taken at least as long as they have.
    """

    n: int
    delivered: int
    half: Estimate
    p80: Estimate
    p90: Estimate

    @property
    def is_enough(self) -> bool:
        """Whether enough lines were delivered to quote from."""
        return self.delivered >= FEWEST


def quote(days: Sequence[float], over: Sequence[bool]) -> Quote:
    """Return lead times from how many days lines took, or have taken so far where they are open.

    Open lines are not left out: the slow ones would be, and the quote would be too short (Kaplan-Meier).
    """
    curve = survival_curve(days, over)
    known = (time_until(curve, part) for part in (0.5, 0.8, 0.9))
    half, p80, p90 = (one if curve.ended >= FEWEST else Estimate(None, one.n) for one in known)
    return Quote(curve.n, curve.ended, half, p80, p90)


def quoted_day(ordered_on: date, days: float) -> date:
    """Return the day to promise for an order of a day: a part of a day counts as a day."""
    return ordered_on + timedelta(days=math.ceil(days))
