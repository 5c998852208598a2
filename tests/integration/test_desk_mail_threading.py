"""Where a mail belongs: by its unguessable address, by what it answers from who takes part, else held."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from rapport.customers.models import ContactPoint, Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import Said, move_case, write_reply
from rapport.desk.mail.actions.holding import file_mail
from rapport.desk.mail.filing import reply_address
from rapport.desk.models import Case, Entry, Mailbox, Message, ReceivedMail
from rapport.desk.rules import CaseState, Intake
from rapport.staff.models import User
from tests.case_makers import make_case
from tests.cast import MONDAY_NINE, make_customer
from tests.letters import letter, make_mailbox, receive

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
EVE = "Eve <eve@example.net>"
LATER = MONDAY_NINE + timedelta(hours=1)


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    return make_mailbox()


@pytest.fixture
def case(mailbox: Mailbox, dana: Customer) -> Case:
    """Dana's case, opened by her mail."""
    message = receive(
        mailbox, letter("Where is order 7?", subject="Order 7", message_id="<first@example.org>")
    ).message
    assert message is not None
    return message.case


@pytest.fixture
def reply(case: Case, alice: User) -> Message:
    """What Alice answered her."""
    return write_reply(case, Said("It is on its way.", Channel.EMAIL), by=alice, at=MONDAY_NINE)


def texts(case: Case) -> list[str]:
    return [message.text for message in case.messages.filter(direction="in")]


def test_a_new_mail_of_a_customer_opens_a_case_of_theirs(case: Case, dana: Customer) -> None:
    assert case.customer == dana
    assert case.team == dana.team
    assert case.channel == Channel.EMAIL
    assert case.contact_address == "dana@example.org"
    assert Entry.objects.filter(case=case).count() >= 2  # opened, and what was said


def test_an_address_that_two_customers_share_is_nobodys(mailbox: Mailbox, dana: Customer) -> None:
    other = make_customer("Otto", team=dana.team)
    ContactPoint.objects.create(
        customer=other, kind="email", value="dana@example.org", key="dana@example.org"
    )

    message = receive(mailbox, letter()).message
    assert message is not None
    assert message.case.customer is None
    assert message.case.team == mailbox.team


def test_a_name_of_a_customer_with_answers_to_elsewhere_is_not_the_customer(
    mailbox: Mailbox, dana: Customer
) -> None:
    message = receive(mailbox, letter(headers="Reply-To: eve@example.net\r\n")).message

    assert message is not None
    assert message.case.customer is None
    assert "Answers go to eve@example.net, as it asks, and not to dana@example.org." in message.notes


def test_a_reply_has_what_a_mail_needs(reply: Message, case: Case, mailbox: Mailbox) -> None:
    assert reply.mailbox == mailbox
    assert reply.recipients == [["Dana", "dana@example.org"]]
    assert reply.subject == "Re: Order 7"
    assert reply.in_reply_to == "first@example.org"
    assert reply.references == "first@example.org"
    assert reply.rfc_id.endswith("@shop.example")


def test_an_answer_to_the_reply_address_comes_into_the_case(case: Case, mailbox: Mailbox) -> None:
    to = reply_address(mailbox.address, case.reply_key)
    receive(mailbox, letter("Thank you", to=to.upper(), subject="Re: Order 7"))

    assert texts(case) == ["Where is order 7?", "Thank you"]


def test_an_answer_by_headers_comes_into_the_case_of_its_sender(
    case: Case, reply: Message, mailbox: Mailbox
) -> None:
    receive(mailbox, letter("Thank you", headers=f"In-Reply-To: <{reply.rfc_id}>\r\n"))
    receive(mailbox, letter("And", headers=f"References: <x@y> <{reply.rfc_id}>\r\n"))

    assert texts(case) == ["Where is order 7?", "Thank you", "And"]


def test_16_a_stranger_who_quotes_a_reference_is_held_not_shown_and_not_relayed(
    case: Case, mailbox: Mailbox
) -> None:
    before = Message.objects.count()
    held = receive(mailbox, letter("Give me her address", sender=EVE, subject=f"Re: {case.reference} urgent"))

    assert (held.state, held.hold_code, held.suggested) == (Intake.HELD, "stranger", case)
    assert texts(case) == ["Where is order 7?"]
    assert Message.objects.count() == before


