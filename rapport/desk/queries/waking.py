"""What wakes a snoozed case."""

from datetime import datetime

from django.db.models import Min, Q, QuerySet

from rapport.desk.models import Case, CasePromise
from rapport.desk.rules import DONE, CaseState
from rapport.desk.rules.words import SnoozeEvent


def due_promise(case: Case) -> datetime | None:
    """Return when the earliest open promise of a case falls due."""
    open_ones = CasePromise.objects.filter(
        case=case, promise__kept_at__isnull=True, promise__broken_at__isnull=True,
        promise__withdrawn_at__isnull=True,
    )  # fmt: skip
    due: datetime | None = open_ones.aggregate(due=Min("promise__due_at"))["due"]
    return due


def woken_by_links() -> QuerySet[Case]:
    """Return the snoozed cases that wait for a linked one which is done now."""
    done = Q(links__other__state__in=DONE) | Q(linked__case__state__in=DONE)
    return Case.objects.filter(done, state=CaseState.SNOOZED, snoozed_for=SnoozeEvent.LINKED).distinct()
