"""The unit of time and money changes nothing; histories that nobody can have are refused."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from rapport.engine.value import (
    Fit,
    Future,
    fit_bgnbd,
    fit_gammagamma,
    fit_mbgcnbdk,
    fit_mbgnbd,
    fit_paretonbd,
    histories,
    predict_alive,
    predict_groups,
    predict_purchases,
    predict_value,
    spend_bins,
)
from rapport.engine.value.histories import Floats, HistoryRefused
from rapport.engine.value.newton import Prior
from rapport.engine.value.spend import SpendRefused
from tests.value_samples import MBG, RATE, Shop, cdnow, cdnow_spend, made_shop

FITS: dict[str, Callable[..., Fit]] = {
    "bgnbd": fit_bgnbd,
    "mbgnbd": fit_mbgnbd,
    "paretonbd": fit_paretonbd,
    "mbgcnbdk": lambda customers, **prior: fit_mbgcnbdk(customers, 2, **prior),
}
SMALL = made_shop(MBG, 16, 12)

units = st.floats(1e-5, 1e5)
times = st.one_of(st.floats(2, 9), st.floats(2, 9), st.sampled_from([-1.0, np.nan, np.inf]))


def shape_and_scale(name: str, fit: Fit, unit: float) -> Floats:
    """Return the parameters as they would be in the first unit of time."""
    times = np.array([1, unit, 1, unit if name == "paretonbd" else 1])
    scaled: Floats = fit.model.parameters * times
    return scaled


@pytest.mark.parametrize("name", FITS)
@pytest.mark.parametrize("prior", ["weak", "none"])
@settings(max_examples=8, deadline=None)
@given(unit=units)
def test_fits_are_equivariant_in_the_unit_of_time(name: str, prior: Prior, unit: float) -> None:
    days = cdnow(1.0)
    here = FITS[name](days, prior=prior)
    there = FITS[name](
        histories(days.repeats, days.last_repeat / unit, days.age / unit, days.weight), prior=prior
    )

    assert_allclose(shape_and_scale(name, there, unit), here.model.parameters, rtol=1e-6)
    assert_allclose(
        there.standard_errors / there.model.parameters,
        here.standard_errors / here.model.parameters,
        rtol=1e-5,
    )
    assert there.boundary == here.boundary


@pytest.mark.parametrize("name", FITS)
@settings(max_examples=8, deadline=None)
@given(unit=units)
def test_few_customers_are_fitted_alike_in_any_unit_too(name: str, unit: float) -> None:
    days = SMALL.customers
    here = FITS[name](days, prior="weak")
    there = FITS[name](histories(days.repeats, days.last_repeat / unit, days.age / unit), prior="weak")

    assert_allclose(shape_and_scale(name, there, unit), here.model.parameters, rtol=1e-6)


def future_of(shop: Shop, unit: float, money: float) -> dict[str, Floats]:
    """Predict with time in `unit` days and money in `money` pounds; the figures by name."""
    days = shop.customers
    customers = histories(days.repeats, days.last_repeat / unit, days.age / unit)
    spent = shop.purchases, shop.spend / money
    fit = fit_mbgcnbdk(customers, 2)
    spend = fit_gammagamma(spend_bins(*spent))
    future = Future(365.0 / unit, RATE * unit)
    groups = predict_groups(fit, spend, customers, future, first_counts=True, wide=True)
    return vars(groups) | {
        "alone": predict_purchases(fit.model, customers, future.ahead),
        "alive": predict_alive(fit.model, customers),
        "value": predict_value(fit.model, spend.model, customers, spent, future=future) * money,
    }


@settings(max_examples=4, deadline=None)
@given(unit=units, money=units)
def test_predictions_are_equivariant_in_time_and_money(unit: float, money: float) -> None:
    ours, theirs = future_of(SMALL, 1.0, 1.0), future_of(SMALL, unit, money)

    for name, figures in ours.items():
        assert_allclose(theirs[name], figures, rtol=1e-6, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("prior", ["weak", "none"])
@settings(max_examples=15, deadline=None)
@given(money=units)
def test_spend_is_equivariant_in_the_unit_of_money(prior: Prior, money: float) -> None:
    here, there = (fit_gammagamma(cdnow_spend(100.0 * unit), prior=prior) for unit in (1.0, money))

    assert_allclose(there.model.parameters * [1, 1, money], here.model.parameters, rtol=1e-6)
    assert_allclose(
        there.model.expected(np.array([0.0, 3.0]), np.array([0.0, 90.0]) / money) * money,
        here.model.expected(np.array([0.0, 3.0]), np.array([0.0, 90.0])),
        rtol=1e-6,
    )


@settings(max_examples=10, deadline=None)
@given(unit=units)
def test_a_rescaled_model_says_the_same(unit: float) -> None:
    fit = fit_mbgnbd(SMALL.customers)
    days = SMALL.customers
    customers = histories(days.repeats, days.last_repeat / unit, days.age / unit)

    assert_allclose(
        predict_purchases(fit.model.rescaled(unit), customers, 365.0 / unit),
        predict_purchases(fit.model, days, 365.0),
        rtol=1e-9,
    )


def test_weights_stand_for_so_many_customers() -> None:
    x, t_x, age = [0, 2, 2, 0, 5], [0, 30, 30, 0, 80], [90, 90, 90, 40, 95]
    repeated = fit_mbgnbd(histories(x * 7, t_x * 7, age * 7))
    weighted = fit_mbgnbd(histories([0, 2, 0, 5], [0, 30, 0, 80], [90, 90, 40, 95], [7, 14, 7, 7]))

    assert_allclose(weighted.model.parameters, repeated.model.parameters, rtol=1e-9)
    assert weighted.customers == repeated.customers == 35


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([1], [5], [4]), "last repeat after their age"),
        (([1], [-1], [4]), "last repeat after their age"),
        (([-1], [0], [4]), "negative or not whole"),
        (([0.5], [0], [4]), "negative or not whole"),
        (([1, 2], [1], [4, 4]), "length"),
        (([1], [np.nan], [4]), "no number"),
        (([np.inf], [1], [4]), "no number"),
        (([1], [1], [4], [-1]), "negative weight"),
        (([1], [1], [4], [np.nan]), "no number"),
    ],
)
def test_histories_that_nobody_can_have_are_refused(columns: tuple[list[float], ...], words: str) -> None:
    with pytest.raises(HistoryRefused, match=words) as refused:
        histories(*columns)

    assert "1 of" in str(refused.value)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.0, 1.0, 4.0, 0.5, -1.0]), st.floats(-0.1, 3), times),
        min_size=1,
        max_size=4,
    ).map(lambda rows: [np.array(column) for column in zip(*rows, strict=True)])
)
def test_what_is_not_refused_can_be_fitted(columns: list[Floats]) -> None:
    x, t_x, age = columns
    possible = bool(
        np.isfinite(x + t_x + age).all() and ((x >= 0) & (x == np.floor(x)) & (t_x >= 0) & (t_x <= age)).all()
    )
    try:
        customers = histories(x, t_x, age)
    except HistoryRefused:
        assert not possible
        return
    assert possible
    assert np.isfinite(fit_mbgnbd(customers).model.parameters).all()


@pytest.mark.parametrize(("purchases", "spend"), [([0], [5.0]), ([1], [0.0]), ([1], [-3.0]), ([1], [np.nan])])
def test_spend_that_the_model_cannot_read_is_refused(purchases: list[int], spend: list[float]) -> None:
    with pytest.raises(SpendRefused, match="leave them out of the spend model"):
        spend_bins(purchases, spend)
