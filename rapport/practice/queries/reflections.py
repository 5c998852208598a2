"""Which reflections somebody may see, and what they may be about."""

from typing import Any

from django.db.models import QuerySet

from rapport.desk.models import Case
from rapport.desk.queries import cases_visible_to
from rapport.practice.models import Goal, Reflection
from rapport.practice.queries.goals import goals_of, goals_visible_to
from rapport.practice.queries.learning import answers_visible_to
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.queries.scenes import role_plays_visible_to
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
    """Return the case that something is about, and None of another source.

    What the person may not see, or of practice is not their own, is not found.
    """
    if source == Source.NONE:
        return None
    found = _own(user)[Source(source)].filter(pk=number or 0).first()
    if found is None:
        raise SourceNotFound(kind=source, number=number)
    return found if isinstance(found, Case) else None


def _own(user: User) -> dict[Source, QuerySet[Any]]:
    """Return what somebody may reflect on or ask about, by what it is."""
    return {
        Source.CASE: cases_visible_to(user).select_related("customer"),
        Source.GOAL: goals_of(user),
        Source.ROLE_PLAY: role_plays_visible_to(user).filter(learner=user),
        Source.ANSWER: answers_visible_to(user).filter(learner=user),
    }


def goal_of_source(user: User, source: str, number: int | None) -> Goal | None:
    """Return one's own goal that something is about, and None of another source."""
    return goals_of(user).filter(pk=number or 0).first() if source == Source.GOAL else None


def address_of_source(user: User, source: str, number: int | None) -> str:
    """Return where that which something is about is shown, if this person may see it there."""
    if source == Source.NONE:
        return ""
    seen: dict[Source, QuerySet[Any]] = {
        Source.CASE: cases_visible_to(user),
        Source.GOAL: goals_visible_to(user),
        Source.ROLE_PLAY: role_plays_visible_to(user),
        Source.ANSWER: answers_visible_to(user),
    }
    found = seen[Source(source)].filter(pk=number or 0).first()
    return str(found.get_absolute_url()) if found else ""
