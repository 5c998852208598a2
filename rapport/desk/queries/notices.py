"""What somebody is told, who is away, and the texts they may start from."""

from datetime import date

from django.db.models import Q, QuerySet

from rapport.desk.models import Absence, BulkDeed, Case, Notice, SavedReply, Webhook
from rapport.staff.models import User
from rapport.staff.rules import Sight

SHOWN = 100


def notices_of(user: User) -> QuerySet[Notice]:
    """Return what somebody was told, the unread first, then the newest."""
    return Notice.objects.filter(person=user).select_related("case").order_by("read_at", "-at", "-pk")


def unread_count(user: User) -> int:
    """Return how many notices somebody has not read, at most a hundred."""
    unread = Notice.objects.filter(person=user, read_at__isnull=True)
    return len(unread.order_by().values_list("pk")[:SHOWN])


def absences_visible_to(user: User, today: date) -> QuerySet[Absence]:
    """Return who is away now or later: the team's own, everybody's for those who see other teams."""
    seen = Absence.objects.filter(until__gte=today).select_related("person", "cover")
    if user.may(Sight.OTHER_TEAMS):
        return seen
    return seen.filter(Q(person=user) | Q(person__team__isnull=False, person__team=user.team_id))


def saved_replies_for(user: User, case: Case | None = None) -> QuerySet[SavedReply]:
    """Return the saved replies somebody may use: of their team and of all; for a case those that fit it."""
    seen = SavedReply.objects.filter(Q(team__isnull=True) | Q(team=user.team_id))
    return seen.filter(kind__in=["", case.kind]) if case else seen


def deed_of(user: User, number: int) -> QuerySet[BulkDeed]:
    """Return a deed in bulk of somebody's own."""
    return BulkDeed.objects.filter(by=user, pk=number)


def webhooks_visible_to(user: User) -> QuerySet[Webhook]:
    """Return the programs that are told, to those who look after mailboxes."""
    seen = Webhook.objects.filter(is_active=True).order_by("pk")
    return seen if user.may(Sight.MAILBOXES) else seen.none()
