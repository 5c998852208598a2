"""Working time: when a team is open, and when so many working hours have passed."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAYS_TO_LOOK = 400  # a team that opens on no day of a year does not open


@dataclass(frozen=True)
class Hours:
    """From when to when a team works, on one day."""

    opens: time
    closes: time


@dataclass(frozen=True)
class WorkingTime:
    """When a team works: hours by weekday (0 is Monday), and the days on which it does not or does after all.

    `open_on` wins over `closed_on`: a public holiday on which the team works all the same.
    """

    hours: Mapping[int, tuple[Hours, ...]]
    zone: tzinfo = UTC
    closed_on: Container[date] = field(default_factory=frozenset)
    open_on: Container[date] = field(default_factory=frozenset)


Span = tuple[datetime, datetime]


def works_on(day: date, working: WorkingTime) -> bool:
    """Tell whether the team works at all on a day."""
    if not working.hours.get(day.weekday()):
        return False
    return day in working.open_on or day not in working.closed_on


def spans_on(day: date, working: WorkingTime) -> list[Span]:
    """Return from when to when the team works on a day, in UTC, in order, joined where they overlap.

    In UTC, since the difference of two times of one zone ignores the change of the clocks.
    """
    if not works_on(day, working):
        return []
    spans = sorted(_span(day, hours, working.zone) for hours in working.hours[day.weekday()])
    joined: list[Span] = []
    for opens, closes in spans:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def _span(day: date, hours: Hours, zone: tzinfo) -> Span:
    opens, closes = (
        datetime.combine(day, clock, zone).astimezone(UTC) for clock in (hours.opens, hours.closes)
    )
    return opens, max(opens, closes)


def spans_from(at: datetime, working: WorkingTime) -> Iterator[Span]:
    """Yield the spans of working time that end after `at`, each from `at` on, for `DAYS_TO_LOOK` days."""
    if not any(working.hours.values()):
        return
    first = at.astimezone(working.zone).date()
    for days in range(DAYS_TO_LOOK):
        for opens, closes in spans_on(first + timedelta(days=days), working):
            if closes > at:
                yield max(opens, at.astimezone(UTC)), closes


def is_open(at: datetime, working: WorkingTime) -> bool:
    """Tell whether the team works at a moment; at the minute of closing it does not any more."""
    day = at.astimezone(working.zone).date()
    return any(opens <= at < closes for opens, closes in spans_on(day, working))


def next_open(at: datetime, working: WorkingTime) -> datetime | None:
    """Return when the team works next, `at` itself when it is open; None if not within the year."""
    span = next(spans_from(at, working), None)
    return span[0].astimezone(working.zone) if span else None


def add_working_time(at: datetime, duration: timedelta, working: WorkingTime) -> datetime | None:
    """Return when so much working time will have passed after `at`; None if not within the year."""
    left = duration
    for opens, closes in spans_from(at, working):
        if left <= closes - opens:
            return (opens + left).astimezone(working.zone)
        left -= closes - opens
    return None


def add_working_hours(at: datetime, hours: float, working: WorkingTime) -> datetime | None:
    """Return when so many working hours will have passed after `at`; None if not within the year."""
    return add_working_time(at, timedelta(hours=hours), working)


def working_time_between(start: datetime, end: datetime, working: WorkingTime) -> timedelta:
    """Return the working time from `start` to `end`; nothing if `end` comes first."""
    total = timedelta()
    day = start.astimezone(working.zone).date()
    while day <= end.astimezone(working.zone).date():
        for opens, closes in spans_on(day, working):
            total += max(min(closes, end) - max(opens, start), timedelta())
        day += timedelta(days=1)
    return total
