"""What is stored of practice."""

from rapport.practice.models.people import Enrolment
from rapport.practice.models.scenes import RolePlay, SceneTurn

__all__ = ["Enrolment", "RolePlay", "SceneTurn"]
