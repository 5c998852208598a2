"""The portfolio: evidence, what it is claimed for, and what an assessor decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.practice.rules.portfolio import LONGEST_TITLE, ClaimState, EvidenceKind
from rapport.staff.models import User


def words(kind: type) -> list[tuple[str, str]]:
    """Return the choices of an enumeration of words."""
    return [(str(word), str(word)) for word in kind]  # type: ignore[attr-defined]


class Evidence(models.Model):
    """Something that shows what a learner can do; appended, never changed.

    One that comes from a case holds its text with tokens, and no link to case or customer: `source_hash`
    shows with the case at hand that it is from there. `happened_in` is the first day of the month.
    """

    learner = models.ForeignKey(User, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=20, choices=words(EvidenceKind))
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField()
    happened_in = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()  # the learner read what others will
    source_hash = models.CharField(max_length=64, blank=True)
    source_salt = models.CharField(max_length=32, blank=True)
    basis = models.CharField(max_length=400, blank=True)
    kept_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["learner", "-made_at"], name="evidence_of_learner")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.CASE) | ~Q(source_hash=""), name="evidence_of_case_has_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return f"/practice/portfolio/evidence/{self.pk}"

    @property
    def needs_check(self) -> bool:
        """Whether a second person looks whether anybody can be told from it."""
        return self.kind == EvidenceKind.CASE


class EvidenceFile(models.Model):
    """The document that an evidence is: kept in the database, and only ever downloaded."""

    evidence = models.OneToOneField(Evidence, models.CASCADE, related_name="file")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()


class EvidenceCheck(models.Model):
    """A second person looked whether anybody can be told from evidence of a case."""

    evidence = models.OneToOneField(Evidence, models.CASCADE, related_name="check_made")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_clean = models.BooleanField()
    comment = models.CharField(max_length=400, blank=True)


class Claim(models.Model):
    """A learner says that an evidence shows a marking point, and how; `version` counts what was decided."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="claims")
    point = models.CharField(max_length=12)
    narrative = models.TextField()
    state = models.CharField(max_length=12, choices=words(ClaimState), default=ClaimState.WAITING)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["evidence", "point"], name="claim_once")]
        indexes: ClassVar = [models.Index(fields=["state", "made_at"], name="claim_by_state")]

    def __str__(self) -> str:
        return f"Claim {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return f"/practice/claims/{self.pk}"


class ClaimDecision(models.Model):
    """What an assessor decided on a claim, with the five checks; appended, never changed."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="decisions")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_signed_off = models.BooleanField()
    narrative = models.TextField(blank=True, default="")  # of the claim as it was decided on
    comment = models.TextField(blank=True)
    valid = models.BooleanField()
    authentic = models.BooleanField()
    current = models.BooleanField()
    sufficient = models.BooleanField()
    reliable = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_signed_off=False)
                | Q(valid=True, authentic=True, current=True, sufficient=True, reliable=True),
                name="signed_off_with_all_checks",
            ),
        ]

    @property
    def checks(self) -> list[tuple[str, bool]]:
        """The five checks, and whether each held."""
        return [
            ("valid", self.valid),
            ("authentic", self.authentic),
            ("current", self.current),
            ("sufficient", self.sufficient),
            ("reliable", self.reliable),
        ]


class PointOverride(models.Model):
    """An assessor wrote down why less than the rule of consistency asks is enough for a point."""

    learner = models.ForeignKey(User, models.CASCADE, related_name="point_overrides")
    point = models.CharField(max_length=12)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=400)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["learner", "point"], name="override_once")]
