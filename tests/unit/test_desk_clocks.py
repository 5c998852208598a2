"""Clocks of a case, as a manager reads them: what happened, and when the answer is due."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.rules import CaseState, Target
from rapport.desk.rules.clocks import (
    Aim,
    Allowance,
    Event,
    Happening,
    Run,
    allowance_for,
    due_of,
    event_of_state,
    runs_of,
    used_of,
)
from rapport.lib.worktime import Hours, WorkingTime, add_working_time, working_time_between

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
KOLKATA = ZoneInfo("Asia/Kolkata")  # half an hour off the others, no summer time
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clocks change by half an hour
WEEK = dict.fromkeys(range(5), (Hours(time(9), time(17)),))
SPLIT = dict.fromkeys(range(5), (Hours(time(9), time(12)), Hours(time(13, 30), time(17))))
ROUND_THE_CLOCK = dict.fromkeys(range(7), (Hours(time(0), time(12)), Hours(time(12), time(23, 59, 59))))
OFFICE = WorkingTime(WEEK, LONDON)
FOUR_HOURS = Allowance(timedelta(hours=4))
H = Happening


def on(day: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=zone)


def told(*events: tuple[str, Happening], zone: ZoneInfo = LONDON) -> list[Run]:
    return runs_of(Event(on(day, zone), what) for day, what in events)


def of(target: Target, runs: Sequence[Run]) -> Run:
    return next(run for run in runs if run.target == target)


def first_due(*events: tuple[str, Happening], working: WorkingTime = OFFICE, hours: float = 4) -> str:
    runs = told(*events, zone=working.zone)  # type: ignore[arg-type]
    due_at = due_of(of(Target.FIRST_REPLY, runs), Allowance(timedelta(hours=hours)), working).due_at
    return f"{due_at.astimezone(working.zone):%a %d %b %H:%M}" if due_at else "paused"


# 2 March 2026 is a Monday; 3 April is Good Friday.
@pytest.mark.parametrize(
    ("what", "opened", "due"),
    [
        ("in the morning", "2026-03-02 09:00", "Mon 02 Mar 13:00"),
        ("late: the rest counts on the next day", "2026-03-02 15:00", "Tue 03 Mar 11:00"),
        ("at night: from the morning on", "2026-03-02 22:30", "Tue 03 Mar 13:00"),
        ("Friday afternoon: over the weekend", "2026-03-06 16:00", "Mon 09 Mar 12:00"),
        ("on Saturday", "2026-03-07 11:00", "Mon 09 Mar 13:00"),
        ("before Good Friday and Easter Monday", "2026-04-02 16:00", "Tue 07 Apr 12:00"),
        ("the last day of a leap February", "2028-02-29 16:00", "Wed 01 Mar 12:00"),
    ],
)
def test_four_working_hours_for_a_first_reply(what: str, opened: str, due: str) -> None:
    easter = WorkingTime(WEEK, LONDON, closed_on={date(2026, 4, 3), date(2026, 4, 6)})

    assert first_due((opened, H.OPENED), working=easter) == due


@pytest.mark.parametrize(
    ("opened", "due"),
    [("2026-03-02 10:00", "Mon 02 Mar 15:30"), ("2026-03-02 12:15", "Tue 03 Mar 09:30")],
)
def test_a_lunch_break_does_not_count(opened: str, due: str) -> None:
    assert first_due((opened, H.OPENED), working=WorkingTime(SPLIT, LONDON)) == due


@pytest.mark.parametrize(
    ("zone", "opened", "due"),
    [  # night shift from 0:00 to noon and from noon on: 24 hours of working time, from 18:00 the day before
        (LONDON, "2026-03-28 18:00", "Sun 29 Mar 19:00"),  # spring: the day has 23 hours
        (LONDON, "2026-10-24 18:00", "Sun 25 Oct 17:00"),  # autumn: it has 25
        (NEW_YORK, "2026-03-07 18:00", "Sun 08 Mar 19:00"),
        (NEW_YORK, "2026-10-31 18:00", "Sun 01 Nov 17:00"),
        (LORD_HOWE, "2026-10-03 18:00", "Sun 04 Oct 18:30"),  # half an hour
        (LORD_HOWE, "2026-04-04 18:00", "Sun 05 Apr 17:30"),
        (KOLKATA, "2026-03-28 18:00", "Sun 29 Mar 18:00"),  # never changes
    ],
)
def test_66_a_day_of_working_time_is_24_hours_when_the_clocks_change(
    zone: ZoneInfo, opened: str, due: str
) -> None:
    """Test 66: spring and autumn change in three zones, half-hour zones among them."""
    always = WorkingTime(ROUND_THE_CLOCK, zone)

    found = first_due((opened, H.OPENED), working=always, hours=24 - 1 / 3600)  # a second is lost at midnight

    assert found == due


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK, LORD_HOWE, KOLKATA])
def test_66_office_hours_do_not_notice_that_the_clocks_changed(zone: ZoneInfo) -> None:
    """Test 66: who works from 9 to 5 works eight hours on either side of every change."""
    office = WorkingTime(WEEK, zone)
    for friday in ("2026-03-06", "2026-03-27", "2026-04-03", "2026-10-02", "2026-10-23", "2026-10-30"):
        due = first_due((f"{friday} 16:00", H.OPENED), working=office, hours=2)
        assert (due[:3], due[-5:]) == ("Mon", "10:00")


def test_67_a_holiday_added_after_the_clock_started_counts() -> None:
    """Test 67: what is counted from the events is counted again when the calendar changes."""
    run = of(Target.FIRST_REPLY, told(("2026-03-02 15:00", H.OPENED)))
    closed = WorkingTime(WEEK, LONDON, closed_on={date(2026, 3, 3)})

    assert due_of(run, FOUR_HOURS, OFFICE).due_at == on("2026-03-03 11:00")
    assert due_of(run, FOUR_HOURS, closed).due_at == on("2026-03-04 11:00")


def test_the_clock_waits_while_we_wait_for_the_customer() -> None:
    waits = [("2026-03-02 09:00", H.OPENED), ("2026-03-02 10:00", H.WAITS)]

    assert first_due(*waits) == "paused"
    assert first_due(*waits, ("2026-03-04 09:00", H.GOES_ON)) == "Wed 04 Mar 12:00"


def test_a_pause_after_the_breach_does_not_undo_it() -> None:
    late = [("2026-03-02 09:00", H.OPENED), ("2026-03-02 15:00", H.WAITS)]

    assert first_due(*late) == "Mon 02 Mar 13:00"


def test_snoozing_a_case_does_not_stop_its_clocks() -> None:
    assert event_of_state(on("2026-03-02 10:00"), CaseState.SNOOZED).what == H.GOES_ON


def test_an_answer_ends_the_first_reply_and_an_automatic_one_is_no_event() -> None:
    run = of(Target.FIRST_REPLY, told(("2026-03-02 09:00", H.OPENED), ("2026-03-02 11:00", H.REPLIED)))

    assert (run.ended_at, run.is_answered) == (on("2026-03-02 11:00"), True)


def test_the_next_reply_is_owed_from_the_first_message_after_ours() -> None:
    runs = told(
        ("2026-03-02 09:00", H.OPENED), ("2026-03-02 09:30", H.CUSTOMER_WROTE),
        ("2026-03-02 10:00", H.REPLIED), ("2026-03-02 11:00", H.CUSTOMER_WROTE),
        ("2026-03-02 14:00", H.CUSTOMER_WROTE), ("2026-03-02 15:00", H.REPLIED),
        ("2026-03-02 16:00", H.CUSTOMER_WROTE),
    )  # fmt: skip
    replies = [run for run in runs if run.target != Target.RESOLUTION]

    assert [(run.target, f"{run.started_at:%H:%M}", run.is_answered) for run in replies] == [
        (Target.FIRST_REPLY, "09:00", True),
        (Target.NEXT_REPLY, "11:00", True),
        (Target.NEXT_REPLY, "16:00", False),
    ]


def test_a_solution_that_was_none_goes_on_where_it_stopped() -> None:
    runs = told(
        ("2026-03-02 09:00", H.OPENED), ("2026-03-02 11:00", H.ENDED), ("2026-03-09 09:00", H.GOES_ON)
    )  # fmt: skip
    solution = of(Target.RESOLUTION, runs)

    assert solution.ended_at is None
    assert due_of(solution, FOUR_HOURS, OFFICE).due_at == on("2026-03-09 11:00")


def test_69_the_time_used_stays_used_when_the_target_changes() -> None:
    """Test 69: the waiting time is kept; only what is left changes."""
    runs = told(
        ("2026-03-02 09:00", H.OPENED), ("2026-03-02 11:00", H.WAITS), ("2026-03-03 09:00", H.GOES_ON)
    )  # fmt: skip
    run = of(Target.FIRST_REPLY, runs)

    assert due_of(run, FOUR_HOURS, OFFICE).due_at == on("2026-03-03 11:00")
    assert due_of(run, Allowance(timedelta(hours=6)), OFFICE).due_at == on("2026-03-03 13:00")
    assert used_of(run, on("2026-03-03 10:00"), OFFICE) == timedelta(hours=3)


def _paused_thousand_times() -> list[Event]:
    start = on("2026-03-02 09:00")
    events = [Event(start, H.OPENED)]
    for number in range(1, 1001):  # a minute of running, a minute and a second of waiting
        events.append(Event(start + timedelta(seconds=121 * number - 61), H.WAITS))
        events.append(Event(start + timedelta(seconds=121 * number), H.GOES_ON))
    return events


def test_69_a_thousand_pauses_sum_exactly() -> None:
    """Test 69: paused and resumed 1,000 times, the clock has run to the second what it ran."""
    always = WorkingTime(dict.fromkeys(range(7), (Hours(time(0), time(23, 59, 59)),)), UTC)
    run = of(Target.RESOLUTION, runs_of(_paused_thousand_times()))
    due = due_of(run, Allowance(timedelta(hours=20)), always)

    # 1,000 minutes are used by the last event, two of whose midnights each cost the second to 24:00
    end = run.spells[-1][0]
    assert len(run.spells) == 1001
    assert due.due_at is not None
    assert used_of(run, end, always) + working_time_between(end, due.due_at, always) == timedelta(hours=20)
    assert timedelta(minutes=1000) - used_of(run, end, always) <= timedelta(seconds=2)


@st.composite
def happenings(draw: st.DrawFn) -> list[Event]:
    gaps = draw(st.lists(st.integers(0, 5 * 86_400), min_size=1, max_size=40))
    start = draw(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    events, at = [Event(start, H.OPENED)], start
    for gap in gaps:
        at += timedelta(seconds=gap)
        events.append(Event(at, draw(st.sampled_from([H.WAITS, H.GOES_ON]))))
    return events


@given(
    happenings(),
    st.sampled_from([LONDON, NEW_YORK, LORD_HOWE, KOLKATA]),
    st.integers(1, 6_000).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_69_pauses_sum_exactly_whatever_happens(
    events: list[Event], zone: ZoneInfo, allowed: timedelta
) -> None:
    """Test 69: at the due time exactly the allowed working time was used, over any pauses and zones."""
    working = WorkingTime(SPLIT, zone)
    run = of(Target.RESOLUTION, runs_of(events))
    due_at = due_of(run, Allowance(allowed), working).due_at

    if due_at is None:
        assert run.paused_at is not None
        assert used_of(run, run.paused_at, working) < allowed
        return
    until_due = [(began, min(stopped or due_at, due_at)) for began, stopped in run.spells if began < due_at]
    assert sum((working_time_between(*spell, working) for spell in until_due), timedelta()) == allowed


@given(happenings(), st.sampled_from([LONDON, LORD_HOWE]))
def test_the_fast_way_agrees_with_counting_the_minutes(events: list[Event], zone: ZoneInfo) -> None:
    working = WorkingTime(SPLIT, zone)
    whole = [Event(event.at.replace(second=0, microsecond=0), event.what) for event in events][:6]
    end = whole[-1].at
    run = of(Target.RESOLUTION, runs_of(whole))

    assert used_of(run, end, working) == timedelta(minutes=_minutes_run(whole, working))


def _minutes_run(events: Sequence[Event], working: WorkingTime) -> int:
    """Count the minutes one by one, where the clock runs and the office is open."""
    minutes, runs, at, left = 0, False, events[0].at, list(events)
    while at < events[-1].at:
        while left and left[0].at <= at:
            runs = left.pop(0).what != H.WAITS
        local = at.astimezone(working.zone)
        hours = working.hours.get(local.weekday(), ())
        minutes += runs and any(each.opens <= local.time() < each.closes for each in hours)
        at += timedelta(minutes=1)
    return minutes


def test_the_warning_comes_in_working_time_before_the_end() -> None:
    run = of(Target.FIRST_REPLY, told(("2026-03-02 16:00", H.OPENED)))
    due = due_of(run, Allowance(timedelta(hours=2), timedelta(minutes=90)), OFFICE)

    assert (due.warn_at, due.due_at) == (on("2026-03-02 16:30"), on("2026-03-03 10:00"))


def test_without_working_time_nothing_is_due() -> None:
    assert first_due(("2026-03-02 09:00", H.OPENED), working=WorkingTime({}, LONDON)) == "paused"


def test_the_aim_that_says_most_wins() -> None:
    def aim(team: int | None, kind: str, hours: int) -> Aim:
        return Aim(Target.FIRST_REPLY, team, kind, Allowance(timedelta(hours=hours)))

    aims = [aim(None, "", 1), aim(None, "complaint", 2), aim(7, "", 3), aim(7, "complaint", 4)]
    found = [
        allowance_for(Target.FIRST_REPLY, team, kind, aims).working // timedelta(hours=1)
        for team, kind in [(1, "praise"), (1, "complaint"), (7, "praise"), (7, "complaint")]
    ]

    assert found == [1, 2, 3, 4]
    assert allowance_for(Target.NEXT_REPLY, 7, "praise", aims).working == timedelta(hours=8)


def test_working_time_is_added_and_taken_alike() -> None:
    due = add_working_time(on("2026-03-02 15:00"), timedelta(hours=9), OFFICE)

    assert due is not None
    assert working_time_between(on("2026-03-02 15:00"), due, OFFICE) == timedelta(hours=9)


def test_a_reply_that_a_case_ended_without_is_owed_again_when_it_is_open_again() -> None:
    opened, ended, again = (
        datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=hours) for hours in (0, 1, 3)
    )
    events = [
        Event(opened, Happening.OPENED),
        event_of_state(ended, CaseState.RESOLVED),
        event_of_state(again, CaseState.OPEN),
    ]

    [reply] = [run for run in runs_of(events) if run.target == Target.FIRST_REPLY]
    assert (reply.ended_at, reply.spells) == (None, ((opened, ended), (again, None)))


def test_a_reply_to_a_case_that_is_done_is_not_owed_again() -> None:
    opened, ended, replied, again = (
        datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=hours) for hours in range(4)
    )
    events = [
        Event(opened, Happening.OPENED),
        event_of_state(ended, CaseState.RESOLVED),
        Event(replied, Happening.REPLIED),
        event_of_state(again, CaseState.OPEN),
    ]

    assert all(run.ended_at for run in runs_of(events) if run.target == Target.FIRST_REPLY)
