"""Forecasts: parts first, then step after step, each as fast as its capacity lets it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rapport.orders.rules.forecast import FURTHEST, Part, Slow, Step, forecast

MONDAY = date(2026, 3, 2)
DAYS = st.integers(0, 60).map(lambda days: MONDAY + timedelta(days=days))
PARTS = st.lists(DAYS.map(lambda day: Part("Spring (P-1)", day)), max_size=3)
SLOWS = st.tuples(DAYS, st.integers(0, 30), st.integers(0, 99)).map(
    lambda one: Slow(one[0], one[0] + timedelta(days=one[1]), one[2], "it stands still")
)
STEPS = st.lists(
    st.tuples(st.integers(0, 8), st.lists(SLOWS, max_size=2)).map(lambda one: Step("Turning", *one)),
    max_size=4,
)


def test_work_of_three_days_from_monday_is_done_on_wednesday() -> None:
    ahead = forecast(MONDAY, [], [Step("Turning", 3)])

    assert ahead is not None
    assert (ahead.on, ahead.because) == (date(2026, 3, 4), ())


def test_work_begins_when_the_last_part_is_there_and_says_which() -> None:
    parts = [
        Part("Spring (P-1)", date(2026, 3, 4)),
        Part("Glass (P-2)", date(2026, 3, 9), "the furnace failed"),
    ]

    ahead = forecast(MONDAY, parts, [Step("Turning", 2)])

    assert ahead is not None
    assert ahead.on == date(2026, 3, 10)
    assert ahead.because == ("Glass (P-2) is expected on 9 March: the furnace failed",)


def test_at_half_capacity_two_days_of_work_take_four() -> None:
    slow = Slow(MONDAY, date(2026, 3, 31), 50, "one lathe is being mended")

    ahead = forecast(MONDAY, [], [Step("Turning", 2, [slow])])

    assert ahead is not None
    assert ahead.on == date(2026, 3, 5)
    assert ahead.because == ("Turning works at 50% until 31 March: one lathe is being mended",)


def test_nobody_works_at_the_weekend_or_on_a_closed_day() -> None:
    friday = date(2026, 3, 6)

    assert forecast(friday, [], [Step("Turning", 2)]).on == date(2026, 3, 9)  # type: ignore[union-attr]
    closed = forecast(friday, [], [Step("Turning", 2)], closed_on={date(2026, 3, 9)})
    assert closed is not None
    assert closed.on == date(2026, 3, 10)


def test_of_a_line_that_names_nothing_there_is_no_forecast() -> None:
    assert forecast(MONDAY, [], []) is None


def test_a_step_that_stands_still_is_forecast_no_further_than_two_years() -> None:
    still = Slow(MONDAY, date(2099, 1, 1), 0, "burnt down")

    ahead = forecast(MONDAY, [], [Step("Turning", 1, [still])])

    assert ahead is not None
    assert ahead.on == MONDAY + FURTHEST


def plain_day(step: Step, day: date) -> date:
    """Do a step one working day at a time, in shares of a day: the slow plain way."""
    left = float(step.days)
    while left > 1e-9:
        if day.weekday() < 5:
            there = [one.percent for one in step.slow if one.from_on <= day <= one.until_on]
            left -= min(there, default=100) / 100
        if left > 1e-9:
            day += timedelta(days=1)
    return day


@given(PARTS, STEPS)
def test_it_agrees_with_the_slow_plain_way(parts: list[Part], steps: list[Step]) -> None:
    ahead = forecast(MONDAY, parts, steps)
    day = max([MONDAY, *(part.expected_on for part in parts)])
    for step in steps:
        day = plain_day(step, day)

    assert (ahead.on if ahead else None) == (day if parts or steps else None)


@given(PARTS, STEPS, st.integers(0, 30))
def test_a_part_that_comes_later_never_makes_a_line_ready_earlier(
    parts: list[Part], steps: list[Step], later: int
) -> None:
    moved = [Part(one.name, one.expected_on + timedelta(days=later)) for one in parts]
    before, after = forecast(MONDAY, parts, steps), forecast(MONDAY, moved, steps)

    assert before is None or (after is not None and after.on >= before.on >= MONDAY)
