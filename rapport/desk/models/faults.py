"""Faults in making as the desk knows them: the cases they are behind, and the root cause of each."""

from typing import ClassVar

from django.db import models

from rapport.desk.models.cases import Case
from rapport.desk.models.complaints import Cause
from rapport.orders.models import NonConformance


class CaseFault(models.Model):
    """A fault in making that a case is about; one fault may be behind many cases."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="faults")
    fault = models.ForeignKey(NonConformance, models.CASCADE, related_name="in_cases")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "fault"], name="fault_of_case_once")]


class FaultCause(models.Model):
    """The root cause of a fault in making, from the list and in words."""

    fault = models.OneToOneField(NonConformance, models.CASCADE, related_name="cause")
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="found_in_faults")
    text = models.CharField(max_length=600, blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
