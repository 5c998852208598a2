"""The list of requests about data and equality, page by page."""

from datetime import timedelta

from django.utils.timezone import localdate, now

from rapport.customers.models import Customer
from rapport.staff.models import User
from tests.cast import client_of
from tests.owed_cast import make_matter, tell


def test_requests_come_fifty_at_a_time(dana: Customer, alice: User) -> None:
    for number in range(51):
        case = make_matter(dana, alice, subject=f"Copy {number:02}", at=now() - timedelta(minutes=number))
        facts = {
            "request.kind": "subject_access",
            "request.received": (localdate() - timedelta(days=60 - number)).isoformat(),
        }
        tell(case, facts, alice, at=now())
    client = client_of(alice)
    first = client.get("/rights/requests?state=all").content.decode()
    second = client.get("/rights/requests?state=all&page=2").content.decode()

    assert "Copy 00" in first
    assert "?state=all&amp;page=2" in first
    assert "Copy 50" not in first
    assert "Copy 50" in second
