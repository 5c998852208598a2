"""Promises as they stand, and how many were kept: by person, by team, by kind."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from rapport.customers.models import Promise, PromiseMove
from rapport.customers.queries.sight import promises_visible_to
from rapport.customers.rules.promises import PromiseCounts, PromiseState, count_promises, promise_state
from rapport.staff.models import User

OWED = Q(kept_at__isnull=True, withdrawn_at__isnull=True)  # open, or broken and still not done
BY = {"": None, "person": "made_by__name", "team": "team__name", "kind": "kind"}


def promises_owed() -> QuerySet[Promise]:
    """Return the promises that somebody still waits for, the one that falls due first first."""
    return Promise.objects.filter(OWED).order_by("due_at", "pk")


def state_of(promise: Promise, at: datetime) -> PromiseState:
    """Return how a promise stands."""
    return promise_state(promise.due_at, kept_at=promise.kept_at, withdrawn_at=promise.withdrawn_at, at=at)


def promise_counts(user: User, since: datetime, until: datetime, *, by: str = "") -> dict[str, PromiseCounts]:
    """Count the promises that fell due from `since` to before `until`, among those somebody may see.

    `by` is person, team or kind, and what they are counted under is the key; without it there is one count
    under the empty key. `until` is now or earlier: what is due later has not fallen due. What nobody's team
    promised stands under "no team". A promise that was moved counts where it was due last.
    """
    column = BY[by]
    moved = Exists(PromiseMove.objects.filter(promise=OuterRef("pk")))
    due = promises_visible_to(user).filter(due_at__gte=since, due_at__lt=until).annotate(was_moved=moved)
    seen: dict[str, list[tuple[PromiseState, bool]]] = defaultdict(list)
    columns = ("due_at", "kept_at", "withdrawn_at", "was_moved", column or "pk")
    for due_at, kept_at, withdrawn_at, was_moved, key in due.values_list(*columns):
        state = promise_state(due_at, kept_at=kept_at, withdrawn_at=withdrawn_at, at=until)
        seen["" if column is None else str(key or f"no {by}")].append((state, was_moved))
    return {key: count_promises(states) for key, states in sorted(seen.items())}
