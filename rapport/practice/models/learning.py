"""What somebody answered, how the machine marked it, and when each point comes back."""

from typing import ClassVar

from django.db import models

from rapport.staff.models import User


class Answer(models.Model):
    """What somebody wrote to a question, kept before anything is made of it."""

    learner = models.ForeignKey(User, models.PROTECT, related_name="answers")
    topic = models.SlugField(max_length=80)
    question = models.SlugField(max_length=80)
    content_version = models.PositiveIntegerField()
    text = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-answered_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["learner", "topic", "question", "-answered_at"], name="answer_by_question"),
        ]

    def get_absolute_url(self) -> str:
        """Return where the answer is shown with its marks."""
        return f"/practice/answers/{self.pk}"


class Mark(models.Model):
    """How the machine marked an answer: feedback for practice and a suggestion, never a verdict.

    `version` names all that the mark depends on beside the answer; `points` has for each point its id,
    chance (`p`), outcome, span and what stood against it.
    """

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="mark")
    version = models.CharField(max_length=200)
    score = models.FloatField()
    points = models.JSONField()
    guards = models.JSONField(default=list)
    misconceptions = models.JSONField(default=list)
    marked_at = models.DateTimeField()


class PointCard(models.Model):
    """When a point of a question comes back to a learner; `card` is what the spacing keeps, as plain data."""

    learner = models.ForeignKey(User, models.PROTECT, related_name="point_cards")
    topic = models.SlugField(max_length=80)
    question = models.SlugField(max_length=80)
    point = models.SlugField(max_length=80)
    card = models.JSONField()
    due_on = models.DateField()
    shown_at = models.DateTimeField(null=True, blank=True)  # of the latest answer that showed it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "topic", "question", "point"], name="card_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["learner", "due_on"], name="card_by_day")]


class TaskAnswer(models.Model):
    """What somebody worked out from the table of a case study."""

    learner = models.ForeignKey(User, models.PROTECT, related_name="task_answers")
    topic = models.SlugField(max_length=80)
    case = models.SlugField(max_length=80)
    task = models.SlugField(max_length=80)
    content_version = models.PositiveIntegerField()
    text = models.CharField(max_length=200)
    is_right = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-answered_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["learner", "topic", "case"], name="task_answer_by_case")]
