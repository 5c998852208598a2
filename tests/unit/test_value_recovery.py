"""Made data: parameters are found again, and ranges cover what they say they cover."""

from dataclasses import dataclass

import numpy as np
import pytest

from rapport.engine.value import (
    Fit,
    Future,
    Histories,
    Prediction,
    fit_bgnbd,
    fit_gammagamma,
    fit_mbgcnbdk,
    fit_mbgnbd,
    fit_paretonbd,
    predict_groups,
    predict_purchases,
    spend_bins,
)
from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.choose import likeliest, members_of
from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Floats
from rapport.engine.value.paretonbd import ParetoNbd
from rapport.engine.value.settings import Settings
from tests.value_samples import BG, GG, MBG, RATE, Shop, made_shop

ERLANG_2 = BgNbd(0.6, 15.0, 0.7, 3.0, 2)
PARETO = ParetoNbd(0.6, 40.0, 0.8, 300.0)
TRUTHS: dict[str, PurchaseModel] = {"bgnbd": BG, "mbgnbd": MBG, "erlang 2": ERLANG_2, "paretonbd": PARETO}
CUSTOMERS = 6_000
AHEAD = 365.0


def fitted(name: str, customers: Histories) -> Fit:
    if name == "erlang 2":
        return fit_mbgcnbdk(customers, 2)
    fit = {"bgnbd": fit_bgnbd, "mbgnbd": fit_mbgnbd, "paretonbd": fit_paretonbd}[name]
    return fit(customers)


@dataclass(frozen=True)
class Case:
    """A shop of a known process, the fit to it and what that predicts; `each` is spend per purchase."""

    name: str
    shop: Shop
    fit: Fit
    made: Prediction
    each: Floats


@pytest.fixture(scope="module", params=TRUTHS)
def case(request: pytest.FixtureRequest) -> Case:
    shop = made_shop(TRUTHS[request.param], CUSTOMERS, 21)
    fit, spend = fitted(request.param, shop.customers), fit_gammagamma(spend_bins(shop.purchases, shop.spend))
    made = predict_groups(fit, spend, shop.customers, Future(AHEAD, RATE), first_counts=True, wide=False)
    return Case(request.param, shop, fit, made, spend.model.expected(shop.purchases, shop.spend))


def test_parameters_are_found_within_four_standard_errors(case: Case) -> None:
    fit, truth = case.fit, TRUTHS[case.name]
    away = (np.log(fit.model.parameters) - np.log(truth.parameters)) / np.sqrt(np.diag(fit.covariance))

    assert (np.abs(away) < 4).all(), away
    assert (fit.standard_errors < fit.model.parameters).all()
    assert fit.boundary is None


def test_standard_errors_are_as_wide_as_the_estimates_scatter() -> None:
    """40 logs of 800 customers: z of the log-parameters has a spread of about 1."""
    fits = [fit_mbgnbd(made_shop(MBG, 800, seed).customers) for seed in range(40)]
    z = [(np.log(f.model.parameters) - np.log(MBG.parameters)) / np.sqrt(np.diag(f.covariance)) for f in fits]
    spread = np.sqrt(np.mean(np.square(z), axis=0))

    assert (spread > 0.6).all(), spread
    assert (spread < 1.4).all(), spread


def test_spend_parameters_are_found() -> None:
    shop = made_shop(MBG, CUSTOMERS, 22)
    fit = fit_gammagamma(spend_bins(shop.purchases, shop.spend))
    away = (np.log(fit.model.parameters) - np.log(GG.parameters)) / np.sqrt(np.diag(fit.covariance))

    assert (np.abs(away) < 4).all(), away


def covered(actual: Floats, low: Floats, high: Floats) -> tuple[float, float]:
    """Return the share inside and its Monte Carlo standard error."""
    inside = (actual >= low - 1e-9) & (actual <= high + 1e-9)
    return float(inside.mean()), float(inside.std() / np.sqrt(len(inside)))


