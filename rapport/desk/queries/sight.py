"""Who may see which case, and what hangs on it: the one place that decides it."""

from django.db.models import Q, QuerySet

from rapport.desk.models import Attachment, Case, Clock, Entry, Message, Redress
from rapport.desk.rules import CaseNotFound, CaseState
from rapport.staff.models import User
from rapport.staff.rules import Sight

MOST_MERGES = 50  # of merges that follow one upon another


def cases_visible_to(user: User) -> QuerySet[Case]:
    """Return the cases somebody may see: the one place that decides it.

    Their own team's, other teams' and those of no team as their role allows, those they are at work on,
    and those of customers assigned to them. Merged cases are among them; spam too.
    """
    return Case.objects.filter(_seen_by(user))


def _seen_by(user: User) -> Q:
    if user.may(Sight.OTHER_TEAMS) and user.may(Sight.NO_TEAM):
        return Q()
    seen = Q(pk__in=[])
    if user.may(Sight.OTHER_TEAMS):
        seen |= Q(team__isnull=False)
    if user.may(Sight.NO_TEAM):
        seen |= Q(team__isnull=True)
    if user.may(Sight.OWN_TEAM):
        seen |= Q(assignee=user.pk)
        if user.team_id is not None:
            seen |= Q(team=user.team_id)
    if user.may(Sight.ASSIGNED):
        seen |= Q(customer__in=user.assigned.values("customer"))
    return seen


def case_visible_to(user: User, number: int) -> Case:
    """Return a case by number; a merged one as it stands, for its page says where it went."""
    seen = cases_visible_to(user).select_related("customer", "team", "assignee", "order", "merged_into")
    found = seen.filter(pk=number).first()
    if found is None:
        raise CaseNotFound(number=number)
    return found


def resolve_case(case: Case) -> Case:
    """Return the case that a case stands for now, following merges."""
    for _ in range(MOST_MERGES):
        if case.state != CaseState.MERGED or case.merged_into is None:
            return case
        case = case.merged_into
    return case


def entries_visible_to(user: User) -> QuerySet[Entry]:
    """Return what happened in the cases somebody may see."""
    return Entry.objects.filter(case__in=cases_visible_to(user))


def messages_visible_to(user: User) -> QuerySet[Message]:
    """Return the messages of the cases somebody may see."""
    return Message.objects.filter(case__in=cases_visible_to(user)).select_related("case")


def attachments_visible_to(user: User) -> QuerySet[Attachment]:
    """Return the files of the cases somebody may see."""
    return Attachment.objects.filter(message__case__in=cases_visible_to(user)).select_related("message")


def clocks_visible_to(user: User) -> QuerySet[Clock]:
    """Return the clocks of the cases somebody may see."""
    return Clock.objects.filter(case__in=cases_visible_to(user)).select_related("case")


def redress_visible_to(user: User) -> QuerySet[Redress]:
    """Return the redress of the cases somebody may see."""
    return Redress.objects.filter(case__in=cases_visible_to(user)).select_related("case")
