"""Intervals of shares, counts, rates, means and quantiles, each by a named method."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from rapport.engine.measures.estimates import CONFIDENCE, NOTHING, Estimate


def share(part: int, whole: int, confidence: float = CONFIDENCE) -> Estimate:
    """Return the share `part` / `whole` with Wilson's score interval; nothing of nothing.

    Source: Wilson (1927), JASA 22(158), 209-212; recommended by Newcombe (1998), Statistics in Medicine
    17, 857-872 (method 3).
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share. Expected a part from 0 to the whole.")
    if not whole:
        return NOTHING
    z, p = _z(confidence), part / whole
    middle = (p + z**2 / (2 * whole)) / (1 + z**2 / whole)
    reach = z * math.sqrt(p * (1 - p) / whole + z**2 / (4 * whole**2)) / (1 + z**2 / whole)
    low = 0.0 if part == 0 else max(0.0, middle - reach)  # exactly 0 and 1, not almost
    high = 1.0 if part == whole else min(1.0, middle + reach)
    return Estimate(p, whole, low, high, confidence)


def rate(count: int, exposure: float, confidence: float = CONFIDENCE) -> Estimate:
    """Return events per unit of `exposure` (orders, cases, weeks) with the exact Poisson interval.

    `n` is the count. Of no exposure there is no rate.
    Source: Garwood (1936), Biometrika 28, 437-442, through quantiles of chi-squared.
    """
    if exposure <= 0:
        return NOTHING
    tail = (1 - confidence) / 2
    low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    high = stats.chi2.ppf(1 - tail, 2 * count + 2) / 2
    return Estimate(count / exposure, count, float(low) / exposure, float(high) / exposure, confidence)


def rate_ratio(
    count: int, exposure: float, other: int, other_exposure: float, *, confidence: float = CONFIDENCE
) -> Estimate:
    """Return how many times the other rate a rate is, with the exact conditional interval.

    Given both counts together, the first is binomial: its Clopper-Pearson ends turn into those of the
    ratio. Without a bound above where the other count is 0. `n` is both counts together.
    Source: Przyborowski and Wilenski (1940), Biometrika 31, 313-323.
    """
    both = count + other
    if not both or exposure <= 0 or other_exposure <= 0:
        return NOTHING
    scale = other_exposure / exposure
    tail = (1 - confidence) / 2
    low = stats.beta.ppf(tail, count, other + 1) if count else 0.0
    high = stats.beta.ppf(1 - tail, count + 1, other) if other else 1.0
    value = count / other * scale if other else None
    return Estimate(value, both, _odds(low) * scale, None if not other else _odds(high) * scale, confidence)


def mean(numbers: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean with Student's t interval; a single number has no interval.

    Source: Student (1908), Biometrika 6, 1-25.
    """
    n = len(numbers)
    if not n:
        return NOTHING
    values = np.asarray(numbers, dtype=float)
    middle = float(values.mean())
    if n == 1:
        return Estimate(middle, n, confidence=confidence)
    reach = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * float(values.std(ddof=1)) / math.sqrt(n)
    return Estimate(middle, n, middle - reach, middle + reach, confidence)


def quantile(numbers: Sequence[float], part: float, confidence: float = CONFIDENCE) -> Estimate:
    """Return the number below which `part` (0 to 1) of them lie, with an interval of order statistics.

    It assumes no distribution: between two ordered numbers the true quantile lies with at least the
    confidence asked for. Where too few numbers lie on a side, the interval has no end there.
    Source: Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2.
    """
    n = len(numbers)
    if not n:
        return NOTHING
    ordered = np.sort(np.asarray(numbers, dtype=float))
    tail = (1 - confidence) / 2
    low_rank = int(stats.binom.ppf(tail, n, part))  # fewer than so many lie below at most this often
    high_rank = int(stats.binom.ppf(1 - tail, n, part)) + 1
    return Estimate(
        float(np.quantile(ordered, part)),
        n,
        float(ordered[low_rank - 1]) if low_rank >= 1 else None,
        float(ordered[high_rank - 1]) if high_rank <= n else None,
        confidence,
    )


def median(numbers: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """Return the median with its interval of order statistics."""
    return quantile(numbers, 0.5, confidence)


def _z(confidence: float) -> float:
    return float(stats.norm.ppf((1 + confidence) / 2))


def _odds(chance: float) -> float:
    return float(chance) / (1 - float(chance))
