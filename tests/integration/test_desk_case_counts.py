"""How many questions a case asks the database: to be looked at, answered, and opened."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.customers.models import Customer
from rapport.desk.actions.settling import SETTLED, settle_case
from rapport.desk.models import Case, Clock, Entry, Message
from rapport.staff.models import AuditEntry, User
from tests.case_makers import hear, make_case, now_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@pytest.fixture
def client(client_of: ClientOf, alice: User) -> Client:
    client = client_of(alice)
    client.get("/kept")  # the first page of a visit notes the visit in the session
    return client


def asked_by(client: Client, address: str, fields: dict[str, object] | None = None) -> int:
    """Return how many queries a page or a form takes."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(address, fields) if fields else client.get(address)
    assert answer.status_code == (302 if fields else 200)
    return len(asked)


def test_a_case_is_looked_at_with_as_many_questions_however_much_was_said(
    client: Client, dana: Customer
) -> None:
    little, much = make_case(dana), make_case(dana)
    hear(little, "It shows 12 bar.")
    for number in range(20):
        hear(much, f"It shows {number} bar.", at=much.opened_at + timedelta(hours=number))

    counts = [asked_by(client, one.get_absolute_url()) for one in (little, much)]

    assert counts[0] == counts[1] <= 25


def test_a_reply_takes_few_questions(client: Client, dana: Customer) -> None:
    case = make_case(dana)
    hear(case, "It shows 12 bar.")
    case = now_of(case)

    asked = asked_by(client, f"/cases/{case.pk}/replies", {
        "text": "We look into it.", "to": "dana@example.org", "channel": "email", "send_key": "key-1",
        "then": "", "version": case.version,
    })  # fmt: skip

    assert asked <= 29
    assert now_of(case).last_reply_at


def test_a_new_case_is_written_once_and_settled(client: Client, dana: Customer) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.post("/cases/new", {
            "subject": "A gauge", "text": "It shows 12 bar.", "kind": "enquiry", "severity": "normal",
            "channel": "phone", "customer": dana.pk,
        })  # fmt: skip
    case = Case.objects.get()

    assert len(asked) <= 22
    assert [one for one in asked.captured_queries if one["sql"].startswith('UPDATE "desk_case"')] == []
    assert (case.version, case.last_line) == (2, "It shows 12 bar.")
    assert [entry.kind for entry in Entry.objects.all()] == ["state", "message"]
    assert {clock.name for clock in Clock.objects.all()} == {"First reply", "Resolution"}
    assert {row.deed for row in AuditEntry.objects.filter(thing=case.pk, kind="case")} == {"state", "message"}
    assert Message.objects.get().case == case
    again = now_of(case)
    settle_case(again, again.opened_at)
    assert [getattr(again, name) for name in SETTLED] == [getattr(case, name) for name in SETTLED]
    assert Clock.objects.count() == 2
