"""Kinds of value that a fact may have, and how each is read from JSON."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, Literal, TypeAlias, TypeVar

DATE_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*")
CODE_FORM = re.compile(r"[a-z][a-z0-9_]*")
FIRST_YEAR, LAST_YEAR = 1900, 2100
Value = TypeVar("Value")
DayOrMoment = TypeVar("DayOrMoment", date, datetime)


class Unknown(Enum):
    """The one value of a fact that nobody has told: not the same as None, which is known to be none."""

    UNKNOWN = "unknown"

    def __bool__(self) -> Literal[False]:
        """Count as no."""
        return False


UNKNOWN: Final = Unknown.UNKNOWN
Day = date  # a fact may itself be called `date`
Maybe: TypeAlias = Value | Unknown | None


class NotRight(ValueError):
    """A value is not of the kind its fact has; the text says what was expected."""


@dataclass(frozen=True)
class Kind:
    """What a fact may be: in words, and how it is read."""

    words: str
    read: Callable[[Any], Any]
    choices: tuple[str, ...] = ()
    part: type | None = None  # a dataclass of further facts
    is_list: bool = False
    has_days: bool = False


def fact(kind: Kind, question: str) -> Any:
    """Return a field of a dataclass of facts: unknown until told, with the question that asks for it."""
    return field(default=UNKNOWN, metadata={"kind": kind, "question": question})


def _date(value: Any) -> date:
    if isinstance(value, datetime) or (isinstance(value, str) and TIME_FORM.fullmatch(value)):
        raise NotRight("a day without a time, such as 2026-03-09")
    if isinstance(value, date):
        return _in_range(value)
    if not isinstance(value, str) or not DATE_FORM.fullmatch(value):
        raise NotRight("a date such as 2026-03-09")
    try:
        return _in_range(date.fromisoformat(value))
    except ValueError as fault:
        if isinstance(fault, NotRight):
            raise
        raise NotRight("a day that the calendar has, such as 2026-03-09") from None


def _in_range(day: DayOrMoment) -> DayOrMoment:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotRight(f"a date between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _moment(value: Any) -> date | datetime:
    if isinstance(value, datetime):
        return _in_range(value)
    if not isinstance(value, str) or not TIME_FORM.fullmatch(value):
        return _date(value)
    try:
        return _in_range(datetime.fromisoformat(value))
    except ValueError as fault:
        if isinstance(fault, NotRight):
            raise
        raise NotRight("a date, or a time such as 2026-05-12T10:00+01:00") from None


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotRight("true or false")
    return value


def _date_or_boolean(value: Any) -> date | bool:
    return value if isinstance(value, bool) else _date(value)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise NotRight("a whole number, not below zero")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 10**12:
        raise NotRight("a number")
    return float(value)


def _money(value: Any) -> float:
    pounds = _number(value)
    if pounds < 0 or abs(pounds * 100 - round(pounds * 100)) > 1e-6:
        raise NotRight("pounds, not below zero, with two decimals at most")
    return pounds


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 1000:
        raise NotRight("a few words")
    return value.strip()


def _code(value: Any) -> str:
    if not isinstance(value, str) or not CODE_FORM.fullmatch(value):
        raise NotRight("a word in small letters, such as fake_reviews")
    return value


DATE = Kind("date", _date, has_days=True)
MOMENT = Kind("date, or time with offset", _moment, has_days=True)
BOOLEAN = Kind("true or false", _boolean)
DATE_OR_BOOLEAN = Kind("date, or true or false", _date_or_boolean, has_days=True)
INTEGER = Kind("whole number", _integer)
NUMBER = Kind("number", _number)
MONEY = Kind("pounds", _money)
TEXT = Kind("text", _text)
CODE = Kind("word in small letters (open list)", _code)


def one_of(*choices: str) -> Kind:
    """Return the kind of a fact with a closed list of words."""

    def read(value: Any) -> str:
        if value not in choices:
            raise NotRight(f"one of {', '.join(choices)}")
        return str(value)

    return Kind(f"one of {', '.join(choices)}", read, choices)


def list_of(kind: Kind) -> Kind:
    """Return the kind of a list of values."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise NotRight(f"a list: {kind.words}")
        return tuple(kind.read(one) for one in value)

    return Kind(f"list: {kind.words}", read, kind.choices, kind.part, True, kind.has_days)


def part_of(part: type, words: str) -> Kind:
    """Return the kind of a fact that has facts of its own; they are read by `reading.read_part`."""
    return Kind(words, lambda value: value, part=part, has_days=True)
