"""What people would like to practise."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.staff.models import User


class Wish(models.Model):
    """Something that somebody would like to practise; who it is, a leader sees where they said so."""

    person = models.ForeignKey(User, models.PROTECT, related_name="wishes")
    about = models.CharField(max_length=120)  # `topic`, `topic.case`, or `scene.` and a role-play
    words = models.CharField(max_length=300, blank=True)
    may_be_named = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "about"], condition=Q(ended_at__isnull=True), name="wish_once"
            )
        ]
