"""Ranges of counts and spend against brute force, and their fast tables against plain evaluation."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import special, stats

from rapport.engine.value.bgnbd import BgNbd, phase_shares
from rapport.engine.value.cells import grid_of
from rapport.engine.value.expect import Cells, chance_of_more, expected_purchases
from rapport.engine.value.fit import PurchaseModel, fit_mbgnbd
from rapport.engine.value.histories import Floats, Histories, histories
from rapport.engine.value.paretonbd import ParetoNbd
from rapport.engine.value.predict import Future, predict_groups, predict_purchases
from rapport.engine.value.ranges import count_ranges, predict_alive, spend_table
from rapport.engine.value.spend import GammaGamma, fit_gammagamma
from tests.value_samples import BG, GG, MBG, RATE, cdnow, cdnow_spend

ERLANG = BgNbd(0.9, 40.0, 0.7, 3.0, 3)
PARETO = ParetoNbd(0.55, 74.0, 0.6, 82.0)
MODELS: list[PurchaseModel] = [BG, MBG, ERLANG, PARETO]
YEAR = 365.0


def mixed(number: int = 60) -> Histories:
    """Return customers of every kind: new, frequent, silent."""
    chance = np.random.default_rng(11)
    age = chance.uniform(0, 700, number)
    repeats = np.floor(chance.gamma(0.5, 12, number))
    last = np.where(repeats > 0, age * chance.beta(3, 1, number), 0.0)
    return histories(repeats, last, age)


def chances_of_more(model: PurchaseModel, customers: Histories, ahead: float, most: int) -> Floats:
    """Return P(count > n), n = 0..most-1, each phase and customer for itself; shape (most, n)."""
    x, age = customers.repeats, customers.age
    phases = model.phases if isinstance(model, BgNbd) else 1
    shares = np.ones((1, len(x)))
    if isinstance(model, BgNbd) and phases > 1:
        shares = phase_shares(model, x, customers.last_repeat, age)
    alive = predict_alive(model, customers)
    chances = np.zeros((most, len(x)))
    for phase in range(phases):
        cells, time = Cells(x, age, phase), np.full_like(x, ahead)
        for n in range(most):
            chances[n] += shares[phase] * chance_of_more(model, cells, time, np.full_like(x, n))
    return alive * chances


@pytest.mark.parametrize("model", MODELS, ids=str)
@pytest.mark.parametrize("tail", [0.05, 0.025])
def test_count_ranges_are_the_brute_force_quantiles(model: PurchaseModel, tail: float) -> None:
    customers = mixed()
    more = chances_of_more(model, customers, YEAR, 400)
    found = count_ranges([model], customers, YEAR, tail=tail)

    assert (more[-1] < tail / 100).all()
    assert_allclose(found.high, np.argmax(more <= tail, axis=0))
    assert_allclose(found.low, np.argmax(more <= 1 - tail, axis=0))
    assert_allclose(found.p_none, 1 - more[0], atol=1e-9)


def test_count_ranges_average_over_equally_likely_models() -> None:
    customers = mixed()
    more = (chances_of_more(MBG, customers, YEAR, 400) + chances_of_more(ERLANG, customers, YEAR, 400)) / 2
    found = count_ranges([MBG, ERLANG], customers, YEAR)

    assert_allclose(found.high, np.argmax(more <= 0.05, axis=0))
    assert_allclose(found.p_none, 1 - more[0], atol=1e-9)


def test_at_most_a_tail_lies_beyond_either_end() -> None:
    customers = mixed(400)
    more = chances_of_more(MBG, customers, YEAR, 400)
    found = count_ranges([MBG], customers, YEAR)
    low, high = found.low.astype(int), found.high.astype(int)
    everybody = np.arange(len(customers))

    assert (low <= high).all()
    assert (more[high, everybody] <= 0.05).all()
    assert (1 - np.where(low > 0, more[low - 1, everybody], 1.0) <= 0.05 + 1e-12).all()


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_the_grid_agrees_with_plain_evaluation(model: PurchaseModel) -> None:
    customers = mixed(500)
    phases = model.phases if isinstance(model, BgNbd) else 1
    grid = grid_of(model, customers)
    for phase in range(phases):

        def expected(x: Floats, age: Floats, phase: int = phase) -> Floats:
            return expected_purchases(model, Cells(x, age, phase), np.full_like(x, YEAR))

        plain = expected(customers.repeats, customers.age)
        assert_allclose(grid.fill(expected), plain, rtol=1e-7)


def test_predicted_purchases_are_the_sum_of_the_chances() -> None:
    customers = mixed()
    for model in MODELS:
        summed = chances_of_more(model, customers, YEAR, 1_500).sum(axis=0)
        assert_allclose(predict_purchases(model, customers, YEAR), summed, rtol=1e-7, atol=1e-9)


def drawn_spend(
    model: PurchaseModel, money: GammaGamma, customer: Histories, seen: tuple[float, float]
) -> Floats:
    """Draw what one customer spends: alive or not, how many purchases, at which level, each amount."""
    chance = np.random.default_rng(5)
    draws = 200_000
    more = chances_of_more(model, customer, YEAR, 600)[:, 0]
    counts = np.searchsorted(-more, -chance.random(draws), side="left").astype(float)
    purchases, spend = seen
    level = chance.gamma(money.q + money.p * purchases, 1, draws) / (money.g + spend)
    return np.where(counts > 0, chance.gamma(np.maximum(money.p * counts, 1e-9), 1) / level, 0.0)


@pytest.mark.parametrize(
    "history", [(0, 0.0, 30.0), (0, 0.0, 600.0), (2, 300.0, 400.0), (9, 650.0, 660.0), (40, 690.0, 700.0)]
)
@pytest.mark.parametrize("model", [MBG, ERLANG], ids=str)
def test_the_spend_table_agrees_with_drawing(model: BgNbd, history: tuple[int, float, float]) -> None:
    """The chance to spend more than the table's quantile is what the quantile says, to 1 point.

    With regular gaps to 6: the table takes every phase of a gap as equally likely.
    """
    allowed = 0.01 if model.phases == 1 else 0.06
    customer = histories(*([value] for value in history))
    purchases, spend = history[0] + 1.0, (history[0] + 1.0) * 11.0
    table = spend_table([(model, GG)], customer, YEAR, first_counts=True)
    p_some = chances_of_more(model, customer, YEAR, 1)[0]
    unit = float(GG.expected(np.array([purchases]), np.array([spend]))[0])
    drawn = drawn_spend(model, GG, customer, (purchases, spend))

    assert drawn.mean() == pytest.approx(predict_purchases(model, customer, YEAR)[0] * unit, rel=0.02)
    for upper in (0.05, 0.25, 0.5, 0.95):
        edge = float(table.factor(customer, p_some, upper)[0]) * unit
        if p_some[0] <= upper:
            assert edge == 0
        else:
            assert (drawn > edge).mean() == pytest.approx(upper, abs=allowed)


def test_between_the_knots_the_spend_table_is_as_good_as_at_them() -> None:
    customers = mixed(300)
    table = spend_table([(MBG, GG)], customers, YEAR, first_counts=True)
    p_some = chances_of_more(MBG, customers, YEAR, 1)[0]
    likely = np.flatnonzero(p_some > 0.2)[:25]
    whole = table.factor(customers, p_some, 0.05)[likely]
    alone = [
        float(
            spend_table([(MBG, GG)], customers.rows(row), YEAR, first_counts=True).factor(
                customers.rows(row), p_some[row], 0.05
            )[0]
        )
        for row in likely[:, None]
    ]

    assert np.median(np.abs(whole / alone - 1)) < 0.01
    assert np.max(np.abs(whole / alone - 1)) < 0.06


def test_the_own_level_of_spend_is_beta_prime_around_what_was_seen() -> None:
    """One purchase to come: S / (g + s) is beta-prime(p, q + p n)."""
    sure = BgNbd(1e6, 1e6 * 365.0, 1e-9, 5.0)  # everybody buys about once a year, nobody leaves
    customer = histories([0], [0], [365.0])
    share = stats.poisson(1).pmf(np.arange(0, 12))
    table = spend_table([(sure, GG)], customer, YEAR, first_counts=True)
    unit = float(GG.expected(np.array([1.0]), np.array([10.0]))[0])
    edge = float(table.factor(customer, np.array([1 - share[0]]), 0.05)[0]) * unit
    beyond = sum(
        share[n] * special.betaincc(GG.p * n, GG.q + GG.p, edge / (GG.g + 10.0 + edge)) for n in range(1, 12)
    )

    assert beyond == pytest.approx(0.05, abs=0.003)


def test_what_is_not_known_of_the_model_widens_the_range() -> None:
    fit, spend = fit_mbgnbd(cdnow(1.0)), fit_gammagamma(cdnow_spend())
    few = fit_mbgnbd(histories([0, 1, 2, 0, 5, 0], [0, 9, 60, 0, 80, 0], [90, 80, 90, 40, 95, 20]))
    customers, future = mixed(), Future(YEAR, RATE)
    known = predict_groups(fit, spend, customers, future, first_counts=True, wide=False)
    wide = predict_groups(fit, spend, customers, future, first_counts=True, wide=True)

    assert (wide.purchases_low <= known.purchases_low).all()
    assert (wide.purchases_high >= known.purchases_high).all()
    assert (wide.purchases_high > known.purchases_high).any()
    assert (wide.spend_high >= known.spend_high).all()
    alone = count_ranges([few.model], customers, YEAR)
    with_doubt = count_ranges(few.plausible(), customers, YEAR)
    assert (with_doubt.high - with_doubt.low).sum() > (alone.high - alone.low).sum()


def test_eight_plausible_models_carry_mean_and_covariance() -> None:
    fit = fit_mbgnbd(cdnow())
    logs = np.log([model.parameters for model in fit.plausible()])

    assert_allclose(logs.mean(axis=0), np.log(fit.model.parameters), atol=1e-9)
    assert_allclose(np.cov(logs.T, bias=True), fit.covariance, rtol=1e-7, atol=1e-10)
