"""What is stored of practice."""

from rapport.practice.models.assurance import Appeal, Sample, SecondLook, Signature
from rapport.practice.models.people import Enrolment
from rapport.practice.models.portfolio import (
    Claim,
    ClaimDecision,
    Evidence,
    EvidenceCheck,
    EvidenceFile,
    PointOverride,
)

__all__ = [
    "Appeal",
    "Claim",
    "ClaimDecision",
    "Enrolment",
    "Evidence",
    "EvidenceCheck",
    "EvidenceFile",
    "PointOverride",
    "Sample",
    "SecondLook",
    "Signature",
]
