"""Deadlines by law, and the ladder a missed clock goes up."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.rules.deadlines import Period, Unit, after_months, end_of, last_day
from rapport.desk.rules.ladder import LADDER, rungs_due
from rapport.desk.rules.refusals import DeadlineNotRight
from rapport.lib.worktime import Hours, WorkingTime, works_on

LONDON = ZoneInfo("Europe/London")
WEEK = dict.fromkeys(range(5), (Hours(time(9), time(17)),))
CLOSED = frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25), date(2026, 12, 28)})
OFFICE = WorkingTime(WEEK, LONDON, closed_on=CLOSED)


@pytest.mark.parametrize(
    ("begins", "length", "unit", "ends"),
    [
        ("2026-03-02", 14, Unit.DAYS, "2026-03-16"),
        ("2026-02-28", 7, Unit.DAYS, "2026-03-09"),  # a Saturday: the next working day
        ("2026-03-02", 10, Unit.WORKING_DAYS, "2026-03-16"),
        ("2026-04-01", 2, Unit.WORKING_DAYS, "2026-04-07"),  # over Good Friday and Easter Monday
        ("2026-12-18", 5, Unit.WORKING_DAYS, "2026-12-29"),
        ("2026-03-02", 1, Unit.MONTHS, "2026-04-02"),
        ("2026-01-31", 1, Unit.MONTHS, "2026-03-02"),  # 28 February is a Saturday
        ("2026-10-31", 1, Unit.MONTHS, "2026-11-30"),
    ],
)
def test_a_period_ends_on_a_working_day(begins: str, length: int, unit: Unit, ends: str) -> None:
    found = last_day(date.fromisoformat(begins), Period(length, unit), OFFICE)

    assert found == date.fromisoformat(ends)


def test_68_a_month_from_31_january_is_the_last_of_february() -> None:
    """Test 68: calendar month from 31 January; leap day."""
    assert after_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert after_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert after_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert after_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert after_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_68_months_keep_the_day_or_take_the_last(begins_on: date, months: int) -> None:
    """Test 68: the day of the same number, or the last of a month that has none."""
    ends_on = after_months(begins_on, months)

    assert (ends_on.year * 12 + ends_on.month) - (begins_on.year * 12 + begins_on.month) == months
    assert ends_on.day == begins_on.day or (ends_on + timedelta(days=1)).day == 1


@given(st.dates(date(2026, 1, 1), date(2026, 11, 1)), st.integers(1, 30), st.sampled_from(Unit))
def test_no_period_ends_when_the_team_is_away(begins_on: date, length: int, unit: Unit) -> None:
    assert works_on(last_day(begins_on, Period(min(length, 12), unit), OFFICE), OFFICE)


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("Europe/London", "2026-03-16T23:59:59+00:00"),
        ("Europe/London+summer", "2026-07-16T22:59:59+00:00"),
        ("Asia/Kolkata", "2026-03-16T18:29:59+00:00"),
        ("America/New_York", "2026-03-17T03:59:59+00:00"),
    ],
)
def test_70_a_deadline_ends_at_local_midnight(zone: str, utc: str) -> None:
    """Test 70: deadline at midnight local vs UTC."""
    name, _, summer = zone.partition("+")
    day = date(2026, 7 if summer else 3, 16)

    assert end_of(day, WorkingTime(WEEK, ZoneInfo(name))) == datetime.fromisoformat(utc)


def test_a_period_without_end_is_refused() -> None:
    with pytest.raises(DeadlineNotRight, match="1 to 120 months"):
        last_day(date(2026, 3, 2), Period(121, Unit.MONTHS), OFFICE)
    with pytest.raises(DeadlineNotRight, match="works on no day"):
        last_day(date(2026, 3, 2), Period(5, Unit.WORKING_DAYS), WorkingTime({}, LONDON))


DUE = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # Monday; the office closes at 17:00


@pytest.mark.parametrize(
    ("at", "told", "rungs"),
    [
        ("2026-03-02T15:59", (), []),  # not yet
        ("2026-03-02T16:00", (), [0]),  # the adviser at once
        ("2026-03-02T16:30", (0,), []),  # nobody twice
        ("2026-03-02T17:00", (0,), []),  # the leader is next, but the office is shut
        ("2026-03-03T02:00", (0,), []),  # nobody at night
        ("2026-03-03T09:00", (0,), [1]),  # the leader in the morning
        ("2026-03-03T11:59", (0, 1), []),
        ("2026-03-03T12:00", (0, 1), [2]),  # the manager after four working hours
        ("2026-03-03T16:00", (0, 1, 2), [3]),  # the owner after eight
        ("2026-03-07T12:00", (), []),  # Saturday
        ("2026-03-09T09:00", (0, 1, 2, 3), []),
    ],
)
def test_71_a_breach_goes_up_the_ladder_in_working_time(
    at: str, told: tuple[int, ...], rungs: list[int]
) -> None:
    """Test 71: escalation not sent outside hours, not sent twice."""
    assert rungs_due(DUE, told, OFFICE, at=datetime.fromisoformat(f"{at}+00:00")) == rungs


@given(st.lists(st.integers(0, 60 * 24 * 14), min_size=1, max_size=60))
def test_71_each_rung_is_told_once_however_often_one_looks(minutes: list[int]) -> None:
    """Test 71: at most once per breach and rung, whenever the chore runs."""
    told: list[int] = []
    for minute in sorted(minutes):
        told += rungs_due(DUE, told, OFFICE, at=DUE + timedelta(minutes=minute))

    assert len(told) == len(set(told)) <= len(LADDER)
    assert told == sorted(told)
