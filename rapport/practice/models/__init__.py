"""What is stored of practice."""

from rapport.practice.models.feedback import Feedback
from rapport.practice.models.goals import Goal, GoalEntry
from rapport.practice.models.learning import Answer, Mark, PointCard, TaskAnswer
from rapport.practice.models.marking import Decision, PointAgreement, PointDecision, SentAnswer
from rapport.practice.models.people import Enrolment
from rapport.practice.models.reflections import Reflection
from rapport.practice.models.wishes import Wish

__all__ = [
    "Answer",
    "Decision",
    "Enrolment",
    "Feedback",
    "Goal",
    "GoalEntry",
    "Mark",
    "PointAgreement",
    "PointCard",
    "PointDecision",
    "Reflection",
    "RolePlay",
    "SceneTurn",
    "SentAnswer",
    "TaskAnswer",
    "Wish",
]
