"""What the list of cases can be asked for: named filters and sorts alone, each checked here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rapport.customers.rules import Channel
from rapport.desk.rules.case_refusals import CaseFilterNotKnown
from rapport.desk.rules.words import CaseKind, CaseState, Severity

LIVE_WORD, NONE, ME = "live", "none", "me"
STATES = (LIVE_WORD, *map(str, CaseState))
LONGEST_QUERY = 200


class CaseSort(StrEnum):
    """By what the list of cases is sorted: the newest first."""

    CHANGED = "changed"
    OPENED = "opened"


@dataclass(frozen=True)
class Place:
    """The place behind a row: its time and its number."""

    at: datetime
    number: int


@dataclass(frozen=True)
class CaseAsk:
    """What somebody asks the list for; empty means: whatever it is."""

    q: str = ""
    state: str = ""
    kind: str = ""
    channel: str = ""
    severity: str = ""
    team: str = ""
    assignee: str = ""
    customer: str = ""
    tag: str = ""
    sort: CaseSort = CaseSort.CHANGED
    after: Place | None = None


CHOICES: dict[str, tuple[str, ...]] = {
    "state": STATES,
    "kind": tuple(map(str, CaseKind)),
    "channel": tuple(map(str, Channel)),
    "severity": tuple(map(str, Severity)),
    "sort": tuple(map(str, CaseSort)),
}
NUMBERS: dict[str, tuple[str, ...]] = {"team": (NONE,), "assignee": (NONE, ME), "customer": ()}
FILTERS = ("q", *CHOICES, *NUMBERS, "tag", "after")


def ask_from(given: Mapping[str, str]) -> CaseAsk:
    """Read named filters; refuse any other name, and any value that cannot be one."""
    words = {name: value.strip() for name, value in given.items() if value.strip()}
    for name, value in words.items():
        _check(name, value)
    after = _place(words.pop("after", ""))
    return CaseAsk(**{**words, "sort": CaseSort(words.get("sort", CaseSort.CHANGED)), "after": after})  # type: ignore[arg-type]


def written(place: Place) -> str:
    """Return a place as it stands in an address."""
    return f"{place.at.isoformat()}_{place.number}"


def _check(name: str, value: str) -> None:
    if name not in FILTERS:
        raise CaseFilterNotKnown(what=name[:80], value=value[:80], known=", ".join(FILTERS))
    known = CHOICES.get(name)
    if known and value not in known:
        raise CaseFilterNotKnown(what=name, value=value[:80], known=", ".join(known))
    if name in NUMBERS and value not in NUMBERS[name] and not _is_number(value):
        known = (*NUMBERS[name], "a number")
        raise CaseFilterNotKnown(what=name, value=value[:80], known=", ".join(known))
    if len(value) > LONGEST_QUERY:
        raise CaseFilterNotKnown(what=name, value=value[:80], known=f"up to {LONGEST_QUERY} letters")


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 19


def _place(value: str) -> Place | None:
    if not value:
        return None
    time, _, number = value.rpartition("_")
    try:
        at = datetime.fromisoformat(time)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not _is_number(number):
        raise CaseFilterNotKnown(what="after", value=value[:80], known="what a page gives as its next")
    return Place(at, int(number))
