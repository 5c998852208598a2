"""Reading a table of TOML into a frozen dataclass; whatever does not fit is told, all of it at once."""

import tomllib
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from rapport.lib.errors import Refusal

T = TypeVar("T")
NAMES = {
    bool: "true or false",
    str: "text",
    int: "a whole number",
    float: "a number",
    date: "a date such as 2026-11-28",
}


@dataclass(frozen=True)
class Problem:
    """One thing that does not fit: in which file, where in it, what it is and what was expected."""

    file: str
    place: str
    says: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.says) if part)


Tell = Callable[[str, str], None]


class ContentNotFound(Refusal):
    code = "content_not_found"
    text = "{folder} holds no topic. Expected a folder with a .toml file per topic; name another."


class _Misfit(Exception):
    """Ends the reading of a part; the problem is told already."""


def read_table(path: Path, tell: Tell) -> dict[str, Any] | None:
    """Return what a file holds, or tell why it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        tell("", f"Byte {error.start} is no UTF-8. Save the file as UTF-8.")
    except OSError as error:
        tell("", f"It cannot be read: {error.strerror}. Make it a file that you may read.")
    except tomllib.TOMLDecodeError as error:
        tell("", f"This is no TOML: {error}. Mend that line.")
    return None


def read_record(kind: type[T], table: dict[str, Any], tell: Tell) -> T | None:
    """Return the record that a table describes, or None when something in it was told."""
    try:
        return _record(kind, table, "", tell)
    except _Misfit:
        return None


def _record(kind: type[T], table: Any, place: str, tell: Tell) -> T:
    if not isinstance(table, dict):
        raise _misfit(tell, place, f"{table!r} stands where a table was expected.")
    known = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]
    strange = [name for name in table if name not in known]
    for name in strange:
        tell(place, f"{name!r} is not known here. Expected: {', '.join(known)}.")
    hints = get_type_hints(kind)
    found = {name: _field(one, hints[name], table, (place, tell)) for name, one in known.items()}
    if strange or _Misfit in found.values():
        raise _Misfit
    return kind(**found)


def _field(one: "Field[Any]", hint: Any, table: dict[str, Any], where: tuple[str, Tell]) -> Any:
    """Return the value of a field, or the mark of one that was told."""
    place, tell = where
    if one.name not in table and one.default is not MISSING:
        return one.default
    if one.name not in table:
        tell(place, f"{one.name!r} is missing. Add it.")
        return _Misfit
    try:
        value = _value(hint, table[one.name], _below(place, one.name), tell)
    except _Misfit:
        return _Misfit
    least = one.metadata.get("least", 0)
    if least and len(value) < least:
        tell(place, f"{one.name!r} has {len(value)}. Expected {least} or more.")
        return _Misfit
    return value


def _value(hint: Any, value: Any, place: str, tell: Tell) -> Any:
    if get_origin(hint) is tuple:
        return _several(get_args(hint)[0], value, place, tell)
    if is_dataclass(hint):
        return _record(hint, value, place, tell)  # type: ignore[arg-type]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(hint, value, place, tell)
    kinds = tuple(one for one in _kinds(hint) if one in NAMES)
    if bool in kinds and isinstance(value, bool):
        return value
    if isinstance(value, bool | datetime) or not isinstance(value, kinds):
        names = " or ".join(NAMES[one] for one in kinds)
        raise _misfit(tell, place, f"{value!r} is not {names}.")
    if isinstance(value, str) and not value.strip():
        raise _misfit(tell, place, "The text is empty. Write it or take the line out.")
    return " ".join(value.split()) if isinstance(value, str) and "\n\n" not in value else value


def _several(hint: Any, values: Any, place: str, tell: Tell) -> tuple[Any, ...]:
    if not isinstance(values, list):
        raise _misfit(tell, place, f"{values!r} is not a list. Put it in square brackets.")
    found: list[Any] = []
    for number, value in enumerate(values, start=1):
        try:
            found.append(_value(hint, value, _item(place, value, number), tell))
        except _Misfit:
            found.append(_Misfit)
    if _Misfit in found:
        raise _Misfit
    return tuple(found)


def _choice(kind: type[StrEnum], value: Any, place: str, tell: Tell) -> StrEnum:
    if value not in [*kind]:
        raise _misfit(tell, place, f"{value!r} is not known. Expected one of: {', '.join(kind)}.")
    return kind(value)


def _item(place: str, value: Any, number: int) -> str:
    """Name a part of a list by its id, its row of the syllabus, or its number."""
    name = (value.get("id") or value.get("row")) if isinstance(value, dict) else None
    return f"{place} {name or number}"


def _below(place: str, name: str) -> str:
    return f"{place}, {name}" if place else name


def _kinds(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def _misfit(tell: Tell, place: str, says: str) -> _Misfit:
    tell(place, says)
    return _Misfit()