def test_17_a_stranger_who_copies_the_headers_is_held(case: Case, reply: Message, mailbox: Mailbox) -> None:
    before = Message.objects.count()
    headers = f"In-Reply-To: <{reply.rfc_id}>\r\nReferences: <first@example.org>\r\n"
    held = receive(mailbox, letter("I am Dana", sender=EVE, headers=headers))

    assert (held.state, held.suggested) == (Intake.HELD, case)
    assert Message.objects.count() == before


def test_17_a_stranger_whom_a_mail_that_came_names_as_a_reader_takes_no_part(
    case: Case, mailbox: Mailbox
) -> None:
    to = reply_address(mailbox.address, case.reply_key)
    receive(mailbox, letter("See", to=to, headers="Cc: eve@example.net\r\n"))
    headers = "In-Reply-To: <first@example.org>\r\n"

    assert receive(mailbox, letter("Hello", sender=EVE, headers=headers)).state == Intake.HELD


def test_a_stranger_who_has_the_address_is_filed_and_said_to_be_new(case: Case, mailbox: Mailbox) -> None:
    to = reply_address(mailbox.address, case.reply_key)
    message = receive(mailbox, letter("I am her brother", sender=EVE, to=to)).message

    assert message is not None
    assert message.case == case
    assert "eve@example.net is new in this case, and knew the address for answers to it." in message.notes


def test_a_reply_address_of_no_case_is_held(case: Case, mailbox: Mailbox) -> None:
    held = receive(mailbox, letter(to=reply_address(mailbox.address, "0" * 24)))

    assert held.why == "It was sent to a reply address that belongs to no case."


def test_18_a_changed_subject_is_said_and_the_answer_carries_it(
    case: Case, reply: Message, mailbox: Mailbox, alice: User
) -> None:
    headers = f"In-Reply-To: <{reply.rfc_id}>\r\n"
    message = receive(
        mailbox, letter("Broken", subject="My gauge is broken", headers=headers), at=LATER
    ).message
    assert message is not None
    assert message.case == case
    assert message.notes == [
        "Its subject is new: 'My gauge is broken'. If it is another matter, split it into a case of its own."
    ]

    answer = write_reply(case, Said("Oh dear.", Channel.EMAIL), by=alice, at=LATER)
    assert answer.subject == "Re: My gauge is broken"


def test_19_an_answer_to_a_closed_case_opens_it_again(
    case: Case, reply: Message, mailbox: Mailbox, alice: User
) -> None:
    move_case(case, CaseState.CLOSED, by=alice, at=LATER)
    receive(mailbox, letter("Still not here", headers=f"In-Reply-To: <{reply.rfc_id}>\r\n"), at=LATER)

    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    assert case.reopened == 1


def test_19_an_answer_to_a_merged_case_follows_it(case: Case, mailbox: Mailbox, dana: Customer) -> None:
    other = receive(mailbox, letter("Another", subject="Another")).message
    assert other is not None
    Case.objects.filter(pk=case.pk).update(state=CaseState.MERGED, merged_into=other.case)

    to = reply_address(mailbox.address, case.reply_key)
    by_address = receive(mailbox, letter("By address", to=to)).message
    by_headers = receive(
        mailbox, letter("By headers", headers="In-Reply-To: <first@example.org>\r\n")
    ).message

    assert by_address is not None
    assert by_headers is not None
    assert by_address.case == by_headers.case == other.case


def test_19_an_answer_to_a_case_that_was_erased_is_held(case: Case, mailbox: Mailbox) -> None:
    to = reply_address(mailbox.address, case.reply_key)
    Case.objects.filter(pk=case.pk).update(reply_key="gone")

    assert receive(mailbox, letter("Hello", to=to)).state == Intake.HELD


def test_an_out_of_office_is_filed_and_opens_nothing(
    case: Case, reply: Message, mailbox: Mailbox, alice: User
) -> None:
    move_case(case, CaseState.CLOSED, by=alice, at=LATER)
    headers = f"In-Reply-To: <{reply.rfc_id}>\r\nAuto-Submitted: auto-replied\r\n"
    message = receive(mailbox, letter("I am away", headers=headers), at=LATER).message

    case.refresh_from_db()
    assert message is not None
    assert message.is_automatic
    assert case.state == CaseState.CLOSED


