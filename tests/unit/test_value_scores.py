"""Measures of a backtest: each by an example worked by hand, and by its slow definition."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.expect import Cells, chance_of_more
from rapport.engine.value.histories import Floats, histories
from rapport.engine.value.ranges import predict_alive
from rapport.engine.value.scores import (
    crps_of,
    gini,
    model_scores,
    point_scores,
    poisson_deviance,
    top_share,
)
from tests.value_samples import MBG, made_shop

ACTUAL, PREDICTED = np.array([0.0, 1.0, 3.0, 0.0]), np.array([0.5, 1.0, 2.0, 0.5])
counts = st.lists(st.integers(0, 9), min_size=2, max_size=40).filter(any).map(lambda n: np.array(n, float))


def test_errors_by_hand() -> None:
    scores = point_scores(ACTUAL, PREDICTED)

    assert scores.mae == pytest.approx((0.5 + 0 + 1 + 0.5) / 4)
    assert scores.rmse == pytest.approx(np.sqrt((0.25 + 0 + 1 + 0.25) / 4))
    assert scores.total_error == 0
    assert scores.crps == scores.mae
    assert point_scores(ACTUAL, PREDICTED * 1.5).total_error == pytest.approx(0.5)


def test_deviance_by_hand() -> None:
    by_hand = 2 / 4 * (0.5 + 0.0 + (3 * np.log(3 / 2) - 1) + 0.5)

    assert poisson_deviance(ACTUAL, PREDICTED) == pytest.approx(by_hand)
    assert poisson_deviance(ACTUAL, ACTUAL) == 0
    assert poisson_deviance(ACTUAL, np.zeros(4)) is None
    assert poisson_deviance(np.zeros(3), np.zeros(3)) == 0


def test_gini_by_hand() -> None:
    """In the order of the prediction the first quarter caught 3 of 4, the second the rest."""
    best = (0 + 0.75) / 2 / 4 + (0.75 + 1) / 2 / 4 + 1 / 2 - 0.5
    worst = 0 + 0 + (0 + 0.25) / 2 / 4 + (0.25 + 1) / 2 / 4 - 0.5

    assert gini(ACTUAL, PREDICTED) == pytest.approx(1)
    assert gini(ACTUAL, np.array([4.0, 2.0, 1.0, 3.0])) == pytest.approx(worst / best)


def plain_area(actual: Floats, predicted: Floats) -> float:
    """Return the area between Lorenz curve and diagonal, averaged over every order of equal predictions."""
    area = 0.0
    shares = [0.0]
    for value in sorted(set(predicted.tolist()), reverse=True):
        tied = actual[predicted == value]
        shares += [shares[-1] + tied.mean() / actual.sum() * (i + 1) for i in range(len(tied))]
    for before, after in pairwise(shares):
        area += (before + after) / 2 / len(actual)
    return area - 0.5


@given(counts, st.data())
def test_gini_is_the_plain_area_per_the_best_and_never_above_one(actual: Floats, data: st.DataObject) -> None:
    guess = data.draw(st.lists(st.integers(0, 5), min_size=len(actual), max_size=len(actual)))
    predicted = np.array(guess, dtype=float)
    best = plain_area(actual, actual)

    assert gini(actual, actual) == pytest.approx(1 if best > 1e-12 else 0, abs=1e-9)
    assert gini(actual, predicted) <= 1 + 1e-9
    if best > 1e-12:
        assert gini(actual, predicted) == pytest.approx(plain_area(actual, predicted) / best, abs=1e-9)


@given(counts, st.floats(0.1, 10))
def test_order_alone_counts_for_gini(actual: Floats, factor: float) -> None:
    predicted = np.arange(len(actual), dtype=float)

    assert gini(actual, predicted) == pytest.approx(gini(actual, factor * predicted**2), abs=1e-12)
    assert gini(actual, np.ones_like(actual)) == pytest.approx(0, abs=1e-12)


def test_top_share_by_hand() -> None:
    actual = np.array([8.0, 1, 1, 0, 0, 0, 0, 0, 0, 0])

    assert top_share(actual, actual, 0.1) == pytest.approx(0.8)
    assert top_share(actual, -actual, 0.1) == pytest.approx(0)
    assert top_share(actual, np.ones(10), 0.1) == pytest.approx(0.1)  # ties count in part
    assert top_share(np.zeros(4), np.ones(4), 0.1) == 0


def test_nothing_bought_is_no_division_by_zero() -> None:
    scores = point_scores(np.zeros(5), np.arange(5.0))

    assert scores.gini == 0
    assert scores.top_decile == 0
    assert scores.total_error == pytest.approx(10)
    assert all(np.isfinite(value) for value in vars(scores).values() if value is not None)


def test_crps_is_the_brute_force_sum() -> None:
    x, last, age = (
        np.array([0.0, 4, 0, 12, 4]),
        np.array([0.0, 80, 0, 90, 20]),
        np.array([90.0, 90, 5, 100, 90]),
    )
    actual = np.array([0.0, 3, 700, 5, 0])
    alive = predict_alive(MBG, histories(x, last, age))
    n = np.arange(2_000)
    more = np.array([
        chance_of_more(MBG, Cells(x, age), np.full(5, 180.0), np.full(5, float(count))) * alive for count in n
    ])  # fmt: skip
    brute = ((more - (actual > n[:, None])) ** 2).sum(axis=0)

    assert_allclose(crps_of(MBG, histories(x, last, age), 180.0, actual), brute, rtol=1e-4)


def test_calibration_is_the_share_inside_the_range() -> None:
    shop = made_shop(MBG, 3_000, 4)
    right = model_scores(MBG, shop.customers, 365.0, shop.bought, predicted=shop.bought)
    too_slow = BgNbd(MBG.r, MBG.alpha * 8, MBG.a, MBG.b)
    wrong = model_scores(too_slow, shop.customers, 365.0, shop.bought, predicted=shop.bought)

    assert right.calibration is not None
    assert wrong.calibration is not None
    assert 0.90 <= right.calibration <= 0.98
    assert wrong.calibration < right.calibration
    assert right.crps is not None
    assert wrong.crps is not None
    assert right.crps < wrong.crps


def test_the_true_model_has_the_best_crps() -> None:
    shop = made_shop(MBG, 4_000, 5)
    others = [BgNbd(0.6, 30.0 * factor, 0.7, 3.0) for factor in (0.5, 2.0)]
    best, *rest = (crps_of(model, shop.customers, 365.0, shop.bought).mean() for model in (MBG, *others))

    assert all(best < other for other in rest)
