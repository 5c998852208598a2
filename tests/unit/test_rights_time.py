"""How the law counts: the words of each provision, and a slow counter that walks day by day."""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.engine.rights.holidays import PARTS, bank_holidays, of_the_library
from rapport.engine.rights.time import (
    LONDON,
    days_after,
    days_beginning_with,
    days_beginning_with_next,
    days_both_included,
    end_of_day,
    hours_after,
    ico_month,
    is_working_day,
    literal_month,
    months_after,
    months_beginning_with,
    not_rolled,
    rolled,
    working_days_after,
)

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
NATIONS = st.sampled_from(sorted(PARTS))
DAY = timedelta(days=1)
FIRST = datetime.fromisoformat("2015-01-01T00:00")


def walk(start: date) -> Iterator[date]:
    while True:
        yield start
        start += DAY


def slow_months(start: date, n: int) -> date:
    """Walk to the day of the same number n months on, or to the end of that month."""
    months = 0
    for day in walk(start + DAY):
        months += day.day == 1
        last = calendar.monthrange(day.year, day.month)[1]
        if months == n and (day.day == start.day or (day.day == last and last < start.day)):
            return day
    raise AssertionError


@pytest.mark.parametrize(
    ("counted", "last"),
    [
        (days_after(date(2026, 4, 15), 30), date(2026, 5, 15)),  # Consumer Rights Act s.28(3)
        (days_beginning_with(date(2026, 3, 28), 14), date(2026, 4, 10)),  # s.20(15)
        (days_beginning_with_next(date(2026, 3, 9), 30), date(2026, 4, 8)),  # s.22(3)
        (months_after(date(2026, 9, 30), 4), date(2027, 1, 30)),  # Dodds v Walker
        (months_after(date(2026, 3, 31), 1), date(2026, 4, 30)),
        (months_after(date(2026, 1, 31), 1), date(2026, 2, 28)),
        (months_after(date(2028, 1, 31), 1), date(2028, 2, 29)),
        (months_beginning_with(date(2026, 4, 10), 6), date(2026, 10, 9)),
        (months_beginning_with(date(2023, 8, 30), 6), date(2024, 2, 29)),
        (ico_month(date(2026, 9, 3), 1, "england"), date(2026, 10, 5)),  # a Saturday moves to Monday
        (ico_month(date(2026, 3, 6), 1, "england"), date(2026, 4, 7)),  # Easter Monday
        (ico_month(date(2026, 3, 6), 1, "scotland"), date(2026, 4, 6)),  # none in Scotland
        (literal_month(date(2026, 9, 3), 1), date(2026, 10, 2)),
        (working_days_after(date(2026, 6, 8), 3, "england"), date(2026, 6, 11)),
        (working_days_after(date(2026, 6, 12), 1, "scotland"), date(2026, 6, 16)),  # 15 June 2026, one-off
        (not_rolled(date(2026, 12, 25)), date(2026, 12, 25)),
    ],
)
def test_a_period_ends_on_the_day_its_words_give(counted: date, last: date) -> None:
    assert counted == last


def test_both_ends_of_a_pause_count() -> None:
    assert days_both_included(date(2026, 10, 20), date(2026, 10, 25)) == 6


@given(DAYS, st.integers(0, 400))
def test_days_are_counted_as_one_counts_on_fingers(start: date, n: int) -> None:
    assert days_after(start, n) == next(islice(walk(start), n, None))
    assert days_beginning_with_next(start, n + 1) == next(islice(walk(start + DAY), n, None))
    assert days_beginning_with(start, n + 1) == next(islice(walk(start), n, None))


@given(DAYS, st.integers(1, 80))
def test_months_end_where_a_walk_through_the_calendar_ends(start: date, n: int) -> None:
    assert months_after(start, n) == slow_months(start, n)


@given(DAYS, st.integers(1, 80))
def test_beginning_with_ends_a_day_earlier_or_at_the_end_of_a_short_month(start: date, n: int) -> None:
    corresponding, last = months_after(start, n), months_beginning_with(start, n)

    assert last == (corresponding - DAY if corresponding.day == start.day else corresponding)


@settings(deadline=None)  # the library makes its tables at the first question
@given(DAYS, st.integers(1, 60), NATIONS)
def test_working_days_are_counted_one_by_one(event: date, n: int, nation: str) -> None:
    holidays = {day for year in (event.year, event.year + 1) for day in of_the_library(nation, year)}
    working = (day for day in walk(event + DAY) if day.weekday() < 5 and day not in holidays)

    assert working_days_after(event, n, nation) == next(islice(working, n - 1, None))


@given(DAYS, NATIONS)
def test_a_rolled_day_is_the_first_working_day_from_it(day: date, nation: str) -> None:
    assert rolled(day, nation) == next(one for one in walk(day) if is_working_day(one, nation))


@given(DAYS, NATIONS)
def test_the_literal_month_is_never_later_than_the_regulators(day: date, nation: str) -> None:
    assert literal_month(day, 1) <= ico_month(day, 1, nation)


@given(st.datetimes(FIRST, FIRST.replace(year=2035)), st.integers(1, 100))
def test_hours_go_by_through_every_change_of_the_clocks(local: datetime, hours: int) -> None:
    begun = local.replace(tzinfo=LONDON)

    assert hours_after(local, hours).astimezone(UTC) - begun.astimezone(UTC) == timedelta(hours=hours)


def test_over_the_night_when_the_clocks_go_back_the_local_hour_is_earlier() -> None:
    aware = datetime.fromisoformat("2026-10-23T22:00")  # a Friday night; the clocks go back on Sunday

    assert hours_after(aware, 72).isoformat() == "2026-10-26T21:00:00+00:00"


def test_a_day_ends_at_midnight_local_time() -> None:
    assert end_of_day(date(2026, 7, 1)).isoformat() == "2026-07-02T00:00:00+01:00"


def test_a_day_of_ones_own_is_no_working_day() -> None:
    assert rolled(date(2026, 6, 1), "england", [date(2026, 6, 1)]) == date(2026, 6, 2)


@pytest.mark.parametrize("nation", sorted(PARTS))
def test_the_frozen_table_says_what_the_library_says(nation: str) -> None:
    years = range(2015, 2036)

    assert {year: bank_holidays(nation, year) for year in years} == {
        year: of_the_library(nation, year) for year in years
    }


@pytest.mark.parametrize(
    ("nation", "also", "never"),
    [
        ("scotland", [date(2026, 1, 2), date(2026, 6, 15), date(2026, 8, 3)], [date(2026, 4, 6)]),
        ("northern_ireland", [date(2026, 3, 17), date(2026, 7, 13)], [date(2026, 6, 15)]),
        ("england", [date(2026, 4, 6), date(2026, 8, 31), date(2026, 12, 28)], [date(2026, 11, 30)]),
    ],
)
def test_each_nation_has_its_own_days(nation: str, also: list[date], never: list[date]) -> None:
    days = bank_holidays(nation, 2026)

    assert set(also) <= days
    assert not set(never) & days
