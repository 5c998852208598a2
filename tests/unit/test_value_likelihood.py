"""Likelihoods against plain integrals, slopes against differences, and the chance to be still buying."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import integrate, special, stats

from rapport.engine.value import bgnbd, paretonbd, predict_alive, spend
from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Floats, Histories, histories
from rapport.engine.value.newton import Curvature
from rapport.engine.value.paretonbd import ParetoNbd
from rapport.engine.value.spend import GammaGamma, spend_bins
from tests.value_samples import BG, MBG, cdnow, cdnow_spend

ERLANG_2, ERLANG_3 = BgNbd(0.9, 25.0, 0.7, 3.0, 2), BgNbd(0.9, 25.0, 0.7, 3.0, 3)
PARETO = ParetoNbd(0.55, 10.6, 0.6, 11.7)
MODELS: list[PurchaseModel] = [BG, MBG, ERLANG_2, ERLANG_3, PARETO]
HISTORIES = [(0, 0.0, 50.0), (1, 20.0, 50.0), (4, 49.0, 50.0), (4, 10.0, 300.0), (2, 50.0, 50.0)]


def likelihood_of(model: PurchaseModel, customers: Histories) -> Callable[[Floats], Curvature]:
    if isinstance(model, ParetoNbd):
        return paretonbd.likelihood_of(customers)
    return bgnbd.likelihood_of(customers, model)


def one(repeats: float, last_repeat: float, age: float) -> Histories:
    return histories([repeats], [last_repeat], [age])


def plain_likelihood(model: BgNbd, repeats: int, last_repeat: float, age: float) -> float:
    """Average the likelihood of one customer over rate and chance to leave, by quadrature.

    Constants that no parameter touches (the gaps themselves) are left out on both sides.
    """
    k, silence = model.phases, age - last_repeat
    chances = repeats + model.leaves_at_first

    def over_rates(power: float, time: float) -> float:
        density = stats.gamma(model.r, scale=1 / model.alpha).pdf
        whole, _ = integrate.quad(
            lambda rate: rate**power * np.exp(-rate * time) * density(rate), 0, np.inf, epsabs=0, limit=400
        )
        return float(whole)

    def over_leaving(left: int, stayed: int) -> float:
        density = stats.beta(model.a, model.b).pdf
        return float(integrate.quad(lambda p: p**left * (1 - p) ** stayed * density(p), 0, 1)[0])

    gone = over_leaving(1, chances - 1) * over_rates(k * repeats, last_repeat) if chances else 0.0
    quiet = sum(silence**j / special.factorial(j) * over_rates(k * repeats + j, age) for j in range(k))
    return float(gone + over_leaving(0, chances) * quiet)


@pytest.mark.parametrize("model", [BG, MBG, ERLANG_2, ERLANG_3], ids=str)
@pytest.mark.parametrize("history", HISTORIES)
def test_the_likelihood_is_the_average_over_customers(
    model: BgNbd, history: tuple[int, float, float]
) -> None:
    found = likelihood_of(model, one(*history))(np.log(model.parameters)).value

    assert found == pytest.approx(np.log(plain_likelihood(model, *history)), abs=1e-6)


@pytest.mark.parametrize("history", HISTORIES)
def test_the_likelihood_with_death_at_any_time_is_too(history: tuple[int, float, float]) -> None:
    x, last_repeat, age = history
    rates, deaths = (
        stats.gamma(PARETO.r, scale=1 / PARETO.alpha),
        stats.gamma(PARETO.s, scale=1 / PARETO.beta),
    )

    logs = np.linspace(-60, 4, 1_500)
    rate, death = np.exp(logs)[:, None], np.exp(logs)[None]
    gone = death * np.exp(-(rate + death) * last_repeat) + rate * np.exp(-(rate + death) * age)
    weight = rates.pdf(rate) * deaths.pdf(death) * rate * death * (logs[1] - logs[0]) ** 2
    whole = np.sum(rate**x * gone / (rate + death) * weight)
    found = likelihood_of(PARETO, one(*history))(np.log(PARETO.parameters)).value

    assert found == pytest.approx(np.log(whole), abs=1e-8)


def test_equal_alpha_and_beta_are_no_special_case() -> None:
    def value(beta: float) -> float:
        return likelihood_of(PARETO, cdnow())(np.log([0.55, 10.0, 0.6, beta])).value

    assert value(10.0) == pytest.approx((value(10.0 - 1e-6) + value(10.0 + 1e-6)) / 2, abs=1e-6)


def slopes(function: Callable[[Floats], Floats], at: Floats) -> Floats:
    """Return central differences, one row for each direction."""
    width = 1e-5
    return np.array([
        (function(at + width * axis) - function(at - width * axis)) / (2 * width) for axis in np.eye(len(at))
    ])  # fmt: skip


def assert_slopes_agree(likelihood: Callable[[Floats], Curvature], at: Floats) -> None:
    here = likelihood(at)
    gradient = slopes(lambda logs: np.array(likelihood(logs).value), at)
    hessian = slopes(lambda logs: likelihood(logs).gradient, at)
    size = max(1.0, float(np.abs(here.hessian).max()))

    assert_allclose(here.gradient, gradient, rtol=1e-6, atol=1e-7 * size)
    assert_allclose(here.hessian, hessian, rtol=1e-6, atol=1e-8 * size)
    assert_allclose(here.hessian, here.hessian.T, atol=1e-9 * size)


@pytest.mark.parametrize("model", MODELS, ids=str)
@pytest.mark.parametrize("away", [0.0, 0.7, -1.3])
def test_gradient_and_hessian_are_the_differences(model: PurchaseModel, away: float) -> None:
    at = np.log(model.parameters) + away * np.array([1, -1, 0.5, 1])

    assert_slopes_agree(likelihood_of(model, cdnow()), at)


@pytest.mark.parametrize("away", [0.0, 0.7, -1.3])
def test_gradient_and_hessian_of_spend_are_the_differences(away: float) -> None:
    at = np.log([6.25, 3.74, 15.44]) + away * np.array([1, -0.5, 1])

    assert_slopes_agree(lambda logs: spend.log_likelihood(cdnow_spend(), logs), at)


def test_the_likelihood_of_spend_is_the_plain_density() -> None:
    """Hardie note 025, eq. 1a: the mean m of n purchases, averaged over the customers' levels."""
    model = GammaGamma(6.25, 3.74, 15.44)
    for n, total in ((1, 12.0), (5, 200.0)):

        def given(level: float, n: int = n, total: float = total) -> float:
            mean = stats.gamma(model.p * n, scale=1 / (level * n)).pdf(total / n)
            return float(mean * stats.gamma(model.q, scale=1 / model.g).pdf(level))

        whole, _ = integrate.quad(given, 0, 20, limit=400)
        found = spend.log_likelihood(spend_bins([n], [total]), np.log(model.parameters)).value
        assert found == pytest.approx(np.log(whole), abs=1e-7)


