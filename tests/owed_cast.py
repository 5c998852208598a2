"""Matters as the tests on what customers are owed begin with them: a toaster, a sofa, a request."""

from datetime import UTC, datetime
from typing import Any

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, open_case
from rapport.desk.actions.owed.telling import Telling, tell_facts
from rapport.desk.models import Assessment, Case
from rapport.desk.rules import CaseKind
from rapport.staff.models import User
from tests.case_makers import now_of

DAY_29 = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)  # of a toaster that came on 9 March 2026
TOASTER: dict[str, Any] = {
    "customer": "consumer",
    "nation": "england",
    "supply": "goods",
    "channel": "in_person",
    "contract_date": "2026-03-09",
    "delivered": "2026-03-09",
    "fault.kind": "not_satisfactory_quality",
    "fault.appeared": "2026-04-06",
}
SOFA: dict[str, Any] = TOASTER | {
    "contract_date": "2026-01-05",
    "delivered": "2026-01-12",
    "fault.appeared": "2026-02-02",
    "tried": [
        {"action": "repair_agreed", "date": "2026-02-03"},
        {"action": "received_back", "date": "2026-02-20", "conforming": False},
        {"action": "repair_agreed", "date": "2026-02-23"},
        {"action": "received_back", "date": "2026-03-16", "conforming": False},
    ],
}
ACCESS: dict[str, Any] = {
    "nation": "england",
    "customer": "consumer",
    "request.kind": "subject_access",
    "request.received": "2027-01-31",
}


def make_matter(
    customer: Customer | None, by: User, *, subject: str = "The toaster stopped", **fields: Any
) -> Case:
    """Open a complaint on the day on which the toaster is twenty-nine days old."""
    at = fields.pop("at", DAY_29)
    return open_case(NewCase(CaseKind.COMPLAINT, subject, Channel.PHONE, customer, **fields), by=by, at=at)


def tell(case: Case, facts: dict[str, Any], by: User, *, at: datetime = DAY_29) -> Assessment:
    """Tell facts of a case as it stands now."""
    return tell_facts(now_of(case), Telling(facts), by=by, at=at)
