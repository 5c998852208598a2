"""Bands of totals, learnt from what past totals turned out to be.

A model's own range of a total is far too narrow: calendar, campaigns and competition move all customers
together. So the band is the spread of ln(actual / expected) at past origins, widened for how few
independent stretches of time those origins hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from rapport.engine.value.backtest import FEWEST_ORIGINS, Outcome

LEVEL = 0.90
HALF_A_PURCHASE = 0.5  # added to both sides, so that nothing in, nothing out is no error


@dataclass(frozen=True)
class Spread:
    """How far past totals were off: root mean square of ln(actual / expected), and how often seen."""

    error: float
    origins: int
    stretches: float

    def band(self, expected: float) -> tuple[float, float] | None:
        """Return the 90 % band around a total; None where too few origins taught it."""
        if self.origins < FEWEST_ORIGINS:
            return None
        reach = self.error * float(stats.t.ppf(0.5 + LEVEL / 2, max(self.stretches, 1.0) + 1.0))
        return expected * float(np.exp(-reach)), expected * float(np.exp(reach))


def spread_of(outcomes: Sequence[Outcome], name: str, *, money: bool) -> Spread:
    """Return the spread of one total at past origins; `name` is "all", a rung or a segment."""
    pairs = [(o.spend if money else o.purchases).get(name) for o in outcomes]
    known = [(outcome, pair) for outcome, pair in zip(outcomes, pairs, strict=True) if pair]
    if not known:
        return Spread(0.0, 0, 0.0)
    each = [_half_a_purchase(outcome, name, money=money) for outcome, _ in known]
    errors = [
        np.log((actual + h) / (expected + h)) for (_, (expected, actual)), h in zip(known, each, strict=True)
    ]
    days = [outcome.origin for outcome, _ in known]
    stretches = 1 + (max(days) - min(days)) / known[0][0].ahead
    noise = np.mean([1 / max(o.purchases[name][0], 1.0) for o, _ in known])
    return Spread(float(np.sqrt(np.mean(np.square(errors)) + noise)), len(known), float(stretches))


def _half_a_purchase(outcome: Outcome, name: str, *, money: bool) -> float:
    if not money:
        return HALF_A_PURCHASE
    expected, _ = outcome.spend[name]
    purchases, _ = outcome.purchases[name]
    return HALF_A_PURCHASE * expected / max(purchases, 1e-9)
