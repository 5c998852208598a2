"""Reading a CASE package: what must be in it, and of which type; the first misfit is refused."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from rapport.lib.errors import Refusal
from rapport.practice.rules.export.case import Association, Document, Framework, Item

T = TypeVar("T")
KINDS = frozenset({
    "exactMatchOf", "exemplar", "hasSkillLevel", "isChildOf", "isPartOf", "isPeerOf", "isRelatedTo",
    "isTranslationOf", "precedes", "replacedBy",
})  # fmt: skip


class FrameworkNotReadable(Refusal):
    code = "framework_not_readable"
    text = "{place} of the CASE package is {value}. It expects {expected}. Mend it where it was written."


def read_case(text: str) -> Framework:
    """Return the framework of a package; keys of CASE that we do not keep are left out.

    An association must join what is in the package, and nothing may stand in it twice.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise _wrong("The whole", text[:40], "JSON") from None
    told = _table(told, "The whole")
    framework = Framework(
        _document(_table(told.get("CFDocument"), "CFDocument")),
        tuple(_item(one, place) for one, place in _listed(told, "CFItems")),
        tuple(_association(one, place) for one, place in _listed(told, "CFAssociations")),
    )
    _refuse_loose(framework)
    return framework


def _document(told: Mapping[str, Any]) -> Document:
    place = "CFDocument"
    return Document(
        identifier=_name(told, place),
        title=_text(told, "title", place),
        creator=_text(told, "creator", place),
        changed_at=_moment(told, place),
        version=_text(told, "version", place, default=""),
    )


def _item(told: Mapping[str, Any], place: str) -> Item:
    _moment(told, place)
    return Item(
        identifier=_name(told, place),
        code=_text(told, "humanCodingScheme", place, default=""),
        statement=_text(told, "fullStatement", place),
        kind=_text(told, "CFItemType", place, default=""),
        notes=_text(told, "notes", place, default=""),
    )


def _association(told: Mapping[str, Any], place: str) -> Association:
    _moment(told, place)
    kind = _text(told, "associationType", place)
    if kind not in KINDS and not kind.startswith("ext:"):
        raise _wrong(f"{place}, associationType", kind, f"one of {', '.join(sorted(KINDS))}")
    number = told.get("sequenceNumber")
    if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number < 0):
        raise _wrong(f"{place}, sequenceNumber", number, "a whole number, 0 or more")
    origin, destination = (_node(told, key, place) for key in ("originNodeURI", "destinationNodeURI"))
    return Association(_name(told, place), kind, origin, destination, number)


def _node(told: Mapping[str, Any], key: str, place: str) -> UUID:
    place = f"{place}, {key}"
    node = _table(told.get(key), place)
    _text(node, "title", place)
    return _name(node, place)


def _refuse_loose(framework: Framework) -> None:
    names = [framework.document.identifier, *(one.identifier for one in framework.items)]
    every = Counter([*names, *(one.identifier for one in framework.associations)])
    twice = next((name for name, times in every.items() if times > 1), None)
    if twice:
        raise _wrong("An identifier", str(twice), "that each stands once, and this stands twice")
    known = set(names)
    for place, one in enumerate(framework.associations, 1):
        for end in (one.origin, one.destination):
            if end not in known:
                raise _wrong(f"CFAssociations {place}", str(end), "an item of the package or its document")


def _listed(told: Mapping[str, Any], key: str) -> list[tuple[Mapping[str, Any], str]]:
    listed = told.get(key)
    if not isinstance(listed, list):
        raise _wrong(key, listed, "an array")
    return [(_table(one, f"{key} {place}"), f"{key} {place}") for place, one in enumerate(listed, 1)]


def _table(told: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(told, Mapping):
        raise _wrong(place, told, "an object")
    return told


def _name(told: Mapping[str, Any], place: str) -> UUID:
    """Return the identifier of something that also has a URI."""
    uri = _text(told, "uri", place)
    if not urlsplit(uri).scheme:
        raise _wrong(f"{place}, uri", uri, "an absolute URI")
    return _parsed(UUID, told, "identifier", place, expected="a UUID")


def _moment(told: Mapping[str, Any], place: str) -> datetime:
    at = _parsed(
        datetime.fromisoformat, told, "lastChangeDateTime", place, expected="a date with time and zone"
    )
    if at.tzinfo is None:
        raise _wrong(f"{place}, lastChangeDateTime", str(at), "a time zone, such as Z")
    return at


def _parsed(read: Callable[[str], T], told: Mapping[str, Any], key: str, place: str, *, expected: str) -> T:
    text = _text(told, key, place)
    try:
        return read(text)
    except ValueError:
        raise _wrong(f"{place}, {key}", text, expected) from None


def _text(told: Mapping[str, Any], key: str, place: str, *, default: str | None = None) -> str:
    text = told.get(key, default)
    if not isinstance(text, str) or (default is None and not text.strip()):
        raise _wrong(f"{place}, {key}", told.get(key), "text")
    return text


def _wrong(place: str, value: Any, expected: str) -> FrameworkNotReadable:
    return FrameworkNotReadable(place=place, value=repr(value)[:80], expected=expected)
