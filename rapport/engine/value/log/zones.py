"""Wall time in a zone, from the zone's transitions within the years of a log."""

import difflib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log.contents import FIRST_YEAR, LAST_YEAR
from rapport.engine.value.log.refusals import TimezoneUnknown

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_STEP = timedelta(days=7)  # no zone has changed its clock twice within a week for longer than a mistake


def known_zone(name: str) -> ZoneInfo:
    """Return a zone by its IANA name."""
    names = available_timezones()
    if name in names:
        return ZoneInfo(name)
    last = [zone for zone in names if zone.rsplit("/", 1)[-1].lower() == name.lower().replace(" ", "_")]
    near = sorted(last) or difflib.get_close_matches(name, sorted(names), n=1)
    raise TimezoneUnknown(zone=name, example=near[0] if near else "Europe/London")


def wall_time(instant: ir.Value, zone: str, first: int, last: int) -> ir.Value:
    """Turn microseconds since 1970 in UTC into those of a zone's clock.

    `first` and `last` bound the log's instants: the expression names every transition
    between them, so that it needs no engine's own idea of time zones.
    """
    steps = offsets(zone, first, last)
    branches = [(instant < until, instant + offset) for offset, until in steps if until is not None]
    final = instant + steps[-1][0]
    return ibis.cases(*branches, else_=final) if branches else final


@lru_cache(maxsize=32)
def offsets(zone: str, first: int, last: int) -> tuple[tuple[int, int | None], ...]:
    """List a zone's offsets from `first` to `last` with the instant each ends, in microseconds."""
    place = known_zone(zone)
    at, end = _moment(first), _moment(last)
    steps: list[tuple[int, int | None]] = []
    while at < end:
        later = min(at + _STEP, end)
        if _offset(later, place) != _offset(at, place):
            change = _change(at, later, place)
            steps.append((_offset(at, place) // _MICROSECOND, (change - _EPOCH) // _MICROSECOND))
        at = later
    return (*steps, (_offset(end, place) // _MICROSECOND, None))


def _moment(microseconds: int) -> datetime:
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return min(max(moment, datetime(FIRST_YEAR, 1, 2, tzinfo=UTC)), datetime(LAST_YEAR, 12, 30, tzinfo=UTC))


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find the second of a transition by halving."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0) if middle.replace(microsecond=0) > before else middle
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
