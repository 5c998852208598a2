"""Into the portal by a link from the mail: once, soon, by a button, and the same answer for every address."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from rapport.customers.models import ContactPoint, Customer
from rapport.customers.rules import ContactKind, Kind
from rapport.desk.actions import links
from rapport.desk.chores import portal as chores
from rapport.desk.models import PortalLink
from rapport.desk.rules.portal import RATES, PortalLinkUsedUp
from rapport.staff.models import User
from tests.cast import client_of, make_customer
from tests.portal_world import visit

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"
LINK = re.compile(r"http://localhost(/portal/enter/\S+)")


def ask(address: str = DANA, client: Client | None = None, **headers: str) -> Client:
    client = client or Client(headers={"host": "localhost"})
    client.post("/portal/sign-in", {"address": address}, headers=headers)
    return client


def mailed() -> str:
    """Let the chore send what was asked for, and return the path of the link in the last mail."""
    chores.send_links(now())
    found = LINK.search(str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_link_that_is_mailed_lets_the_customer_in(dana: Customer) -> None:
    client = ask()
    path = mailed()

    assert client.get(path).status_code == 200
    assert client.post(path)["Location"] == "/portal"
    assert "Your messages" in client.get("/portal").content.decode()
    assert mail.outbox[-1].to == [DANA]


def test_a_mail_scanner_that_opens_the_link_does_not_use_it_up(dana: Customer) -> None:
    ask()
    path = mailed()
    scanner = Client(headers={"host": "localhost"})
    for _ in range(3):
        scanner.get(path)
        scanner.head(path)

    assert PortalLink.objects.get().used_at is None
    assert scanner.get("/portal").status_code == 302
    assert ask().post(path).status_code == 302


def test_a_link_works_once(dana: Customer) -> None:
    """Test 36: once."""
    ask()
    path = mailed()
    first, second = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})

    assert first.post(path).status_code == 302
    assert second.post(path).status_code == 404
    assert second.get("/portal").status_code == 302


def test_a_link_ends_after_half_an_hour(dana: Customer) -> None:
    """Test 36: expires."""
    ask()
    secret = mailed().rpartition("/")[2]

    with pytest.raises(PortalLinkUsedUp, match="older than 30 minutes"):
        links.use_link(secret, at=now() + timedelta(minutes=31))


def test_known_and_unknown_addresses_get_the_same_answer(dana: Customer) -> None:
    """Test 36: same answer, and the look-up happens after it."""
    answers = []
    for address in (DANA, "nobody@example.org"):
        client = Client(headers={"host": "localhost"})
        sent = client.post("/portal/sign-in", {"address": address})
        page = client.get(sent["Location"]).content.decode()
        answers.append((sent.status_code, sent["Location"], page))

    assert answers[0] == answers[1]
    assert mail.outbox == []
    chores.send_links(now())
    assert [one.to for one in mail.outbox] == [[DANA]]


def test_the_same_work_is_done_for_known_and_unknown_addresses(dana: Customer) -> None:
    """Test 36: not even the time of the answer tells."""
    counts = []
    for address in (DANA, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_secret_is_long_random_and_kept_as_a_digest_alone(dana: Customer) -> None:
    """Test 36: not empty, not guessable."""
    secrets = set()
    for _ in range(2):
        ask()
        secrets.add(mailed().rpartition("/")[2])

    assert len(secrets) == 2
    assert all(len(secret) >= 43 for secret in secrets)
    kept = str(list(PortalLink.objects.values()))
    assert not any(secret in kept for secret in secrets)


@pytest.mark.parametrize("secret", ["x", "%20", "None", "null", "0" * 64])
def test_a_guess_is_not_a_link(dana: Customer, secret: str) -> None:
    """Test 36: an ask that nobody answered yet has no digest that an empty secret could meet."""
    client = ask()

    assert client.post(f"/portal/enter/{secret}").status_code == 404


def test_an_address_that_two_share_brings_no_link(dana: Customer) -> None:
    other = make_customer("Dora Whitlock")
    ContactPoint.objects.create(customer=other, kind=ContactKind.EMAIL, value=DANA, key=DANA)
    ask()
    chores.send_links(now())

    assert "one person's alone" in mail.outbox[-1].body
    assert "/portal/enter/" not in mail.outbox[-1].body


def test_an_organisations_own_address_brings_no_link(db: None) -> None:
    firm = make_customer("Northwind", kind=Kind.ORGANISATION)
    ContactPoint.objects.create(customer=firm, kind=ContactKind.EMAIL, value="info@nw.org", key="info@nw.org")
    ask("info@nw.org")
    chores.send_links(now())

    assert "/portal/enter/" not in mail.outbox[-1].body


def test_an_archived_customer_gets_no_link_and_is_shown_out(dana: Customer) -> None:
    client = visit(DANA)
    assert client.get("/portal").status_code == 200

    Customer.objects.filter(pk=dana.pk).update(archived_at=now())

    assert client.get("/portal").status_code == 302
    ask()
    assert chores.send_links(now()) == ""


def test_a_visit_ends_when_the_address_is_somebody_elses(dana: Customer) -> None:
    client = visit(DANA)

    ContactPoint.objects.filter(customer=dana).delete()

    assert client.get("/portal").status_code == 302


def test_a_mail_that_does_not_leave_is_sent_again_with_a_link_that_works(dana: Customer) -> None:
    ask()

    def broken(subject: str, text: str, to: str) -> None:
        raise ConnectionRefusedError("no mail server")

    assert links.answer_asks(broken, at=now()) == 0
    assert PortalLink.objects.get().fault == "no mail server"
    assert ask().post(mailed()).status_code == 302


def test_a_session_planted_before_entry_is_worth_nothing(dana: Customer) -> None:
    """Test 35: the key is new at entry, whatever the browser brought."""
    planted = SessionStore()
    planted.create()
    client = ask()
    client.cookies["rapport_portal"] = planted.session_key or ""
    client.post(mailed())

    assert client.cookies["rapport_portal"].value not in {"", planted.session_key}
    thief = Client(headers={"host": "localhost"})
    thief.cookies["rapport_portal"] = planted.session_key or ""
    assert thief.get("/portal").status_code == 302


def test_entering_again_ends_the_visit_before(dana: Customer) -> None:
    """Test 35: one key at a time in one browser."""
    client = visit(DANA)
    before = client.cookies["rapport_portal"].value
    ask(client=Client(headers={"host": "localhost"}))
    client.post(mailed())

    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_visit_for_a_copied_cookie_too(dana: Customer) -> None:
    """Test 35: sign-out ends it on the server."""
    client = visit(DANA)
    copy = Client(headers={"host": "localhost"})
    copy.cookies["rapport_portal"] = client.cookies["rapport_portal"].value
    assert copy.get("/portal").status_code == 200

    client.post("/portal/sign-out")

    assert copy.get("/portal").status_code == 302
    assert client.get("/portal").status_code == 302


def test_signing_out_of_the_portal_does_not_sign_a_colleague_out(dana: Customer, alice: User) -> None:
    client = client_of(alice)
    client.cookies["rapport_portal"] = client.cookies["sessionid"].value

    client.post("/portal/sign-out")

    assert client.get("/customers").status_code == 200


def test_a_visit_ends_after_an_hour_without_a_page_and_after_half_a_day_at_all(dana: Customer) -> None:
    client = visit(DANA)
    session = Session.objects.get(session_key=client.cookies["rapport_portal"].value)
    left = session.expire_date - now()
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)

    store = SessionStore(session.session_key)
    store["portal_began"] -= 12 * 3600 + 1
    store.save()
    assert client.get("/portal").status_code == 302


def test_the_cookie_is_for_the_portal_alone(dana: Customer) -> None:
    cookie = visit(DANA).cookies["rapport_portal"]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/portal", True, "Lax")


def test_no_page_of_the_portal_is_kept_by_a_cache(dana: Customer) -> None:
    client = visit(DANA)
    for page in ("/portal", "/portal/orders", "/portal/details", "/portal/cases/R-NO"):
        assert client.get(page)["Cache-Control"] == "private, no-store"


def test_what_somebody_wrote_while_the_visit_ended_is_shown_again(dana: Customer) -> None:
    answer = Client(headers={"host": "localhost"}).post("/portal/cases/new", {"text": "A long letter"})

    assert answer.status_code == 401
    assert "A long letter" in answer.content.decode()


@pytest.mark.parametrize("path", ["/portal/sign-in", "/portal/enter/abc", "/portal/sign-out", "/form"])
def test_a_form_without_its_token_is_declined(dana: Customer, path: str) -> None:
    """Test 38: no form works without a token of this browser; that includes entering for somebody else."""
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)

    assert client.post(path, {"address": DANA}).status_code == 403
    assert not PortalLink.objects.exists()


def test_entering_gives_the_browser_a_new_token(dana: Customer) -> None:
    """Test 38: a token known before the entry is worth nothing after it."""
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    page = client.get("/portal/sign-in").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    before = client.cookies["csrftoken"].value
    client.post("/portal/sign-in", {"address": DANA, "csrfmiddlewaretoken": token})
    client.post(mailed(), {"csrfmiddlewaretoken": token})

    assert client.cookies["csrftoken"].value != before


@pytest.mark.parametrize("path", ["/portal/sign-out", "/portal/cases/R-X/answers", "/help/suggestions"])
def test_what_changes_something_is_not_done_by_opening_an_address(dana: Customer, path: str) -> None:
    """Test 38: GET never changes."""
    client = visit(DANA)

    assert client.get(path).status_code == 405
    assert client.get("/portal").status_code == 200


@pytest.mark.parametrize("name", ["next", "url", "return", "continue"])
def test_nothing_leads_away_from_the_site_after_entry(dana: Customer, name: str) -> None:
    """Test 39: no page of the portal goes where an address in the question says."""
    client = ask()
    away = {name: "https://evil.example/"}
    answer = client.post(f"{mailed()}?{name}=//evil.example", away)

    assert answer["Location"] == "/portal"
    assert client.get(f"/portal/sign-in?{name}=//evil.example")["Location"] == "/portal"
    assert client.post("/portal/sign-out", away)["Location"] == "/portal/sign-in"


def test_a_host_that_is_not_ours_puts_no_link_of_its_own_into_a_mail(dana: Customer) -> None:
    """Test 43: the host that a request claims is one of ours, or nothing is asked."""
    ask(host="evil.example")

    assert not PortalLink.objects.exists()


def test_one_network_address_asks_only_so_often(dana: Customer) -> None:
    """Tests 43 and 44: a header that claims another address does not help."""
    client = Client(headers={"host": "localhost"})
    statuses = [
        client.post(
            "/portal/sign-in",
            {"address": f"a{turn}@example.org"},
            headers={"x-forwarded-for": f"10.0.0.{turn}"},
        ).status_code
        for turn in range(RATES["link"].most + 2)
    ]

    assert statuses == [302] * RATES["link"].most + [429, 429]


def test_nobodys_mail_is_flooded_with_links(dana: Customer) -> None:
    """Test 44: the answer stays the same, and only three mails leave."""
    for _ in range(6):
        ask()
    chores.send_links(now())

    assert len(mail.outbox) == RATES["link of address"].most


def test_old_asks_and_uses_are_forgotten(dana: Customer) -> None:
    ask()

    assert chores.forget_old(now() + timedelta(days=31)) == "Dropped 2 uses of forms and 1 links."
    assert not PortalLink.objects.exists()
