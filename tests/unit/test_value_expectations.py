"""Expected purchases and their distribution in closed form, against slow and plain ways to them."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import integrate, special

from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.expect import (
    Cells,
    chance_of_more,
    discounted_purchases,
    expected_purchases,
    lifetime_purchases,
)
from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Floats
from rapport.engine.value.paretonbd import ParetoNbd
from tests.value_samples import BG, MBG, RATE

PARETO = ParetoNbd(0.55, 10.6, 0.6, 11.7)
AT_THE_EDGE = [
    BG,
    MBG,
    BgNbd(0.6, 30.0, 1.0, 3.0),  # the textbook form divides by a - 1
    BgNbd(0.6, 30.0, 0.3, 0.4, leaves_at_first=0),  # and takes logs of negatives where a + b < 1
    BgNbd(0.6, 30.0, 1e-6, 2.0),
    BgNbd(60.0, 300.0, 0.7, 3.0),  # its series cancels where r is large
    BgNbd(0.01, 5.0, 8.0, 0.2),
    BgNbd(0.6, 30.0, 40.0, 3.0),
    BgNbd(0.6, 30.0, 20.0, 60.0),
    BgNbd(0.6, 30.0, 3e3, 9e3),  # everybody leaves with nearly the same chance: the density is a spike
]
REGULAR = [BgNbd(0.9, 40.0, 0.7, 3.0, phases) for phases in (2, 3)]
DEATHS = [
    PARETO,
    ParetoNbd(0.55, 10.6, 1.0, 11.7),
    ParetoNbd(0.55, 10.0, 0.6, 10.0),
    ParetoNbd(4, 900, 12, 90),
]


def cells(repeats: float = 3, age: float = 200.0, phase: int = 0) -> Cells:
    return Cells(np.array([float(repeats)]), np.array([age]), phase)


def one(values: Floats) -> float:
    assert values.shape == (1,)
    return float(values[0])


def expected(model: PurchaseModel, at: Cells, ahead: float) -> float:
    return one(expected_purchases(model, at, np.array([ahead])))


def more(model: PurchaseModel, at: Cells, ahead: float, counts: Floats) -> Floats:
    wide = Cells(np.full_like(counts, at.repeats[0]), np.full_like(counts, at.age[0]), at.phase)
    return chance_of_more(model, wide, np.full_like(counts, ahead), counts)


def summed(model: PurchaseModel, at: Cells, ahead: float, most: int) -> float:
    """E[Y] = sum over n of P(Y > n), all terms positive."""
    return float(more(model, at, ahead, np.arange(most, dtype=np.float64)).sum())


def by_time(model: BgNbd, at: Cells, ahead: float) -> float:
    """Integrate the rate of purchases over time and chance to leave: no series, no Beta function.

    While buying at a Gamma(R, A) rate and staying with chance 1 - p each time, purchases thin out to
    p times the rate: E = E_p[(1 - (A / (A + p t))^R) / p].
    """
    shape, clock = model.r + at.repeats[0], model.alpha + at.age[0]
    stays = float(model.stays(at.repeats)[0])

    def given(p: float) -> float:
        leaves = max(p, 1e-300)
        return float(-np.expm1(-shape * np.log1p(leaves * ahead / clock)) / leaves)

    whole, _ = integrate.quad(
        given, 0, 1, weight="alg", wvar=(model.a - 1, stays - 1), limit=200, epsrel=1e-11
    )
    return float(whole / special.beta(model.a, stays))


@pytest.mark.parametrize("model", [*AT_THE_EDGE, *REGULAR], ids=str)
@pytest.mark.parametrize("repeats", [0, 1, 7])
@pytest.mark.parametrize("phase", [0, 1, 2])
def test_the_expectation_is_the_sum_of_the_chances_of_more(model: BgNbd, repeats: int, phase: int) -> None:
    if phase >= model.phases:
        return
    at = cells(repeats, phase=phase)

    assert expected(model, at, 365.0) == pytest.approx(summed(model, at, 365.0, 20_000), rel=1e-9)


@pytest.mark.parametrize("model", DEATHS, ids=str)
@pytest.mark.parametrize("repeats", [0, 1, 7])
def test_with_death_at_any_time_it_is_that_sum_too(model: ParetoNbd, repeats: int) -> None:
    at = cells(repeats)

    assert expected(model, at, 365.0) == pytest.approx(summed(model, at, 365.0, 5_000), rel=1e-8)


@pytest.mark.parametrize("model", [m for m in AT_THE_EDGE if 1e-3 < m.a < 10], ids=str)
@pytest.mark.parametrize("repeats", [0, 3])
def test_the_expectation_is_the_integral_over_the_chance_to_leave(model: BgNbd, repeats: int) -> None:
    at = cells(repeats)

    assert expected(model, at, 365.0) == pytest.approx(by_time(model, at, 365.0), rel=1e-8)


@pytest.mark.parametrize("model", [BG, MBG, *REGULAR], ids=str)
def test_three_thousand_purchases_lose_no_digit(model: BgNbd) -> None:
    at = cells(3_000, 1_000.0)

    assert expected(model, at, 365.0) == pytest.approx(summed(model, at, 365.0, 20_000), rel=1e-9)


def test_two_hundred_thousand_purchases_are_no_problem() -> None:
    at = cells(200_000, 1_000.0)

    assert expected(MBG, at, 30.0) == pytest.approx(summed(MBG, at, 30.0, 40_000), rel=1e-8)


def test_as_the_literature_writes_it_where_that_can_be_computed() -> None:
    """Fader, Hardie and Lee (2005), eq. 10, without the chance to be alive."""
    for x, age, ahead in ((2, 38.86, 39.0), (0, 30.0, 10.0), (12, 38.0, 52.0)):
        r, alpha, a, b = 0.243, 4.414, 0.793, 2.426
        z = ahead / (alpha + age + ahead)
        gauss = special.hyp2f1(r + x, b + x, a + b + x - 1, z)
        theirs = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + ahead)) ** (r + x) * gauss)
        model = BgNbd(r, alpha, a, b, leaves_at_first=0)
        assert expected(model, cells(x, age), ahead) == pytest.approx(theirs, rel=1e-9)


def test_without_leaving_it_is_the_mean_rate_times_the_time() -> None:
    assert expected(BgNbd(0.6, 30.0, 1e-9, 2.0), cells(3, 200.0), 365.0) == pytest.approx(
        3.6 / 230 * 365, rel=1e-8
    )


def test_death_at_any_time_as_schmittlein_morrison_colombo_eq_22() -> None:
    for model in (PARETO, ParetoNbd(4, 900, 12, 90)):
        r, alpha, s, beta = model.parameters
        left = 1 - ((beta + 200) / (beta + 565)) ** (s - 1)
        theirs = (r + 3) * (beta + 200) / ((alpha + 200) * (s - 1)) * left
        assert expected(model, cells(3, 200.0), 365.0) == pytest.approx(theirs, rel=1e-10)


@pytest.mark.parametrize("model", [*AT_THE_EDGE, *REGULAR, *DEATHS], ids=str)
def test_more_is_less_likely_and_a_longer_time_brings_more(model: PurchaseModel) -> None:
    chances = more(model, cells(), 365.0, np.arange(200.0))
    lengths = [expected(model, cells(), ahead) for ahead in (1.0, 7.0, 30.0, 365.0, 3650.0)]

    assert (np.diff(chances) <= 1e-15).all()
    assert chances[0] <= 1
    assert (chances >= 0).all()
    assert (np.diff([0.0, *lengths]) > 0).all()


@pytest.mark.parametrize("model", [*REGULAR, BG, PARETO], ids=str)
def test_discounted_purchases_are_the_integral_of_what_comes_each_day(model: PurchaseModel) -> None:
    def by_parts(at: Cells, ahead: float, rate: float) -> float:
        rest, _ = integrate.quad(lambda t: np.exp(-rate * t) * expected(model, at, t), 0, ahead, epsrel=1e-11)
        return float(np.exp(-rate * ahead) * expected(model, at, ahead) + rate * rest)

    for repeats, age in ((0, 20.0), (5, 400.0)):
        at = cells(repeats, age)
        found = one(discounted_purchases(model, at, ahead=364.0, rate=RATE))
        assert found == pytest.approx(by_parts(at, 364.0, RATE), rel=1e-6)
        assert one(discounted_purchases(model, at, ahead=364.0, rate=0.0)) == pytest.approx(
            expected(model, at, 364.0), rel=1e-12
        )


@pytest.mark.parametrize("model", [*REGULAR, BG, MBG, PARETO, ParetoNbd(0.55, 10.6, 1.0, 11.7)], ids=str)
def test_a_lifetime_is_the_discounted_integral_without_end(model: PurchaseModel) -> None:
    for repeats, age in ((0, 0.0), (5, 400.0), (60, 700.0)):
        at = cells(repeats, age)
        whole, _ = integrate.quad(
            lambda t, at=at: RATE * np.exp(-RATE * t) * expected(model, at, t),
            0,
            40 / RATE,
            points=[10, 100, 1_000, 10_000],
            limit=400,
            epsrel=1e-10,
        )
        assert one(lifetime_purchases(model, at, RATE)) == pytest.approx(whole, rel=1e-6)


def test_a_lifetime_as_fader_hardie_lee_2005b_write_it() -> None:
    """DERT given alive = (r + x) / (alpha + T) (beta + T)^s delta^(s - 1) U(s, s, delta (beta + T))."""
    x, age = 5.0, 400.0
    r, alpha, s, beta = PARETO.parameters
    tricomi = special.hyperu(s, s, RATE * (beta + age))
    theirs = (r + x) / (alpha + age) * (beta + age) ** s * RATE ** (s - 1) * tricomi

    assert one(lifetime_purchases(PARETO, cells(x, age), RATE)) == pytest.approx(theirs, rel=1e-6)


positive = partial(st.floats, allow_nan=False, allow_infinity=False)


@settings(max_examples=60, deadline=None)
@example(model=BgNbd(1.0, 1.0, 12.0, 1.0, leaves_at_first=0), repeats=39, age=0.0, ahead=105.0)
@given(
    model=st.builds(
        BgNbd,
        r=positive(0.02, 50),
        alpha=positive(0.1, 500),
        a=positive(1e-4, 50),
        b=positive(0.05, 100),
        phases=st.integers(1, 3),
        leaves_at_first=st.integers(0, 1),
    ),
    repeats=st.integers(0, 3_000),
    age=positive(0, 2_000),
    ahead=positive(0.01, 1_500),
)
def test_whatever_the_parameters_the_figure_is_the_sum(
    model: BgNbd, repeats: int, age: float, ahead: float
) -> None:
    if model.phases > 1:
        model = replace(model, leaves_at_first=1)  # regular gaps are fitted with no other member
    at = cells(repeats, age)
    counts = np.unique(np.concatenate([np.arange(4_000.0), [40_000.0]]))
    chances = more(model, at, ahead, counts)
    if chances[-2] > 1e-13:
        return  # the plain sum would take too many terms

    found = expected(model, at, ahead)

    assert found >= 0
    assert found == pytest.approx(float(chances[:-1].sum()), rel=1e-8, abs=1e-12)


def test_cells_are_answered_each_for_itself() -> None:
    x, age = np.arange(50.0), np.linspace(0, 700, 50)
    together = expected_purchases(MBG, Cells(x, age), np.full(50, 365.0))
    alone = [expected(MBG, cells(repeats, years), 365.0) for repeats, years in zip(x, age, strict=True)]

    assert_allclose(together, alone, rtol=1e-12)
