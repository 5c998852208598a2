"""Mail comes in: stored before it is understood, and then filed, held or refused, each in one place."""

import time
from datetime import timedelta

import pytest

from rapport.customers.models import Customer
from rapport.desk.mail import actions
from rapport.desk.mail.actions import reading, store_mail
from rapport.desk.mail.mime import parse
from rapport.desk.mail.queries import days_of, mail_health
from rapport.desk.models import Case, Mailbox, ReceivedMail
from rapport.desk.rules import Intake
from rapport.staff.models import User
from tests.cast import MONDAY_NINE
from tests.letters import letter, make_mailbox, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    return make_mailbox()


def test_01_the_same_mail_twice_is_one_entry(mailbox: Mailbox, dana: Customer) -> None:
    raw = letter(message_id="<same@example.org>")
    first, second = receive(mailbox, raw), receive(mailbox, raw)

    assert (first.state, second.state) == (Intake.FILED, Intake.REFUSED)
    assert second.why == f"It repeats mail {first.pk}: the same Message-ID and the same bytes."
    assert Case.objects.get().messages.filter(direction="in").count() == 1


def test_01_the_same_message_id_with_other_bytes_is_a_mail_of_its_own(mailbox: Mailbox) -> None:
    first = receive(mailbox, letter("One", message_id="<same@example.org>"))
    second = receive(mailbox, letter("Two", message_id="<same@example.org>"))

    assert {first.state, second.state} == {Intake.FILED}
    assert first.message != second.message


def test_02_a_mail_without_message_id_fetched_twice_is_one(mailbox: Mailbox) -> None:
    raw = letter(message_id="")
    receive(mailbox, raw, slot="1/7/1")
    receive(mailbox, raw, slot="1/7/1")
    moved = receive(mailbox, raw, slot="1/8/1")  # the folder was made anew

    assert ReceivedMail.objects.count() == 2
    assert moved.state == Intake.REFUSED
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("sender", "address", "state"),
    [
        ("", "", Intake.HELD),
        ("Foo <foo@x", "foo@x", Intake.FILED),
        (f"{'a' * 400}@example.org", f"{'a' * 388}@example.org", Intake.FILED),
        ("One <one@example.org>, two@example.org", "one@example.org", Intake.FILED),
        ("undisclosed", "", Intake.HELD),
    ],
)
def test_03_a_mail_with_a_broken_sender_is_kept(
    mailbox: Mailbox, sender: str, address: str, state: Intake
) -> None:
    received = receive(mailbox, letter(sender=sender))

    assert received.state == state
    if received.message:
        assert received.message.from_address == address
    else:
        assert received.why == "It names no sender that could be answered."


def test_04_a_display_name_of_a_colleague_shows_the_real_address(mailbox: Mailbox, alice: User) -> None:
    message = receive(mailbox, letter(sender="Alice <evil@example.net>")).message

    assert message is not None
    assert message.from_address == "evil@example.net"
    assert "The name 'Alice' is a colleague's, and evil@example.net is not their address." in message.notes


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("x" * 3_000, "x" * 300),
        ("", "(no subject)"),
        ("=?nowhere-8?q?gr=FC=DFe?=", "grüße"),
        ("=?utf-8?b?!!!?=", "=?utf-8?b?!!!?="),
    ],
)
def test_05_a_long_missing_or_undecodable_subject_is_kept(mailbox: Mailbox, subject: str, kept: str) -> None:
    message = receive(mailbox, letter(subject=subject)).message

    assert message is not None
    assert message.subject == kept
    assert message.case.subject == kept


def test_06_encoded_line_ends_in_a_subject_make_no_header(mailbox: Mailbox) -> None:
    message = receive(mailbox, letter(subject="=?utf-8?q?Hi=0D=0ABcc:_evil@example.net?=")).message

    assert message is not None
    assert message.subject == "Hi Bcc: evil@example.net"


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("nonsense-9", "grüße".encode(), "grüße"),
        ("", b"gr\xfc\xdfe", "grüße"),
        ("utf-8", b"a\xed\xa0\x80b", "aí\xa0€b"),
        ("utf-8", b"a\x00b", "a\N{REPLACEMENT CHARACTER}b"),
        ("utf-16", "grüße".encode("utf-16"), "grüße"),
        ("punycode", b"a-b", "a-b"),
    ],
)
def test_07_any_charset_and_any_byte_is_kept(mailbox: Mailbox, charset: str, body: bytes, text: str) -> None:
    kind = f"Content-Type: text/plain; charset={charset}\r\n" if charset else ""
    message = receive(mailbox, letter(body, headers=kind, subject="NUL \x00 and \udcff")).message

    assert message is not None
    assert message.text.startswith(text)
    assert "\x00" not in message.subject


