"""Lifetime value by hand: the published table of multiples, and sums added up year by year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.engine.measures.lifetime import lifetime_value, margin_multiple, mean_years, present_value


@pytest.mark.parametrize(
    ("kept", "multiples"),
    [
        (0.60, (1.20, 1.15, 1.11, 1.07)),
        (0.70, (1.75, 1.67, 1.59, 1.52)),
        (0.80, (2.67, 2.50, 2.35, 2.22)),
        (0.90, (4.50, 4.09, 3.75, 3.46)),
    ],
)
def test_the_multiples_are_those_of_gupta_and_lehmann_2003(kept: float, multiples: tuple[float, ...]) -> None:
    found = [round(margin_multiple(kept, discount), 2) for discount in (0.10, 0.12, 0.14, 0.16)]

    assert found == [*multiples]


@given(st.floats(0, 0.9), st.floats(0, 0.5), st.floats(-1e3, 1e3))
def test_a_lifetime_value_is_the_sum_over_the_years(kept: float, discount: float, margin: float) -> None:
    years = (margin * (kept / (1 + discount)) ** year for year in range(400))

    assert lifetime_value(margin, kept, discount=discount, cost_to_win=7) == pytest.approx(
        sum(years) - 7, rel=1e-9, abs=1e-6
    )


def test_somebody_stays_the_first_year_and_the_years_after() -> None:
    assert mean_years(0.75) == 4
    assert mean_years(0) == 1


def test_amounts_of_later_years_are_worth_less_today() -> None:
    assert present_value([1100, 1210], 0.1) == pytest.approx(2000)
    assert present_value([], 0.1) == 0


@pytest.mark.parametrize(("kept", "discount"), [(1.0, 0.0), (-0.1, 0.1), (1.2, 0.1)])
def test_a_share_with_which_nobody_ever_leaves_is_refused(kept: float, discount: float) -> None:
    with pytest.raises(ValueError, match="has no end"):
        margin_multiple(kept, discount)