def test_ranges_cover_what_they_say(case: Case) -> None:
    """Counts 90 to 97 %, spend and value 88 to 97 %, give or take two standard errors of 6,000 customers."""
    shop, made, each = case.shop, case.made, case.each
    now_worth = made.discounted / made.purchases * each
    count, count_error = covered(shop.bought, made.purchases_low, made.purchases_high)
    money, money_error = covered(shop.spent, made.spend_low * each, made.spend_high * each)
    value, value_error = covered(shop.value, made.spend_low * now_worth, made.spend_high * now_worth)

    assert 0.90 - 2 * count_error <= count <= 0.97 + 2 * count_error
    assert 0.88 - 2 * money_error <= money <= 0.97 + 2 * money_error
    assert 0.88 - 2 * value_error <= value <= 0.97 + 2 * value_error


def test_totals_are_met(case: Case) -> None:
    shop, made, each = case.shop, case.made, case.each

    assert made.purchases.sum() == pytest.approx(shop.bought.sum(), rel=0.06)
    assert (made.purchases * each).sum() == pytest.approx(shop.spent.sum(), rel=0.09)
    assert (made.discounted * each).sum() == pytest.approx(shop.value.sum(), rel=0.09)
    assert (made.p_none).mean() == pytest.approx((shop.bought == 0).mean(), abs=0.015)


def test_ranges_cover_in_every_part_of_the_customers() -> None:
    """The upper end of spend is exceeded by about one customer in twenty, whoever the customer is."""
    shop = made_shop(MBG, 20_000, 23)
    fit, spend = fit_mbgnbd(shop.customers), fit_gammagamma(spend_bins(shop.purchases, shop.spend))
    made = predict_groups(fit, spend, shop.customers, Future(AHEAD, RATE), first_counts=True, wide=False)
    high = made.spend_high * spend.model.expected(shop.purchases, shop.spend)
    for part in (
        made.p_alive > 0.9,
        (made.p_alive > 0.6) & (made.p_alive <= 0.9),
        (made.p_alive > 0.2) & (made.p_alive <= 0.6),
        shop.customers.repeats == 0,
        shop.customers.repeats >= 10,
    ):
        beyond = (shop.spent > high)[part]
        error = np.sqrt(0.05 * 0.95 / len(beyond))
        assert abs(beyond.mean() - 0.05) < 0.01 + 4 * error


def test_a_wide_range_covers_more() -> None:
    shop = made_shop(MBG, 300, 24)
    fit, spend = fit_mbgnbd(shop.customers), fit_gammagamma(spend_bins(shop.purchases, shop.spend))
    plain, wide = (
        predict_groups(fit, spend, shop.customers, Future(AHEAD, RATE), first_counts=True, wide=wide)
        for wide in (False, True)
    )

    assert covered(shop.bought, wide.purchases_low, wide.purchases_high)[0] > 0.93
    assert (wide.spend_high >= plain.spend_high).all()
    assert (wide.spend_low <= plain.spend_low).all()


@pytest.mark.parametrize("phases", [1, 2, 3])
def test_likelihood_finds_how_regular_buyers_are(phases: int) -> None:
    shop = made_shop(BgNbd(0.6, 30.0 / phases, 0.7, 3.0, phases), 1_500, 25)
    member, fit = likeliest(
        members_of(Settings()), lambda one: one.fit(shop.customers, shop.log_gaps, "weak")
    )

    assert member.phases == phases
    assert isinstance(fit.model, BgNbd)
    assert fit.model.phases == phases


def test_the_model_is_the_one_that_was_asked_for() -> None:
    names = {
        name: [member.name for member in members_of(Settings(model=name))]
        for name in ("auto", "mbgnbd", "mbgcnbdk", "bgnbd", "paretonbd")
    }

    assert len(names["auto"]) == len(names["mbgcnbdk"]) == 3
    assert names["mbgnbd"] == ["MBG/NBD"]
    assert names["bgnbd"] == ["BG/NBD"]
    assert names["paretonbd"] == ["Pareto/NBD"]
    assert len(members_of(Settings(model="mbgcnbdk", erlang_k=2))) == 1


def test_regular_buyers_are_forecast_better_by_regular_gaps() -> None:
    shop = made_shop(BgNbd(1.2, 10.0, 0.7, 3.0, 3), 3_000, 26, ahead=60)
    regular, plain = (
        np.abs(predict_purchases(fit.model, shop.customers, 60.0) - shop.bought).mean()
        for fit in (fit_mbgcnbdk(shop.customers, 3), fit_mbgnbd(shop.customers))
    )

    assert regular < 0.95 * plain
