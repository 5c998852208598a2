"""How an item has to be: papers by revision, what the customer agreed to, requirements and their checks."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from rapport.orders.rules.words import Answer, PaperKind


class Paper(models.Model):
    """A specification, a drawing or a quality standard; what it says is in its revisions."""

    kind = models.CharField(max_length=16, choices=[(str(word), str(word)) for word in PaperKind])
    number = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=160)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Revision(models.Model):
    """A paper as it was issued once: its mark, and what changed with it."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="revisions")
    mark = models.CharField(max_length=20)
    change = models.CharField(max_length=400, blank=True)
    issued_at = models.DateTimeField()
    issued_by_name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["-issued_at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["paper", "mark"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.paper.number} revision {self.mark}"


class Agreement(models.Model):
    """A revision laid before the customer of a line; who there answered, when, and who noted it."""

    line = models.ForeignKey("orders.PromisedLine", models.CASCADE, related_name="agreements")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="agreements")
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=120)
    told_at = models.DateTimeField(null=True, blank=True)  # the customer heard that we ask
    answer = models.CharField(max_length=8, choices=[(str(word), str(word)) for word in Answer], blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)  # at the customer
    noted_by_name = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["revision__paper__number", "-asked_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], condition=Q(answer=""), name="agreement_wanted")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "revision"], name="agreement_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.revision)


class Requirement(models.Model):
    """Something asked of a line that is checked off against what was made."""

    line = models.ForeignKey("orders.PromisedLine", models.CASCADE, related_name="requirements")
    name = models.CharField(max_length=160)
    low = models.DecimalField(max_digits=14, decimal_places=5, null=True, blank=True)
    high = models.DecimalField(max_digits=14, decimal_places=5, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gte=F("low")),
                name="limits_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Check(models.Model):
    """A requirement looked at: what was measured, whether it was met, by whom, when; the last one counts."""

    requirement = models.ForeignKey(Requirement, models.CASCADE, related_name="checks")
    value = models.DecimalField(max_digits=14, decimal_places=5, null=True, blank=True)
    is_met = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
