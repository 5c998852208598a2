"""What assessors decide on answers, and how far the machine agrees with them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.practice.models.learning import Answer
from rapport.practice.models.people import Enrolment
from rapport.practice.rules.outcomes import OUTCOME_WORDS, Outcome
from rapport.staff.models import User


class SentAnswer(models.Model):
    """An answer that a learner sent to the assessor of their enrolment."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="sent")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="sent_answers")
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sent_at", "pk"]

    def get_absolute_url(self) -> str:
        """Return where the assessor marks it."""
        return f"/practice/marking/{self.pk}"


class Decision(models.Model):
    """What an assessor decided on an answer; a later one changes it, and both stay. Never changed itself."""

    sent = models.ForeignKey(SentAnswer, models.PROTECT, related_name="decisions")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    comment = models.TextField(blank=True)
    was_blind = models.BooleanField()  # the machine's view was hidden until then

    class Meta:
        ordering: ClassVar = ["at", "pk"]


class PointDecision(models.Model):
    """What was decided on one point: what stood there before, and what stands now. Never changed.

    `was` is the decision before it, else what the machine suggested; `chance` is the machine's, where it
    had marked the answer.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="points")
    point = models.SlugField(max_length=80)
    was = models.CharField(max_length=20, blank=True)
    became = models.CharField(max_length=20)
    chance = models.FloatField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "point"], name="point_decided_once"),
            models.CheckConstraint(
                condition=Q(became__in=["shown", "not_shown"]), name="point_decided_either_way"
            ),
        ]

    @property
    def words(self) -> str:
        """What was decided, as people read it."""
        return OUTCOME_WORDS[Outcome(self.became)]

    @property
    def was_words(self) -> str:
        """What stood there before, as people read it; nothing where nothing did."""
        return OUTCOME_WORDS[Outcome(self.was)] if self.was else ""


class PointAgreement(models.Model):
    """How far the machine agrees with assessors on a point, counted each night.

    `kappa` is null where both used one word alone, so that there is nothing to tell chance from.
    """

    topic = models.SlugField(max_length=80)
    question = models.SlugField(max_length=80)
    point = models.SlugField(max_length=80)
    decisions = models.PositiveIntegerField()
    blind = models.PositiveIntegerField()  # of them made without seeing the machine's view
    agreed = models.PositiveIntegerField()
    kappa = models.FloatField(null=True, blank=True)
    is_off = models.BooleanField(default=False)  # no longer marked by the machine
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "question", "point"], name="point_agreement_once"),
        ]
