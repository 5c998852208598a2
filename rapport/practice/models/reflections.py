"""Reflections: what happened, so what, and now what."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.practice.rules.reflections import Source
from rapport.staff.models import User

SOURCES = [(str(source), str(source)) for source in Source]


class Reflection(models.Model):
    """What somebody thought about something that happened; of a case its number alone is kept.

    `goal` is what became of “now what”, where it became one.
    """

    learner = models.ForeignKey(User, models.PROTECT, related_name="reflections")
    what = models.TextField()
    so_what = models.TextField()
    now_what = models.TextField()
    source = models.CharField(max_length=10, choices=SOURCES, blank=True)
    number = models.PositiveBigIntegerField(null=True, blank=True)
    said_no_customer = models.BooleanField(default=False)  # what looked like personal data belongs to none
    at = models.DateTimeField()
    goal = models.OneToOneField(
        "practice.Goal", models.SET_NULL, null=True, blank=True, related_name="came_from"
    )

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(source="", number__isnull=True) | (~Q(source="") & Q(number__isnull=False)),
                name="reflection_source_has_number",
            )
        ]

    def __str__(self) -> str:
        return self.what[:80]

    def get_absolute_url(self) -> str:
        """Return the address of the reflection's page."""
        return f"/practice/reflections/{self.pk}"
