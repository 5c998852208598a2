"""A draft is looked at before it is sent: suggestions never hold it, data of another customer do."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.customers.models import ContactPoint, Customer
from rapport.customers.rules import Channel, ContactKind, Kind
from rapport.customers.rules.contacts import contact_point
from rapport.desk.actions import NewCase, Said, open_case, receive_message, write_reply
from rapport.desk.models import Case, Message
from rapport.desk.queries.checks import other_persons_data
from rapport.desk.rules import CaseKind, EntryKind
from rapport.desk.rules.checks import OtherPersonsData
from rapport.orders.models import Order
from rapport.staff.models import User
from tests.cast import MONDAY_NINE, make_customer

pytestmark = pytest.mark.django_db
LATER = MONDAY_NINE + timedelta(hours=1)
ADDRESS = "12 Tanner Row, York YO1 6JB"


def reachable(customer: Customer, kind: ContactKind, value: str) -> None:
    point = contact_point(kind, value)
    ContactPoint.objects.create(customer=customer, kind=kind, value=point.value, key=point.key)


@pytest.fixture
def erin(db: None) -> Customer:
    """Another customer, with every datum by which the register knows somebody."""
    erin = make_customer("Erin Sloan")
    reachable(erin, ContactKind.EMAIL, "Erin.Sloan@example.net")
    reachable(erin, ContactKind.PHONE, "020 7946 0018")
    reachable(erin, ContactKind.ADDRESS, ADDRESS)
    Order.objects.create(
        customer=erin, number="N-4711", ordered_at=MONDAY_NINE, currency="GBP", total=Decimal(9)
    )
    return erin


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    new = NewCase(CaseKind.COMPLAINT, "The gauge reads wrong", Channel.EMAIL, customer=dana)
    case = open_case(new, by=alice, at=MONDAY_NINE)
    said = Said("When will the new gauge arrive? Is the display covered by the warranty?", Channel.EMAIL)
    receive_message(case, said, at=MONDAY_NINE)
    return Case.objects.get(pk=case.pk)


HOLDING = [
    "Your colleague is erin.sloan@EXAMPLE.net.",
    "Ring +44 20 7946 0018 instead.",
    "Ring 020 7946 0018 instead.",
    "We sent it to\n12 Tanner Row,\nYork YO1 6JB\nby mistake.",
    "We sent it to 12 Tanner Row, York, YO1 6JB.",
    "Your order is N-4711.",
]


@pytest.mark.parametrize("text", HOLDING)
def test_a_draft_with_data_of_another_customer_is_held(
    case: Case, erin: Customer, alice: User, text: str
) -> None:
    with pytest.raises(OtherPersonsData, match="give the reason") as refused:
        write_reply(case, Said(text, Channel.EMAIL), by=alice, at=LATER)

    assert refused.value.code == "other_persons_data"
    assert Message.objects.filter(case=case, direction="out").count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "Ring 020 7946 0019 instead.",  # nearly
        "We sent it to 12 Tanner Row, Leeds YO1 6JB.",
        "Your order is N-47110.",
        "Write to dana@example.org.",  # their own
        "The gauge leaves us on Friday; the warranty covers the display.",
    ],
)
def test_what_is_nearly_the_same_or_their_own_is_not_held(
    case: Case, erin: Customer, alice: User, text: str
) -> None:
    assert write_reply(case, Said(text, Channel.EMAIL), by=alice, at=LATER).text == text


def test_with_a_reason_it_goes_and_the_reason_is_told(case: Case, erin: Customer, alice: User) -> None:
    text = "Erin moved in after you: erin.sloan@example.net"
    write_reply(case, Said(text, Channel.EMAIL), by=alice, at=LATER, reason="Erin asked us to.")

    told = case.entries.get(kind=EntryKind.DECISION)
    assert told.by == alice
    assert told.text.endswith("(e-mail address). Reason: Erin asked us to.")
    assert "erin.sloan" not in told.text


def test_blanks_are_no_reason(case: Case, erin: Customer, alice: User) -> None:
    with pytest.raises(OtherPersonsData):
        write_reply(case, Said(HOLDING[0], Channel.EMAIL), by=alice, at=LATER, reason="  ")


def test_what_the_customer_wrote_themselves_may_be_said_back(case: Case, erin: Customer, alice: User) -> None:
    said = Said("Erin lives at 12 Tanner Row, York YO1 6JB, phone 02079460018.", Channel.EMAIL)
    receive_message(case, said, at=MONDAY_NINE)
    text = f"We shall write to {ADDRESS} today, or ring +44 20 7946 0018."

    assert write_reply(case, Said(text, Channel.EMAIL), by=alice, at=LATER).text == text


def test_a_note_of_a_colleague_does_not_make_it_known_to_the_customer(
    case: Case, erin: Customer, alice: User
) -> None:
    case.entries.create(at=LATER, kind=EntryKind.NOTE, by=alice, by_name="Alice", text="Erin's is N-4711")

    assert other_persons_data(case, "N-4711")


def test_what_both_have_is_theirs_too(case: Case, erin: Customer, dana: Customer, alice: User) -> None:
    reachable(dana, ContactKind.PHONE, "020 7946 0018")

    assert other_persons_data(case, "020 7946 0018") == {}


def test_who_was_merged_into_the_customer_is_the_customer(case: Case, erin: Customer, dana: Customer) -> None:
    Customer.objects.filter(pk=erin.pk).update(merged_into=dana)

    assert other_persons_data(case, "Order N-4711, erin.sloan@example.net") == {}


def test_a_team_of_ours_is_nobodys_secret(case: Case) -> None:
    team = make_customer("Dispatch", kind=Kind.TEAM)
    reachable(team, ContactKind.EMAIL, "dispatch@example.com")

    assert other_persons_data(case, "Write to dispatch@example.com") == {}


def test_where_nobody_is_known_behind_a_case_everybody_is_somebody_else(erin: Customer, alice: User) -> None:
    new = NewCase(CaseKind.ENQUIRY, "A question", Channel.EMAIL, contact_address="erin.sloan@example.net")
    case = open_case(new, by=alice, at=MONDAY_NINE)

    assert [one.written for one in other_persons_data(case, "erin.sloan@example.net or N-4711").values()] == [
        "N-4711"
    ]


def test_the_register_is_asked_twice_and_the_case_once_where_something_is_found(
    case: Case, erin: Customer
) -> None:
    def asked(text: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            other_persons_data(case, text)
        return len(questions)

    long = "We sent 3 gauges to 5 towns, numbers 10012, 10013 and 10014, a@example.org, b@example.org. " * 40
    assert (asked("order N-1 and a@example.org, 1 High Street York"), asked(long)) == (2, 2)
    assert asked(f"{long} N-4711 erin.sloan@example.net") == 3


def test_the_look_ups_go_by_index(case: Case) -> None:
    points = ContactPoint.objects.filter(key__in=["a", "b"]).explain().lower()
    orders = Order.objects.filter(number__in=["a", "b"]).explain().lower()

    if connection.vendor == "sqlite":  # PostgreSQL reads a small table as a whole
        assert "index" in points
        assert "order_by_number" in orders


def test_the_page_suggests_and_holds(
    case: Case, erin: Customer, alice: User, client_of: Callable[..., Client]
) -> None:
    draft = "You failed to tell us. We will send a new one. Ask erin.sloan@example.net about the gauge."
    answer = client_of(alice).post(
        f"/cases/{case.pk}/checks", {"text": draft}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "<html" not in page
    for said in (
        *("Held:", "erin.sloan@example.net", "You failed to", "We will send a new one."),
        *("Is the display covered by the warranty?", "When will the new gauge arrive?", "Reading ease"),
    ):
        assert said in page


def test_without_javascript_it_is_a_page(case: Case, alice: User, client_of: Callable[..., Client]) -> None:
    answer = client_of(alice).post(f"/cases/{case.pk}/checks", {"text": "It leaves on Friday."})

    assert "<html" in answer.content.decode()
    assert Message.objects.filter(case=case, direction="out").count() == 0


def test_a_good_draft_gets_no_suggestion(case: Case, alice: User, client_of: Callable[..., Client]) -> None:
    draft = "The gauge leaves us on Friday. Yes, the warranty covers the display."
    page = client_of(alice).post(f"/cases/{case.pk}/checks", {"text": draft}).content.decode()

    assert "Nothing to suggest." in page


def test_charlie_sees_nothing(
    case: Case, charlie: User, lena: User, client_of: Callable[..., Client]
) -> None:
    for person in (charlie, lena):
        assert client_of(person).post(f"/cases/{case.pk}/checks", {"text": "x"}).status_code == 404
