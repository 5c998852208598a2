"""The time of a purchase: recognised, checked for ambiguity, and counted in microseconds and days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from rapport.engine.value.log.contents import DAY, Dates, LogOptions
from rapport.engine.value.log.engines import ask, microseconds, trimmed
from rapport.engine.value.log.refusals import DatesMixed, DatesUnclear, TimezonesMixed
from rapport.engine.value.log.words import Reading, Words, words_of
from rapport.engine.value.log.zones import known_zone, wall_time

_CLOCK = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
_HALF = "( ?[AP][.]?M[.]?)?"
_ZONE = "( ?(Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?))?"
_TAIL = f"(([T ]|, ?) *{_CLOCK}{_HALF}{_ZONE})?$"
_YEAR_FIRST = "^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
_YEAR_LAST = "^[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2})"
_PLAIN_ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?)?$"
_COMPACT = "^[0-9]{8}$"
_COUNTED = "^[0-9]{9,19}$"
_EPOCH = ibis.date("1970-01-01")
_MANY_DAYS = 10**7  # far outside any log, and still countable in microseconds
_PIVOT = 70  # two-digit years are 1970 to 2069
COUNTED_NOTE = "Times are counts of {unit} since 1970 and are read as UTC."
UTC_NOTE = "Times carry a zone; days are days in UTC. Pass --timezone to have the days of the shop."
SHORT_YEARS_NOTE = "Years of two digits are read as 1970 to 2069."


@dataclass(frozen=True)
class Times:
    """A time as `at` (int64 microseconds since 1970, wall time) and `day` (int32); null if unreadable.

    `stored` is the column as it lies in the source, where its order is that of `day` and all can be read.
    """

    at: ir.Value
    day: ir.Value
    notes: tuple[str, ...] = ()
    reading: Reading | None = None
    stored: ir.Value | None = None


def day_of(stamp: ir.Value) -> ir.Value:
    """Return the day (int32, since 1970) of a date or of a timestamp."""
    day: ir.Value = stamp if stamp.type().is_date() else stamp.date()
    return day.delta(_EPOCH, unit="day").cast("int32")


@dataclass(frozen=True)
class TimeColumn:
    """A column of times as it stands, with what is needed to read it."""

    table: ibis.Table
    value: ir.Value
    name: str
    backend: BaseBackend
    has_zone: bool


def read_times(column: TimeColumn, options: LogOptions) -> Times:
    """Read a column of times of any type; what is ambiguous is refused, naming the option."""
    if options.timezone:
        known_zone(options.timezone)
    kind = column.value.type()
    if kind.is_timestamp() or kind.is_date():
        return _typed(column, options.timezone)
    if kind.is_integer():
        return _whole_numbers(column, options.timezone)
    if kind.is_floating() or kind.is_decimal():  # a nullable integer column
        number = column.value.cast("float64")
        whole = ibis.ifelse(number.abs() < 2**62, number, ibis.null("float64")).cast("int64")
        return _whole_numbers(replace(column, value=whole), options.timezone)
    return _text(replace(column, value=trimmed(column.value.cast("string")).upper()), options)


def _day_of(at: ir.Value) -> ir.Value:
    return (at // DAY).cast("int32")


def _typed(column: TimeColumn, zone: str | None) -> Times:
    kind = column.value.type()
    if kind.is_date():
        day = day_of(column.value)
        within = ibis.ifelse(day.abs() < _MANY_DAYS, day, ibis.null("int32"))
        return Times(within.cast("int64") * DAY, day, stored=column.value)
    stamp = column.value.cast(dt.Timestamp(timezone=kind.timezone))  # nanoseconds become microseconds
    at = microseconds(stamp, column.backend)
    if column.has_zone and zone:
        at = _in_zone(column.table, at, zone)
        return Times(at, _day_of(at))
    notes = (UTC_NOTE,) if column.has_zone else ()
    return Times(at, day_of(stamp), notes, stored=column.value)


def _in_zone(table: ibis.Table, instant: ir.Value, zone: str) -> ir.Value:
    bounds = ask(table, first=instant.min(), last=instant.max())
    return wall_time(instant, zone, bounds["first"] or 0, bounds["last"] or 0)


def _whole_numbers(column: TimeColumn, zone: str | None) -> Times:
    """Read yyyymmdd, or a count of seconds, milliseconds, microseconds or nanoseconds by its size."""
    most = ask(column.table, most=column.value.max())["most"] or 0
    if most < 10**8:
        return _from_days(_compact_day(column.value.cast("string")))
    unit, limit, factor = _unit(most)
    count = ibis.ifelse(column.value.abs() < limit, column.value, ibis.null("int64"))
    at = (count * factor if factor else count // 1000).cast("int64")
    note = COUNTED_NOTE.format(unit=unit)
    local = _in_zone(column.table, at, zone) if zone else at
    return Times(local, _day_of(local), (note,) if zone else (note, UTC_NOTE))


def _unit(size: int) -> tuple[str, int, int]:
    """Tell the unit of a count since 1970 from its size: seconds reach 10**11 in the year 5138.

    Returns the unit, the limit below which counts are in it, and its microseconds (0 for nanoseconds).
    """
    units = (
        ("seconds", 10**11, 1_000_000),
        ("milliseconds", 10**14, 1_000),
        ("microseconds", 10**17, 1),
    )
    return next((unit for unit in units if size < unit[1]), ("nanoseconds", 2**63 - 1, 0))


def _from_days(day: ir.Value, clock: ir.Value | int = 0, notes: Sequence[str] = ()) -> Times:
    at = day.cast("int64") * DAY + clock
    return Times(at, ibis.ifelse(at.notnull(), day, ibis.null("int32")).cast("int32"), tuple(notes))


def _day_number(text: ir.Value) -> ir.Value:
    """Count days since 1970 to a date written year-month-day; null if there is no such day."""
    return text.try_cast("date").delta(_EPOCH, unit="day")


def _compact_day(text: ir.Value) -> ir.Value:
    fits = text.re_search(_COMPACT)
    parts = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2)
    return _day_number(ibis.ifelse(fits, parts, ibis.null("string")))


def _text(column: TimeColumn, options: LogOptions) -> Times:
    text = column.value
    filled = text.length() > 0
    plain = ask(
        column.table,
        rows=filled.sum(),
        plain=text.re_search(_PLAIN_ISO).sum(),
        long=(text.length() > 10).sum(),
    )
    if plain["rows"] == plain["plain"]:
        return _plain_iso(column, has_clock=bool(plain["long"]))
    words = words_of(column.table, text)
    times = _mixed_text(replace(column, table=words.table, value=words.word), words, options)
    meanings = words.table.select("word", at=times.at, day=times.day).cache()
    return Times(meanings["at"], meanings["day"], times.notes, Reading(text, meanings))


def _plain_iso(column: TimeColumn, *, has_clock: bool) -> Times:
    """Read ISO times without a zone by the engine's own cast, five times as fast as by parts."""
    if not has_clock:
        return _from_days(_day_number(column.value))
    stamp = column.value.re_replace("T", " ").try_cast("timestamp")
    return Times(microseconds(stamp, column.backend), day_of(stamp))


