"""When two records may be one party, and what makes us think so."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapport.customers.rules.search import plain_words

NEAR = 0.88  # of 1: "Jon Smith" and "John Smith" are 0.95 alike, "Jan Smith" and "Joe Smithson" 0.76
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "ltd", "limited", "plc", "llp", "the", "and", "co"}
)


class Reason(StrEnum):
    """Why two records look alike, the surest first."""

    EMAIL = "same e-mail"
    PHONE = "same phone number"
    EXTERNAL_ID = "same external id, written differently"
    NAME_AND_POSTCODE = "same name and postcode"
    NEAR_NAME = "nearly the same name"


@dataclass(frozen=True)
class Party:
    """What is compared of a record."""

    name: str
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    external_id: str = ""


def reasons_alike(one: Party, other: Party) -> tuple[Reason, ...]:
    """Return why two records may be one party, the surest reason first; nothing where none is found."""
    near = likeness(one.name, other.name)
    pattern = id_pattern(one.external_id)
    found = {
        Reason.EMAIL: bool(one.emails & other.emails),
        Reason.PHONE: bool(one.phones & other.phones),
        Reason.EXTERNAL_ID: bool(pattern) and pattern == id_pattern(other.external_id),
        Reason.NAME_AND_POSTCODE: near == 1 and bool(one.postcodes & other.postcodes),
        Reason.NEAR_NAME: near >= NEAR and not _live_apart(one, other),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1; titles, legal forms and the order of words do not count."""
    first, second = sorted((name_key(one), name_key(other)))  # the ratio depends on the order
    if not first or not second:
        return 0.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def name_key(name: str) -> str:
    """Return a name without titles and legal forms, its words in order of the alphabet."""
    words = plain_words(name)
    return " ".join(sorted(word for word in words if word not in TITLES) or sorted(words))


def id_pattern(external_id: str) -> str:
    """Return an external id as it is without signs, leading noughts and capitals: C-0012 is c 12.

    Nothing where it holds no digit: such an id says too little.
    """
    parts = re.findall(r"[a-z]+|\d+", external_id.casefold())
    if not any(part.isdigit() for part in parts):
        return ""
    return " ".join(part.lstrip("0") or "0" for part in parts)


def _live_apart(one: Party, other: Party) -> bool:
    """Tell whether both have a postcode and none in common: two people of one name."""
    return bool(one.postcodes and other.postcodes and not one.postcodes & other.postcodes)
