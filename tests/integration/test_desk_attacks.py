"""What was tried against the desk and mended: redirects, ended tokens, one reply six times at once."""

import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import create_connection

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from rapport.customers.models import Customer
from rapport.customers.views.csv_files import safe_cell
from rapport.desk.actions import find_cause, locked_case, make_ready_causes, note_failure
from rapport.desk.actions.joining import merge_cases
from rapport.desk.actions.sending import Reply, send_reply
from rapport.desk.actions.taking import take_next
from rapport.desk.actions.work import take_case
from rapport.desk.mail.accounts import Account
from rapport.desk.mail.smtp import Fate, Letter, hand_over
from rapport.desk.models import Case, CaseCause, Cause, Message, Notice, Recovery
from rapport.desk.posting import post
from rapport.desk.rules.asks import ask_from
from rapport.desk.rules.case_refusals import CaseTaken
from rapport.staff.models import User
from rapport.staff.tokens.actions import make_token
from tests.case_makers import hear, make_case, now_of
from tests.cast import MONDAY_NINE, make_customer, make_dana, make_person
from tests.complaint_cast import make_complaint
from tests.mail_servers import PASSWORD, Smtp, smtp_server

db = pytest.mark.django_db
LATER = MONDAY_NINE + timedelta(hours=2)
HOST = "hooks.example"


