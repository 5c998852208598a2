"""Distributions of a future count in the form the bench scores: P(Y > k) for customers given by position."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special, stats

from tests.benchmarks.scores import Exceed, Floats, Ints

Dropout = Literal["bgnbd", "mbgnbd"]


@dataclass(frozen=True)
class Histories:
    """What a buy-till-you-die model knows of each customer; arrays of shape (n,), times in one unit."""

    repeats: Floats
    last_repeat: Floats
    age: Floats


def poisson(mean: Floats) -> Exceed:
    """Spread a bare mean as a Poisson count; the kindest reading of a rule that gives no chances."""
    return lambda which, count: np.asarray(stats.poisson.sf(np.arange(count), mean[which, None]))


def geometric_dropout(
    kind: Dropout,
    parameters: tuple[float, float, float, float],
    histories: Histories,
    *,
    ahead: float,
) -> Exceed:
    """Spread the count of a BG/NBD or MBG/NBD fit (r, alpha, a, b) over the next `ahead`.

    P(Y > k) = P(alive) I(ahead / (alpha + T + ahead); k + 1, r + x) B(a, b' + k) / B(a, b').
    The count without dropout and the coins are independent given alive, hence the product.
    Source: Fader, Hardie and Lee (2005a), eq. 8 of the derivation; checked by simulation in test_scores.py.
    """
    r, alpha, a, b = parameters
    drops = b + histories.repeats + (kind == "mbgnbd")
    alive = p_alive(kind, parameters, histories)
    reach = ahead / (alpha + histories.age + ahead)

    def exceed(which: Ints, count: int) -> Floats:
        k = np.arange(count)[None, :]
        shape = r + histories.repeats[which, None]
        busy = special.betainc(k + 1.0, shape, reach[which, None])
        stays = np.exp(special.betaln(a, drops[which, None] + k) - special.betaln(a, drops[which, None]))
        return np.asarray(alive[which, None] * busy * stays)

    return exceed


def p_alive(
    kind: Dropout,
    parameters: tuple[float, float, float, float],
    histories: Histories,
) -> Floats:
    """Return the chance that each customer is still buying; shape (n,).

    Source: Fader, Hardie and Lee (2008) for BG/NBD; Batislam et al. (2007) for MBG/NBD.
    """
    r, alpha, a, b = parameters
    drops = histories.repeats + (kind == "mbgnbd")
    silence = np.log((alpha + histories.age) / (alpha + histories.last_repeat))
    log_odds = np.log(a / (b + np.maximum(drops, 1) - 1)) + (r + histories.repeats) * silence
    return np.asarray(np.where(drops > 0, special.expit(-log_odds), 1.0))


def random_lifetime(
    parameters: tuple[float, float, float, float], histories: Histories, alive: Floats, *, ahead: float
) -> Exceed:
    """Spread the count of a Pareto/NBD fit (r, alpha, s, beta) over the next `ahead`.

    Given alive at T the rate is gamma (r + x, alpha + T) and the death rate gamma (s, beta + T), apart
    from each other; given the time left L the count is negative binomial. L is integrated out with 12
    nodes in (0, ahead) beside the chance to outlive it.
    Source: Fader and Hardie (2005), "A Note on Deriving the Pareto/NBD Model".
    """
    r, alpha, s, beta = parameters
    nodes, weights = np.polynomial.legendre.leggauss(12)
    times = np.append((nodes + 1) * ahead / 2, ahead)

    def exceed(which: Ints, count: int) -> Floats:
        age, shape = histories.age[which], r + histories.repeats[which, None]
        dies = s / (beta + age[:, None]) * ((beta + age[:, None]) / (beta + age[:, None] + times)) ** (s + 1)
        chances = dies * np.append(weights * ahead / 2, 0.0)
        chances[:, -1] = ((beta + age) / (beta + age + ahead)) ** s
        total = np.zeros((which.size, count))
        for left, chance in zip(times, chances.T, strict=True):
            reach = left / (alpha + age + left)
            total += chance[:, None] * special.betainc(np.arange(1.0, count + 1), shape, reach[:, None])
        return np.asarray(alive[which, None] * total)

    return exceed
