"""What a rule finds, and what an assessment says in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Decides(StrEnum):
    """Who decides: the engine may state it, the customer chooses, or a named person must."""

    AUTO = "auto"
    CUSTOMER = "customer"
    PERSON = "person"
    DP = "data-protection lead"


class Status(StrEnum):
    """How well a rule was checked: the text was read, a regulator's page was, or neither."""

    VERIFIED = "V"
    SECONDARY = "S"
    UNVERIFIED = "U"


class Stated(NamedTuple):
    """A conclusion that holds. `unless` says the exceptions that absent facts would open."""

    code: str
    unless: tuple[str, ...] = ()
    text: str = ""  # instead of the sentence that the code has
    changes_if: tuple[str, ...] = ()  # facts


class Denied(NamedTuple):
    """A conclusion that was considered and does not hold, and why."""

    code: str
    because: str


class Due(NamedTuple):
    """A last day, or a last moment."""

    name: str
    date: date | datetime
    because: str
    kind: str = "legal"  # legal, prudent, policy


class Decide(NamedTuple):
    """Something that a person must decide."""

    what: str


class Ask(NamedTuple):
    """A fact that a rule needs and nobody told."""

    fact: str


class Pays(NamedTuple):
    """A sum of money."""

    name: str
    gbp: float
    because: str


Finding = Stated | Denied | Due | Decide | Ask | Pays


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A conclusion with everything that stands behind it."""

    code: str
    text: str
    choices: tuple[str, ...]
    decides: str
    status: str
    source: str
    in_force_from: date
    changes_if: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What follows from facts as of a day."""

    as_at: date | None
    conclusions: Sequence[Conclusion]
    denied: Sequence[tuple[Denied, str]]  # with the rule
    deadlines: Sequence[Due]
    human_decides: Sequence[str]
    amounts: Sequence[Pays]
    asked: Sequence[tuple[Ask, str]]  # with the rule
    sources: Sequence[str]
    notes: Sequence[str]

    @property
    def entitled(self) -> list[str]:
        """The codes that hold."""
        return [one.code for one in self.conclusions]

    @property
    def not_entitled(self) -> list[str]:
        """The codes that were considered and do not hold."""
        return list(dict.fromkeys(one.code for one, _ in self.denied))
