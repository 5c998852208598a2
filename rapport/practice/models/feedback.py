"""Feedback that somebody asked a colleague for, and what came back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rapport.practice.models.reflections import SOURCES
from rapport.practice.rules.feedback import FeedbackState
from rapport.staff.models import User

STATES = [(str(state), str(state)) for state in FeedbackState]


class Feedback(models.Model):
    """One question of a learner to a colleague about something particular, and its one answer."""

    learner = models.ForeignKey(User, models.PROTECT, related_name="feedback_asked")
    colleague = models.ForeignKey(User, models.PROTECT, related_name="feedback_to_give")
    question = models.TextField()
    source = models.CharField(max_length=10, choices=SOURCES, blank=True)
    number = models.PositiveBigIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=STATES, default=FeedbackState.ASKED)
    answer = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(learner=F("colleague")), name="feedback_of_another"),
            models.CheckConstraint(
                condition=Q(state=FeedbackState.ASKED, settled_at__isnull=True)
                | (~Q(state=FeedbackState.ASKED) & Q(settled_at__isnull=False)),
                name="feedback_settled_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=FeedbackState.ANSWERED) | ~Q(answer=""), name="feedback_answer_has_words"
            ),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of the question's page."""
        return f"/practice/feedback/{self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether the colleague has not answered yet, nor declined."""
        return self.state == FeedbackState.ASKED
