"""Say who learns and who looks after them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rapport.practice.models import Enrolment
from rapport.staff.actions import record
from rapport.staff.models import User


@dataclass(frozen=True)
class Care:
    """Who looks after a learner, and what they asked for so that they can show what they know."""

    assessor: User | None
    assurer: User | None
    adjustments: str = ""
    marks_blind: bool = True


@transaction.atomic
def enrol(learner: User, care: Care, *, by: User, at: datetime) -> Enrolment:
    """Enrol somebody."""
    enrolment = Enrolment.objects.create(learner=learner, started_at=at, **vars(care))
    record(by, "enrol", enrolment, at=at, learner=learner.pk)
    return enrolment
