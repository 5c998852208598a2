"""Whom one may choose where somebody is enrolled."""

from django.db.models import QuerySet

from rapport.practice.models import Enrolment
from rapport.staff.models import User
from rapport.staff.rules import MAY, Role, Sight


def may_be_enrolled_by(user: User) -> QuerySet[User]:
    """Return the people who are not enrolled, without whoever enrols."""
    enrolled = Enrolment.objects.filter(ended_at=None).values("learner")
    return _active().exclude(pk__in=enrolled).exclude(pk=user.pk)


def may_assess() -> QuerySet[User]:
    """Return the people whose role may sign claims."""
    return _active().filter(role__in=_roles(Sight.ASSESS))


def may_assure() -> QuerySet[User]:
    """Return the people whose role may sample decisions."""
    return _active().filter(role__in=_roles(Sight.ASSURE))


def _active() -> QuerySet[User]:
    return User.objects.filter(is_active=True).order_by("name", "pk")


def _roles(sight: Sight) -> list[Role]:
    return [role for role in Role if sight in MAY[role]]
