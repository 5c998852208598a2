"""The pages of mail: files are downloaded and never shown, and mailboxes are set by who may."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from rapport.customers.models import Customer
from rapport.desk.mail.actions import send_due
from rapport.desk.mail.sealing import opened
from rapport.desk.models import Attachment, Case, Mailbox, ReceivedMail
from rapport.staff.models import AuditEntry, User
from tests.cast import MONDAY_NINE
from tests.letters import letter, make_mailbox, receive

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
TYPED = {
    "name": "Sales", "address": "sales@shop.example", "is_active": "on", "acknowledges": "on",
    "imap_host": "imap.example.org", "imap_port": "993", "imap_security": "tls", "imap_user": "sales",
    "imap_password": "open sesame", "folder": "INBOX", "smtp_host": "", "smtp_port": "587",
    "smtp_security": "starttls",
}  # fmt: skip
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def file_of_dana(name: str, media_type: str, body: bytes) -> Attachment:
    headers = f'Content-Type: {media_type}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    message = receive(make_mailbox(), letter(body, headers=headers)).message
    assert message is not None
    return message.attachments.get()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("x.svg", "image/svg+xml"),
        ("x.html", "text/html"),
        ("x.svg", "image/svg+xml; x"),
        ("x.xml", "text/xml"),
    ],
)
def test_26_a_file_is_downloaded_and_never_shown(
    dana: Customer, alice: User, client_of: SignIn, name: str, media_type: str
) -> None:
    file = file_of_dana(name, media_type, SVG)
    answer = client_of(alice).get(f"/files/{file.pk}")

    assert answer.content.rstrip() == SVG
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cache-Control"] == "private, no-store"


def test_29_a_file_of_another_team_is_not_there(
    dana: Customer, charlie: User, lena: User, client_of: SignIn
) -> None:
    file = file_of_dana("x.pdf", "application/pdf", b"%PDF")

    for person in (charlie, lena):
        assert client_of(person).get(f"/files/{file.pk}").status_code == 404
    assert Client(headers={"host": "localhost"}).get(f"/files/{file.pk}").status_code == 302


def test_12_a_program_is_not_handed_out_and_the_page_says_why(
    dana: Customer, alice: User, client_of: SignIn
) -> None:
    answer = client_of(alice).get(f"/files/{file_of_dana('x.exe', 'application/x', b'MZ').pk}")

    assert answer.status_code == 403
    assert b"is kept and not handed out" in answer.content


def test_a_mail_as_it_came_is_downloaded_as_bytes(dana: Customer, alice: User, client_of: SignIn) -> None:
    raw = letter("<script>alert(1)</script>")
    mail = receive(make_mailbox(), raw)
    answer = client_of(alice).get(f"/mail/{mail.pk}/raw")

    assert answer.content == raw
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Type"] == "application/octet-stream"


def test_25_script_in_a_held_mail_is_shown_as_words(alice: User, client_of: SignIn) -> None:
    evil = "<script>alert(1)</script>"
    headers = f'Content-Type: text/plain; name="{evil}.txt"\r\n'
    mail = receive(make_mailbox(), letter(evil, sender="", subject=evil, headers=headers))

    for path in ("/mail/held", f"/mail/{mail.pk}"):
        page = client_of(alice).get(path).content.decode()
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_a_mailbox_is_added_with_a_sealed_password(olive: User, client_of: SignIn) -> None:
    page = client_of(olive).post("/mailboxes", TYPED, follow=True)

    mailbox = Mailbox.objects.get()
    assert b"Mailbox Sales is added" in page.content
    assert b"open sesame" not in page.content
    assert b"open sesame" not in bytes(mailbox.imap_password)
    assert opened(mailbox.imap_password) == "open sesame"
    assert "open sesame" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_an_empty_password_leaves_the_one_that_is_kept(olive: User, client_of: SignIn) -> None:
    client_of(olive).post("/mailboxes", TYPED)
    mailbox = Mailbox.objects.get()
    client_of(olive).post(f"/mailboxes/{mailbox.pk}", TYPED | {"name": "Trade", "imap_password": ""})

    mailbox.refresh_from_db()
    assert mailbox.name == "Trade"
    assert opened(mailbox.imap_password) == "open sesame"


def test_a_mailbox_elsewhere_begins_at_its_own_first_number(olive: User, client_of: SignIn) -> None:
    client_of(olive).post("/mailboxes", TYPED)
    Mailbox.objects.update(uid_validity=5, last_uid=77)
    number = Mailbox.objects.get().pk
    client_of(olive).post(f"/mailboxes/{number}", TYPED | {"folder": "Other"})

    assert Mailbox.objects.values_list("uid_validity", "last_uid").get() == (None, 0)


def test_an_address_has_one_mailbox(olive: User, client_of: SignIn) -> None:
    client_of(olive).post("/mailboxes", TYPED)
    again = client_of(olive).post("/mailboxes", TYPED | {"address": "SALES@shop.example"})

    assert again.status_code == 422
    assert b"is the address of mailbox" in again.content
    assert Mailbox.objects.count() == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::1]", "169.254.169.254"])
def test_40_trying_a_mailbox_inside_the_network_is_refused(
    olive: User, client_of: SignIn, settings: Settings, host: str
) -> None:
    settings.MAIL_HOSTS = ()
    mailbox = make_mailbox(imap_host=host.strip("[]"), smtp_host=host.strip("[]"))
    page = client_of(olive).post(f"/mailboxes/{mailbox.pk}/tried").content.decode()

    assert page.count("Mailboxes expect a public mail server") == 2


def test_only_who_may_sets_mailboxes(alice: User, bob: User, client_of: SignIn) -> None:
    mailbox = make_mailbox()
    for person in (alice, bob):
        for path in ("/mailboxes", f"/mailboxes/{mailbox.pk}"):
            assert client_of(person).get(path).status_code == 404
            assert client_of(person).post(path, TYPED).status_code == 404
        assert client_of(person).post(f"/mailboxes/{mailbox.pk}/tried").status_code == 404
    assert Mailbox.objects.count() == 1


def test_the_health_page_is_green_and_turns_red(alice: User, client_of: SignIn) -> None:
    mailbox = make_mailbox()
    receive(mailbox, letter(), at=now())
    assert "All is well" in client_of(alice).get("/mail").content.decode()

    Mailbox.objects.update(fault="mail.example.org:993 does not let 'help' in.", fault_since=now())
    page = client_of(alice).get("/mail").content.decode()
    assert "Mail is not well" in page
    assert "does not let &#x27;help&#x27; in" in page
    assert Client(headers={"host": "localhost"}).get("/health").json()["mail"] == "failing"


def test_nothing_that_a_page_shows_changes_anything(alice: User, client_of: SignIn, dana: Customer) -> None:
    mail = receive(make_mailbox(), letter(sender=""))
    for path in (
        "/mail",
        "/mail/held",
        "/mail/refused",
        "/mail/outgoing",
        "/mail/blocked",
        f"/mail/{mail.pk}",
    ):
        assert client_of(alice).get(path).status_code == 200
    for path in (f"/mail/{mail.pk}/settled", "/mail/outgoing/1/decided", "/mail/blocked/1/dropped"):
        assert client_of(alice).get(path).status_code == 405
    assert ReceivedMail.objects.get().state == "held"


def test_an_acknowledgement_is_sent_by_the_chore(
    dana: Customer, settings: Settings, tmp_path: object
) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    receive(make_mailbox(), letter())

    from datetime import timedelta

    assert send_due(clock=lambda: MONDAY_NINE + timedelta(seconds=30)) == 1
    assert Case.objects.get().messages.get(direction="out").delivery == "sent"
