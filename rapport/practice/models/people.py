"""Who works towards a qualification, and who assesses them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.staff.models import User


class Enrolment(models.Model):
    """A learner with the people who look after them; at most one is open at a time.

    `adjustments` is what the learner asked for (more time, larger print, answers spoken), never why.
    """

    learner = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    assessor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="assesses")
    assurer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="assures")
    adjustments = models.TextField(blank=True)
    marks_blind = models.BooleanField(default=True)  # the machine's view is hidden until the assessor marked
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    deletes_on = models.DateField(null=True, blank=True)  # of a leaver: when their portfolio goes

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(ended_at__isnull=True), name="enrolment_open_once"
            ),
            models.CheckConstraint(
                condition=Q(assessor__isnull=True) | ~Q(assessor=models.F("learner")),
                name="enrolment_not_own_assessor",
            ),
            models.CheckConstraint(
                condition=Q(assurer__isnull=True)
                | (~Q(assurer=models.F("learner")) & ~Q(assurer=models.F("assessor"))),
                name="enrolment_other_assurer",
            ),
        ]
