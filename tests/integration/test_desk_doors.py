"""The doors of cases: the API with its scopes, forms without a token, webhooks, letters, hostile words."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils.timezone import now

from rapport.customers.models import Customer
from rapport.desk.actions import move_case, write_note
from rapport.desk.actions.calling import make_webhook, send_calls
from rapport.desk.models import Case, Entry, WebhookCall
from rapport.desk.posting import post
from rapport.desk.rules import CaseState
from rapport.desk.rules.calls import EVENTS, signature
from rapport.desk.rules.case_refusals import CallAddressNotAllowed
from rapport.staff.models import AuditEntry, User
from rapport.staff.tokens.actions import make_token
from tests.case_makers import hear, make_case, now_of
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
SCRIPT = "<script>alert(1)</script>"


def api(person: User, *scopes: str) -> Callable[..., Any]:
    """Return a way to ask the API as somebody with a token of these scopes."""
    token = make_token("test", scopes=scopes, days=1, by=person, at=now())[1]
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    def ask(method: str, path: str, **body: Any) -> Any:
        return client.generic(method, f"/api{path}", json.dumps(body), content_type="application/json")

    return ask


def test_a_case_goes_its_way_through_the_api(alice: User, dana: Customer) -> None:
    ask = api(alice, "cases:read", "cases:write")
    fields = {"kind": "enquiry", "subject": "Which gauge?", "channel": "phone", "customer": dana.pk}
    made = ask("POST", "/cases", **fields, text="I need one up to 16 bar.")
    case = made.json()

    ask("PATCH", f"/cases/{case['number']}", severity="high", version=case["version"])
    version = ask("GET", f"/cases/{case['number']}").json()["version"]
    reply = {"text": "The G16.", "to": "dana@example.org", "send_key": "12345678", "then": "resolve"}
    sent = [ask("POST", f"/cases/{case['number']}/messages", **reply, version=version) for _ in range(2)]
    said = ask("GET", f"/cases/{case['number']}/messages").json()

    assert made.status_code == 201
    assert [one.status_code for one in sent] == [201, 201]
    assert sent[0].json()["number"] == sent[1].json()["number"]
    assert [(one["direction"], one["text"]) for one in said] == [
        ("in", "I need one up to 16 bar."), ("out", "The G16."),
    ]  # fmt: skip
    assert ask("GET", "/cases?state=resolved").json()["cases"][0]["severity"] == "high"


def test_a_stale_change_through_the_api_is_refused_with_what_happened(
    alice: User, bob: User, dana: Customer
) -> None:
    """Test 52: through the API."""
    case = make_case(dana)
    move_case(case, CaseState.CLOSED, by=bob, at=MONDAY_NINE)
    ask = api(alice, "cases:write")

    answer = ask("PUT", f"/cases/{case.pk}/state", state="open", version=case.version)

    assert answer.status_code == 409
    assert "Bob: state open → closed" in answer.json()["text"]


def test_a_token_opens_what_its_scope_says_and_no_more(alice: User, dana: Customer) -> None:
    """Test 42: scope, read only."""
    case = make_case(dana)
    reader = api(alice, "cases:read")

    assert reader("GET", f"/cases/{case.pk}").status_code == 200
    assert reader("PUT", f"/cases/{case.pk}/complaint").status_code == 403
    assert api(alice, "customers:read")("GET", f"/cases/{case.pk}").status_code == 403


def test_the_secret_of_a_token_stands_in_no_log(alice: User, dana: Customer, caplog: Any) -> None:
    """Test 42: not in logs, and not in the audit."""
    secret = make_token("test", scopes=["cases:read"], days=1, by=alice, at=now())[1]
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})
    with caplog.at_level("DEBUG"):
        client.get("/api/cases")
        client.get("/api/cases/987")

    assert secret not in caplog.text
    assert not [row for row in AuditEntry.objects.values() if secret in str(row)]


@pytest.mark.parametrize(
    "extra", [{"assignee": 1}, {"version": 99}, {"state": "closed"}, {"reference": "R-1"}, {"opened_at": "x"}]
)
def test_extra_fields_are_refused_and_not_taken(alice: User, dana: Customer, extra: dict[str, Any]) -> None:
    """Test 41: through the API."""
    fields = {"kind": "enquiry", "subject": "x", "channel": "phone", "customer": dana.pk}

    answer = api(alice, "cases:write")("POST", "/cases", **fields | extra)

    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_extra_fields_of_a_form_change_nothing(client_of: ClientOf, alice: User, dana: Customer) -> None:
    """Test 41: through a form."""
    case = make_case(dana)
    extra = {"state": "closed", "assignee": alice.pk, "reply_key": "x", "version": case.version, "tags": "a"}

    client_of(alice).post(f"/cases/{case.pk}/tags", extra)

    after = now_of(case)
    assert (after.state, after.assignee, after.reply_key) == (CaseState.OPEN, None, case.reply_key)


@pytest.mark.parametrize(
    "noun", ["replies", "notes", "drafts", "state", "taken", "complaint", "presence", "tags"]
)
def test_a_form_without_its_token_is_refused(
    client_of: ClientOf, alice: User, dana: Customer, noun: str
) -> None:
    """Test 38: no CSRF token."""
    case = make_case(dana)

    answer = client_of(alice, enforce_csrf_checks=True).post(f"/cases/{case.pk}/{noun}", {"text": "x"})

    assert answer.status_code == 403
    assert now_of(case).version == case.version


@pytest.mark.parametrize("noun", ["replies", "notes", "drafts", "state", "taken", "complaint", "presence"])
def test_a_get_does_nothing(client_of: ClientOf, alice: User, dana: Customer, noun: str) -> None:
    """Test 38: GET never changes."""
    case = make_case(dana)

    assert client_of(alice).get(f"/cases/{case.pk}/{noun}").status_code == 405


def test_where_a_form_leads_afterwards_is_ours_to_say(
    client_of: ClientOf, alice: User, dana: Customer
) -> None:
    """Test 39: no open redirect."""
    case = make_case(dana)
    fields = {"next": "https://evil.example", "state": "closed", "version": case.version}

    answer = client_of(alice).post(f"/cases/{case.pk}/state?next=//evil.example", fields)

    assert answer["Location"] == "/cases"


def test_what_somebody_wrote_is_never_run(
    client_of: ClientOf, alice: User, dana: Customer, settings: Any
) -> None:
    """Test 25: script in subject, body, name, tag, note, search; on the page, the list, the letter."""
    dana.name = f"Dana {SCRIPT}"
    dana.save()
    case = make_case(dana, f"Gauge {SCRIPT}")
    hear(case, f"Hello {SCRIPT}", from_name=SCRIPT, subject=SCRIPT)
    write_note(case, SCRIPT, by=alice, at=MONDAY_NINE)
    client = client_of(alice)
    client.post(f"/cases/{case.pk}/tags", {"tags": SCRIPT, "version": now_of(case).version})
    client.post(
        f"/cases/{case.pk}/replies",
        {"text": SCRIPT, "to": "dana@example.org", "channel": "letter", "version": now_of(case).version},
    )
    letter = case.messages.get(direction="out")

    of_case = [f"/cases/{case.pk}{part}" for part in ("", "/split", "/fields", "/tags", "?write=note")]
    for address in (*of_case, "/cases", f"/cases?q={SCRIPT}", "/notices", f"/customers/{dana.pk}", "/"):
        page = client.get(address).content.decode()
        assert SCRIPT not in page, address
    paper = client.get(f"/cases/{case.pk}/messages/{letter.pk}/letter")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert b"/JavaScript" not in paper.content
    assert b"/JS" not in paper.content


def test_a_note_goes_out_by_no_door(client_of: ClientOf, alice: User, dana: Customer) -> None:
    """Test 46: not in a message, not in a letter, not to another program, not in a forward."""
    make_webhook("https://example.com/hook", EVENTS, by=alice, at=MONDAY_NINE)
    case = make_case(dana)
    heard = hear(case, "It shows 12.")
    write_note(case, "Secretword among us", by=alice, at=MONDAY_NINE)
    client = client_of(alice)
    client.post(f"/cases/{case.pk}/drafts", {"text": "Secretword again", "side": "note"})
    fields = {
        "text": "We look.",
        "to": "dana@example.org",
        "channel": "email",
        "version": now_of(case).version,
    }
    client.post(f"/cases/{case.pk}/replies", fields | {"send_key": "one"})
    client.post(f"/cases/{case.pk}/messages/{heard.pk}/forward", {"to": "x@example.org", "send_key": "two"})

    out = [f"{message.text} {message.html} {message.subject}" for message in case.messages.all()]
    told = [json.dumps(call.body) for call in WebhookCall.objects.all()]

    assert len(out) == 3
    assert "case.message" in {call.event for call in WebhookCall.objects.all()}
    assert not [text for text in (*out, *told) if "Secretword" in text]
    assert not [call for call in WebhookCall.objects.all() if "note" in call.event]


def test_what_happened_in_a_case_cannot_be_changed(alice: User, dana: Customer) -> None:
    """Test 50: the database refuses it, whoever asks."""
    case = make_case(dana, by=alice)
    for change in ({"by_name": "Mallory"}, {"after": "closed"}, {"at": now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(case=case).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE staff_auditentry SET person_name = 'Mallory'")

    assert case.entries.get().by_name == "Alice"


def test_a_program_is_told_after_the_change_and_again_until_it_answers(alice: User, dana: Customer) -> None:
    _, secret = make_webhook("https://example.com/hook", ["case.state"], by=alice, at=MONDAY_NINE)
    case = make_case(dana)
    move_case(case, CaseState.CLOSED, by=alice, at=MONDAY_NINE)
    calls: list[tuple[bytes, dict[str, str]]] = []

    def answers(status: int) -> Callable[[str, bytes, dict[str, str]], int]:
        def post(url: str, body: bytes, headers: dict[str, str]) -> int:
            calls.append((body, headers))
            return status

        return post

    assert send_calls(answers(500), at=MONDAY_NINE) == (0, 1)
    assert send_calls(answers(204), at=MONDAY_NINE) == (0, 0)
    later = MONDAY_NINE + timedelta(minutes=2)
    assert send_calls(answers(204), at=later) == (1, 0)
    assert send_calls(answers(204), at=later + timedelta(days=1)) == (0, 0)

    body, headers = calls[-1]
    assert json.loads(body)["after"] == "closed"
    second, mark = headers["Rapport-Signature"].removeprefix("t=").split(",v1=")
    assert mark == signature(secret.encode(), int(second), body)


def test_a_change_that_is_rolled_back_is_told_to_nobody(alice: User, dana: Customer) -> None:
    make_webhook("https://example.com/hook", EVENTS, by=alice, at=MONDAY_NINE)
    with transaction.atomic():
        make_case(dana)
        assert WebhookCall.objects.exists()
        transaction.set_rollback(True)

    assert not WebhookCall.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "https://user:pw@example.com/", "https:///x", "ftp://example.com", "file:///etc/passwd",
        "https://exa mple.com/", "https://example.com:0/", "https://example.com:99999/", "https://example.com\\@x/",
    ],
)  # fmt: skip
def test_a_webhook_needs_a_plain_https_address(client_of: ClientOf, maxine: User, url: str) -> None:
    """Test 40: what can be seen from the address alone."""
    answer = client_of(maxine).post("/webhooks", {"url": url, "event": "case.state"})

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://127.0.0.1/", "127.0.0.1"),
        ("https://0x7f.1/", "127.0.0.1"),
        ("https://2130706433/", "127.0.0.1"),
        ("https://017700000001/", "127.0.0.1"),
        ("https://[::1]/", "::1"),
        ("https://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1"),
        ("https://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1"),
        ("https://[2002:7f00:1::]/", "2002:7f00:1::"),
        ("https://meta.example/", "169.254.169.254"),
        ("https://inside.example/", "10.0.0.8"),
        ("https://inside.example/", "192.168.1.1"),
        ("https://carrier.example/", "100.64.0.1"),
        ("https://nowhere.example/", "0.0.0.0"),
        ("https://group.example/", "224.0.0.1"),
        ("https://local.example/", "fe80::1%eth0"),
        ("https://unique.example/", "fd00::1"),
    ],
)
def test_no_program_inside_is_called_however_it_is_written(url: str, found: str) -> None:
    """Test 40: loopback, private and link-local addresses, odd forms of IPv4, and names that lead there."""
    dialled: list[str] = []

    with pytest.raises(CallAddressNotAllowed, match="inside a network"):
        post(url, b"{}", {}, resolve=lambda host, port: [found], dial=lambda *at: dialled.append(at))  # type: ignore[arg-type]

    assert dialled == []


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "127.1", "localhost"])
def test_odd_forms_are_read_by_the_resolver_itself(host: str) -> None:
    """Test 40: the real resolver turns them into what they are."""
    with pytest.raises(CallAddressNotAllowed, match="inside a network"):
        post(f"https://{host}/", b"{}", {})


def test_one_address_inside_among_several_is_enough_to_refuse() -> None:
    with pytest.raises(CallAddressNotAllowed):
        post("https://both.example/", b"{}", {}, resolve=lambda host, port: ["93.184.216.34", "127.0.0.1"])


def test_a_host_is_resolved_once_and_connected_to_by_the_address_that_was_checked() -> None:
    """Test 40: a name that leads elsewhere the second time (DNS rebinding) gains nothing."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    dialled: list[tuple[str, int]] = []

    def dial(address: str, port: int) -> Any:
        dialled.append((address, port))
        raise ConnectionRefusedError("nobody there")

    with pytest.raises(OSError, match="nobody there"):
        post("https://rebind.example:8443/x", b"{}", {}, resolve=lambda host, port: next(answers), dial=dial)

    assert dialled == [("93.184.216.34", 8443)]


def test_a_case_reads_the_same_in_the_list_and_by_itself(alice: User, dana: Customer) -> None:
    case = make_case(dana)
    hear(case, "Where is my barometer?")
    ask = api(alice, "cases:read")

    listed = ask("GET", "/cases").json()

    assert listed["cases"] == [ask("GET", f"/cases/{case.pk}").json()]
    assert (listed["counted"], listed["after"]) == ("1", "")
