"""Promises made in cases: each as it stands."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from rapport.customers.models import Promise
from rapport.customers.queries import state_of
from rapport.customers.rules import PromiseState, warn_from
from rapport.desk.models import Case, CasePromise, Draft
from rapport.desk.queries.sight import cases_visible_to
from rapport.staff.models import User


@dataclass(frozen=True)
class PromiseShown:
    """A promise of a case as it stands."""

    promise: Promise
    state: PromiseState
    is_near: bool
    moves: tuple[str, ...]

    @property
    def is_owed(self) -> bool:
        """Whether the customer still waits for it."""
        return self.state in {PromiseState.OPEN, PromiseState.BROKEN}


def promises_shown(case: Case, at: datetime) -> list[PromiseShown]:
    """Return the promises of a case, those that are owed first."""
    rows = Promise.objects.filter(in_case__case=case).select_related("made_by").prefetch_related("moves")
    shown = [_shown(one, at) for one in rows.order_by("due_at", "pk")]
    return sorted(shown, key=lambda one: not one.is_owed)


def _shown(promise: Promise, at: datetime) -> PromiseShown:
    moves = tuple(
        f"from {move.due_before:%-d %B %H:%M} to {move.due_after:%-d %B %H:%M}: {move.reason}"
        for move in promise.moves.all()
    )
    state = state_of(promise, at)
    is_near = state == PromiseState.OPEN and at >= warn_from(promise.made_at, promise.due_at)
    return PromiseShown(promise, state, is_near, moves)


def case_of_promise(promise: Promise) -> CasePromise | None:
    """Return the link of a promise to its case, where it was made in one."""
    return CasePromise.objects.filter(promise=promise).select_related("case", "case__merged_into").first()


def case_promises_visible_to(user: User) -> QuerySet[Promise]:
    """Return the promises of the cases somebody may see."""
    seen = cases_visible_to(user)
    return Promise.objects.filter(in_case__case__in=seen).select_related("customer", "made_by")


def draft_of(case: Case, user: User) -> str:
    """Return the reply that somebody began in a case."""
    found = Draft.objects.filter(case=case, person=user, is_note=False).first()
    return found.text if found else ""