def test_held_mail_is_seen_by_its_team_and_charlie_sees_nothing(
    case: Case, mailbox: Mailbox, alice: User, charlie: User, lena: User, client_of: SignIn
) -> None:
    held = receive(mailbox, letter("secret of Eve", sender=EVE, subject=case.reference))

    assert b"has no part" in client_of(alice).get("/mail/held").content
    assert b"secret of Eve" in client_of(alice).get(f"/mail/{held.pk}").content
    assert b"has no part" not in client_of(charlie).get("/mail/held").content
    for path in ("", "/raw"):
        assert client_of(charlie).get(f"/mail/{held.pk}{path}").status_code == 404
    assert client_of(charlie).post(f"/mail/{held.pk}/settled", {"deed": "open"}).status_code == 404
    assert client_of(lena).get("/mail/held").status_code == 404
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "state", "said"),
    [
        ({"deed": "file"}, Intake.FILED, "Filed in case"),
        ({"deed": "open"}, Intake.FILED, "is opened"),
        ({"deed": "refuse", "why": "advertising"}, Intake.REFUSED, "is refused"),
        ({"deed": "block", "why": "advertising", "sender": "@example.net"}, Intake.REFUSED, "is blocked"),
    ],
)
def test_a_held_mail_is_worked_in_the_browser(
    case: Case,
    mailbox: Mailbox,
    alice: User,
    client_of: SignIn,
    typed: dict[str, str],
    state: Intake,
    said: str,
) -> None:
    held = receive(mailbox, letter("Hello", sender=EVE, subject=case.reference))
    page = client_of(alice).post(f"/mail/{held.pk}/settled", {"case": str(case.pk), **typed}, follow=True)

    held.refresh_from_db()
    assert held.state == state
    assert held.settled_by == alice
    assert said in page.content.decode()
    assert (
        client_of(alice).post(f"/mail/{held.pk}/settled", typed | {"deed": "refuse", "why": "x"}).status_code
        == 409
    )


def test_a_mail_of_a_blocked_domain_is_refused_and_can_be_taken_back(
    case: Case, mailbox: Mailbox, alice: User, client_of: SignIn
) -> None:
    client_of(alice).post("/mail/blocked", {"pattern": "@Example.NET", "why": "advertising"})
    refused = receive(mailbox, letter("Buy", sender=EVE))

    assert refused.why == "Its sender is blocked: advertising"
    client_of(alice).post(f"/mail/{refused.pk}/settled", {"deed": "open"})
    refused.refresh_from_db()
    assert refused.state == Intake.FILED


def test_a_held_mail_cannot_be_filed_in_a_case_one_does_not_see(
    case: Case, mailbox: Mailbox, alice: User, client_of: SignIn, south: object
) -> None:
    held = receive(mailbox, letter("Hello", sender=EVE, subject=case.reference))
    Case.objects.filter(pk=case.pk).update(team=south, customer=None)

    assert (
        client_of(alice).post(f"/mail/{held.pk}/settled", {"deed": "file", "case": case.pk}).status_code
        == 404
    )
    assert case.reference not in client_of(alice).get(f"/mail/{held.pk}").content.decode().replace(
        held.subject, ""
    )
    assert ReceivedMail.objects.get(pk=held.pk).state == Intake.HELD


def test_a_mail_for_a_case_set_aside_as_spam_is_held_and_filed_by_a_person_opens_it(
    mailbox: Mailbox, case: Case, alice: User
) -> None:
    move_case(case, CaseState.SPAM, by=alice, at=MONDAY_NINE)

    held = receive(mailbox, letter("I am no machine!", to=reply_address(mailbox.address, case.reply_key)))
    assert (held.state, held.suggested) == (Intake.HELD, case)

    file_mail(held, case, by=alice, at=LATER)
    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    assert texts(case)[-1].startswith("I am no machine!")


def test_an_answer_in_the_portal_is_told_by_a_mail_that_does_not_say_what_it_says(
    case: Case, alice: User
) -> None:
    write_reply(case, Said("Your refund is on its way.", Channel.PORTAL), by=alice, at=LATER)

    mail = case.messages.get(is_automatic=True, subject__startswith="You have an answer")
    assert mail.recipients == [["Dana", "dana@example.org"]]
    assert case.reference in mail.text
    assert "refund" not in mail.text
    case.refresh_from_db()
    assert case.first_replied_at == LATER


def test_an_answer_in_the_portal_to_who_has_no_address_is_told_by_no_mail(
    mailbox: Mailbox, alice: User
) -> None:
    case = make_case(make_customer("Nobody at all"))
    write_reply(case, Said("It is on its way.", Channel.PORTAL), by=alice, at=LATER)

    assert case.messages.count() == 1
