"""A reply that is held for another customer's data: recorded, and sent with a reason, through each door."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.customers.models import ContactPoint, Customer
from rapport.customers.rules import ContactKind
from rapport.desk.actions.sending import Reply, forward_message, send_reply
from rapport.desk.models import Case, Entry
from rapport.desk.rules import EntryKind
from rapport.desk.rules.checks import OtherPersonsData
from rapport.staff.models import User
from rapport.staff.tokens.actions import make_token
from rapport.staff.tokens.rules import Scope
from tests.case_makers import hear, make_case, now_of
from tests.cast import MONDAY_NINE, make_customer

pytestmark = pytest.mark.django_db
LATER = MONDAY_NINE + timedelta(hours=2)
TEXT = "Erin moved in after you: erin.sloan@example.net"
ClientOf = Callable[..., Client]


@pytest.fixture
def case(dana: Customer) -> Case:
    erin = make_customer("Erin Sloan")
    value = "erin.sloan@example.net"
    ContactPoint.objects.create(customer=erin, kind=ContactKind.EMAIL, value=value, key=value)
    return hear(make_case(dana), "Who lives there now?").case


def decisions(case: Case) -> list[str]:
    return [*case.entries.filter(kind=EntryKind.DECISION).values_list("text", flat=True)]


def refusals(case: Case) -> list[Entry]:
    return [*case.entries.filter(kind=EntryKind.REFUSED)]


def test_what_was_held_is_recorded_once_without_the_data(case: Case, alice: User) -> None:
    before = now_of(case).version
    with pytest.raises(OtherPersonsData):
        send_reply(case, Reply(TEXT, to="dana@example.org"), by=alice, at=LATER)

    [told] = refusals(case)
    assert (told.by, told.detail) == (alice, {"code": "other_persons_data"})
    assert told.text == "The draft held data of another customer (e-mail address) and was not sent."
    assert now_of(case).version == before


def test_a_forward_is_held_too(case: Case, alice: User) -> None:
    heard = case.messages.get()
    with pytest.raises(OtherPersonsData):
        forward_message(heard, to="maker@example.com", text=TEXT, by=alice, at=LATER)

    forward_message(heard, to="maker@example.com", text=TEXT, reason="She asked", by=alice, at=LATER)
    assert len(refusals(case)) == len(decisions(case)) == 1


def test_the_page_asks_for_the_reason_and_sends_with_it(case: Case, alice: User, client_of: ClientOf) -> None:
    fields = {"text": TEXT, "to": "dana@example.org", "channel": "email", "send_key": "a-key-of-the-page"}
    client = client_of(alice)

    held = client.post(f"/cases/{case.pk}/replies", {**fields, "version": now_of(case).version})
    assert held.status_code == 422
    assert 'name="reason"' in held.content.decode()
    assert TEXT in held.content.decode()

    sent = client.post(
        f"/cases/{case.pk}/replies",
        {**fields, "version": now_of(case).version, "reason": "Erin asked us to."},
    )
    assert sent.status_code == 302
    assert decisions(case) == [
        "Sent with data of another customer (e-mail address). Reason: Erin asked us to."
    ]


def test_the_api_takes_a_reason(case: Case, alice: User) -> None:
    _, token = make_token("desk", scopes=[Scope.CASES_READ, Scope.CASES_WRITE], days=1, by=alice, at=now())
    body = {"text": TEXT, "to": "dana@example.org", "send_key": "12345678", "version": now_of(case).version}

    def post(**more: str) -> int:
        answer = Client(headers={"host": "localhost"}).post(
            f"/api/cases/{case.pk}/messages", {**body, **more}, content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )  # fmt: skip
        return answer.status_code

    assert (post(), post(reason="Erin asked us to.")) == (422, 201)


def test_an_address_of_another_customer_is_pointed_out_and_holds_nothing(
    case: Case, alice: User, client_of: ClientOf
) -> None:
    fields = {"text": "On Friday.", "to": "Erin <erin.sloan@example.net>", "copies": "dana@example.org"}
    page = client_of(alice).post(f"/cases/{case.pk}/checks", fields).content.decode()

    assert "Another customer&#x27;s address" in page
    assert page.count("who has written nothing here") == 1
    assert send_reply(case, Reply("On Friday.", to="erin.sloan@example.net"), by=alice, at=LATER).pk
