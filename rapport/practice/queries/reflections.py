"""Which reflections somebody may see, and what they may be about."""

from django.db.models import QuerySet

from rapport.desk.models import Case
from rapport.desk.queries import cases_visible_to
from rapport.practice.models import Goal, Reflection
from rapport.practice.queries.goals import goals_of
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.rules.reflections import Source, SourceNotFound
from rapport.staff.models import User


def reflections_visible_to(user: User) -> QuerySet[Reflection]:
    """Return one's own reflections and those of one's learners, the newest first."""
    seen = Reflection.objects.filter(learner__in=learners_visible_to(user))
    return seen.select_related("learner", "goal")


def reflections_of(user: User) -> QuerySet[Reflection]:
    """Return one's own reflections, the newest first."""
    return Reflection.objects.filter(learner=user).select_related("learner", "goal")


def case_of_source(user: User, source: str, number: int | None) -> Case | None:
    """Return the case that something is about; one that the person may not see is not found."""
    if source != Source.CASE:
        return None
    found = cases_visible_to(user).select_related("customer").filter(pk=number or 0).first()
    if found is None:
        raise SourceNotFound(kind=source, number=number)
    return found


def goal_of_source(user: User, source: str, number: int | None) -> Goal | None:
    """Return one's own goal that something is about."""
    if source != Source.GOAL:
        return None
    found = goals_of(user).filter(pk=number or 0).first()
    if found is None:
        raise SourceNotFound(kind=source, number=number)
    return found


def address_of_source(user: User, source: str, number: int | None) -> str:
    """Return where that which something is about is shown, if this person may see it there."""
    if source == Source.CASE and cases_visible_to(user).filter(pk=number or 0).exists():
        return f"/cases/{number}"
    if source == Source.GOAL and Goal.objects.filter(learner__in=learners_visible_to(user), pk=number or 0):
        return f"/practice/goals/{number}"
    return ""
