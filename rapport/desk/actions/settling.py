"""What follows from every change of a case: its place in the queue and what it is found by."""

from datetime import datetime

from rapport.desk.models import Case


def settle_case(case: Case, at: datetime) -> None:  # noqa: ARG001 - clocks count from it
    """Bring a locked case's place in the queue up to date; the caller saves it."""
    case.order_key = -int(case.lying_since.timestamp()) // 60