@st.composite
def any_history(draw: st.DrawFn) -> Histories:
    x, age = draw(st.integers(0, 5_000)), draw(st.floats(0, 5_000))
    return one(x, age * draw(st.floats(0, 1)) if x else 0.0, age)


@settings(max_examples=100, deadline=None)
@given(parameters=st.tuples(*[st.floats(-4, 5)] * 4), customer=any_history(), member=st.sampled_from(MODELS))
def test_the_chance_to_be_still_buying_is_a_chance(
    parameters: tuple[float, ...], customer: Histories, member: PurchaseModel
) -> None:
    model = member.with_parameters(np.exp(parameters))
    chance = float(predict_alive(model, customer)[0])

    assert 0 <= chance <= 1
    if customer.last_repeat[0] == customer.age[0] and not isinstance(model, BgNbd):
        assert chance == 1


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_silence_lowers_the_chance_to_be_still_buying(model: PurchaseModel) -> None:
    age = np.linspace(30, 500, 48)
    chances = predict_alive(model, histories(np.full(48, 5), np.full(48, 30), age))

    assert (np.diff(chances) < 0).all()
    assert (chances > 0).all()


@pytest.mark.parametrize("model", [BG, MBG, ERLANG_2, ERLANG_3], ids=str)
def test_the_chance_to_be_still_buying_is_the_share_of_the_likelihood(model: BgNbd) -> None:
    x, last_repeat, age = 4, 10.0, 60.0
    chances = x + model.leaves_at_first
    stayed = special.beta(model.a, model.b + chances)
    gone = special.beta(model.a + 1, model.b + chances - 1)
    k, A = model.phases, model.alpha  # noqa: N806 - as the papers write it
    shape = model.r + k * x
    quiet = sum(
        (age - last_repeat) ** j * special.gamma(shape + j) / special.factorial(j) / (A + age) ** (shape + j)
        for j in range(k)
    )
    left = special.gamma(shape) / (A + last_repeat) ** shape
    theirs = stayed * quiet / (stayed * quiet + gone * left)

    assert predict_alive(model, one(x, last_repeat, age))[0] == pytest.approx(theirs, rel=1e-10)
