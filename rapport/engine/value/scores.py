"""How good predictions of purchases were: the measures of a backtest, each with its definition."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Floats, Histories
from rapport.engine.value.ranges import TAIL, chances_by_repeats, count_ranges


@dataclass(frozen=True)
class Scores:
    """Measures of one set of predictions; None where the predictions give no answer.

    `total_error` is (predicted - actual) / actual of the total; `calibration` is the share of
    customers whose count lies in the 5-95 % range.
    """

    mae: float
    rmse: float
    deviance: float | None
    total_error: float
    gini: float
    top_decile: float
    crps: float | None
    calibration: float | None


def point_scores(actual: Floats, predicted: Floats) -> Scores:
    """Score point predictions (n,); their CRPS is their mean absolute error."""
    error = predicted - actual
    mae = float(np.abs(error).mean())
    return Scores(
        mae=mae,
        rmse=float(np.sqrt((error**2).mean())),
        deviance=poisson_deviance(actual, predicted),
        total_error=float(error.sum() / max(actual.sum(), 1.0)),
        gini=gini(actual, predicted),
        top_decile=top_share(actual, predicted, 0.1),
        crps=mae,
        calibration=None,
    )


def model_scores(  # noqa: PLR0917 - `predicted` becomes keyword-only once its caller, backtest.py, names it
    model: PurchaseModel, customers: Histories, ahead: float, actual: Floats, predicted: Floats
) -> Scores:
    """Score what a model `predicted` (n,) over `ahead`, and its distribution of counts, by what came."""
    points = point_scores(actual, predicted)
    ranges = count_ranges([model], customers, ahead, tail=TAIL)
    inside = (actual >= ranges.low) & (actual <= ranges.high)
    crps = float(crps_of(model, customers, ahead, actual).mean())
    return replace(points, crps=crps, calibration=float(inside.mean()))


def poisson_deviance(actual: Floats, predicted: Floats) -> float | None:
    """Return 2 mean[y ln(y / mu) - (y - mu)]; None where something happened that was held impossible."""
    if ((predicted <= 0) & (actual > 0)).any():
        return None
    return float(
        2 * np.mean(special.xlogy(actual, actual) - special.xlogy(actual, predicted) - actual + predicted)
    )


def gini(actual: Floats, predicted: Floats) -> float:
    """Return the Gini index of `actual` in the order of `predicted`, per that in its own order.

    1 is perfect, 0 no better than chance, also where nobody bought.
    """
    best = _area(actual, actual)
    return _area(actual, predicted) / best if best and actual.any() else 0.0


def _area(actual: Floats, order_by: Floats) -> float:
    """Return the area between Lorenz curve and diagonal; equal predictions share their purchases."""
    sizes, caught = _ranked(actual, order_by)
    reached = np.cumsum(caught)
    return float(np.sum(sizes * (reached - caught / 2)) - 0.5)


def _ranked(actual: Floats, order_by: Floats) -> tuple[Floats, Floats]:
    """Return shares of customers and of `actual`, highest `order_by` first, one entry for those that tie."""
    values, places = np.unique(-order_by, return_inverse=True)
    sizes = np.bincount(places, minlength=len(values)) / len(actual)
    caught = np.bincount(places, weights=actual, minlength=len(values)) / max(actual.sum(), 1e-300)
    return sizes, caught


def top_share(actual: Floats, predicted: Floats, share: float) -> float:
    """Return the share of `actual` that the highest `share` of predictions caught; ties count in part."""
    sizes, caught = _ranked(actual, predicted)
    room = np.clip(share - (np.cumsum(sizes) - sizes), 0, sizes)
    return float(np.sum(caught * room / sizes))


def crps_of(model: PurchaseModel, customers: Histories, ahead: float, actual: Floats) -> Floats:
    """Return the continuous ranked probability score of each count: sum over n of (P(Y > n) - [y > n])^2.

    Source: Gneiting and Raftery (2007), JASA 102(477), eq. 21.
    """
    score = np.zeros(len(customers))
    for rows, chances in chances_by_repeats(model, customers, ahead):
        for count in range(chances.most):
            more = chances.more(np.full(len(rows), count))
            score[rows] += (more - (actual[rows] > count)) ** 2
        score[rows] += np.maximum(actual[rows] - chances.most, 0)
    return score
