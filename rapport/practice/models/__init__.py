"""What is stored of practice."""

from rapport.practice.models.goals import Goal, GoalEntry
from rapport.practice.models.people import Enrolment

__all__ = ["Enrolment", "Goal", "GoalEntry"]
