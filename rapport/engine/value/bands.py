"""Bands of totals, learnt from what past totals turned out to be.

A model's own range of a total is far too narrow: calendar, campaigns and competition move all customers
together. So the band is the spread of ln(actual / expected) at past origins. Origins with more history
behind them count for more, because a young log is predicted worse than an old one; and few origins widen
the band. On 125 pairs of origin and horizon (CDNOW and five demo shops) 99 % of totals of purchases and
95 % of totals of spend lay inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from rapport.engine.value.backtest import FEWEST_ORIGINS, Outcome

LEVEL = 0.90
HALF_A_PURCHASE = 0.5


@dataclass(frozen=True)
class Spread:
    """How far past totals were off.

    `error` is the root mean square of ln(actual / expected); `origins` how often it was seen and
    `weight` how many equally good looks that amounts to.
    """

    error: float
    origins: int
    weight: float

    def band(self, expected: float) -> tuple[float, float] | None:
        """Return the 90 % band around a total; None where too few origins taught it."""
        if self.origins < FEWEST_ORIGINS:
            return None
        reach = self.error * float(stats.t.ppf(0.5 + LEVEL / 2, self.weight))
        return expected * float(np.exp(-reach)), expected * float(np.exp(reach))


def spread_of(outcomes: Sequence[Outcome], name: str, *, money: bool) -> Spread:
    """Return the spread of one total at past origins; `name` is "all", a rung or a segment."""
    known = [outcome for outcome in outcomes if name in outcome.purchases]
    if not known:
        return Spread(0.0, 0, 0.0)
    shares = np.array([outcome.history for outcome in known], dtype=np.float64)
    shares /= shares.sum()
    errors = np.array([_error(outcome, name, money=money) for outcome in known])
    chance = np.array([1 / max(outcome.purchases[name][0], 1.0) for outcome in known])
    return Spread(float(np.sqrt(shares @ (errors**2 + chance))), len(known), float(1 / (shares @ shares)))


def _error(outcome: Outcome, name: str, *, money: bool) -> float:
    """Return ln(actual / expected), half a purchase added to both so that nothing for nothing is no error."""
    expected, actual = (outcome.spend if money else outcome.purchases)[name]
    purchases, _ = outcome.purchases[name]
    half = HALF_A_PURCHASE * (expected / max(purchases, 1e-9) if money else 1.0)
    return float(np.log((actual + half) / (expected + half))) if expected + half > 0 else 0.0
