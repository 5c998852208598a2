"""Automatic answers: to people, once, and never to a machine or without end."""

from datetime import time, timedelta

import pytest

from rapport.customers.models import Customer
from rapport.desk.mail.composing import compose
from rapport.desk.mail.loops import MARK, MOST_ALIKE, MOST_AT_ALL
from rapport.desk.mail.sealing import loop_mark
from rapport.desk.models import Case, Mailbox, Message
from rapport.desk.rules import Intake
from rapport.lib.worktime import Hours
from rapport.staff.actions import set_week
from rapport.staff.models import User
from tests.cast import MONDAY_NINE
from tests.letters import letter, make_mailbox, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    return make_mailbox()


def answers() -> int:
    return Message.objects.filter(direction="out", is_automatic=True).count()


def test_a_new_matter_is_acknowledged_with_its_reference_and_nothing_of_its_words(
    mailbox: Mailbox, dana: Customer
) -> None:
    receive(mailbox, letter("Cheap watches at http://evil.example", subject="Cheap watches"))

    [answer], case = Message.objects.filter(direction="out"), Case.objects.get()
    raw = compose(answer, []).raw.decode()
    assert answer.subject == f"We have your message ({case.reference})"
    assert case.reference in answer.text
    assert "watches" not in raw
    assert "Auto-Submitted: auto-replied" in raw
    assert f"Reply-To: help+{case.reply_key}@shop.example" in raw.replace("\r\n ", " ")
    assert case.first_replied_at is None  # nobody has replied yet


def test_the_answer_says_when_the_team_is_at_work(mailbox: Mailbox, dana: Customer, olive: User) -> None:
    sunday = MONDAY_NINE - timedelta(days=1)
    week = {0: (Hours(time(9), time(17)),)}
    set_week(mailbox.team, week, by=olive, at=sunday)  # type: ignore[arg-type]
    raw = letter().replace(b"Mon, 02 Mar 2026", b"Sun, 01 Mar 2026")
    receive(mailbox, raw, at=sunday)

    assert "We open again Monday 2 March, 09:00" in Message.objects.get(direction="out").text


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Precedence: bulk\r\n",
        "List-Id: <news.example.org>\r\n",
        "X-Autoreply: yes\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "Return-Path: <>\r\n",
    ],
)
def test_14_a_machine_gets_no_automatic_answer(mailbox: Mailbox, headers: str) -> None:
    assert receive(mailbox, letter(headers=headers)).state == Intake.HELD
    assert answers() == 0


@pytest.mark.parametrize("sender", ["help@shop.example", "HELP+0123@shop.example", "sales@shop.example"])
def test_14_an_address_of_ours_gets_no_automatic_answer(mailbox: Mailbox, sender: str) -> None:
    make_mailbox(name="Sales", address="sales@shop.example")

    held = receive(mailbox, letter(sender=sender))
    assert (held.state, held.hold_code) == (Intake.HELD, "ourselves")
    assert answers() == 0


def test_14_our_own_mail_come_back_is_known_by_its_mark(mailbox: Mailbox) -> None:
    held = receive(mailbox, letter(headers=f"{MARK}: {loop_mark()}\r\n"))

    assert held.hold_code == "ourselves"


def test_the_mark_of_another_rapport_is_not_ours(mailbox: Mailbox) -> None:
    assert receive(mailbox, letter(headers=f"{MARK}: {'0' * 24}\r\n")).state == Intake.FILED


def test_15_an_auto_responder_with_a_new_address_each_time_ends_within_ten_mails(mailbox: Mailbox) -> None:
    for number in range(30):
        at = MONDAY_NINE + timedelta(seconds=number)
        receive(
            mailbox,
            letter(f"I am away {number}", sender=f"a{number}@x{number}.example", subject=f"Away {number}"),
            at=at,
        )

    assert answers() == MOST_ALIKE
    assert Case.objects.count() == 30  # answered or not, nothing is lost


def test_15_one_that_changes_its_subject_too_ends_as_well(mailbox: Mailbox) -> None:
    words = [f"{one}{other}" for one in "abcdefghijklm" for other in "abcdefghijklm"]
    for number, word in enumerate(words):
        at = MONDAY_NINE + timedelta(seconds=number)
        receive(mailbox, letter(word, sender=f"a{number}@x{number}.example", subject=word), at=at)

    assert answers() == MOST_AT_ALL


def test_one_person_who_writes_much_is_answered_four_times_a_day(mailbox: Mailbox, dana: Customer) -> None:
    for number in range(8):
        receive(
            mailbox, letter(f"{number}", sender=f"dana+{number}@example.org", subject="abcdefgh"[number] * 3)
        )

    assert answers() == 4


def test_13_the_sender_is_told_of_a_file_that_is_not_taken(mailbox: Mailbox, dana: Customer) -> None:
    headers = 'Content-Type: application/x-msdownload; name="gift.exe"\r\n'
    message = receive(mailbox, letter("MZ", headers=headers)).message

    assert message is not None
    assert message.attachments.get().refused
    assert "files that end in .exe are programs" in Message.objects.get(direction="out").text


def test_13_the_sender_is_told_in_a_case_that_is_there_too(mailbox: Mailbox, dana: Customer) -> None:
    receive(mailbox, letter(message_id="<first@example.org>"))
    headers = (
        'In-Reply-To: <first@example.org>\r\nContent-Type: application/x-msdownload; name="gift.exe"\r\n'
    )
    receive(mailbox, letter("MZ", headers=headers))

    assert Case.objects.count() == 1
    assert answers() == 2


def test_a_mailbox_that_does_not_acknowledge_says_nothing(dana: Customer) -> None:
    receive(make_mailbox(acknowledges=False), letter())

    assert answers() == 0


def test_mail_of_the_past_is_not_acknowledged(mailbox: Mailbox, dana: Customer) -> None:
    receive(mailbox, letter().replace(b"02 Mar 2026", b"02 Feb 2026"))

    assert answers() == 0
