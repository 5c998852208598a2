"""What the report says of each picture, in one sentence."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.engine.value.report import readings
from rapport.engine.value.report.contents import AliveCell, Cohort, FrequencyRow, TrackingPoint
from tests.report_samples import backtest, shop

MAY = date(2025, 5, 1)


def test_the_share_held_lies_straight_between_known_points() -> None:
    points = ((0.5, 0.8), (1.0, 1.0))
    assert readings.share_held(points, 0.25) == pytest.approx(0.4)
    assert readings.share_held(points, 0.75) == pytest.approx(0.9)
    assert readings.share_needed(points, 0.4) == pytest.approx(0.25)


@given(
    st.lists(st.floats(min_value=0, max_value=1e6), min_size=1, max_size=30).filter(any), st.floats(0.01, 1)
)
def test_needing_is_the_reverse_of_holding(values: list[float], share: float) -> None:
    values.sort(reverse=True)
    points = tuple(((i + 1) / len(values), sum(values[: i + 1]) / sum(values)) for i in range(len(values)))
    assert readings.share_held(points, readings.share_needed(points, share)) == pytest.approx(share, abs=1e-6)


def test_cohorts_are_weighed_by_their_customers_and_unfinished_months_are_left_out() -> None:
    cohorts = (Cohort(MAY, 300, (1.0, 0.2)), Cohort(MAY, 100, (1.0, 0.4)), Cohort(MAY, 900, (1.0, None)))
    assert readings.mean_share(cohorts, 1) == pytest.approx(0.25)
    assert readings.mean_share(cohorts, 6) is None
    assert readings.read_cohorts(cohorts) == (
        "On average 25% of a cohort bought again in the first month after joining."
    )


def test_tracking_names_the_worst_period() -> None:
    points = (TrackingPoint(MAY, 100, 95.0), TrackingPoint(date(2025, 6, 1), 100, 65.0))
    assert readings.read_tracking(points) == (
        "200 repeat purchases happened and the model expects 160, 20% fewer; it is furthest off in the "
        "period from 1 Jun 2025 (65 expected, 100 seen)."
    )


def test_a_shop_without_repeats_is_said_to_have_none() -> None:
    assert readings.read_tracking((TrackingPoint(MAY, 0, 1.25),)) == (
        "No repeat purchase happened, and the model expected 1.25."
    )


def test_frequency_is_weighed_by_customers() -> None:
    rows = (FrequencyRow("0", 100, 0.2, 0.1), FrequencyRow("1+", 10, 3.0, 3.0))
    assert readings.read_frequency(rows, MAY) == (
        "Seen from 1 May 2025, the model expected 20% fewer purchases than followed: "
        "0.10 against 0.20 each with 0 repeats before and 3.00 against 3.00 each with 1+ repeats before."
    )


def test_an_exact_forecast_is_neither_more_nor_fewer() -> None:
    reading = readings.read_frequency((FrequencyRow("0", 10, 0.5, 0.5),), MAY)
    assert "expected as many purchases as followed" in reading


def test_silence_is_read_from_the_map() -> None:
    cells = [AliveCell(x, w, p) for x, w, p in ((1, 4, 0.8), (1, 26, 0.6), (9, 4, 0.7), (9, 26, 0.1))]
    assert readings.read_alive(cells) == (
        "The chance that a customer is still buying falls below a half not even by 26 weeks of silence with "
        "1 repeat purchase and by 26 weeks of silence with 9 repeat purchases."
    )


def test_the_backtest_names_the_naive_rules_that_did_better() -> None:
    chosen, second, zero, *others = backtest()
    reading = readings.read_backtest((chosen, second, replace(zero, mae=0.1), *others))
    assert (
        "RMSE is 13% lower than that of the best naive rule, “mean rate”, but “zero” had a lower MAE"
        in reading
    )


def test_a_naive_rule_that_was_chosen_is_not_called_a_model() -> None:
    *_, rate = backtest()
    assert "it is a naive rule, and no model did better" in readings.read_backtest(
        (replace(rate, chosen=True),)
    )


def test_half_the_value_is_said_to_sit_with_few() -> None:
    contents = shop(concentration=((0.1, 0.5), (0.2, 0.7), (1.0, 1.0)))
    assert readings.read_concentration(contents) == (
        "The most valuable 10% of customers hold 50% of the expected value and the top 20% hold 70%; "
        "half of it sits with 10% of customers."
    )


def test_lapsed_customers_are_counted_over_all_rungs() -> None:
    assert "2,082 customers (50%) have lapsed" in readings.read_ladder(shop())