class _Redirects(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(302)
        self.send_header("Location", "http://169.254.169.254/latest/meta-data")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def certificate(folder: Path) -> Path:
    """Write a key and a certificate for `HOST` that vouches for itself, in one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]),
    )
    since = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(since).not_valid_after(since + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file


@contextmanager
def redirecting(folder: Path) -> Iterator[tuple[HTTPServer, ssl.SSLContext]]:
    """Run an https server that sends everybody on to an address inside a network."""
    file, server = certificate(folder), HTTPServer(("127.0.0.1", 0), _Redirects)
    server.asked = []  # type: ignore[attr-defined]
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(file)
    server.socket = ours.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server, ssl.create_default_context(cafile=str(file))
    finally:
        server.shutdown()
        server.server_close()


def test_a_redirect_is_an_answer_and_is_not_followed(tmp_path: Path) -> None:
    """Test 40: a program outside that sends us on to one inside gains nothing."""
    dialled: list[str] = []
    with redirecting(tmp_path) as (server, context):

        def dial(address: str, port: int) -> object:
            dialled.append(address)
            return create_connection(("127.0.0.1", server.server_port), 5)

        names = {"resolve": lambda *_: ["93.184.216.34"], "dial": dial, "context": context}
        status = post(f"https://{HOST}/x?y=1", b"{}", {}, **names)  # type: ignore[arg-type]

    assert (status, dialled) == (302, ["93.184.216.34"])
    assert server.asked == ["/x?y=1"]  # type: ignore[attr-defined]


@db
def test_a_token_opens_nothing_from_its_last_moment_on(alice: User, dana: Customer) -> None:
    """Test 42: expiry; nor after its person left."""
    case = make_case(dana)
    at = now()
    _, over = make_token("old", scopes=["cases:read"], days=1, by=alice, at=at - timedelta(days=1))
    _, good = make_token("new", scopes=["cases:read"], days=1, by=alice, at=at - timedelta(hours=23))

    def ask(secret: str) -> int:
        client = Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})
        return client.get(f"/api/cases/{case.pk}").status_code

    assert (ask(over), ask(good)) == (401, 200)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert ask(good) == 401


@pytest.mark.django_db(transaction=True)
def test_the_same_reply_sent_six_times_at_one_moment_is_one() -> None:
    """Test 53: at once, with a version that only the first can have seen."""
    alice = make_person("Alice")
    case = hear(make_case(make_dana()), "Where is it?").case
    seen, start = now_of(case).version, threading.Barrier(6)

    def send(_: int) -> int:
        if connection.vendor != "sqlite":
            start.wait(timeout=20)
        try:
            reply = Reply("On its way.", to="dana@example.org")
            return send_reply(case, reply, by=alice, at=LATER, send_key="a-key-of-the-page", version=seen).pk
        finally:
            if connection.vendor != "sqlite":
                connection.close()

    if connection.vendor == "sqlite":  # which lets one write: in turn
        sent = {send(turn) for turn in range(6)}
    else:
        with ThreadPoolExecutor(6) as threads:
            sent = {*threads.map(send, range(6))}

    assert len(sent) == Message.objects.filter(direction="out").count() == 1


@db
def test_two_keys_that_begin_alike_are_two(alice: User, dana: Customer) -> None:
    case = hear(make_case(dana), "Where is it?").case
    reply = Reply("On its way.", to="dana@example.org")

    for ending in ("one", "two"):
        send_reply(case, reply, by=alice, at=LATER, send_key="k" * 80 + ending)

    assert Message.objects.filter(direction="out").count() == 2


def account(server: Smtp, **fields: str) -> Account:
    plain = {"host": "127.0.0.1", "security": "none", "user": "help", "password": PASSWORD}
    return Account(**{**plain, **fields}, port=server.port)  # type: ignore[arg-type]


def test_letters_that_smtp_has_not_fail_that_mail_and_no_other(settings: Settings) -> None:
    settings.MAIL_HOSTS = ("127.0.0.1",)
    strange = Letter("help@shop.example", ["jörg@example.org"], b"Subject: x\r\n\r\nHello")
    with smtp_server() as server:
        told = hand_over(account(server), strange)
        waits = hand_over(account(server, password="pässwort"), strange)

    assert (told.fate, waits.fate) == (Fate.NEVER, Fate.LATER)
    assert "'ö'" in told.said
    assert "letters beyond A to Z" in waits.said


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "\n@x", "\u00a0+1", "\t=1", "  -1"])
def test_blanks_before_a_formula_do_not_hide_it(text: str) -> None:
    """Test 28: a cell that begins with a blank and then a sign."""
    assert safe_cell(text) == f"'{text}"


@db
def test_a_merge_of_two_cases_that_each_have_a_cause_and_a_failure_keeps_those_of_the_first(
    alice: User, dana: Customer
) -> None:
    make_ready_causes()
    kept, gone = make_complaint(dana, alice), make_complaint(dana, alice)
    causes = Cause.objects.order_by("pk")[:2]
    for case, cause in zip((kept, gone), causes, strict=True):
        find_cause(case, cause.pk, by=alice, at=MONDAY_NINE)
        note_failure(case, f"Failed by {cause.name}", MONDAY_NINE.date(), by=alice, at=MONDAY_NINE)

    merge_cases(kept, gone, by=alice, at=LATER)

    assert CaseCause.objects.get(case=kept).cause == causes[0]
    assert Recovery.objects.get(case=kept).failure == f"Failed by {causes[0].name}"


@db
def test_a_merge_takes_cause_and_failure_along_where_the_kept_case_has_none(
    alice: User, dana: Customer
) -> None:
    make_ready_causes()
    kept, gone = make_complaint(dana, alice), make_complaint(dana, alice)
    find_cause(gone, Cause.objects.order_by("pk")[0].pk, by=alice, at=MONDAY_NINE)
    note_failure(gone, "Broke on the first day", MONDAY_NINE.date(), by=alice, at=MONDAY_NINE)

    merge_cases(kept, gone, by=alice, at=LATER)

    assert CaseCause.objects.get().case == Recovery.objects.get().case == kept


@db
def test_the_next_case_is_taken_as_every_case_is_assigned(alice: User, dana: Customer) -> None:
    make_case(dana)

    case = take_next(alice, ask_from({}), at=LATER)

    told = case.entries.get(kind="assignment")
    assert (told.before, told.after, told.text) == ("nobody", "Alice", "Taken as the next in work order.")
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("sqlite" in connection.settings_dict["ENGINE"], reason="SQLite lets one write at a time")
def test_a_case_that_one_waited_for_is_read_as_it_is_then() -> None:
    """PostgreSQL joins what stood beside the row before: it seemed to be nobody's, and two had it."""
    alice, bob, case = make_person("Alice"), make_person("Bob"), make_case(make_dana())
    is_locked = threading.Event()

    def first() -> None:
        with transaction.atomic():
            held = locked_case(case)
            is_locked.set()
            time.sleep(0.5)  # the other one waits for the lock by now
            Case.objects.filter(pk=held.pk).update(assignee=alice, customer=make_customer("Erin Sloan"))
        connection.close()

    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(first)
        is_locked.wait(timeout=20)
        with transaction.atomic():
            found = locked_case(case)
        other.result(timeout=20)

    assert (found.assignee, str(found.customer)) == (alice, "Erin Sloan")
    with pytest.raises(CaseTaken):
        take_case(case, by=bob, at=LATER)
