"""Test 60: a disk that is full at each place we write to. Test 61: a read-only database, a full temp."""

import errno
import logging
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import Said, write_reply
from rapport.desk.mail.actions import send_due
from rapport.desk.models import Case, Message
from rapport.desk.rules import Delivery
from rapport.staff.models import User
from tests.benchmarks.writers import register
from tests.cast import MONDAY_NINE, client_of, make_dana, make_person, make_team
from tests.installations import Installation
from tests.letters import letter, make_mailbox, receive

FULL = OSError(errno.ENOSPC, "No space left on device")
SOON = MONDAY_NINE + timedelta(minutes=1)


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with register() as environment:
        yield environment


def most_bytes(count: int) -> Callable[[], None]:
    """Return what makes a process believe that the disk is full at so many bytes of a file."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (count, count))


def test_60_a_mail_with_a_file_that_finds_no_room_is_the_mail_servers_to_try_again(
    environment: dict[str, str],
) -> None:
    """Test 60: at the attachment; it stands in the database, so it is there whole or not at all."""
    raw = letter("The papers", headers='Content-Type: text/plain; name="papers.txt"\r\n') + b"x" * 400_000
    here = Installation(environment)
    here.told("tests.mail_accounting", "set_up", "1")
    command = [sys.executable, "-m", "rapport.cli", "mail", "take", "help@shop.example"]
    full = subprocess.run(
        command, env=environment, input=raw, capture_output=True, check=False, preexec_fn=most_bytes(300_000)
    )
    kept = here.told("tests.mail_accounting", "progress")["stored"]
    after = here.run("mail", "take", "help@shop.example", given=raw)

    assert (full.returncode, kept) == (75, 0)
    assert b"The mail could not be stored now" in full.stderr
    assert after.stdout == b"Stored as mail 1\n"


def test_60_a_backup_that_finds_no_room_leaves_no_half_file(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Test 60: at a file."""
    command = [sys.executable, "-m", "rapport.cli", "backup", str(tmp_path / "all.rapport")]
    full = subprocess.run(
        command, env=environment, capture_output=True, check=False, preexec_fn=most_bytes(2_000)
    )

    assert full.returncode != 0
    assert full.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_60_a_reply_that_cannot_be_written_to_the_mail_folder_waits_and_leaves_once_there_is_room(
    dana: Customer, alice: User, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test 60: at a file that is a mail."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    asked = receive(make_mailbox(smtp_host="", acknowledges=False), letter("Where is it?")).message
    assert asked is not None
    reply = write_reply(asked.case, Said("On its way.", Channel.EMAIL), by=alice, at=MONDAY_NINE)

    with monkeypatch.context() as full:
        full.setattr("django.core.mail.backends.filebased.EmailBackend.open", _finds_no_room)
        send_due(clock=lambda: SOON)
    reply.refresh_from_db()
    waits = (reply.delivery, reply.delivery_fault)
    send_due(clock=lambda: SOON + timedelta(hours=1))
    reply.refresh_from_db()

    assert waits == (Delivery.QUEUED, "The mail folder cannot be written: No space left on device.")
    assert reply.delivery == Delivery.SENT
    assert len(list(tmp_path.iterdir())) == 1


def _finds_no_room(*_: object, **__: object) -> None:
    raise FULL


@pytest.fixture
def full_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Write the log to a disk that is full, and what Python says of that too."""
    with suppress(OSError), Path("/dev/full").open("w") as full:
        handler = logging.StreamHandler(full)
        logging.getLogger().addHandler(handler)
        monkeypatch.setattr("sys.stderr", full)
        yield
        logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.usefixtures("full_log")
def test_60_a_log_that_finds_no_room_stops_no_work(alice: User, dana: Customer) -> None:
    """Test 60: at the log."""
    client = client_of(alice)

    assert client.get("/nowhere").status_code == 404  # Django writes a warning of it
    logging.getLogger("rapport").error("A fault that finds no room")
    assert client.post(f"/customers/{dana.pk}/notes", {"text": "Called."}).status_code == 302
    assert dana.timeline.filter(text="Called.").exists()


@contextmanager
def read_only() -> Iterator[None]:
    """Have the database decline every change, as one on a read-only disk or a standby server does."""
    on_sqlite = connection.vendor == "sqlite"
    before, after = ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
    if not on_sqlite:
        before, after = (f"SET default_transaction_read_only = {word}" for word in ("on", "off"))
    with connection.cursor() as cursor:
        cursor.execute(before)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(after)


@pytest.mark.django_db(transaction=True)
def test_61_a_database_that_takes_no_changes_is_said_and_nothing_is_half() -> None:
    """Test 61: read-only database; by the database itself, through the page and the API."""
    alice, dana = make_person("Alice", team=make_team("North")), make_dana()
    client = client_of(alice)
    note = {"text": "Called about the gauge."}

    with read_only():
        page = client.post(f"/customers/{dana.pk}/notes", note)
        program = client.post(f"/customers/{dana.pk}/notes", note, headers={"accept": "application/json"})
    after = client.post(f"/customers/{dana.pk}/notes", note)

    assert (page.status_code, program.status_code, after.status_code) == (503, 503, 302)
    assert "Nothing was saved" in page.content.decode()
    assert program.json()["code"] == "database_declined"
    assert dana.timeline.filter(text=note["text"]).count() == 1


@pytest.mark.django_db
def test_61_a_full_temp_folder_loses_the_request_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test 61: full temp; a file of more than 2.5 MB is put there while it comes in."""
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)

    with monkeypatch.context() as full:
        full.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", _finds_no_room)
        answer = client.post("/form", _form())

    assert answer.status_code == 500
    assert "Nothing you entered was half kept" in answer.content.decode()
    assert (Case.objects.count(), Message.objects.count()) == (0, 0)


def _form() -> dict[str, Any]:
    papers = SimpleUploadedFile("papers.pdf", b"%PDF" + b"x" * 3_000_000, "application/pdf")
    return {"name": "Dana", "address": "dana@example.org", "text": "The papers.", "files": papers}