def _mixed_text(column: TimeColumn, words: Words, options: LogOptions) -> Times:
    text = column.value
    seen = _evidence(words)
    order = _order_of_dates(column.name, seen, options.dates)
    day = ibis.coalesce(
        _year_first(text), _compact_day(text), _year_last(text, order) if order else ibis.null("int64")
    )
    counted = _counted(text) if seen["counted"] else ibis.null("int64")
    notes = (SHORT_YEARS_NOTE,) if order and seen["short_years"] else ()
    if not seen["clocks"] and not seen["counted"]:
        return _from_days(day, notes=notes)
    wall = ibis.coalesce(day.cast("int64") * DAY + _clock(text), counted)
    return _settle_zones(column, wall, seen, zone=options.timezone, notes=notes)


def _evidence(words: Words) -> dict[str, Any]:
    """Count what the texts surely are, in one pass."""
    text, count = words.word, words.count
    first, second = _field(text, 1), _field(text, 2)
    dated = text.re_search(_YEAR_LAST + _TAIL)
    day_first, month_first = dated & (first > 12) & (second <= 12), dated & (second > 12) & (first <= 12)
    unclear = dated & (first <= 12) & (second <= 12)
    clocked = text.re_search((_YEAR_FIRST + _TAIL).replace(")?$", ")$")) | text.re_search(
        (_YEAR_LAST + _TAIL).replace(")?$", ")$")
    )
    zone, counted = _zone(text), text.re_search(_COUNTED)
    timed = clocked | counted
    return ask(
        words.table,
        dated=count(dated),
        unclear=count(unclear),
        example=text.min(where=unclear),
        day_first=count(day_first),
        day_example=text.min(where=day_first),
        month_first=count(month_first),
        month_example=text.min(where=month_first),
        short_years=count(text.re_search("^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}" + _TAIL)),
        clocks=count(clocked),
        counted=count(counted),
        without_zone=count(timed & zone.isnull()),
        with_zone=count(timed & zone.notnull()),
        least_zone=zone.min(where=timed),
        most_zone=zone.max(where=timed),
        most_counted=text.re_extract(_COUNTED, 0).try_cast("int64").max(where=counted),
    )


def _field(text: ir.Value, which: int) -> ir.Value:
    found = text.re_extract("^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})", which)
    return found.nullif("").cast("int64")


