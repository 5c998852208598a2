"""What the list of customers can be asked for: named keys and their values, nothing else."""

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapport.customers.rules.refusals import FilterNotKnown
from rapport.customers.rules.words import RUNGS, SEGMENTS, Category, Channel, Kind

NONE = "none"  # asks for those without a category, a team, a preferred channel
YES, NO = "yes", "no"
LONGEST_QUERY = 200


class Sort(StrEnum):
    """Orders of the list."""

    NAME = "name"
    VALUE = "value"  # the most valuable first
    LAST_BOUGHT = "last_bought"  # the newest first
    CHANGED = "changed"  # the newest first


@dataclass(frozen=True)
class Place:
    """Where a page of the list ended: the last row's sort key as text (None: it has none) and number."""

    key: str | None
    number: int


@dataclass(frozen=True)
class Ask:
    """A filtered, sorted list; an empty word and None ask for everything."""

    q: str = ""
    category: str = ""
    kind: str = ""
    team: str = ""  # a number or "none"
    rung: str = ""
    segment: str = ""
    lapsed: bool | None = None
    channel: str = ""
    has_needs: bool | None = None
    archived: bool = False
    sort: Sort = Sort.NAME
    after: Place | None = None


CHOICES: dict[str, tuple[str, ...]] = {
    "category": (*Category, NONE),
    "kind": tuple(Kind),
    "rung": RUNGS,
    "segment": SEGMENTS,
    "channel": (*Channel, NONE),
    "sort": tuple(Sort),
    "lapsed": (YES, NO),
    "has_needs": (YES, NO),
    "archived": (YES, NO),
}
KEYS = ("q", *CHOICES, "team", "after")


def ask_from(words: Mapping[str, str]) -> Ask:
    """Return what a query string asks for; an empty value asks for nothing.

    An unknown key or value is refused, so that a mistyped filter never shows a longer list.
    """
    for key in words:
        _known("filter", key, KEYS)
    said = {key: value.strip() for key, value in words.items() if value and value.strip()}
    for key in said.keys() & CHOICES.keys():
        _known(key, said[key], CHOICES[key])
    return Ask(
        **{key: said.get(key, "") for key in ("category", "kind", "rung", "segment", "channel")},
        q=_query(said.get("q", "")),
        team=_team(said.get("team", "")),
        lapsed=_switch(said.get("lapsed")),
        has_needs=_switch(said.get("has_needs")),
        archived=said.get("archived") == YES,
        sort=Sort(said.get("sort", Sort.NAME)),
        after=place_from(said["after"]) if "after" in said else None,
    )


def written(place: Place) -> str:
    """Return a place as the word that stands behind `after=`."""
    plain = json.dumps([place.key, place.number], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def place_from(value: str) -> Place:
    """Return the place that a word behind `after=` stands for."""
    try:
        padded = value + "=" * (-len(value) % 4)
        key, number = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        place = Place(key if key is None else str(key), int(number))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise FilterNotKnown(what="after", value=value[:80], known="what a page gives as its next") from None
    if not 0 <= place.number < 2**63 or "\0" in (place.key or ""):
        raise FilterNotKnown(what="after", value=value[:80], known="what a page gives as its next")
    return place


def _known(what: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise FilterNotKnown(what=what, value=value[:80], known=", ".join(sorted(known)))


def _query(value: str) -> str:
    if len(value) > LONGEST_QUERY or "\0" in value:
        known = f"up to {LONGEST_QUERY} characters, none of them NUL"
        raise FilterNotKnown(what="q", value=value[:20].replace("\0", ""), known=known)
    return value


def _team(value: str) -> str:
    is_number = value.isascii() and value.isdigit() and len(value) < 19
    if value and value != NONE and not is_number:
        raise FilterNotKnown(what="team", value=value[:80], known=f"{NONE}, or the number of a team")
    return value


def _switch(value: str | None) -> bool | None:
    return None if value is None else value == YES
