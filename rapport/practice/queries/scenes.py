"""Role-plays, and who sees which."""

from django.db.models import QuerySet

from rapport.practice.models import RolePlay
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.rules.scenes.refusals import RolePlayNotFound
from rapport.staff.models import User

LATEST = 50


def role_plays_visible_to(user: User) -> QuerySet[RolePlay]:
    """Return one's own role-plays, and those of the learners one assesses or assures."""
    return RolePlay.objects.filter(learner__in=learners_visible_to(user)).select_related("learner")


def role_play_visible_to(user: User, number: int) -> RolePlay:
    """Return one role-play, or say that there is none."""
    found = role_plays_visible_to(user).filter(pk=number).first()
    if found is None:
        raise RolePlayNotFound(number=number)
    return found


def own_role_plays(user: User) -> QuerySet[RolePlay]:
    """Return one's own role-plays, the latest first."""
    return role_plays_visible_to(user).filter(learner=user)[:LATEST]


def role_plays_of_learners(user: User) -> QuerySet[RolePlay]:
    """Return the ended role-plays of one's learners, the latest first."""
    return role_plays_visible_to(user).exclude(learner=user).filter(ended_at__isnull=False)[:LATEST]
