"""Who sees which feedback: who asked, who was asked, and the learner's assessor; nobody else."""

from django.db.models import Q, QuerySet

from rapport.practice.models import Enrolment, Feedback
from rapport.practice.rules.feedback import FeedbackState
from rapport.staff.models import User


def feedback_visible_to(user: User) -> QuerySet[Feedback]:
    """Return the feedback that somebody asked for, was asked for, or reads as the learner's assessor.

    A quality assurer and a team leader are not among them: a question to a colleague should be easy to ask.
    """
    if not user.is_active:
        return Feedback.objects.none()
    learners = Enrolment.objects.filter(assessor=user, ended_at__isnull=True).values("learner")
    seen = Q(learner=user) | Q(colleague=user) | Q(learner__in=learners)
    return Feedback.objects.filter(seen).select_related("learner", "colleague")


def feedback_asked_by(user: User) -> QuerySet[Feedback]:
    """Return what somebody asked colleagues, the newest first."""
    return feedback_visible_to(user).filter(learner=user)


def feedback_to_give(user: User) -> QuerySet[Feedback]:
    """Return what somebody was asked and has not settled yet, the oldest first."""
    waiting = feedback_visible_to(user).filter(colleague=user, state=FeedbackState.ASKED)
    return waiting.order_by("asked_at", "pk")


def feedback_given(user: User) -> QuerySet[Feedback]:
    """Return what somebody answered or declined, the newest first."""
    return feedback_visible_to(user).filter(colleague=user).exclude(state=FeedbackState.ASKED)


def feedback_of_learners(user: User) -> QuerySet[Feedback]:
    """Return the feedback of the learners somebody assesses."""
    return feedback_visible_to(user).exclude(learner=user).exclude(colleague=user)


def colleagues_to_ask(user: User) -> QuerySet[User]:
    """Return everybody who works here and could be asked."""
    return User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("name", "pk")