def test_20_a_date_that_is_nonsense_or_far_off_does_not_order_messages(
    mailbox: Mailbox, dana: Customer
) -> None:
    for number, date in enumerate(("Sat, 01 Jan 2050 00:00:00 +0000", "Fri, 99 Foo 12345 99:99")):
        raw = letter().replace(b"Mon, 02 Mar 2026 08:55:00 +0000", date.encode())
        at = MONDAY_NINE + timedelta(minutes=number)
        assert receive(mailbox, raw, at=at).message.at == at  # type: ignore[union-attr]


def test_21_one_bad_mail_among_a_hundred_is_held_and_the_others_are_read(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse_or_fail(raw: bytes) -> object:
        if b"number 50" in raw:
            raise RuntimeError("boom")
        return parse(raw)

    monkeypatch.setattr(reading, "parse", parse_or_fail)
    for number in range(100):
        sender = f"customer{number}@example.org"
        store_mail(mailbox, letter(f"number {number}.", sender=sender), at=MONDAY_NINE)

    assert actions.read_waiting(at=MONDAY_NINE) == 100
    held = ReceivedMail.objects.get(state=Intake.HELD)
    assert held.why == "It could not be read: RuntimeError."
    assert ReceivedMail.objects.filter(state=Intake.FILED).count() == 99


def test_a_mail_whose_reading_is_cut_off_again_and_again_is_held(mailbox: Mailbox) -> None:
    received = store_mail(mailbox, letter(), at=MONDAY_NINE)
    ReceivedMail.objects.update(attempts=5)
    received.refresh_from_db()

    assert reading.read_mail(received, at=MONDAY_NINE).why == "Reading it was cut off 5 times."


def test_24_a_mail_that_is_too_large_is_seen_and_its_sender_told(mailbox: Mailbox, dana: Customer) -> None:
    from rapport.desk.mail.imap import cut

    received = receive(mailbox, cut(letter("The beginning")[:300], 40 * 1024**2))

    assert received.message is not None
    assert "It was too large (40 MB): only its beginning was kept." in received.message.notes
    answer = Case.objects.get().messages.get(direction="out")
    assert "Your mail was too large for us" in answer.text


def test_received_is_filed_held_and_refused_together(mailbox: Mailbox, alice: User, charlie: User) -> None:
    raw = letter()
    for one in (raw, raw, letter(sender=""), letter()):
        receive(mailbox, one)

    [day] = days_of(alice)
    assert (day.received, day.filed, day.held, day.refused, day.waiting) == (4, 2, 1, 1, 0)
    assert day.adds_up
    assert mail_health(charlie, MONDAY_NINE) == []


def test_a_filed_mail_that_is_in_no_case_turns_health_red(mailbox: Mailbox, alice: User) -> None:
    received = receive(mailbox, letter())
    ReceivedMail.objects.filter(pk=received.pk).update(message=None)

    [found] = mail_health(alice, MONDAY_NINE)
    assert found.ails == ("What came and where it ended do not add up. Tell whoever runs this Rapport.",)


def test_mail_that_waits_too_long_turns_health_red(mailbox: Mailbox, alice: User) -> None:
    store_mail(mailbox, letter(), at=MONDAY_NINE)

    assert mail_health(alice, MONDAY_NINE)[0].is_well
    assert not mail_health(alice, MONDAY_NINE + timedelta(minutes=6))[0].is_well


def test_a_thousand_mails_cost_little(mailbox: Mailbox) -> None:
    began = time.process_time()
    for number in range(50):
        receive(mailbox, letter(sender=f"c{number}@example.org"))
    assert (time.process_time() - began) / 50 < 0.1
