"""Which goals somebody may see, what may be linked to them, and which are to be looked at again."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from django.db.models import F, Q, QuerySet

from rapport.practice.models import Goal
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.rules.goals import GoalState
from rapport.practice.rules.syllabus import read_content
from rapport.staff.models import User


def goals_visible_to(user: User) -> QuerySet[Goal]:
    """Return one's own goals and those of one's learners."""
    return Goal.objects.filter(learner__in=learners_visible_to(user)).select_related("learner")


def goals_of(user: User) -> QuerySet[Goal]:
    """Return one's own goals, which nobody else may change."""
    return Goal.objects.filter(learner=user).select_related("learner")


def goals_open(user: User) -> QuerySet[Goal]:
    """Return one's own goals that one is still after, those to look at first."""
    return goals_of(user).filter(state=GoalState.OPEN)


def goals_ended(user: User) -> QuerySet[Goal]:
    """Return one's own goals that were reached or dropped, the latest first."""
    return goals_of(user).exclude(state=GoalState.OPEN).order_by("-ended_at", "-pk")


def goals_of_learners(user: User) -> QuerySet[Goal]:
    """Return the open goals of the learners whom somebody assesses or assures."""
    return goals_visible_to(user).filter(state=GoalState.OPEN).exclude(learner=user)


def goals_to_tell_of(today: date) -> QuerySet[Goal]:
    """Return the open goals whose day of review has come and of which nobody was told yet."""
    due = Goal.objects.filter(state=GoalState.OPEN, review_on__lte=today, learner__is_active=True)
    untold = Q(told_for__isnull=True) | ~Q(told_for=F("review_on"))
    return due.filter(untold).select_related("learner")


@cache
def links() -> dict[str, str]:
    """Return what a goal may be linked to, by its name: the topics first, then the marking points."""
    return dict(_links())


def _links() -> Iterator[tuple[str, str]]:
    topics = read_content().topics
    yield from ((topic.id, topic.title) for topic in topics)
    points = sorted((point.row, point.text) for topic in topics for point in topic.marking_points)
    yield from ((row, f"{row} {text}") for row, text in points)
