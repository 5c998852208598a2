"""What is stored of practice."""

from rapport.practice.models.learning import Answer, Mark, PointCard, TaskAnswer
from rapport.practice.models.marking import Decision, PointAgreement, PointDecision, SentAnswer
from rapport.practice.models.people import Enrolment

__all__ = [
    "Answer",
    "Decision",
    "Enrolment",
    "Mark",
    "PointAgreement",
    "PointCard",
    "PointDecision",
    "SentAnswer",
    "TaskAnswer",
]
