"""The Kaplan-Meier curve agrees with published numbers, with SciPy, and with plain counting."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rapport.engine.measures.estimates import NOTHING
from rapport.engine.measures.survival import lasting_after, survival_curve, time_until

# Freireich et al. (1963), Blood 21: weeks in remission with 6-MP; False is still in remission.
REMISSION = (
    *((6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False)),
    *((11, False), (13, True), (16, True), (17, False), (19, False), (20, False), (22, True), (23, True)),
    *((25, False), (32, False), (32, False), (34, False), (35, False)),
)
WEEKS, RELAPSED = (np.array(column) for column in zip(*REMISSION, strict=True))
spans = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


def test_klein_and_moeschberger_2003_table_4_1b_remission_with_6_mp() -> None:
    curve = survival_curve(WEEKS, RELAPSED)

    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.lasting == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.standard_error == pytest.approx(
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5
    )


def test_the_median_remission_is_twenty_three_weeks_and_not_bounded_above() -> None:
    """As `survfit(conf.type = "log-log")` of R prints it: 23, from 13, with no upper end."""
    found = time_until(survival_curve(WEEKS, RELAPSED), 0.5)

    assert (found.value, found.low, found.high, found.n) == (23, 13, None, 21)


def test_a_curve_that_stays_high_knows_no_ninetieth_percentile() -> None:
    assert time_until(survival_curve(WEEKS, RELAPSED), 0.9).value is None


def test_scipy_agrees() -> None:
    censored = stats.CensoredData.right_censored(WEEKS, ~RELAPSED)
    theirs: Any = stats.ecdf(censored).sf  # its types say that every part is one number
    ends = theirs.confidence_interval(method="log-log")
    curve = survival_curve(WEEKS, RELAPSED)
    places = np.searchsorted(theirs.quantiles, curve.times)

    assert curve.lasting == pytest.approx(theirs.probabilities[places])
    assert curve.low == pytest.approx(ends.low.probabilities[places])
    assert curve.high == pytest.approx(ends.high.probabilities[places])


def test_of_nobody_nothing_is_known() -> None:
    assert time_until(survival_curve([], []), 0.5) == NOTHING
    assert lasting_after(survival_curve([], []), 1) == NOTHING


def test_where_nothing_is_over_everything_lasts() -> None:
    curve = survival_curve([1, 2, 3], [False] * 3)

    assert time_until(curve, 0.5).value is None
    assert lasting_after(curve, 2).value == 1


@pytest.mark.parametrize("odd", [-1.0, float("nan"), float("inf")])
def test_no_span_is_below_nothing_or_without_end(odd: float) -> None:
    with pytest.raises(ValueError, match="not below 0"):
        survival_curve([1, odd], [True, True])


@given(spans)
def test_the_curve_falls_and_lies_in_its_band(rows: list[tuple[int, bool]]) -> None:
    curve = survival_curve([span for span, _ in rows], [over for _, over in rows])

    assert np.all(np.diff(curve.lasting) < 0)
    assert np.all((curve.low <= curve.lasting + 1e-12) & (curve.lasting <= curve.high + 1e-12))
    assert np.all((curve.low >= 0) & (curve.high <= 1))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(0, 30))
def test_without_censoring_the_curve_is_a_count(rows: list[int], time: int) -> None:
    found = lasting_after(survival_curve(rows, [True] * len(rows)), time)

    assert found.value == pytest.approx(sum(span > time for span in rows) / len(rows), abs=1e-9)


@given(spans, st.integers(2, 50))
def test_time_in_other_units_is_the_same_time(rows: list[tuple[int, bool]], factor: int) -> None:
    over = [ended for _, ended in rows]
    one = time_until(survival_curve([span for span, _ in rows], over), 0.5)
    scaled = time_until(survival_curve([span * factor for span, _ in rows], over), 0.5)

    assert scaled.value == (None if one.value is None else one.value * factor)


def test_leaving_out_what_is_open_flatters_the_median_and_the_curve_does_not() -> None:
    """Lengths with a known median of 10 ln 2, watched for a while that ends at random."""
    random = np.random.default_rng(11)
    lengths, watched = random.exponential(10, 4000), random.uniform(0, 15, 4000)
    over = lengths <= watched
    found = time_until(survival_curve(np.minimum(lengths, watched), over), 0.5)

    assert found.low is not None
    assert found.high is not None
    assert found.low <= 10 * np.log(2) <= found.high
    assert np.median(lengths[over]) < 5
