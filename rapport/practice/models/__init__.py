"""What is stored of practice."""

from rapport.practice.models.people import Enrolment

__all__ = ["Enrolment"]
