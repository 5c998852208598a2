"""Role-plays and their turns."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from rapport.staff.models import User


class RolePlay(models.Model):
    """One go at a scene: fixed by scene, version and seed, marked once when it ends.

    `reads_with` names what the turns were heard with, so that a go can be told from one with other ears.
    """

    learner = models.ForeignKey(User, models.PROTECT, related_name="role_plays")
    scene = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    channel = models.CharField(max_length=10)
    reads_with = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, blank=True)
    marks = models.JSONField(default=dict, blank=True)
    mark_version = models.CharField(max_length=16, blank=True)
    own_rating = models.JSONField(default=dict, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["learner", "scene"], name="role_play_by_learner")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="role_play_ended_somehow",
            ),
            models.CheckConstraint(
                condition=Q(rated_at__isnull=True) | Q(ended_at__isnull=False), name="role_play_rated_after"
            ),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("practice:role_play", args=[self.pk])


class SceneTurn(models.Model):
    """What one side said; never changed. The customer's turn holds what the learner's before it changed."""

    role_play = models.ForeignKey(RolePlay, models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    by = models.CharField(max_length=10)
    text = models.TextField()
    shown = models.CharField(max_length=200, blank=True)  # body language or voice
    hint = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=list, blank=True)
    moves = models.JSONField(default=list, blank=True)
    state = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role_play", "number"], name="scene_turn_once"),
            models.CheckConstraint(
                condition=Q(by="adviser") | Q(by="customer"), name="scene_turn_by_one_of_two"
            ),
        ]
