"""What lines wait for: parts that are expected, and steps of work with their capacity."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from rapport.orders.rules.words import WorkStage


class Part(models.Model):
    """A part from a supplier that lines are made of; without a day it is here."""

    number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    supplier = models.CharField(max_length=120, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)  # of the last move, as a customer may read it

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class PartMove(models.Model):
    """The expected day of a part was moved, or the part came: what it was, and why."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="moves")
    before = models.DateField(null=True, blank=True)
    after = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class WorkStep(models.Model):
    """A step that lines go through: done by a team, in so many working days at full capacity."""

    name = models.CharField(max_length=80, unique=True)
    stage = models.CharField(max_length=12, choices=[(str(word), str(word)) for word in WorkStage])
    team = models.ForeignKey("staff.Team", models.SET_NULL, null=True, blank=True, related_name="+")
    days = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class CapacityChange(models.Model):
    """For some days, both included, a step does so many per cent of a day's work."""

    step = models.ForeignKey(WorkStep, models.CASCADE, related_name="changes")
    from_on = models.DateField()
    until_on = models.DateField()
    percent = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=200)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-until_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="capacity_days_in_order"),
            models.CheckConstraint(condition=Q(percent__lt=100), name="capacity_below_full"),
        ]
