"""Mail fetched from a real IMAP server: all of it, once, whatever happens to the server or the fetcher."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from rapport.desk.mail.actions import fetch_all, fetch_mailbox, read_waiting
from rapport.desk.mail.actions.fetching import TAKE_ALL
from rapport.desk.mail.queries import health_of_mail, mail_health
from rapport.desk.mail.sealing import sealed
from rapport.desk.models import Case, Mailbox, ReceivedMail
from rapport.staff.models import User
from tests.letters import letter, make_mailbox
from tests.mail_servers import PASSWORD, Imap, free_port, imap_server

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    with imap_server() as running:
        yield running


@pytest.fixture
def imap(server: Imap, settings: Settings) -> Imap:
    """The server, with an empty folder."""
    settings.MAIL_HOSTS = ("127.0.0.1",)
    with server.connected() as connection:
        _, count = connection.select("INBOX")
        if count != [b"0"]:
            connection.store("1:*", "+FLAGS", "\\Deleted")
            connection.expunge()
    return server


def mailbox_at(imap: Imap, **fields: Any) -> Mailbox:
    place: dict[str, Any] = {
        "imap_host": "127.0.0.1",
        "imap_port": imap.port,
        "imap_security": "none",
        "imap_user": imap.user,
    }
    return make_mailbox(**place | {"imap_password": sealed(PASSWORD), "uid_validity": TAKE_ALL} | fields)


def test_all_mail_is_fetched_also_what_another_program_has_read(imap: Imap) -> None:
    mailbox = mailbox_at(imap)
    imap.append(letter("One"), letter("Two"))
    with imap.connected() as connection:
        connection.select("INBOX")
        connection.store("1:*", "+FLAGS", "\\Seen")

    assert fetch_mailbox(mailbox, clock=now) == 2
    mailbox.refresh_from_db()
    assert fetch_mailbox(mailbox, clock=now) == 0
    imap.append(letter("Three"))
    assert fetch_mailbox(mailbox, clock=now) == 1


def test_fetching_changes_nothing_on_the_server(imap: Imap) -> None:
    imap.append(letter())
    fetch_mailbox(mailbox_at(imap), clock=now)

    with imap.connected() as connection:
        connection.select("INBOX")
        assert connection.search(None, "UNSEEN")[1] != [b""]


def test_bytes_are_kept_as_they_came(imap: Imap) -> None:
    raw = letter(b"gr\xfc\xdfe and a very odd \xff byte", subject="x")
    imap.append(raw)
    fetch_mailbox(mailbox_at(imap), clock=now)

    assert bytes(ReceivedMail.objects.get().blob.body) == raw


def test_the_mail_of_the_past_is_left_alone_unless_it_is_wanted(imap: Imap) -> None:
    imap.append(letter("old"))
    mailbox = mailbox_at(imap, uid_validity=None)

    assert fetch_mailbox(mailbox, clock=now) == 0
    imap.append(letter("new"))
    mailbox.refresh_from_db()
    assert fetch_mailbox(mailbox, clock=now) == 1


def test_57_two_fetchers_at_once_store_each_mail_once(imap: Imap) -> None:
    mailbox = mailbox_at(imap)
    imap.append(letter("One"), letter("Two"))
    seen_by_both = [
        Mailbox.objects.get(pk=mailbox.pk) for _ in range(2)
    ]  # each begins where nothing is fetched

    for one in seen_by_both:
        fetch_mailbox(one, clock=now)

    assert ReceivedMail.objects.count() == 2


def test_a_folder_that_was_made_anew_gives_repeats_and_no_second_case(imap: Imap) -> None:
    mailbox = mailbox_at(imap)
    imap.append(letter("One"))
    fetch_mailbox(mailbox, clock=now)
    Mailbox.objects.update(uid_validity=1)
    ReceivedMail.objects.update(slot=f"{mailbox.pk}/1/1")
    mailbox.refresh_from_db()
    fetch_mailbox(mailbox, clock=now)
    read_waiting(at=now())

    assert sorted(ReceivedMail.objects.values_list("state", flat=True)) == ["filed", "refused"]
    assert Case.objects.count() == 1


def test_24_a_mail_that_is_too_large_is_fetched_in_part(imap: Imap, settings: Settings) -> None:
    settings.MAIL_LARGEST = 100_000
    imap.append(letter("begin " + "x" * 900 + "\r\n" + ("y" * 900 + "\r\n") * 1_000))
    fetch_mailbox(mailbox_at(imap), clock=now)
    read_waiting(at=now())

    message = Case.objects.get().messages.get(direction="in")
    assert message.text.startswith("begin")
    assert "It was too large (1 MB): only its beginning was kept." in message.notes


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nobody answers": ({"imap_port": free_port()}, "cannot be reached"),
    "no such server": ({"imap_host": "nowhere.invalid"}, "There is no server named nowhere.invalid"),
    "wrong password": ({"imap_password": b""}, "does not know 'help' with this password"),
    "no TLS there": ({"imap_security": "tls"}, "does not speak TLS in this way"),
    "no folder": ({"folder": "Nowhere"}, "there is no folder 'Nowhere'"),
}


@pytest.mark.parametrize("what", WRONG)
def test_22_a_mailbox_that_ails_turns_health_red_at_the_first_look(
    imap: Imap, alice: User, what: str
) -> None:
    fields, fault = WRONG[what]
    mailbox = mailbox_at(imap, **fields)
    Mailbox.objects.update(checked_at=now())
    assert health_of_mail(now()) == "ok"

    fetch_all(clock=now)

    mailbox.refresh_from_db()
    assert fault in mailbox.fault
    assert mailbox.fault_since
    assert health_of_mail(now()) == "failing"
    assert not mail_health(alice, now())[0].is_well


def test_22_a_certificate_that_does_not_hold_is_named() -> None:
    import ssl

    from rapport.desk.mail.accounts import Account, told

    fault = ssl.SSLCertVerificationError(1, "self-signed certificate")
    assert "The certificate of mail.example:993 does not hold" in told(
        fault, Account("mail.example", 993, "tls", "", "")
    )


def test_22_a_mailbox_that_nobody_looks_at_turns_health_red(alice: User) -> None:
    make_mailbox(imap_host="mail.example.org", checked_at=now() - timedelta(minutes=6))

    assert health_of_mail(now()) == "failing"
    assert "It was not looked at since" in mail_health(alice, now())[0].ails[0]


def test_a_mailbox_that_ails_stops_no_other(imap: Imap) -> None:
    mailbox_at(imap, address="a@shop.example", name="A", folder="Nowhere")
    mailbox_at(imap, address="b@shop.example", name="B")
    imap.append(letter())

    assert fetch_all(clock=now) == 1


def test_a_mailbox_that_is_well_again_says_so(imap: Imap) -> None:
    mailbox = mailbox_at(imap, fault="it ailed", fault_since=now())
    fetch_mailbox(mailbox, clock=now)

    mailbox.refresh_from_db()
    assert (mailbox.fault, mailbox.fault_since) == ("", None)
    assert mailbox.checked_at


def test_40_a_mailbox_inside_the_network_is_not_spoken_to(imap: Imap, settings: Settings) -> None:
    settings.MAIL_HOSTS = ()
    mailbox = mailbox_at(imap)
    fetch_mailbox(mailbox, clock=now)

    mailbox.refresh_from_db()
    assert "Mailboxes expect a public mail server" in mailbox.fault
