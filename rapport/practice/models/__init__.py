"""What is stored of practice."""

from rapport.practice.models.feedback import Feedback
from rapport.practice.models.goals import Goal, GoalEntry
from rapport.practice.models.people import Enrolment
from rapport.practice.models.reflections import Reflection
from rapport.practice.models.wishes import Wish

__all__ = ["Enrolment", "Feedback", "Goal", "GoalEntry", "Reflection", "Wish"]
