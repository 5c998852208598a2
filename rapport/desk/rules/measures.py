"""What is counted at the desk, from plain facts of cases: each figure with n and its interval."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from rapport.engine.measures.estimates import Estimate
from rapport.engine.measures.intervals import median, rate, share
from rapport.engine.measures.resolution import (
    Matter,
    first_contact_resolution,
    reopen_rate,
    resolution_curve,
)
from rapport.engine.measures.survival import SurvivalCurve, lasting_after, survival_curve, time_until

WINDOWS = (4, 13, 52)  # weeks
USUAL = 13
LEAST = 5  # cases: fewer say nothing, and could be told apart
SHAPE = 1  # of what is kept; raise it when that changes
INTERNAL, NOT_KNOWN = "internal", "not in the register"
NO_CAUSE = "no cause noted"
AGES = (("under a day", 1), ("1 to 3 days", 3), ("3 to 7 days", 7), ("1 to 4 weeks", 28), ("longer", None))
STILL_OPEN_AFTER = (("4 hours", 4), ("1 day", 24), ("2 days", 48), ("3 days", 72), ("1 week", 168),
                    ("2 weeks", 336), ("4 weeks", 672))  # fmt: skip


@dataclass(frozen=True)
class CaseFact:
    """What the figures need of one case; `again_at` is the customer's first further contact about it."""

    team: int | None
    kind: str
    type: str  # of the customer: consumer, business, internal, ...
    cause: str
    is_live: bool
    is_open: bool  # live, and ours to do
    opened_at: datetime
    replied_at: datetime | None = None
    resolved_at: datetime | None = None
    again_at: datetime | None = None
    reopened: int = 0

    @property
    def is_internal(self) -> bool:
        """Whether one of our own teams turned to us."""
        return self.type == INTERNAL

    @cached_property
    def matter(self) -> Matter:
        """The case as the engine reckons with it."""
        contacts = () if self.again_at is None else (self.again_at,)
        return Matter(self.opened_at, self.resolved_at, contacts, self.reopened)


@dataclass(frozen=True)
class Given:
    """A sum of redress given, of one kind and in one currency."""

    kind: str
    currency: str
    times: int
    worth: Decimal
    cost: Decimal


@dataclass(frozen=True)
class Sums:
    """What the database counted for a scope and window: (part, whole) by key, and sums by word."""

    parts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    redress: Sequence[Given] = ()


def since(at: datetime, weeks: int) -> datetime:
    """Return the moment from which a window of weeks counts."""
    return at - timedelta(weeks=weeks)


def counted(opened: Sequence[CaseFact], live: Sequence[CaseFact], sums: Sums, at: datetime) -> dict[str, Any]:
    """Return all figures of a scope: `opened` are the cases of the window, `live` those not over now."""
    return {
        "figures": {
            key: asdict(one.at_least(LEAST)) for key, one in _figures(opened, live, sums, at).items()
        },
        "ages": ages(live, at),
        "still_open": still_open(opened, at),
        "by_kind": rows_by(opened, lambda one: one.kind, at),
        "by_type": rows_by(opened, lambda one: one.type, at),
        "by_side": rows_by(opened, lambda one: INTERNAL if one.is_internal else "external", at),
        "by_cause": rows_by(opened, lambda one: one.cause or NO_CAUSE, at),
        "refused": [[word, number] for word, number in sorted(sums.refused.items())],
        "redress": [
            [one.kind, one.currency, one.times, str(one.worth), str(one.cost)] for one in sums.redress
        ],
        "cases": len(opened),
    }


def _figures(
    opened: Sequence[CaseFact], live: Sequence[CaseFact], sums: Sums, at: datetime
) -> dict[str, Estimate]:
    matters = [one.matter for one in opened]
    replies, ends = reply_curve(opened, at), resolution_curve(matters, at)
    complaints, orders = sums.parts.get("complaint_rate", (0, 0))
    skipped, done = sums.parts.get("steps_skipped", (0, 0))
    return {
        "backlog_age": median([_hours(one.opened_at, at) for one in live]),
        "first_reply": time_until(replies, 0.5),
        "first_reply_p90": time_until(replies, 0.9),
        "resolution": time_until(ends, 0.5),
        "resolution_p90": time_until(ends, 0.9),
        "first_contact": first_contact_resolution(matters, at),
        "reopened": reopen_rate(matters),
        **{key: share(*sums.parts.get(key, (0, 0))) for key in SHARES_OF_ROWS},
        "complaint_rate": _of_exposure(complaints, orders),
        "steps_skipped": _of_exposure(skipped, done),
        "refused": _of_exposure(sum(sums.refused.values()), len(opened)),
    }


SHARES_OF_ROWS = ("in_time", "promises_kept", "redress_given", "second_signature", "recovered")


def _of_exposure(count: int, exposure: int) -> Estimate:
    """Return a rate per thousand with its exact interval; `n` is what it is a rate of."""
    found = rate(count, exposure / 1000)
    return Estimate(found.value, exposure, found.low, found.high, found.confidence)


def reply_curve(facts: Iterable[CaseFact], at: datetime) -> SurvivalCurve:
    """Return how long customers wait for the first words of a person, in hours.

    Who still waits is censored now; a case that ended without a reply is censored at its end.
    """
    spans = [
        (_hours(one.opened_at, one.replied_at or one.resolved_at or at), one.replied_at is not None)
        for one in facts
    ]
    return survival_curve([hours for hours, _ in spans], [ended for _, ended in spans])


def ages(live: Iterable[CaseFact], at: datetime) -> list[list[Any]]:
    """Return by age how many cases are not over, and how many of them do not wait for us."""
    whole: Counter[str] = Counter()
    resting: Counter[str] = Counter()
    for one in live:
        days = _hours(one.opened_at, at) / 24
        band = next(name for name, end in AGES if end is None or days < end)
        whole[band] += 1
        resting[band] += not one.is_open
    return [[name, whole[name], resting[name]] for name, _ in AGES]


def still_open(opened: Iterable[CaseFact], at: datetime) -> list[list[Any]]:
    """Return the share of cases that is not resolved after some times, with its interval."""
    curve = resolution_curve((one.matter for one in opened), at)
    found = [(name, lasting_after(curve, hours)) for name, hours in STILL_OPEN_AFTER]
    return [[name, one.value, one.low, one.high] for name, one in found]


def rows_by(
    facts: Iterable[CaseFact], word_of: Callable[[CaseFact], str], at: datetime
) -> list[dict[str, Any]]:
    """Return the figures of each group of cases, the largest group first."""
    groups: dict[str, list[CaseFact]] = {}
    for one in facts:
        groups.setdefault(word_of(one), []).append(one)
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [_row(word, group, at) for word, group in ranked]


def _row(word: str, group: Sequence[CaseFact], at: datetime) -> dict[str, Any]:
    matters = [one.matter for one in group]
    figures = {
        "resolution": time_until(resolution_curve(matters, at), 0.5),
        "first_contact": first_contact_resolution(matters, at),
        "reopened": reopen_rate(matters),
    }
    told = {key: asdict(one.at_least(LEAST)) for key, one in figures.items()}
    return {"word": word, "cases": len(group), "live": sum(one.is_live for one in group), **told}


def _hours(start: datetime, end: datetime) -> float:
    return max((end - start).total_seconds(), 0.0) / 3600
