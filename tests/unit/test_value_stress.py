"""Awkward logs: no exception, no NaN, nothing negative, and the boundary named where there is one."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rapport.engine.value import (
    Fit,
    Future,
    Histories,
    Prediction,
    SpendFit,
    fit_bgnbd,
    fit_gammagamma,
    fit_mbgcnbdk,
    fit_mbgnbd,
    fit_paretonbd,
    histories,
    predict_groups,
    spend_bins,
)
from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.fit import NO_DROPOUT, NOBODY_REPEATS
from rapport.engine.value.newton import Prior
from rapport.engine.value.spend import NO_MEAN, NO_SPEND, SAME_AMOUNTS, GammaGamma, PooledSpend
from tests.value_samples import GG, MBG, RATE, made_shop

FITS: dict[str, Callable[..., Fit]] = {
    "bgnbd": fit_bgnbd,
    "mbgnbd": fit_mbgnbd,
    "mbgcnbdk": lambda customers, **options: fit_mbgcnbdk(customers, 3, **options),
    "paretonbd": fit_paretonbd,
}
FUTURE = Future(364.0, RATE)
SPEND = SpendFit(GG, np.diag([0.01, 0.01, 0.01]), 0.0, 100.0, 100)
POOLED = SpendFit(PooledSpend(9.0), np.zeros((1, 1)), 0.0, 100.0, 100, SAME_AMOUNTS)
CHANCE = np.random.default_rng(9)


def nobody_left(number: int = 25) -> Histories:
    """Buyers at Gamma rates who never leave: pure NBD."""
    age = CHANCE.uniform(100, 700, number)
    repeats = CHANCE.poisson(CHANCE.gamma(1.5, 1 / 60, number) * age)
    last = np.where(repeats > 0, age * CHANCE.beta(np.maximum(repeats, 1), 1), 0.0)
    return histories(repeats, last, age)


def few_came_back() -> Histories:
    """Nine customers of ten bought once."""
    age = np.round(CHANCE.choice([3, 40, 200, 500], 300))
    repeats = np.where(CHANCE.random(300) < 0.1, CHANCE.integers(1, 6, 300), 0)
    return histories(repeats, np.where(repeats > 0, age * CHANCE.random(300), 0.0), age)


def everybody_buys_all_day() -> Histories:
    age = CHANCE.uniform(200, 700, 3)
    return histories(np.array([5_000, 1_200, 4_999]), age * CHANCE.uniform(0.9, 1, 3), age)


STRESS: dict[str, Histories] = {
    "nobody repeats": histories(np.zeros(300), np.zeros(300), CHANCE.choice([0.0, 7.0, 90.5, 700.0], 300)),
    "nobody at all": histories([], [], []),
    "one customer": histories([3], [40], [90]),
    "one customer, one purchase": histories([0], [0], [90]),
    "one customer, bought today": histories([0], [0], [0]),
    "one customer, repeated on the last day": histories([4], [90], [90]),
    "twenty customers": made_shop(MBG, 20, 1).customers,
    "nine of ten bought once": few_came_back(),
    "purchases in the thousands": everybody_buys_all_day(),
    "nobody left": nobody_left(),
    "all equal": histories(np.full(50, 3), np.full(50, 60), np.full(50, 90)),
    "all of age 0": histories(np.zeros(40), np.zeros(40), np.zeros(40)),
    "one buys for all": histories([5_000, *[0] * 99], [690, *[0] * 99], np.full(100, 700)),
    "everybody left at once": histories(np.ones(500), np.ones(500), np.full(500, 700.0)),
}


@pytest.mark.parametrize("name", FITS)
@pytest.mark.parametrize("prior", ["weak", "none"])
@pytest.mark.parametrize("stress", STRESS)
def test_whatever_comes_every_figure_is_a_figure(name: str, prior: Prior, stress: str) -> None:
    customers = STRESS[stress]
    fit = FITS[name](customers, prior=prior)
    spend = SPEND if name.startswith("mbg") else POOLED  # the table of spend is the slow part
    prediction = predict_groups(fit, spend, customers, FUTURE, first_counts=True, wide=True)

    assert np.isfinite(fit.model.parameters).all()
    assert (fit.model.parameters > 0).all()
    assert np.isfinite(fit.covariance).all()
    assert np.isfinite(fit.log_likelihood)
    assert_sane(prediction)
    if stress in (
        "nobody at all",
        "nobody repeats",
        "one customer, one purchase",
        "one customer, bought today",
        "all of age 0",
    ):
        assert fit.boundary == NOBODY_REPEATS


def assert_sane(prediction: Prediction) -> None:
    for name, values in vars(prediction).items():
        assert np.isfinite(values).all(), name
        assert (values >= 0).all(), name
    assert (prediction.p_alive <= 1).all()
    assert (prediction.p_none <= 1 + 1e-12).all()
    assert (prediction.purchases_low <= prediction.purchases_high).all()
    assert (prediction.spend_low <= prediction.spend_high * (1 + 1e-9)).all()
    assert (prediction.discounted <= prediction.purchases * (1 + 1e-9)).all()


@pytest.mark.parametrize("name", ["bgnbd", "mbgnbd", "mbgcnbdk"])
def test_where_nobody_left_that_is_named_and_everybody_counts_as_buying(name: str) -> None:
    regular = made_shop(BgNbd(1.5, 60.0, 1e-9, 5.0, 3), 3_000, 6).customers
    customers = regular if name == "mbgcnbdk" else nobody_left(3_000)
    fit = FITS[name](customers, prior="none")
    some = customers.rows(np.arange(0, 3_000, 100))
    prediction = predict_groups(fit, SPEND, some, FUTURE, first_counts=True, wide=False)

    assert fit.boundary == NO_DROPOUT
    assert np.median(prediction.p_alive) > 0.98
    assert isinstance(fit.model, BgNbd)
    buying = fit.model.shape(some.repeats) / (fit.model.alpha + some.age) * 364 / fit.model.phases
    phases_done = 0.5 * len(some) * (fit.model.phases > 1)  # a gap under way is worth up to one purchase
    assert prediction.purchases.sum() == pytest.approx(buying.sum(), rel=0.1, abs=phases_done)


def test_nobody_repeats_gets_a_pooled_answer_that_falls_with_age() -> None:
    customers = STRESS["nobody repeats"]
    fit = fit_mbgnbd(customers, prior="none")
    prediction = predict_groups(fit, SPEND, customers, FUTURE, first_counts=True, wide=True)
    by_age = np.argsort(customers.age)

    assert (np.diff(prediction.p_alive[by_age]) <= 1e-12).all()
    assert prediction.purchases.mean() < 1


@pytest.mark.parametrize("prior", ["weak", "none"])
@pytest.mark.parametrize(
    ("purchases", "spend", "boundary"),
    [
        ([1, 1, 1, 1], [10.0, 10.0, 10.0, 10.0], SAME_AMOUNTS),
        ([1], [10.0], SAME_AMOUNTS),
        ([1, 2, 3], [10.0, 20.0, 30.0], SAME_AMOUNTS),
        ([2, 5, 1, 9], [20.0, 50.0, 10.0, 90.0], SAME_AMOUNTS),
        ([], [], NO_SPEND),
    ],
)
def test_amounts_that_tell_nothing_are_pooled_and_named(
    purchases: list[int], spend: list[float], boundary: str, prior: Prior
) -> None:
    fit = fit_gammagamma(spend_bins(purchases, spend), prior=prior)

    assert fit.boundary == boundary
    assert isinstance(fit.model, PooledSpend)
    mean = sum(spend) / max(sum(purchases), 1)
    assert_allclose(fit.model.expected(np.array([0.0, 7.0]), np.array([0.0, 3.0])), mean, rtol=1e-9)


def test_spend_without_a_mean_is_pooled_and_named() -> None:
    spend = CHANCE.gamma(5, 1, 3_000) * 9 / CHANCE.gamma(0.7, 1, 3_000)
    fit = fit_gammagamma(spend_bins(np.ones(3_000), spend), prior="none")

    assert fit.boundary == NO_MEAN
    assert isinstance(fit.model, PooledSpend)
    assert fit.model.mean == pytest.approx(spend.mean())


@pytest.mark.parametrize("prior", ["weak", "none"])
def test_one_huge_account_and_pennies_still_have_a_price(prior: Prior) -> None:
    purchases, spend = np.array([1.0, 1, 2, 5_000, 3]), np.array([0.01, 9.0, 12.0, 4e7, 0.02])
    fit = fit_gammagamma(spend_bins(purchases, spend), prior=prior)
    expected = fit.model.expected(purchases, spend)

    assert np.isfinite(expected).all()
    assert (expected > 0).all()


def test_pooled_spend_makes_ranges_of_counts_times_the_mean() -> None:
    customers = STRESS["twenty customers"]
    fit = fit_mbgnbd(customers)
    same = fit_gammagamma(spend_bins(np.ones(20), np.full(20, 9.0)))
    prediction = predict_groups(fit, same, customers, FUTURE, first_counts=True, wide=True)

    assert_sane(prediction)
    assert_allclose(prediction.spend_high, prediction.purchases_high)


def test_a_model_of_spend_in_the_clear_is_not_pooled() -> None:
    level = GG.g / CHANCE.gamma(GG.q, 1, 2_000)
    fit = fit_gammagamma(spend_bins(np.ones(2_000), CHANCE.gamma(GG.p, 1, 2_000) * level))

    assert isinstance(fit.model, GammaGamma)
    assert fit.boundary is None
