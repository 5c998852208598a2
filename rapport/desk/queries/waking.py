"""What wakes a snoozed case."""

from datetime import datetime

from django.db.models import Min, Q, QuerySet

from rapport.desk.models import Case
from rapport.desk.queries.counting import owed_in
from rapport.desk.rules import DONE, CaseState
from rapport.desk.rules.words import SnoozeEvent


def due_promise(case: Case) -> datetime | None:
    """Return when the earliest open promise of a case falls due."""
    open_ones = owed_in([case]).filter(promise__broken_at__isnull=True)
    due: datetime | None = open_ones.aggregate(due=Min("promise__due_at"))["due"]
    return due


def to_wake(at: datetime) -> QuerySet[Case]:
    """Return the snoozed cases whose time has come, and those whose linked one is done now."""
    done = Q(links__other__state__in=DONE) | Q(linked__case__state__in=DONE)
    has_come = Q(snoozed_until__lte=at) | (done & Q(snoozed_for=SnoozeEvent.LINKED))
    return Case.objects.filter(has_come, state=CaseState.SNOOZED).distinct()
