"""How the law counts days, months and hours: the twelve functions that every rule calls.

Statutes count in three ways, and most errors come from mixing them. Dates are calendar days; a period runs
to the end of its last day, local time.
"""

import calendar
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from rapport.engine.rights.holidays import bank_holidays

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
SATURDAY = 5
NO_DAYS: frozenset[date] = frozenset()


def days_after(event: date, n: int) -> date:
    """Return the last day of "n days after the day on which ...": the day of the event is day 0.

    Source: T-01, such as Consumer Contracts Regulations 2013 reg 30.
    """
    return event + timedelta(days=n)


def days_beginning_with(start: date, n: int) -> date:
    """Return the last day of "n days beginning with the day on which ...": that day is day 1.

    Source: T-02, such as Consumer Rights Act 2015 s.20(15).
    """
    return start + timedelta(days=n - 1)


def days_beginning_with_next(event: date, n: int) -> date:
    """Return the last day of "n days beginning with the first day after ...".

    Source: T-03, Consumer Rights Act 2015 s.22(3).
    """
    return days_beginning_with(event + DAY, n)


def months_after(event: date, n: int) -> date:
    """Return the corresponding date n months on; where that month has none, its last day.

    Source: T-04, Dodds v Walker [1981] 1 WLR 1027 (HL).
    """
    year, month = divmod(event.year * 12 + event.month - 1 + n, 12)
    return date(year, month + 1, min(event.day, last_day_of(year, month + 1)))


def months_beginning_with(start: date, n: int) -> date:
    """Return the last day of "n months beginning with ...": the day before the corresponding date.

    Where the month has no such date, its last day: 30 August and six months is the end of February.
    Source: T-05, such as Consumer Rights Act 2015 s.19(14).
    """
    corresponding = months_after(start, n)
    return corresponding if corresponding.day != start.day else corresponding - DAY


@cache
def last_day_of(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return calendar.monthrange(year, month)[1]


def end_of_day(day: date, zone: ZoneInfo = LONDON) -> datetime:
    """Return the moment at which a day ends, local time: the first that is too late.

    Source: T-06; express in Consumer Rights Act 2015 s.22 and the 2013 Regulations, regs 30, 31.
    """
    return datetime.combine(day + DAY, time(), zone)


def not_rolled(last_day: date) -> date:
    """Return a last day as it is, weekend or holiday: consumer and cancellation periods do not move.

    Source: T-07, by the absence of any such rule in the Consumer Rights Act 2015 and the 2013 Regulations.
    """
    return last_day


def rolled(day: date, nation: str, own_days: Collection[date] = NO_DAYS) -> date:
    """Return a day, or the next working day where it is a Saturday, a Sunday or a holiday there."""
    while not is_working_day(day, nation, own_days):
        day += DAY
    return day


def is_working_day(day: date, nation: str, own_days: Collection[date] = NO_DAYS) -> bool:
    """Tell whether a day is Monday to Friday, no bank holiday of the nation, and no day of one's own."""
    return day.weekday() < SATURDAY and day not in bank_holidays(nation, day.year) and day not in own_days


def ico_month(
    event: date, n: int, nation: str, paused: int = 0, *, own_days: Collection[date] = NO_DAYS
) -> date:
    """Return the regulator's last day: the corresponding date, plus paused days, moved to a working day.

    Source: T-08, ICO, right of access; Regulation (EEC, Euratom) 1182/71 art 3(4).
    """
    return rolled(months_after(event, n) + timedelta(days=paused), nation, own_days)


def literal_month(event: date, n: int, paused: int = 0) -> date:
    """Return the earlier day that the words "beginning with" give, plus paused days, never moved.

    Source: T-09, UK GDPR art 12A(1) as it reads.
    """
    return months_beginning_with(event, n) + timedelta(days=paused)


def hours_after(moment: datetime, hours: int, zone: ZoneInfo = LONDON) -> datetime:
    """Return when so many hours have gone by, nights, weekends and clock changes counted through.

    A moment without an offset is local. Source: T-10, UK GDPR art 33(1).
    """
    local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return (local.astimezone(UTC) + timedelta(hours=hours)).astimezone(zone)


def working_days_after(event: date, n: int, nation: str, *, own_days: Collection[date] = NO_DAYS) -> date:
    """Return the n-th working day after an event; the day of the event does not count.

    Source: T-11.
    """
    day = event
    for _ in range(n):
        day = rolled(day + DAY, nation, own_days)
    return day


def days_both_included(first: date, last: date) -> int:
    """Return how many days a pause holds, the day it begins and the day it ends among them.

    Source: T-12, Consumer Rights Act 2015 s.22(8); UK GDPR art 12A(5).
    """
    return (last - first).days + 1


@cache
def spoken(day: date) -> str:
    """Return a day as one says it: 9 March 2026."""
    return f"{day:%-d %B %Y}"
