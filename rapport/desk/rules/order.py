"""The order of work: what next, and why. Deadlines first, then whoever waited too long, then points."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import IntEnum

from rapport.desk.rules.weights import (
    EFFORTS,
    NEEDS,
    SEVERITIES,
    Weights,
    rung_points,
    worth_points,
)
from rapport.desk.rules.words import Effort, Severity, StatedNeed

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Class(IntEnum):
    """Which part of the rule puts a case where it is; a lower one goes first."""

    URGENT = 1  # a deadline by law, a promise or harm, inside its warning time: by due time, without worth
    FLOOR = 2  # waited longer than the floor: by waiting
    POINTS = 3


@dataclass(frozen=True)
class Facts:
    """What gives a case its standing points: what happens, what was told us, the work, and the customer."""

    severity: Severity = Severity.NORMAL
    stated_need: StatedNeed = StatedNeed.NONE
    effort: Effort = Effort.MEDIUM
    rung: str = ""
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Lying:
    """An open case as the order sees it."""

    number: int
    opened_at: datetime
    lying_since: datetime
    standing: int
    urgent_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Part:
    """Some of a case's points, and what for."""

    words: str
    points: int


def standing_of(facts: Facts, weights: Weights) -> dict[str, int]:
    """Return the points a case has whatever the time, by what they are for; never below zero."""
    points = vars(weights)
    need = NEEDS.get(facts.stated_need)
    return {
        "severity": points[SEVERITIES[facts.severity]],
        "need": points[need] if need else 0,
        "effort": points[EFFORTS[facts.effort]],
        "rung": rung_points(facts.rung, weights),
        "worth": worth_points(facts.value, weights),
    }


def minutes_of(at: datetime) -> int:
    """Return a moment in whole minutes since 1970, rounded down."""
    return (at - EPOCH) // MINUTE


def order_key(standing: int, lying_since: datetime, weights: Weights) -> int:
    """Return what cases with points are sorted by, the highest first, in sixtieths of a point.

    Waiting adds to all alike, so the order of two cases does not change with the time: their score now is
    the key and the same amount for both. That is why the queue can be read from an index.
    """
    return 60 * standing - weights.waiting_per_hour * minutes_of(lying_since)


def waiting_points(lying_since: datetime, weights: Weights, *, at: datetime) -> int:
    """Return the full points for waiting; the standing ones are full too, so both add up to the score."""
    return weights.waiting_per_hour * max(minutes_of(at) - minutes_of(lying_since), 0) // 60


def class_of(case: Lying, weights: Weights, *, at: datetime) -> Class:
    """Return which part of the rule a case falls under now."""
    if case.urgent_at is not None and case.urgent_at <= at:
        return Class.URGENT
    return Class.FLOOR if case.lying_since <= floor_of(at, weights) else Class.POINTS


def floor_of(at: datetime, weights: Weights) -> datetime:
    """Return since when a case must lie to go before all points."""
    return at - timedelta(hours=weights.floor_hours)


def place_of(case: Lying, weights: Weights, *, at: datetime) -> tuple[int, float, float, int]:
    """Return what a case is sorted by: its class, its key there, its arrival, its number."""
    where = class_of(case, weights, at=at)
    arrived = case.opened_at.timestamp()
    if where == Class.URGENT:
        return where, (case.due_at or case.urgent_at or at).timestamp(), arrived, case.number
    if where == Class.FLOOR:
        return where, case.lying_since.timestamp(), arrived, case.number
    return where, -order_key(case.standing, case.lying_since, weights), arrived, case.number


def in_work_order(cases: Iterable[Lying], weights: Weights, *, at: datetime) -> list[Lying]:
    """Return cases in the order of work; whatever order they come in, it is the same."""
    return sorted(cases, key=lambda case: place_of(case, weights, at=at))


def parts_of(standing: Mapping[str, int], words: Mapping[str, str]) -> list[Part]:
    """Return the standing points that are not none, with words for each."""
    return [Part(words.get(name, name), points) for name, points in standing.items() if points]


def score_of(parts: Sequence[Part]) -> int:
    """Return the score of a case: what its parts add up to."""
    return sum(part.points for part in parts)


@dataclass(frozen=True)
class Owed:
    """Something owed by a time: a deadline by law, a step, a promise, the answer to harm."""

    due_at: datetime
    warn_at: datetime
    words: str


HARM_WITHIN = timedelta(hours=1)  # of the clock, not of working time: harm does not wait for the morning
WARN_OF_PROMISE = timedelta(hours=24)


def owed_for_harm(lying_since: datetime) -> Owed:
    """Return what is owed where harm is done: it is urgent from the start."""
    return Owed(lying_since + HARM_WITHIN, lying_since, "harm to health, safety, home or livelihood")


@dataclass(frozen=True)
class Urgency:
    """From when a case goes before all others, until when, and for what; nothing where nothing is owed."""

    urgent_at: datetime | None = None
    due_at: datetime | None = None
    due_for: str = ""


def urgency_of(owed: Sequence[Owed]) -> Urgency:
    """Return the earliest warning and the earliest end of what is owed."""
    if not owed:
        return Urgency()
    first = min(owed, key=lambda one: (one.due_at, one.words))
    return Urgency(min(one.warn_at for one in owed), first.due_at, first.words)
