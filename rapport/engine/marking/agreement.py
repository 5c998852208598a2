"""How far a marker agrees with people: accuracy, F1, kappa, and how right it is where it is sure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = BANDS = 5
COVERAGES = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Agreement:
    """Figures of one comparison; kappa is 0 where chance alone explains it, or there is one class.

    `brier` is the mean square of what a chance was off, 0 at best; `bands` says for each fifth of the chances
    told their mean, the share that was right by the people, and how many there were.
    """

    answers: int
    accuracy: float
    macro_f1: float
    kappa: float
    qwk: float
    coverage: tuple[tuple[float, float], ...]
    brier: float
    bands: tuple[tuple[float, float, int], ...]


def agreement(scores: Sequence[float], truth: Sequence[float]) -> Agreement:
    """Return how far scores agree with what people gave, both in 0..1; at 0.5, and on five steps."""
    said, right = np.asarray(scores, float), np.asarray(truth, float)
    mine, theirs = said >= 0.5, right >= 0.5
    return Agreement(
        answers=len(said),
        accuracy=_rounded((mine == theirs).mean()),
        macro_f1=_rounded(np.mean([_f1(mine == side, theirs == side) for side in (True, False)])),
        kappa=_rounded(weighted_kappa(mine.astype(int), theirs.astype(int), 2)),
        qwk=_rounded(weighted_kappa(_steps(said), _steps(right), STEPS)),
        coverage=tuple(
            (share, _rounded(accuracy)) for share, accuracy in coverage_curve(said, mine == theirs)
        ),
        brier=_rounded(((said - theirs) ** 2).mean()),
        bands=tuple(reliability(said, theirs)),
    )


def reliability(scores: Floats, is_so: NDArray[np.bool_]) -> list[tuple[float, float, int]]:
    """Return for each fifth of 0..1 that holds scores: their mean, the share that is so, and how many.

    Source: Brier (1950); the reliability diagram of Murphy and Winkler (1977), Applied Statistics 26, 41-47.
    """
    place = np.minimum((np.clip(scores, 0, 1) * BANDS).astype(int), BANDS - 1)
    held = [(scores[place == band], is_so[place == band]) for band in range(BANDS)]
    return [(_rounded(some.mean()), _rounded(so.mean()), len(some)) for some, so in held if len(some)]


def _rounded(value: float | np.floating) -> float:
    return round(float(value), 4)


def _steps(values: Floats) -> NDArray[np.int64]:
    return np.floor(np.clip(values, 0, 1) * (STEPS - 1) + 0.5).astype(np.int64)


def _f1(mine: NDArray[np.bool_], theirs: NDArray[np.bool_]) -> float:
    both = float((mine & theirs).sum())
    return 2 * both / max(float(mine.sum() + theirs.sum()), 1.0)


def weighted_kappa(ones: NDArray[np.int64], others: NDArray[np.int64], steps: int) -> float:
    """Return kappa with quadratic weights; of two steps it is Cohen's.

    Source: Cohen (1968), "Weighted kappa", Psychological Bulletin 70, 213-220.
    """
    seen = np.zeros((steps, steps))
    np.add.at(seen, (ones, others), 1)
    places = np.arange(steps)
    apart = (places[:, None] - places[None, :]) ** 2
    chance = np.outer(seen.sum(1), seen.sum(0)) / max(len(ones), 1)
    expected = float((apart * chance).sum())
    return 1 - float((apart * seen).sum()) / expected if expected else 0.0


def coverage_curve(scores: Floats, is_right: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Return the accuracy on the share of answers whose scores are farthest from a half."""
    order = np.argsort(-np.abs(scores - 0.5), kind="stable")
    counts = [max(1, round(share * len(order))) for share in COVERAGES]
    return [
        (share, float(is_right[order[:count]].mean())) for share, count in zip(COVERAGES, counts, strict=True)
    ]
