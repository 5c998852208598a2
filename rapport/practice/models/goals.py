"""Goals, and all that ever happened to them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.practice.rules.goals import LONGEST_NOTE, LONGEST_TEXT, GoalDeed, GoalState
from rapport.practice.rules.smart import Wording
from rapport.staff.models import User

STATES = [(str(state), str(state)) for state in GoalState]
DEEDS = [(str(deed), str(deed)) for deed in GoalDeed]


class Goal(models.Model):
    """What somebody wants to reach, as it reads now; its history says how it read before.

    `link` is a topic or a row of the syllabus. `told_for` is the day of review that a notice told of.
    """

    learner = models.ForeignKey(User, models.PROTECT, related_name="goals")
    text = models.CharField(max_length=LONGEST_TEXT)
    seen_by = models.CharField(max_length=LONGEST_TEXT, blank=True)
    own_part = models.CharField(max_length=LONGEST_TEXT, blank=True)
    link = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True, blank=True)
    review_on = models.DateField()
    told_for = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=STATES, default=GoalState.OPEN)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["review_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="goal_has_words"),
            models.CheckConstraint(
                condition=Q(state=GoalState.OPEN, ended_at__isnull=True)
                | (~Q(state=GoalState.OPEN) & Q(ended_at__isnull=False)),
                name="goal_ended_says_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["review_on"], condition=Q(state=GoalState.OPEN), name="goal_to_look_at")
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Return the address of the goal's page."""
        return f"/practice/goals/{self.pk}"

    @property
    def wording(self) -> Wording:
        """The goal as the checks read it."""
        return Wording(self.text, self.seen_by, self.own_part, self.due_on, self.link)

    @property
    def is_open(self) -> bool:
        """Whether somebody is still after it."""
        return self.state == GoalState.OPEN


class GoalEntry(models.Model):
    """One thing that happened to a goal: appended, never changed; `reads` is the goal as it read then."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    deed = models.CharField(max_length=10, choices=DEEDS)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.CharField(max_length=LONGEST_NOTE, blank=True)
    reads = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
