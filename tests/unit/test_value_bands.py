"""Bands of totals: learnt from past origins, and not there where the past teaches too little."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.engine.value.backtest import FEWEST_ORIGINS, MOST_ORIGINS, Outcome, origins_of
from rapport.engine.value.backtest import test_horizon as horizon_to_test
from rapport.engine.value.bands import Spread, spread_of


def outcomes(errors: list[float], step: int = 30, size: float = 10_000.0) -> list[Outcome]:
    """Make origins at which the total was off by so much in the logarithm."""
    return [
        Outcome(
            origin=number * step,
            history=100 + number * step,
            ahead=90,
            purchases={"all": (size, size * float(np.exp(error)))},
            spend={"all": (20 * size, 20 * size * float(np.exp(error)))},
        )
        for number, error in enumerate(errors)
    ]


@pytest.mark.parametrize("origins", range(FEWEST_ORIGINS))
def test_fewer_than_four_origins_teach_no_band(origins: int) -> None:
    assert spread_of(outcomes([0.1] * origins), "all", money=False).band(1_000.0) is None


def test_four_origins_teach_one() -> None:
    band = spread_of(outcomes([0.1, -0.1, 0.2, -0.05]), "all", money=True).band(1_000.0)

    assert band is not None
    low, high = band
    assert 0 < low < 1_000 < high
    assert low * high == pytest.approx(1_000.0**2)


def test_a_part_that_was_never_there_has_no_band() -> None:
    assert spread_of(outcomes([0.1] * 8), "champion", money=False).band(5.0) is None


def test_larger_errors_and_fewer_origins_widen_the_band() -> None:
    def width(errors: list[float]) -> float:
        band = spread_of(outcomes(errors), "all", money=False).band(1.0)
        assert band is not None
        return band[1]

    assert width([0.2, -0.2] * 3) > width([0.1, -0.1] * 3) > width([0.01, -0.01] * 3)
    assert width([0.2, -0.2] * 2) > width([0.2, -0.2] * 4)


def test_origins_with_more_history_count_for_more() -> None:
    early, late = ([0.5, *[0.0] * 5], [*[0.0] * 5, 0.5])
    spreads = [spread_of(outcomes(errors, step=200), "all", money=False) for errors in (early, late)]

    assert spreads[0].error < 0.5 * spreads[1].error
    assert spreads[0].weight == spreads[1].weight < 6


def test_small_totals_are_uncertain_even_where_the_past_was_met() -> None:
    few, many = (spread_of(outcomes([0.0] * 6, size=size), "all", money=False) for size in (9.0, 90_000.0))

    assert few.error > 0.3
    assert many.error < 0.01


def test_nothing_awaited_and_nothing_bought_is_no_error() -> None:
    nothing = [Outcome(30 * n, 99, 90, {"all": (0.0, 0.0)}, {"all": (0.0, 0.0)}) for n in range(6)]
    for money in (False, True):
        spread = spread_of(nothing, "all", money=money)
        assert np.isfinite(spread.error)
        assert spread.band(0.0) == (0.0, 0.0)


def test_bands_cover_what_they_say_where_origins_are_independent() -> None:
    chance = np.random.default_rng(1)
    inside = 0
    for _ in range(600):
        errors = chance.normal(0, 0.2, 7)
        spread = spread_of(outcomes(list(errors[:6]), step=90), "all", money=False)
        low, high = spread.band(1.0) or (np.nan, np.nan)
        inside += low <= np.exp(errors[6]) <= high

    assert 0.86 <= inside / 600 <= 0.97


@given(st.floats(0, 1), st.integers(4, 8), st.floats(1, 30), st.floats(0, 1e9))
def test_a_band_encloses_its_total(error: float, origins: int, weight: float, expected: float) -> None:
    low, high = Spread(error, origins, weight).band(expected) or (np.nan, np.nan)

    assert 0 <= low <= expected <= high


@given(st.integers(-5_000, 20_000), st.integers(0, 3_000), st.integers(1, 1_500))
def test_origins_leave_history_before_and_the_horizon_after(first: int, length: int, ahead: int) -> None:
    origins = origins_of(first, first + length, ahead)

    assert len(origins) <= MOST_ORIGINS
    assert list(origins) == sorted(set(origins))
    for origin in origins:
        assert origin + ahead <= first + length
        assert origin >= first + 60
    if len(origins) > 1:
        assert min(later - sooner for sooner, later in pairwise(origins)) >= 6
        assert origins[-1] == first + length - ahead


def test_a_log_too_short_for_its_horizon_is_tested_on_a_third_of_it() -> None:
    assert horizon_to_test(0, 2_000, 365) == 365
    assert horizon_to_test(0, 400, 365) == 133
    assert horizon_to_test(0, 2, 365) == 1
    assert origins_of(0, 30, 10) == ()
