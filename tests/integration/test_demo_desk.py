"""The demo's desk: cases settled together, mail that was sent before, and the local mail server."""

import smtplib
from datetime import timedelta
from email.message import EmailMessage
from http.client import HTTPConnection
from pathlib import Path

import pytest

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.demo.hostile import hostile_mail
from rapport.desk.actions import NewCase, Said, move_case, open_case, receive_message, write_reply
from rapport.desk.actions.settling import SETTLED, settled_together
from rapport.desk.mail.actions import add_mailbox, count_as_sent, read_mail, send_due, store_mail
from rapport.desk.mail.queries import messages_to_send
from rapport.desk.mail.sealing import loop_mark
from rapport.desk.models import Case, Clock, ReceivedMail
from rapport.desk.rules import CaseKind, CaseState, Delivery, Intake
from rapport.site.demo.post_page import page_open
from rapport.site.demo.postbox import letters_in, postbox_open
from rapport.site.demo.serving import LOOPBACK, free_ports
from rapport.staff.models import User
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db
LATER = MONDAY_NINE + timedelta(hours=30)
CLOCK = ("target", "started_at", "due_at", "warn_at", "paused_at", "met_at", "ended_at", "ended_why")


def a_case_worked_on(dana: Customer, alice: User) -> Case:
    """Return a case in which both sides wrote, which waited and was opened again."""
    case = open_case(
        NewCase(CaseKind.REQUEST, "A lid", Channel.PHONE, customer=dana), by=alice, at=MONDAY_NINE
    )
    said = Said("About the lid.", Channel.PHONE)
    for hour in (2, 6):
        receive_message(case, said, by=alice, at=MONDAY_NINE + timedelta(hours=hour))
        write_reply(case, said, by=alice, at=MONDAY_NINE + timedelta(hours=hour + 2))
        move_case(case, CaseState.WAITING, by=alice, at=MONDAY_NINE + timedelta(hours=hour + 3))
    return Case.objects.get(pk=case.pk)


def stands(case: Case) -> tuple[dict[str, object], list[dict[str, object]]]:
    clocks = Clock.objects.filter(case=case).order_by("target", "started_at")
    return {name: getattr(case, name) for name in SETTLED}, [*clocks.values(*CLOCK)]


def test_a_case_settled_once_at_the_end_stands_as_one_settled_with_every_deed(
    dana: Customer, alice: User
) -> None:
    one_by_one = a_case_worked_on(dana, alice)

    with settled_together(at=LATER):
        together = a_case_worked_on(dana, alice)
        assert not Clock.objects.filter(case=together).exists()

    together.refresh_from_db()
    assert stands(together) == stands(one_by_one)
    assert stands(one_by_one)[1]


def test_what_fails_within_leaves_neither_cases_nor_anything_put_off(dana: Customer, alice: User) -> None:
    def fail_half_way() -> None:
        with settled_together(at=LATER):
            a_case_worked_on(dana, alice)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail_half_way()

    assert not Case.objects.exists()
    assert Clock.objects.filter(case=a_case_worked_on(dana, alice)).exists()


def test_mail_that_another_system_sent_is_not_sent_again(dana: Customer, alice: User) -> None:
    case = open_case(
        NewCase(CaseKind.REQUEST, "A lid", Channel.EMAIL, customer=dana), by=None, at=MONDAY_NINE
    )
    old = write_reply(case, Said("It is ready.", Channel.EMAIL), by=alice, at=MONDAY_NINE)
    new = write_reply(case, Said("And sent.", Channel.EMAIL), by=alice, at=LATER)

    assert count_as_sent(by=alice, at=LATER) == 1

    old.refresh_from_db()
    assert (old.delivery, old.delivered_at) == (Delivery.SENT, old.send_at)
    assert [*messages_to_send(LATER + timedelta(minutes=1))] == [new]
    assert send_due(clock=lambda: LATER + timedelta(minutes=1)) == 1


def test_nothing_of_the_hostile_mail_gets_into_a_case_that_was_there(dana: Customer, alice: User) -> None:
    case = open_case(
        NewCase(CaseKind.REQUEST, "A lid", Channel.EMAIL, customer=dana), by=None, at=MONDAY_NINE
    )
    sent = write_reply(case, Said("It is ready.", Channel.EMAIL), by=alice, at=MONDAY_NINE)
    box = {"name": "Shop", "address": "consumer@thistlewood.example", "team": alice.team}
    mailbox = add_mailbox(box, take_all=False, by=alice, at=MONDAY_NINE)

    raw_mail = hostile_mail(reference=case.reference, message_id=sent.rfc_id, loop=loop_mark(), now=LATER)
    read = [read_mail(store_mail(mailbox, raw, at=LATER), at=LATER) for raw in raw_mail]

    assert len(read) == 10
    assert {one.state for one in read} == {Intake.HELD}
    assert len({one.hold_code for one in read}) >= 5
    assert case.messages.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_local_server_keeps_what_leaves_and_hands_in_what_is_for_the_shop(
    alice: User, tmp_path: Path
) -> None:
    box = {"name": "Shop", "address": "consumer@thistlewood.example", "team": alice.team}
    add_mailbox(box, take_all=False, by=alice, at=MONDAY_NINE)
    ports = free_ports(18_000)
    with postbox_open(tmp_path, ports.mail), page_open(tmp_path, ports.page):
        with smtplib.SMTP(LOOPBACK, ports.mail) as server:
            server.send_message(letter("consumer@thistlewood.example", "dana@example.com", "It sticks"))
            server.send_message(letter("dana@example.com", "consumer@thistlewood.example", "Re: <It> sticks"))
            with pytest.raises(smtplib.SMTPDataError, match="550"):
                server.send_message(letter("nobody@thistlewood.example", "dana@example.com", "Who?"))
        page, status = read_page(ports.page, "localhost"), read_page(ports.page, "evil.example")[0]

    [stored] = ReceivedMail.objects.all()
    assert b"It sticks" in bytes(stored.blob.body)
    assert [one.mail["Subject"] for one in letters_in(tmp_path)] == ["Re: <It> sticks"]
    assert page[0] == 200
    assert "Re: &lt;It&gt; sticks" in page[1]
    assert status == 421


def letter(to: str, sender: str, subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail.set_content("Good morning.")
    return mail


def read_page(port: int, host: str) -> tuple[int, str]:
    asked = HTTPConnection(LOOPBACK, port, timeout=10)
    asked.request("GET", "/", headers={"Host": host})
    answer = asked.getresponse()
    said = answer.status, answer.read().decode()
    asked.close()
    return said
