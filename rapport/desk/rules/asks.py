"""What the queue can be asked for: named keys and their values, nothing else."""

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapport.customers.rules import Channel
from rapport.desk.rules.refusals import QueueFilterNotKnown
from rapport.desk.rules.words import CaseKind, Severity

NONE = "none"
SIZES = ("25", "50", "100")


class Tab(StrEnum):
    """Parts of the queue, in the order of the page."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True)
class Place:
    """Where a page of the queue ended: the class of its last row, and that row's key there."""

    group: int
    key: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    """A part of the queue, narrowed; an empty word asks for everything."""

    tab: Tab = Tab.TEAM
    kind: str = ""
    channel: str = ""
    severity: str = ""
    team: str = ""  # a number or "none"
    size: int = 50
    after: Place | None = None


CHOICES: dict[str, tuple[str, ...]] = {
    "tab": tuple(Tab),
    "kind": tuple(CaseKind),
    "channel": tuple(Channel),
    "severity": tuple(Severity),
    "size": SIZES,
}
KEYS = (*CHOICES, "team", "after")
NARROWING = ("kind", "channel", "severity", "team")


def ask_from(words: Mapping[str, str], *, tab: Tab = Tab.TEAM) -> Ask:
    """Return what a query string asks for, of `tab` where it names none.

    An unknown key or value is refused, so that a mistyped filter never shows a longer queue.
    """
    for key in words:
        _known("filter", key, KEYS)
    said = {key: value.strip() for key, value in words.items() if value and value.strip()}
    for key in said.keys() & CHOICES.keys():
        _known(key, said[key], CHOICES[key])
    return Ask(
        tab=Tab(said.get("tab", tab)),
        kind=said.get("kind", ""),
        channel=said.get("channel", ""),
        severity=said.get("severity", ""),
        team=_team(said.get("team", "")),
        size=int(said.get("size", "50")),
        after=place_from(said["after"]) if "after" in said else None,
    )


def written(place: Place) -> str:
    """Return a place as the word that stands behind `after=`."""
    plain = json.dumps([place.group, *place.key], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def place_from(value: str) -> Place:
    """Return the place that a word behind `after=` stands for."""
    known = "what a page gives as its next"
    try:
        padded = value + "=" * (-len(value) % 4)
        group, *key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        return Place(int(group), tuple(str(part)[:60] for part in key))
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
        raise QueueFilterNotKnown(what="after", value=value[:80], known=known) from None


def _known(what: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise QueueFilterNotKnown(what=what, value=value[:80], known=", ".join(sorted(known)))


def _team(value: str) -> str:
    is_number = value.isascii() and value.isdigit() and len(value) < 19
    if value and value != NONE and not is_number:
        raise QueueFilterNotKnown(what="team", value=value[:80], known=f"{NONE}, or the number of a team")
    return value
