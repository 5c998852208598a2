"""Control charts: published limits, and signals as the rules say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.engine.measures.control import (
    Limits,
    Rule,
    Signal,
    limits_of_counts,
    limits_of_values,
    signals,
)

FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]  # NIST 6.3.2.2
WAFERS = [16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13]
ZERO = Limits(0.0, -3.0, 3.0)
FINITE = st.floats(-1e6, 1e6)


def test_the_limits_of_ten_flow_rates_are_those_of_nist_6_3_2_2() -> None:
    limits = limits_of_values(FLOW)

    assert limits.centre == pytest.approx(50.81)
    assert [limits.low, limits.high] == pytest.approx([45.8159, 55.8041], abs=5e-5)
    assert signals(FLOW, limits) == []


def test_the_limits_of_defects_on_wafers_are_those_of_nist_6_3_3_1() -> None:
    limits = limits_of_counts(WAFERS)

    assert (limits.centre, limits.low, limits.high) == (16, 4, 28)
    assert signals(WAFERS, limits) == [Signal(23, Rule.OUTSIDE)]


def test_no_count_lies_below_zero() -> None:
    assert limits_of_counts([4, 4]).low == 0


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.0, -3.0], []),
        ([0.5, 3.1], [Signal(1, Rule.OUTSIDE)]),
        ([0.5] * 7, []),
        ([0.5] * 8, [Signal(7, Rule.RUN)]),
        ([-0.5] * 9, [Signal(7, Rule.RUN), Signal(8, Rule.RUN)]),
        ([0.5] * 4 + [0.0] + [0.5] * 4, []),
        ([1.6, 1.6, 0.0, 1.6], [Signal(3, Rule.NEAR)]),
        ([1.6, 1.6, 1.6], [Signal(2, Rule.NEAR)]),
        ([1.6, 1.6, -1.6, 0.0], []),
        ([1.6, 0.0, 0.0, 1.6, 1.6], []),
        ([-1.6, -1.6, 1.6, -1.6, 0.0], [Signal(3, Rule.NEAR)]),
    ],
)
def test_a_signal_is_a_value_outside_a_run_of_eight_or_three_of_four_near_a_limit(
    values: list[float], expected: list[Signal]
) -> None:
    assert signals(values, ZERO) == expected


def test_what_has_no_limits_is_refused() -> None:
    with pytest.raises(ValueError, match="two or more"):
        limits_of_values([1.0])
    with pytest.raises(ValueError, match="no counts"):
        limits_of_counts([])
    with pytest.raises(ValueError, match="no counts"):
        limits_of_counts([3, -1])


@given(st.lists(FINITE, min_size=2, max_size=40), FINITE)
def test_the_limits_move_with_the_values_and_turn_with_their_order_alone(
    values: list[float], step: float
) -> None:
    limits, moved = limits_of_values(values), limits_of_values([value + step for value in values])

    assert moved.centre == pytest.approx(limits.centre + step, abs=1e-6)
    assert moved.high - moved.low == pytest.approx(limits.high - limits.low, abs=1e-4)
    assert limits.low <= limits.centre <= limits.high
