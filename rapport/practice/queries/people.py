"""Who sees whose practice: the one place that decides."""

from django.db.models import Q, QuerySet

from rapport.practice.models import Enrolment
from rapport.staff.models import User
from rapport.staff.rules import Sight


def enrolments_visible_to(user: User) -> QuerySet[Enrolment]:
    """Return one's own enrolment, those one assesses or assures, and all for who enrols people."""
    enrolments = Enrolment.objects.select_related("learner", "assessor", "assurer")
    if not user.is_active:
        return enrolments.none()
    if user.may(Sight.ENROL):
        return enrolments
    return enrolments.filter(Q(learner=user) | Q(assessor=user) | Q(assurer=user))


def learners_visible_to(user: User) -> QuerySet[User]:
    """Return those whose answers, role-plays and portfolio somebody may see: their own, and their learners'.

    A team leader does not see them: the coaching view counts and names nobody.
    """
    if not user.is_active:
        return User.objects.none()
    open_ones = Enrolment.objects.filter(Q(assessor=user) | Q(assurer=user), ended_at__isnull=True)
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=open_ones.values("learner")))
