"""What is stored of practice."""

from rapport.practice.models.assurance import Appeal, Sample, SecondLook, Signature
from rapport.practice.models.feedback import Feedback
from rapport.practice.models.goals import Goal, GoalEntry
from rapport.practice.models.learning import Answer, Mark, PointCard, TaskAnswer
from rapport.practice.models.marking import Decision, PointAgreement, PointDecision, SentAnswer
from rapport.practice.models.people import Enrolment
from rapport.practice.models.portfolio import (
    Claim,
    ClaimDecision,
    Evidence,
    EvidenceCheck,
    EvidenceFile,
    PointOverride,
)
from rapport.practice.models.reflections import Reflection
from rapport.practice.models.scenes import RolePlay, SceneTurn
from rapport.practice.models.wishes import Wish

__all__ = [
    "Answer",
    "Appeal",
    "Claim",
    "ClaimDecision",
    "Decision",
    "Enrolment",
    "Evidence",
    "EvidenceCheck",
    "EvidenceFile",
    "Feedback",
    "Goal",
    "GoalEntry",
    "Mark",
    "PointAgreement",
    "PointCard",
    "PointDecision",
    "PointOverride",
    "Reflection",
    "RolePlay",
    "Sample",
    "SceneTurn",
    "SecondLook",
    "SentAnswer",
    "Signature",
    "TaskAnswer",
    "Wish",
]
