"""Working time: hours, closed days, holidays, and the change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rapport.lib import worktime
from rapport.lib.worktime import Hours, WorkingTime
from rapport.staff.holidays import holidays_in, holidays_of, read_nation
from rapport.staff.rules import NationNotKnown

LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE = (Hours(time(9), time(17)),)
OFFICE = WorkingTime(hours=dict.fromkeys(range(5), NINE_TO_FIVE), zone=LONDON)
FRIDAY_FOUR = datetime(2026, 3, 6, 16, 0, tzinfo=LONDON)


def test_four_hours_from_friday_at_four_end_on_monday_at_noon() -> None:
    assert worktime.add_working_hours(FRIDAY_FOUR, 4, OFFICE) == datetime(2026, 3, 9, 12, tzinfo=LONDON)


def test_at_the_minute_of_closing_the_team_is_closed() -> None:
    assert worktime.is_open(FRIDAY_FOUR, OFFICE)
    assert not worktime.is_open(FRIDAY_FOUR.replace(hour=17), OFFICE)


def test_a_holiday_is_skipped_unless_the_team_works_on_it() -> None:
    good_friday = date(2026, 4, 3)
    closed = WorkingTime(OFFICE.hours, LONDON, closed_on=holidays_of("GB-ENG"))
    works = WorkingTime(OFFICE.hours, LONDON, closed_on=holidays_of("GB-ENG"), open_on={good_friday})
    thursday_five = datetime(2026, 4, 2, 17, tzinfo=LONDON)

    assert worktime.next_open(thursday_five, closed) == datetime(2026, 4, 7, 9, tzinfo=LONDON)
    assert worktime.next_open(thursday_five, works) == datetime(2026, 4, 3, 9, tzinfo=LONDON)


def test_scotland_keeps_other_holidays_than_england() -> None:
    st_andrew, easter_monday = date(2026, 11, 30), date(2026, 4, 6)

    assert st_andrew in holidays_of("GB-SCT")
    assert st_andrew not in holidays_of("GB-ENG")
    assert easter_monday in dict(holidays_in("GB-ENG", 2026))
    assert easter_monday not in dict(holidays_in("GB-SCT", 2026))


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    night = WorkingTime({6: (Hours(time(0), time(4)),)}, LONDON)
    saturday = datetime(2026, 3, 28, 12, tzinfo=LONDON)

    assert worktime.working_time_between(saturday, saturday + timedelta(days=1), night) == timedelta(hours=3)


def test_a_team_without_hours_never_opens() -> None:
    assert worktime.next_open(FRIDAY_FOUR, WorkingTime({})) is None
    assert worktime.add_working_hours(FRIDAY_FOUR, 1, WorkingTime({})) is None


@pytest.mark.parametrize("word", ["ZZ", "GB-XXX", "", "England"])
def test_a_nation_without_holidays_is_refused(word: str) -> None:
    with pytest.raises(NationNotKnown):
        read_nation(word)


clocks = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
hours = st.tuples(clocks, clocks).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Hours(*pair))
weeks = st.dictionaries(st.integers(0, 6), st.lists(hours, min_size=1, max_size=2).map(tuple), min_size=1)
teams = st.builds(
    WorkingTime,
    hours=weeks,
    zone=st.sampled_from([UTC, LONDON, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")]),
    closed_on=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5),
)
YEAR = (datetime(2026, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001 - Hypothesis adds the zone
moments = st.datetimes(*YEAR, timezones=st.just(UTC))
durations = st.timedeltas(timedelta(0), timedelta(hours=30))


@given(moments, teams)
def test_the_next_opening_is_open_and_not_past(at: datetime, team: WorkingTime) -> None:
    opening = worktime.next_open(at, team)

    assume(opening)
    assert opening is not None
    assert opening >= at
    assert worktime.is_open(opening, team)
    assert (opening == at) == worktime.is_open(at, team)


@given(moments, durations, teams)
def test_exactly_so_much_working_time_passes(at: datetime, duration: timedelta, team: WorkingTime) -> None:
    end = worktime.add_working_time(at, duration, team)

    assume(end)
    assert end is not None
    assert worktime.working_time_between(at, end, team) == duration


@given(moments, durations, durations, teams)
def test_longer_work_ends_no_sooner(
    at: datetime, short: timedelta, long: timedelta, team: WorkingTime
) -> None:
    short, long = sorted((short, long))
    first, last = (worktime.add_working_time(at, duration, team) for duration in (short, long))

    assume(first)
    assume(last)
    assert first is not None
    assert last is not None
    assert first <= last
