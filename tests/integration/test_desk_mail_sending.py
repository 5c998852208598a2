"""Mail is sent by a real SMTP server: once, or tried again, or failed and told, or in doubt and shown."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import File, Said, write_note, write_reply
from rapport.desk.mail import accounts
from rapport.desk.mail.actions import send_due, settle_sending
from rapport.desk.mail.actions.sending import TRY_AGAIN
from rapport.desk.mail.filing import reply_address
from rapport.desk.mail.refusals import MessageNotInDoubt
from rapport.desk.mail.sealing import sealed
from rapport.desk.models import Case, Mailbox, Message, Notice
from rapport.desk.rules import Delivery
from rapport.staff.models import User
from tests.cast import MONDAY_NINE
from tests.letters import letter, make_mailbox, receive
from tests.mail_servers import PASSWORD, Smtp, free_port, smtp_server

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SOON = MONDAY_NINE + timedelta(minutes=1)


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Smtp]:
    settings.MAIL_HOSTS = ("127.0.0.1",)
    with smtp_server() as running:
        yield running


@pytest.fixture
def mailbox(smtp: Smtp) -> Mailbox:
    return make_mailbox(
        smtp_host="127.0.0.1", smtp_port=smtp.port, smtp_security="none", smtp_user="help",
        smtp_password=sealed(PASSWORD), acknowledges=False,
    )  # fmt: skip


@pytest.fixture
def case(mailbox: Mailbox, dana: Customer) -> Case:
    message = receive(
        mailbox, letter("Where is it?", subject="Order 7", message_id="<first@example.org>")
    ).message
    assert message is not None
    return message.case


def reply(case: Case, by: User, text: str = "On its way.", **fields: object) -> Message:
    said = Said(text, Channel.EMAIL, **fields)  # type: ignore[arg-type]
    return write_reply(case, said, by=by, at=MONDAY_NINE)


def send(message: Message, at: object = SOON) -> Message:
    send_due(clock=lambda: at)  # type: ignore[arg-type,return-value]
    message.refresh_from_db()
    return message


def test_a_reply_is_sent_with_everything_that_leads_back(
    case: Case, smtp: Smtp, alice: User, mailbox: Mailbox
) -> None:
    file = File("plan.pdf", "application/pdf", b"%PDF")
    bad = File("x.exe", "application/x-msdownload", b"MZ", refused="programs")
    message = send(reply(case, alice, "Über 7 Tage.\n.\nBye", files=[file, bad]))

    [envelope] = smtp.mails
    assert message.delivery == Delivery.SENT
    assert message.delivered_at == SOON
    assert envelope.rcpt_tos == ["dana@example.org"]
    from email import message_from_bytes, policy

    sent = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
    assert sent["Message-ID"] == f"<{message.rfc_id}>"
    assert sent["In-Reply-To"] == sent["References"] == "<first@example.org>"
    assert sent["Reply-To"] == reply_address(mailbox.address, case.reply_key)
    assert sent["From"] == "Help <help@shop.example>"
    assert sent["To"] == "Dana <dana@example.org>"
    assert sent["Subject"] == "Re: Order 7"
    assert "Auto-Submitted" not in sent
    assert sent.get_body().get_content() == "Über 7 Tage.\r\n.\r\nBye\r\n"  # type: ignore[union-attr]
    assert [part.get_filename() for part in sent.iter_attachments()] == ["plan.pdf"]


def test_a_round_trip_comes_back_into_the_case(case: Case, smtp: Smtp, alice: User, mailbox: Mailbox) -> None:
    send(reply(case, alice))
    from email import message_from_bytes

    to = message_from_bytes(smtp.mails[0].content)["Reply-To"]  # type: ignore[arg-type]
    receive(mailbox, letter("Thanks", to=to), at=SOON)

    assert [message.text for message in case.messages.all()] == ["Where is it?", "On its way.", "Thanks"]


def test_a_reply_may_be_taken_back_for_ten_seconds(case: Case, smtp: Smtp, alice: User) -> None:
    message = reply(case, alice)

    assert send(message, MONDAY_NINE + timedelta(seconds=9)).delivery == Delivery.HELD
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.TAKEN_BACK)
    assert send(message).delivery == Delivery.TAKEN_BACK
    assert smtp.mails == []


def test_a_note_is_never_sent(case: Case, smtp: Smtp, alice: User) -> None:
    write_note(case, "He is a difficult one", by=alice, at=MONDAY_NINE)
    send(reply(case, alice))

    assert len(smtp.mails) == 1
    assert b"difficult" not in (smtp.mails[0].content or b"")


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_23_a_refusal_for_now_is_tried_again_with_the_same_message_id(
    case: Case, smtp: Smtp, alice: User, step: str
) -> None:
    smtp.declines[step] = "451 try later"
    message = send(reply(case, alice))
    assert (message.delivery, message.attempts) == (Delivery.QUEUED, 1)
    assert "451 try later" in message.delivery_fault
    assert message.send_at == SOON + TRY_AGAIN[0]

    smtp.declines.clear()
    assert send(message, SOON).delivery == Delivery.QUEUED  # not before its time
    assert send(message, SOON + TRY_AGAIN[0]).delivery == Delivery.SENT
    assert f"<{message.rfc_id}>".encode() in (smtp.mails[0].content or b"")


def test_23_what_is_refused_too_often_fails_and_the_agent_is_told(
    case: Case, smtp: Smtp, alice: User
) -> None:
    smtp.declines["RCPT"] = "451 try later"
    message, at = reply(case, alice), SOON
    for _ in range(len(TRY_AGAIN) + 1):
        message = send(message, at)
        at = max(at, message.send_at or at)

    assert (message.delivery, message.attempts) == (Delivery.FAILED, len(TRY_AGAIN) + 1)
    assert Notice.objects.get(person=alice).text.startswith(f"Your mail in case {case.reference} is failed")


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_23_a_refusal_for_good_fails_at_once_and_the_agent_is_told(
    case: Case, smtp: Smtp, alice: User, step: str
) -> None:
    smtp.declines[step] = "550 no such user"
    message = send(reply(case, alice))

    assert message.delivery == Delivery.FAILED
    assert "550 no such user" in message.delivery_fault
    assert Notice.objects.get(person=alice).case == case


def test_23_one_reader_of_two_who_is_refused_is_told(case: Case, smtp: Smtp, alice: User) -> None:
    smtp.declines["gone@example.org"] = "550 no such user"
    message = send(reply(case, alice, copies=[("", "gone@example.org")]))

    assert message.delivery == Delivery.SENT
    assert message.delivery_fault == "Not to gone@example.org: 550 no such user"
    assert Notice.objects.filter(person=alice).exists()


def test_23_a_server_that_hangs_when_it_had_all_leaves_the_mail_in_doubt(
    case: Case, smtp: Smtp, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch)
    smtp.hangs_at = "DATA"
    message = send(reply(case, alice))

    assert message.delivery == Delivery.IN_DOUBT
    assert "It may have left" in message.delivery_fault
    assert Notice.objects.filter(person=alice).exists()
    assert send(message, SOON + timedelta(days=9)).delivery == Delivery.IN_DOUBT  # never again by itself


def test_23_a_server_that_cannot_be_reached_is_tried_again(case: Case, smtp: Smtp, alice: User) -> None:
    Mailbox.objects.update(smtp_port=free_port())
    message = send(reply(case, alice))

    assert message.delivery == Delivery.QUEUED
    assert "cannot be reached" in message.delivery_fault


def test_23_a_wrong_password_is_said(case: Case, smtp: Smtp, alice: User) -> None:
    Mailbox.objects.update(smtp_password=sealed("wrong"))

    assert "does not let 'help' in" in send(reply(case, alice)).delivery_fault


def test_59_what_was_being_sent_when_we_were_killed_is_in_doubt_and_a_person_decides(
    case: Case, smtp: Smtp, alice: User, charlie: User, client_of: SignIn
) -> None:
    message = reply(case, alice)
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.SENDING, attempts=1)
    assert send(message).delivery == Delivery.IN_DOUBT
    assert smtp.mails == []
    assert case.reference in client_of(alice).get("/mail/outgoing").content.decode()
    assert case.reference not in client_of(charlie).get("/mail/outgoing").content.decode()
    assert (
        client_of(charlie).post(f"/mail/outgoing/{message.pk}/decided", {"deed": "again"}).status_code == 404
    )

    client_of(alice).post(f"/mail/outgoing/{message.pk}/decided", {"deed": "again"})
    Message.objects.update(send_at=SOON)
    assert send(message).delivery == Delivery.SENT
    assert f"<{message.rfc_id}>".encode() in (smtp.mails[0].content or b"")
    with pytest.raises(MessageNotInDoubt, match="is sent"):
        settle_sending(message, send_again=True, by=alice, at=SOON)


def test_a_message_in_doubt_may_stand_as_sent(case: Case, alice: User) -> None:
    message = reply(case, alice)
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.IN_DOUBT)

    assert settle_sending(message, send_again=False, by=alice, at=SOON).delivery == Delivery.SENT


def test_a_bounce_finds_its_message_and_its_author_is_told(
    case: Case, smtp: Smtp, alice: User, mailbox: Mailbox
) -> None:
    message = send(reply(case, alice))
    receive(mailbox, bounce(message.rfc_id, "5.1.1"), at=SOON)

    message.refresh_from_db()
    assert message.delivery == Delivery.BOUNCED
    assert message.delivery_fault == "It could not be delivered to dana@example.org: smtp; 550 no such user"
    assert Notice.objects.filter(person=alice).exists()
    assert case.messages.filter(is_automatic=True, direction="in").count() == 1


def test_a_delay_is_filed_and_changes_nothing(case: Case, smtp: Smtp, alice: User, mailbox: Mailbox) -> None:
    message = send(reply(case, alice))
    receive(mailbox, bounce(message.rfc_id, "4.4.1"), at=SOON)

    message.refresh_from_db()
    assert message.delivery == Delivery.SENT


def test_a_bounce_of_nothing_we_sent_is_held(mailbox: Mailbox) -> None:
    assert receive(mailbox, bounce("guessed@shop.example", "5.1.1")).hold_code == "bounce"


def test_without_a_server_mail_is_written_to_the_folder(
    case: Case, alice: User, settings: Settings, tmp_path: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    Mailbox.objects.update(smtp_host="")
    message = send(reply(case, alice))

    assert message.delivery == Delivery.SENT
    assert message.delivery_fault == "Written to the mail folder: its mailbox has no server to send by."
    from pathlib import Path

    assert f"<{message.rfc_id}>" in next(Path(str(tmp_path)).iterdir()).read_text()


def test_a_reply_to_nobody_fails_with_the_way_out(case: Case, alice: User) -> None:
    Message.objects.update(from_address="", answer_to="")
    Case.objects.update(contact_address="", customer=None)

    assert "Nobody is named whom it could go to" in send(reply(case, alice)).delivery_fault


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a server a second and no longer."""
    plain = accounts.outgoing
    from dataclasses import replace

    from rapport.desk.mail.actions import sending

    monkeypatch.setattr(sending, "outgoing", lambda mailbox: replace(plain(mailbox), timeout=1.0))


def bounce(rfc_id: str, status: str) -> bytes:
    report = (
        "--B\r\n\r\nIt did not arrive.\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Final-Recipient: rfc822; dana@example.org\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n"
        f"--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{rfc_id}>\r\n--B--"
    )
    headers = 'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n'
    return letter(report, sender="MAILER-DAEMON@mx.example.org", subject="Undelivered", headers=headers)
