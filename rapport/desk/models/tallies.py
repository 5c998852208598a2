"""What was counted of the desk, kept so that nobody counts while somebody waits for a page."""

from typing import ClassVar

from django.db import models


class DeskTally(models.Model):
    """The figures of one scope over the weeks before `counted_at`; the next count takes its place.

    `scope` is "all", "none" for cases of no team, or the number of a team. `found` holds values, n and
    intervals by the keys of `rules.measures`, and the pictures.
    """

    scope = models.CharField(max_length=20)
    weeks = models.PositiveSmallIntegerField()
    counted_at = models.DateTimeField()
    shape = models.PositiveSmallIntegerField()  # of `found`: pages of another version wait for the next count
    found = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scope", "weeks"], name="tally_once")]
