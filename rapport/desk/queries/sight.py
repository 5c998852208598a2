"""Who may see which case, and what hangs on it: the one place that decides it."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from rapport.customers.models import Assignment
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
    ways = _ways(user, user.assigned.values("customer") if user.may(Sight.ASSIGNED) else None)
    return reduce(or_, ways) if ways else Q(pk__in=[])


def ways_to_see(user: User) -> list[Q]:
    """Return the grounds on which somebody sees cases, each a condition that an index answers.

    A case is seen on any of them. A long list is read ground by ground: asked for all at once, a database
    reads and sorts everything.
    """
    if _sees_all(user):
        return [Q()]
    assigned = list(user.assigned.values_list("customer", flat=True)) if user.may(Sight.ASSIGNED) else []
    return _ways(user, assigned or None)


def _sees_all(user: User) -> bool:
    return user.may(Sight.OTHER_TEAMS) and user.may(Sight.NO_TEAM)


def _ways(user: User, assigned: Any) -> list[Q]:
    if _sees_all(user):
        return [Q()]
    ways = []
    if user.may(Sight.OTHER_TEAMS):
        ways.append(Q(team__isnull=False))
    if user.may(Sight.NO_TEAM):
        ways.append(Q(team__isnull=True))
    if user.may(Sight.OWN_TEAM):
        ways.append(Q(assignee=user.pk))
        if user.team_id is not None:
            ways.append(Q(team=user.team_id))
    if assigned is not None:
        ways.append(Q(customer__in=assigned))
    return ways


def who_see(case: Case, people: Iterable[User]) -> list[User]:
    """Return those of some people who see a case, in their order, with one query however many they are."""
    asked = [*people]
    assigned = _assigned_to(case)
    return [one for one in asked if _meets(one, case, assigned)]


def _assigned_to(case: Case) -> set[int]:
    if case.customer_id is None:
        return set()
    return {*Assignment.objects.filter(customer=case.customer_id).values_list("person", flat=True)}


def _meets(user: User, case: Case, assigned: Collection[int]) -> bool:
    """Tell whether a case meets any of the grounds of `_ways`, with the row at hand."""
    theirs = case.assignee_id == user.pk or (case.team_id is not None and case.team_id == user.team_id)
    return (
        user.may(Sight.OTHER_TEAMS if case.team_id is not None else Sight.NO_TEAM)
        or (user.may(Sight.OWN_TEAM) and theirs)
        or (user.may(Sight.ASSIGNED) and user.pk in assigned)
    )


def case_visible_to(user: User, number: int) -> Case:
    """Return a case by number; a merged one as it stands, for its page says where it went.

    Few cases have an order or were merged: those two are read where they are asked for.
    """
    return _one(cases_visible_to(user).select_related("customer", "team", "assignee"), number)


def case_to_change(user: User, number: int) -> Case:
    """Return a case by number for an action, which locks it and reads it: here, only that it may be seen."""
    return _one(cases_visible_to(user).only("pk"), number)


def _one(seen: QuerySet[Case], number: int) -> Case:
    try:
        return seen.get(pk=number)
    except Case.DoesNotExist:
        raise CaseNotFound(number=number) from None


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
