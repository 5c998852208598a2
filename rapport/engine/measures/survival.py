"""How long something takes when some of it is not over yet: the Kaplan-Meier curve and its quantiles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from rapport.engine.measures.estimates import CONFIDENCE, NOTHING, Estimate, Floats


@dataclass(frozen=True)
class SurvivalCurve:
    """The share that still lasts after each time at which something ended; all arrays of shape (k,).

    `n` counts everybody, `ended` those whose end was seen; the others are censored: they last at least
    as long as they were seen.
    """

    n: int
    ended: int
    times: Floats
    lasting: Floats
    low: Floats
    high: Floats
    at_risk: NDArray[np.int64]
    ends: NDArray[np.int64]
    standard_error: Floats
    confidence: float = CONFIDENCE


def survival_curve(durations: ArrayLike, ended: ArrayLike, confidence: float = CONFIDENCE) -> SurvivalCurve:
    """Return the Kaplan-Meier curve of `durations` (n,), of which `ended` (n,) tells whether they are over.

    S(t) = product over times up to t of (1 - d / r), with d ends among r at risk; who is censored at a
    time is at risk at it. Greenwood's variance; the interval is symmetric on the scale of log(-log S), so
    that it stays between 0 and 1. Where S is 1 or 0 that scale has no interval: there it keeps the bound
    that it had before.
    Source: Kaplan and Meier (1958), JASA 53, 457-481; Greenwood (1926); Klein and Moeschberger (2003),
    Survival Analysis, 2nd ed., equations 4.2.1, 4.2.2 and 4.3.2.
    """
    spans, over = np.asarray(durations, dtype=float), np.asarray(ended, dtype=bool)
    if spans.shape != over.shape or np.any(spans < 0) or not np.all(np.isfinite(spans)):
        raise ValueError("Durations must be finite and not below 0, with one flag each.")
    times, ends = np.unique(spans[over], return_counts=True)
    at_risk = len(spans) - np.searchsorted(np.sort(spans), times, side="left")
    lasting = np.cumprod(1 - ends / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(ends / (at_risk * (at_risk - ends)), dtype=np.float64))
        error = np.where(lasting > 0, lasting * spread, 0.0)
    low, high = _bounds(lasting, spread, confidence)
    return SurvivalCurve(
        len(spans), int(over.sum()), times, lasting, low, high, at_risk, ends, error, confidence
    )


def _bounds(lasting: Floats, spread: Floats, confidence: float) -> tuple[Floats, Floats]:
    z = stats.norm.ppf((1 + confidence) / 2)
    inside = (lasting > 0) & (lasting < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        theta = np.exp(z * spread / np.log(lasting))  # below 1
        low, high = lasting ** (1 / theta), lasting**theta
    low = np.where(inside, low, np.where(lasting > 0, 1.0, 0.0))
    high = np.where(inside, high, 1.0)
    return low, np.minimum.accumulate(high)


def time_until(curve: SurvivalCurve, part: float) -> Estimate:
    """Return the time by which `part` (0 to 1) of all are over, with its interval.

    None where the curve does not come down so far: too many are still open to know. The interval holds
    the times at which the bounds of the curve cross the same height.
    Source: Brookmeyer and Crowley (1982), Biometrics 38, 29-41; Klein and Moeschberger (2003), 4.5.
    """
    if not curve.n:
        return NOTHING
    height = 1 - part
    value, low, high = (_first_at(curve.times, bound, height) for bound in _crossed(curve))
    return Estimate(value, curve.n, low, high, curve.confidence)


def _crossed(curve: SurvivalCurve) -> tuple[Floats, Floats, Floats]:
    return curve.lasting, curve.low, curve.high


def _first_at(times: Floats, heights: Floats, height: float) -> float | None:
    below = np.flatnonzero(heights <= height + 1e-12)  # products such as 0.8 * 0.625 miss 0.5 by a hair
    return float(times[below[0]]) if below.size else None


def lasting_after(curve: SurvivalCurve, time: float) -> Estimate:
    """Return the share that lasts longer than a time, with its interval."""
    if not curve.n:
        return NOTHING
    place = int(np.searchsorted(curve.times, time, side="right")) - 1
    if place < 0:
        return Estimate(1.0, curve.n, 1.0, 1.0, curve.confidence)
    value, low, high = (float(bound[place]) for bound in _crossed(curve))
    return Estimate(value, curve.n, low, high, curve.confidence)
