"""What is stored of practice."""

from rapport.practice.models.goals import Goal, GoalEntry
from rapport.practice.models.people import Enrolment
from rapport.practice.models.reflections import Reflection

__all__ = ["Enrolment", "Goal", "GoalEntry", "Reflection"]
