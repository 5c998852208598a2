"""A portfolio as it is told to the outside: frozen, no database, no personal data of customers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from rapport.practice.rules.content import Topic

T = TypeVar("T")


class Kind(StrEnum):
    """What sort of evidence something is."""

    CASE = "case"
    WRITTEN = "written answer"
    ROLE_PLAY = "role-play"
    WORK = "work product"
    OBSERVATION = "observation"
    TESTIMONY = "witness testimony"
    DISCUSSION = "professional discussion"
    REFLECTION = "reflective account"

    @property
    def is_simulated(self) -> bool:
        """Tell whether it was made in practice and not at work; every export labels such evidence."""
        return self is Kind.ROLE_PLAY


class Status(StrEnum):
    """How a claim stands; a point without a claim is told as not claimed."""

    CLAIMED = "claimed"
    RETURNED = "returned"
    SIGNED_OFF = "signed off"
    APPEALED = "appealed"


NOT_CLAIMED = "not claimed"


@dataclass(frozen=True)
class Person:
    """Somebody of the centre; `id` never changes and is no e-mail address: the primary key, say."""

    id: str
    name: str


@dataclass(frozen=True)
class Centre:
    """The organisation that assesses; `url` is the address of this installation, such as https://desk.example."""

    name: str
    url: str


@dataclass(frozen=True)
class Part:
    """A passage of evidence, personal data of customers taken out already."""

    heading: str
    text: str


@dataclass(frozen=True)
class Witness:
    """Somebody who saw it and confirms it."""

    name: str
    role: str
    statement: str
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """Something that shows what a learner can do; `source_hash` is of what it was copied from, or empty."""

    id: str
    kind: Kind
    title: str
    parts: tuple[Part, ...]
    made_at: datetime
    source_hash: str = ""
    witness: Witness | None = None


@dataclass(frozen=True)
class Checks:
    """The five questions that an assessor answers about evidence."""

    is_valid: bool
    is_authentic: bool
    is_current: bool
    is_sufficient: bool
    is_reliable: bool

    def named(self) -> Mapping[str, bool]:
        """Return each check by the word that is printed."""
        return {
            "valid": self.is_valid,
            "authentic": self.is_authentic,
            "current": self.is_current,
            "sufficient": self.is_sufficient,
            "reliable": self.is_reliable,
        }


@dataclass(frozen=True)
class Decision:
    """What a named assessor decided about a claim, when, and why."""

    checks: Checks
    assessor: Person
    at: datetime
    comment: str = ""


@dataclass(frozen=True)
class Claim:
    """A learner's claim that evidence meets a marking point; `id` is the claim's own and stays."""

    id: str
    point: str
    text: str
    narrative: str
    evidences: tuple[str, ...]
    status: Status
    decision: Decision | None = None


@dataclass(frozen=True)
class Assurance:
    """A second look at decisions: at which points, what was found, by whom."""

    assurer: Person
    at: datetime
    points: tuple[str, ...]
    finding: str


class Practice(StrEnum):
    """What was practised."""

    ANSWER = "answer"
    ROLE_PLAY = "role-play"


@dataclass(frozen=True)
class Practised:
    """An answer or a role-play; `score` in 0..1 is the machine's suggestion, `version` what gave it.

    `response` is what the learner wrote, personal data of customers taken out already.
    """

    id: str
    practice: Practice
    name: str
    title: str
    at: datetime
    response: str = ""
    score: float | None = None
    version: str = ""


@dataclass(frozen=True)
class Point:
    """A marking point of the syllabus: its row, what it asks for, and its topic."""

    row: str
    text: str
    topic: str
    topic_title: str


@dataclass(frozen=True)
class Portfolio:
    """All that is told of one learner; `version` is of the content that the points come from."""

    id: str
    learner: Person
    centre: Centre
    enrolled_at: datetime
    ended_at: datetime | None
    points: tuple[Point, ...]
    evidences: tuple[Evidence, ...]
    claims: tuple[Claim, ...]
    version: str
    told_at: datetime
    assurances: tuple[Assurance, ...] = ()
    practised: tuple[Practised, ...] = ()

    @cached_property
    def evidence_by_id(self) -> Mapping[str, Evidence]:
        """Return the evidence that claims name."""
        return {one.id: one for one in self.evidences}

    def evidence_of(self, claim: Claim) -> list[Evidence]:
        """Return what a claim rests on, as the learner put it in order."""
        return [self.evidence_by_id[name] for name in claim.evidences]

    def claims_on(self, row: str) -> list[Claim]:
        """Return the claims on a marking point."""
        return [claim for claim in self.claims if claim.point == row]

    def status_of(self, row: str) -> str:
        """Return how a marking point stands: signed off where one claim is, else as its last claim."""
        found = [claim.status for claim in self.claims_on(row)]
        return Status.SIGNED_OFF if Status.SIGNED_OFF in found else found[-1] if found else NOT_CLAIMED

    def signed_off(self) -> list[Claim]:
        """Return the claims that a named assessor signed off."""
        return [one for one in self.claims if one.status is Status.SIGNED_OFF and one.decision]


def in_zone(told: T, zone: tzinfo) -> T:
    """Return something told with all its moments in a time zone, as they are printed."""
    if isinstance(told, datetime):
        return told.astimezone(zone)
    if isinstance(told, tuple):
        return type(told)(in_zone(one, zone) for one in told)
    if is_dataclass(told) and not isinstance(told, type):
        kept = {one.name: in_zone(getattr(told, one.name), zone) for one in fields(told)}
        return replace(told, **kept)
    return told


def points_of(topics: Iterable[Topic]) -> tuple[Point, ...]:
    """Return the marking points of topics, by their row."""
    found = [
        Point(one.row, one.text, topic.id, topic.title) for topic in topics for one in topic.marking_points
    ]
    return tuple(sorted(found, key=lambda one: one.row))


def version_of(topics: Iterable[Topic]) -> str:
    """Return the version of content: the version of every topic, in the order of their names."""
    return ", ".join(f"{one.id} {one.version}" for one in sorted(topics, key=lambda one: one.id))
