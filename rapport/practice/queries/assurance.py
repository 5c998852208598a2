"""What a quality assurer looks at again."""

from dataclasses import dataclass

from django.db.models import QuerySet

from rapport.practice.models import ClaimDecision, Enrolment, Sample
from rapport.staff.models import User


def samples_visible_to(user: User) -> QuerySet[Sample]:
    """Return the decisions drawn for a second look of the learners somebody assures; never their own."""
    learners = Enrolment.objects.filter(ended_at=None, assurer=user).values("learner")
    found = Sample.objects.filter(decision__claim__evidence__learner__in=learners)
    found = found.exclude(decision__by=user).select_related(
        "decision__claim__evidence__learner", "decision__by", "look"
    )
    return found.order_by("-at", "-pk")


@dataclass(frozen=True)
class Coverage:
    """How many decisions there are, how many were drawn, looked at, and agreed with."""

    decisions: int
    drawn: int
    looked: int
    agreed: int


def coverage_of(user: User) -> Coverage:
    """Return how far somebody has looked at the decisions on those they assure."""
    learners = Enrolment.objects.filter(ended_at=None, assurer=user).values("learner")
    decisions = ClaimDecision.objects.filter(claim__evidence__learner__in=learners).exclude(by=user)
    samples = samples_visible_to(user)
    return Coverage(
        decisions.count(),
        samples.count(),
        samples.filter(look__isnull=False).count(),
        samples.filter(look__agrees=True).count(),
    )
