"""What others say of a portfolio: witnesses and employers, the quality assurer, and appeals."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.practice.models.portfolio import Claim, ClaimDecision, Evidence, words
from rapport.practice.rules.assurance import SignerRole
from rapport.staff.models import User


class Signature(models.Model):
    """A witness or employer is asked by a one-time link to sign for one evidence; only a digest is kept."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=12, choices=words(SignerRole))
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    agrees = models.BooleanField(null=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, agrees__isnull=True)
                | Q(signed_at__isnull=False, agrees__isnull=False),
                name="signature_says_what",
            ),
        ]


class Sample(models.Model):
    """A quality assurer picked a decision to look at again, and why it was picked."""

    decision = models.OneToOneField(ClaimDecision, models.CASCADE, related_name="sample")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seed = models.CharField(max_length=80)
    why = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["at", "pk"]


class SecondLook(models.Model):
    """What the quality assurer found: they agree, or the claim is open again, with what is to be done."""

    sample = models.OneToOneField(Sample, models.CASCADE, related_name="look")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agrees = models.BooleanField()
    actions = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(actions=""), name="disagreement_says_what_to_do"
            ),
        ]


class Appeal(models.Model):
    """A learner appeals against a decision; somebody else than who made it decides."""

    decision = models.OneToOneField(ClaimDecision, models.CASCADE, related_name="appeal")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="appeals")
    at = models.DateTimeField()
    reason = models.TextField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    is_upheld = models.BooleanField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