def _order_of_dates(name: str, seen: dict[str, Any], asked: Dates | None) -> Dates | None:
    """Decide between day-first and month-first from the dates that can be only one of them."""
    if asked or not seen["dated"]:
        return None if asked == "iso" else asked
    if seen["day_first"] and seen["month_first"]:
        raise DatesMixed(column=name, **{key: seen[key] for key in DATE_FACTS})
    if seen["day_first"] or seen["month_first"]:
        return "day-first" if seen["day_first"] else "month-first"
    if seen["unclear"]:
        raise DatesUnclear(column=name, example=seen["example"])
    return None


DATE_FACTS = ("day_first", "day_example", "month_first", "month_example")


def _year_first(text: ir.Value) -> ir.Value:
    date = text.re_extract(_YEAR_FIRST, 0).re_replace("[/.]", "-")
    return _day_number(ibis.ifelse(text.re_search(_YEAR_FIRST + _TAIL), date, ibis.null("string")))


def _year_last(text: ir.Value, order: Dates) -> ir.Value:
    day, month = (1, 2) if order == "day-first" else (2, 1)
    year = _field(text, 3)
    short = text.re_search("^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}" + _TAIL)
    whole = year + ibis.ifelse(short, ibis.ifelse(year < _PIVOT, 2000, 1900), 0)
    parts = [part.cast("string") for part in (whole, _field(text, month), _field(text, day))]
    date = parts[0] + "-" + parts[1] + "-" + parts[2]
    return _day_number(ibis.ifelse(text.re_search(_YEAR_LAST + _TAIL), date, ibis.null("string")))


def _clock(text: ir.Value) -> ir.Value:
    """Count microseconds since midnight; 0 without a clock, null if there is no such time of day."""
    parts = "([0-9]{1,2}):([0-9]{2}):?([0-9]{2})?[.,]?([0-9]{1,9})?( ?[AP][.]?M)?"
    numbers = [text.re_extract(parts, at).nullif("").cast("int64").fill_null(0) for at in (1, 2, 3)]
    hour, minute, second = numbers
    fraction = (text.re_extract(parts, 4) + "000000").substr(0, 6).cast("int64")
    half = text.re_extract(parts, 5)
    on_twelve = ibis.ifelse(half == "", True, (hour >= 1) & (hour <= 12))
    shifted = ibis.ifelse(half == "", hour, hour % 12 + ibis.ifelse(half.contains("P"), 12, 0))
    real = on_twelve & (shifted < 24) & (minute < 60) & (second < 60)
    clock = ((shifted * 60 + minute) * 60 + second) * 1_000_000 + fraction
    return ibis.ifelse(real, clock, ibis.null("int64"))


def _zone(text: ir.Value) -> ir.Value:
    """Return the offset from UTC in microseconds; null where none is written. A count is in UTC."""
    written = text.re_extract(":[0-9.,]+ ?(?:[AP][.]?M[.]?)? ?(Z|UTC|GMT|[+-][0-9:]+)$", 1)
    sign = ibis.ifelse(written.startswith("-"), -1, 1)
    digits = written.re_replace("[^0-9]", "")
    hours = digits.substr(0, 2).nullif("").cast("int64").fill_null(0)
    minutes = digits.substr(2, 2).nullif("").cast("int64").fill_null(0)
    offset = sign * (hours * 60 + minutes) * 60_000_000
    is_utc = text.re_search(_COUNTED)
    return ibis.cases((is_utc, 0), (written != "", offset), else_=ibis.null("int64"))


def _counted(text: ir.Value) -> ir.Value:
    """Read a count since 1970 written as digits."""
    count = text.re_extract(_COUNTED, 0).nullif("").try_cast("int64")
    return ibis.cases(
        (count < 10**11, count * 1_000_000),
        (count < 10**14, count * 1_000),
        (count < 10**17, count),
        else_=count // 1_000,
    ).cast("int64")


def _settle_zones(
    column: TimeColumn, wall: ir.Value, seen: dict[str, Any], *, zone: str | None, notes: tuple[str, ...]
) -> Times:
    """Keep wall time where all agree, convert to the zone asked for, refuse a mixture."""
    if seen["counted"]:
        notes = (*notes, COUNTED_NOTE.format(unit=_unit(seen["most_counted"] or 0)[0]))
    if not seen["with_zone"]:
        return Times(wall, _day_of(wall), notes)
    if zone:
        offset = _zone(column.value)
        instant = wall - offset
        local = ibis.ifelse(offset.isnull(), wall, _in_zone(column.table, instant, zone))
        return Times(local, _day_of(local), notes)
    if seen["without_zone"]:
        raise TimezonesMixed(column=column.name, kinds="partly with a zone and partly without one")
    if seen["least_zone"] != seen["most_zone"]:
        raise TimezonesMixed(column=column.name, kinds="written in several time zones")
    in_utc = seen["most_zone"] == 0
    return Times(wall, _day_of(wall), (*notes, UTC_NOTE) if in_utc else notes)
