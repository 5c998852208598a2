"""How good a forecast of purchase counts is, customer by customer: the measures of the bench."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SMALLEST_MEAN = 1e-3  # the deviance of a mean of zero would be endless once somebody buys
CHUNK = 50_000
TAIL = 1e-7  # a chance to exceed that no score can feel


@dataclass(frozen=True)
class Scores:
    """Measures of one forecast; all but `gini` are better when nearer to zero.

    `deviance` is 2 sum(y ln(y / m) - (y - m)) / n with m of at least 0.001. `crps` is the mean of
    sum over k of (P(Y <= k) - [y <= k])^2. `gini` is the share of the best possible ordering's Gini
    coefficient; ties are ordered neither well nor badly. `total_error` is (sum(m) - sum(y)) / sum(y).
    """

    customers: int
    actual: int
    rmse: float
    deviance: float
    crps: float
    gini: float
    mae: float
    total_error: float


def score(expected: Floats, crps: Floats, actual: Ints) -> Scores:
    """Score expected counts and each customer's CRPS against actual counts; all of shape (n,)."""
    miss = expected - actual
    return Scores(
        customers=actual.size,
        actual=int(actual.sum()),
        rmse=float(np.sqrt(np.mean(miss**2))),
        deviance=poisson_deviance(expected, actual),
        crps=float(crps.mean()),
        gini=gini(expected, actual),
        mae=float(np.abs(miss).mean()),
        total_error=float(miss.sum() / actual.sum()),
    )


def poisson_deviance(expected: Floats, actual: Ints) -> float:
    """Return the mean Poisson deviance, with means of at least 0.001."""
    mean = np.maximum(expected, SMALLEST_MEAN)
    log_ratio = np.log(np.where(actual > 0, actual, 1) / mean)  # the term is 0 where nothing was bought
    return float(2 * np.mean(actual * log_ratio - (actual - mean)))


def gini(expected: Floats, actual: Ints) -> float:
    """Return the Gini coefficient of actual counts ordered by expectation, over that of the best order."""
    best = _area(actual.astype(np.float64), actual)
    return _area(expected, actual) / best if best else 0.0


def _area(order_by: Floats, actual: Ints) -> float:
    """Return the area between the concentration curve and the diagonal; equals share a straight piece."""
    _, place = np.unique(-order_by, return_inverse=True)
    people = np.concatenate(([0.0], np.cumsum(np.bincount(place)))) / actual.size
    bought = np.concatenate(([0.0], np.cumsum(np.bincount(place, actual)))) / actual.sum()
    return float(np.trapezoid(bought, people) - 0.5)


# P(Y > k) for k = 0 .. count - 1 and some of the customers, given by position: shape (len(which), count).
Exceed = Callable[[NDArray[np.int64], int], Floats]


def crps_of(exceed: Exceed, expected: Floats, actual: Ints) -> Floats:
    """Return each customer's continuous ranked probability score; shape (n,).

    Customers go through in chunks ordered by expectation, so that each chunk asks for no more
    counts than it needs: until the chance to exceed has died away and the actual is passed.
    Source: Gneiting and Raftery (2007), "Strictly Proper Scoring Rules", eq. 20, on counts.
    """
    scores = np.empty(actual.size)
    order = np.argsort(expected, kind="stable")
    for first in range(0, actual.size, CHUNK):
        which = order[first : first + CHUNK]
        scores[which] = _chunk_crps(exceed, which, actual[which])
    return scores


def _chunk_crps(exceed: Exceed, which: NDArray[np.int64], actual: Ints) -> Floats:
    count = max(32, int(actual.max()) + 2)
    above = exceed(which, count)
    while above[:, -1].max() > TAIL and count < 4096:
        count *= 2
        above = exceed(which, count)
    beyond = actual[:, None] > np.arange(count)
    scores: Floats = ((above - beyond) ** 2).sum(axis=1)
    return scores
