"""Intervals agree with published numbers, and keep what must hold for every data set."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rapport.engine.measures.estimates import NOTHING
from rapport.engine.measures.intervals import mean, median, quantile, rate, rate_ratio, share

STUDENT = (1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4)  # hours of sleep gained, drug 2 less drug 1


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombe_1998_table_1_method_3(part: int, whole: int, low: float, high: float) -> None:
    found = share(part, whole)

    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390)])
def test_garwood_1936_exact_poisson_limits(count: int, low: float, high: float) -> None:
    found = rate(count, 1)

    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-4)


def test_rothman_1986_breast_cancer_and_fluoroscopy() -> None:
    """41 cases in 28,010 person-years against 15 in 19,017: exact limits as Stata's manual prints them."""
    found = rate_ratio(41, 28_010, 15, 19_017)

    assert (found.value, found.low, found.high) == pytest.approx((1.855759, 1.005684, 3.6093), abs=5e-5)


def test_student_1908_the_soporific_drugs() -> None:
    found = mean(STUDENT)

    assert (found.value, found.low, found.high) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=5e-7)


@pytest.mark.parametrize(("n", "low", "high"), [(6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (20, 6, 15)])
def test_conover_1999_ranks_around_the_median(n: int, low: int, high: int) -> None:
    """The usual table of 95 % limits of the median: the lowest and highest rank for each n."""
    found = median(range(1, n + 1))

    assert (found.low, found.high) == (low, high)


def test_five_numbers_bound_the_median_on_no_side() -> None:
    assert (median([1, 2, 3, 4, 5]).low, median([1, 2, 3, 4, 5]).high) == (None, None)


def test_nothing_gives_nothing() -> None:
    assert [share(0, 0), rate(3, 0), rate_ratio(0, 1, 0, 1), mean([]), median([])] == [NOTHING] * 5


def test_too_few_say_nothing() -> None:
    assert share(2, 3).at_least(5).value is None
    assert share(2, 5).at_least(5) == share(2, 5)


def test_a_part_above_the_whole_is_no_share() -> None:
    with pytest.raises(ValueError, match="4 of 3 is no share"):
        share(4, 3)


def test_a_ratio_to_nothing_has_no_end_above() -> None:
    found = rate_ratio(4, 10, 0, 10)

    assert (found.value, found.high) == (None, None)
    assert found.low is not None


@given(st.integers(1, 2000), st.data())
def test_a_share_lies_in_its_interval_and_mirrors(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    found, mirrored = share(part, whole), share(whole - part, whole)

    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert (1 - found.low, 1 - found.high) == pytest.approx((mirrored.high, mirrored.low))


@given(st.integers(0, 500), st.floats(0.01, 1e6))
def test_a_rate_scales_with_its_exposure(count: int, exposure: float) -> None:
    one, scaled = rate(count, 1), rate(count, exposure)

    assert one.high is not None
    assert scaled.high is not None
    assert math.isclose(one.high, scaled.high * exposure, rel_tol=1e-9)


@given(st.integers(1, 60), st.integers(1, 60))
def test_turning_a_ratio_round_turns_its_ends_round(count: int, other: int) -> None:
    found, turned = rate_ratio(count, 3, other, 5), rate_ratio(other, 5, count, 3)

    assert found.low is not None
    assert turned.high is not None
    assert math.isclose(found.low * turned.high, 1, rel_tol=1e-6)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.floats(0.05, 0.95))
def test_the_interval_of_a_quantile_is_found_by_counting(numbers: list[float], part: float) -> None:
    """Agree with the slow way: try every rank and add up binomial chances."""
    n, ordered = len(numbers), sorted(numbers)
    chances = [float(stats.binom.cdf(rank - 1, n, part)) for rank in range(n + 2)]  # fewer than `rank` below
    low = max((rank for rank in range(1, n + 1) if chances[rank] < 0.025), default=0)
    high = min((rank for rank in range(1, n + 1) if chances[rank] >= 0.975), default=n + 1)
    found = quantile(numbers, part)

    assert found.low == (ordered[low - 1] if low else None)
    assert found.high == (ordered[high - 1] if high <= n else None)


def test_nineteen_of_twenty_intervals_of_a_median_hold_it() -> None:
    draws = np.random.default_rng(7).exponential(size=(2000, 25))
    held = 0
    for row in draws:
        found = median(row.tolist())
        assert found.low is not None
        assert found.high is not None
        held += found.low <= math.log(2) <= found.high

    assert 0.945 <= held / len(draws) <= 0.975  # exact coverage with 25 numbers: 0.957
