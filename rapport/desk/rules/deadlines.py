"""Deadlines by law: counted in days, working days or months of the calendar; they never pause."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from rapport.desk.rules.refusals import DeadlineNotRight
from rapport.lib.worktime import WorkingTime, works_on

LAST_MINUTE = time(23, 59, 59)
MOST = {"days": 3_660, "working days": 2_500, "months": 120}
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)  # of the days that anybody counts from or to
MOST_DAYS_SHUT = 400  # a team that works on no day of a year does not work


class Unit(StrEnum):
    """What a period by law is counted in."""

    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTHS = "months"


@dataclass(frozen=True)
class Period:
    """So many days, working days or months; `moves` puts an end on a free day to the next working day."""

    length: int
    unit: Unit
    moves: bool = True

    def __str__(self) -> str:
        unit = self.unit if self.length != 1 else self.unit.removesuffix("s")
        return f"{self.length} {unit}"


def refuse_far_day(day: date) -> None:
    """Refuse a day that no deadline of ours begins or ends on: a slip, or one that no calendar counts to."""
    if not EARLIEST <= day <= LATEST:
        expected = f"a day from {EARLIEST:%Y} to {LATEST:%Y}"
        raise DeadlineNotRight(what=f"the day {day.isoformat()}", expected=expected)


def last_day(begins_on: date, period: Period, working: WorkingTime) -> date:
    """Return the last day of a period; the day on which it begins does not count.

    Source: Regulation (EEC, Euratom) 1182/71 Art. 3(1), 3(2)(c) and 3(4).
    """
    if not 0 < period.length <= MOST[period.unit]:
        raise DeadlineNotRight(
            what=f"{period.length} {period.unit}", expected=f"1 to {MOST[period.unit]:,} {period.unit}"
        )
    refuse_far_day(begins_on)
    day = COUNTERS[period.unit](begins_on, period.length, working)
    return next_working_day(day, working) if period.moves else day


def after_months(begins_on: date, months: int) -> date:
    """Return the day of the same number so many months later, or the last of a month that has none.

    31 January and a month is 28 February, or 29 in a leap year.
    Source: Regulation (EEC, Euratom) 1182/71 Art. 3(2)(c); Dodds v Walker [1981] 1 WLR 1027.
    """
    years, month = divmod(begins_on.month - 1 + months, 12)
    year = begins_on.year + years
    return date(year, month + 1, min(begins_on.day, monthrange(year, month + 1)[1]))


def after_working_days(begins_on: date, days: int, working: WorkingTime) -> date:
    """Return the day on which so many working days have passed after a day."""
    day = begins_on
    for _ in range(days):
        day = next_working_day(day + timedelta(days=1), working)
    return day


def next_working_day(day: date, working: WorkingTime) -> date:
    """Return the day itself where the team works on it, else the next on which it does."""
    for later in range(MOST_DAYS_SHUT):
        if works_on(day + timedelta(days=later), working):
            return day + timedelta(days=later)
    raise DeadlineNotRight(what="the team works on no day of the week", expected="working hours of the team")


def end_of(day: date, working: WorkingTime) -> datetime:
    """Return the end of a day where the team is, in UTC: the last second before its own midnight."""
    return datetime.combine(day, LAST_MINUTE, working.zone).astimezone(UTC)


COUNTERS: dict[Unit, Callable[[date, int, WorkingTime], date]] = {
    Unit.DAYS: lambda day, length, _: day + timedelta(days=length),
    Unit.WORKING_DAYS: after_working_days,
    Unit.MONTHS: lambda day, length, _: after_months(day, length),
}
