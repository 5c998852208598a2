"""What is right for promises: when to warn, how each stands, and what a customer is told of a move."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WARN_FOR = timedelta(hours=4)  # at most; a promise of an hour is warned of at half time


class PromiseState(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    KEPT_LATE = "kept late"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class PromiseCounts:
    """How many promises that fell due ended how; what was withdrawn is nobody's failure and counts apart.

    `moved` counts those of them that were moved at least once: a rate is read beside it.
    """

    kept: int = 0
    kept_late: int = 0
    broken: int = 0
    withdrawn: int = 0
    moved: int = 0

    @property
    def n(self) -> int:
        """The promises that a rate rests on: every one that fell due and was not withdrawn."""
        return self.kept + self.kept_late + self.broken


def warn_from(made_at: datetime, due_at: datetime) -> datetime:
    """Return from when on a promise is near: four hours before it is due, or half its time if less."""
    return due_at - min(WARN_FOR, (due_at - made_at) / 2)


def promise_state(
    due_at: datetime, *, kept_at: datetime | None, withdrawn_at: datetime | None, at: datetime
) -> PromiseState:
    """Return how a promise stands at a moment, whether or not a chore has looked at it yet.

    A promise is kept at the minute it is due, and broken after it.
    """
    if withdrawn_at:
        return PromiseState.WITHDRAWN
    if kept_at:
        return PromiseState.KEPT if kept_at <= due_at else PromiseState.KEPT_LATE
    return PromiseState.OPEN if at <= due_at else PromiseState.BROKEN


def count_promises(states: Iterable[tuple[PromiseState, bool]]) -> PromiseCounts:
    """Count promises that fell due by how they stand, each with whether it was moved."""
    seen = list(states)
    by_state = Counter(state for state, _ in seen)
    return PromiseCounts(
        kept=by_state[PromiseState.KEPT],
        kept_late=by_state[PromiseState.KEPT_LATE],
        broken=by_state[PromiseState.BROKEN],
        withdrawn=by_state[PromiseState.WITHDRAWN],
        moved=sum(was_moved for state, was_moved in seen if state != PromiseState.WITHDRAWN),
    )


def words_of_move(name: str, text: str, *, due_before: str, due_after: str, reason: str) -> str:
    """Return a message that tells a customer of a move before they have to ask: to be read and adapted."""
    return (
        f"Dear {name},\n\n"
        f"we promised you by {due_before}: {text}\n\n"
        f"We will not manage it by then. {reason.strip().rstrip('.')}.\n\n"
        f"You will have it by {due_after}. I am telling you now, so that you can plan with it. If the new "
        "time does not suit you, answer this message and we will find another way."
    )
