"""What customers are owed through the page and the API: asked one by one, drafted, decided, requested."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from rapport.customers.models import AccessNeed, Customer
from rapport.desk.models import Assessment, Case, Clock, Draft, RightChoice, RightDecision
from rapport.desk.queries.owed.assessments import newest
from rapport.desk.rules import ClockKind
from rapport.staff.models import User
from rapport.staff.tokens.actions import make_token
from rapport.staff.tokens.rules import Scope
from tests.case_makers import now_of
from tests.cast import client_of, make_person
from tests.complaint_cast import make_order
from tests.owed_cast import make_matter

REJECT = "goods.short_term_reject"


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    return make_matter(dana, alice, at=now() - timedelta(hours=1))


def post(client: Client, case: Case, part: str, **fields: Any) -> Any:
    """Send a form of the page, as the case stands now."""
    sent = {"version": now_of(case).version, **fields}
    return client.post(f"/cases/{case.pk}/owed/{part}", sent)


def answer(client: Client, case: Case, fact: str, **fields: Any) -> Any:
    return post(client, case, "facts", fact=fact, how=fields.pop("how", "told"), **fields)


def told(case: Case) -> dict[str, Any]:
    kept = newest(case)
    return kept.facts if kept else {}


def days_ago(days: int) -> str:
    return (localdate() - timedelta(days=days)).isoformat()


def a_toaster(client: Client, case: Case) -> None:
    """Walk a toaster on day 29 through the page, question by question."""
    post(client, case, "beginning", about="faulty", known=["customer", "nation"])
    for fact, value in (
        ("fault.kind", "not_satisfactory_quality"), ("fault.appeared", days_ago(1)), ("channel", "in_person"),
        ("contract_date", days_ago(29)), ("delivered", days_ago(29)),
    ):  # fmt: skip
        answer(client, case, fact, value=value)


def test_it_begins_with_what_the_matter_is_about_and_what_is_known(
    case: Case, dana: Customer, alice: User
) -> None:
    client = client_of(alice)
    Case.objects.filter(pk=case.pk).update(order=make_order(dana, alice))
    page = client.get(f"/cases/{case.pk}/owed").content.decode()
    assert "What is it about?" in page
    assert "From the register: consumer." in page

    post(client, case, "beginning", about="faulty", known=["customer", "contract_date"])

    assert told(case) == {"customer": "consumer", "contract_date": "2026-03-02", "supply": "goods"}
    assert newest(case).sources["customer"] == "the register: consumer"  # type: ignore[union-attr]
    assert newest(case).sources["supply"] == "Alice"  # type: ignore[union-attr]


def test_a_toaster_on_day_29_is_asked_through_and_chosen(case: Case, alice: User) -> None:
    client = client_of(alice)
    a_toaster(client, case)
    page = client.get(f"/cases/{case.pk}/owed").content.decode()

    assert "The customer may reject the goods and have the whole price back" in page
    assert "tell them now" in page
    assert "Consumer Rights Act 2015" in page
    assert "not legal advice" in page

    post(client, case, "choices", code=REJECT, choice="reject and be refunded")
    post(client, case, "decisions", about=REJECT, way="for", reason="It stopped")
    assert Clock.objects.get(case=case, kind=ClockKind.STATUTORY).of_right == "refund_last_day"
    assert client.get(f"/cases/{case.pk}").content.decode().count("Pay the refund") >= 1


def test_each_form_of_answer_is_read_and_an_empty_one_is_declined(case: Case, alice: User) -> None:
    client = client_of(alice)
    post(client, case, "beginning", about="faulty")
    answer(client, case, "repair_possible", value="no")
    answer(client, case, "price_gbp", value="49.90")
    answer(client, case, "quantity_ordered", value="3")
    answer(client, case, "deliveries", value="2026-03-01, 2026-03-03")
    answer(client, case, "cancel_info_given", day="2026-03-01")
    answer(client, case, "request.shared_with", value="The Credit Agency, courier")
    answer(client, case, "tried", action="repair_agreed", date="2026-03-09")
    answer(client, case, "tried", action="received_back", date="2026-03-12", conforming="no")
    answer(client, case, "fault.kind", how="none")
    answer(client, case, "goods_kind", how="not known")

    assert told(case) == {
        "supply": "goods", "repair_possible": False, "price_gbp": 49.9, "quantity_ordered": 3,
        "deliveries": ["2026-03-01", "2026-03-03"], "cancel_info_given": "2026-03-01", "fault": None,
        "request.shared_with": ["the_credit_agency", "courier"],
        "tried": [
            {"action": "repair_agreed", "date": "2026-03-09"},
            {"action": "received_back", "date": "2026-03-12", "conforming": False},
        ],
    }  # fmt: skip
    assert newest(case).not_known == ["goods_kind"]  # type: ignore[union-attr]
    assert answer(client, case, "delivered", value="").status_code == 422
    assert answer(client, case, "delivered", value="2026-02-30").status_code == 422
    assert answer(client, case, "no_such_fact", value="x").status_code == 422
    answer(client, case, "tried", how="taken back")
    assert "tried" not in told(case)


def test_a_fact_that_cannot_be_is_declined_with_the_reason_beside_the_question(
    case: Case, alice: User
) -> None:
    client = client_of(alice)
    a_toaster(client, case)
    before = Assessment.objects.count()
    shown = answer(client, case, "delivered", value=days_ago(60))

    assert shown.status_code == 422
    assert "is before contract_date" in shown.content.decode()
    assert Assessment.objects.count() == before


def test_a_page_that_is_stale_changes_nothing(case: Case, alice: User) -> None:
    client = client_of(alice)
    a_toaster(client, case)
    stale = client.post(
        f"/cases/{case.pk}/owed/facts",
        {"fact": "repair_possible", "value": "no", "how": "told", "version": 1},
    )

    assert "was changed" in stale.content.decode()
    assert "repair_possible" not in told(case)


def test_a_letter_is_drafted_into_the_box_and_sent_by_nobody(case: Case, alice: User) -> None:
    client = client_of(alice)
    a_toaster(client, case)
    shown = client.post(f"/cases/{case.pk}/owed/letter", follow=True).content.decode()

    assert "Dear Dana Whitlock," in Draft.objects.get(case=case, person=alice).text
    assert "You may reject the goods" in shown
    assert not case.messages.exists()


def test_a_decision_against_a_right_waits_for_bob_and_is_signed_on_the_page(
    case: Case, alice: User, bob: User
) -> None:
    client, leader = client_of(alice), client_of(bob)
    a_toaster(client, case)
    post(client, case, "decisions", about=REJECT, way="against", reason="It was dropped")
    made = RightDecision.objects.get()
    waiting = client.get(f"/cases/{case.pk}/owed").content.decode()
    own = post(client, case, f"decisions/{made.pk}/signed")
    post(leader, case, f"decisions/{made.pk}/signed", answer="Yes")
    made.refresh_from_db()

    assert "It can be signed by" in waiting
    assert own.status_code == 422
    assert (made.state, made.decided_by) == ("stands", bob)
    post(leader, case, f"decisions/{made.pk}/reversed", way="for", reason="The film shows otherwise")
    assert RightDecision.objects.filter(way="for", state="stands").exists()


def test_an_old_assessment_is_shown_as_it_was_made(case: Case, alice: User) -> None:
    client = client_of(alice)
    a_toaster(client, case)
    first = Assessment.objects.filter(case=case).earliest("pk")
    shown = client.get(f"/cases/{case.pk}/owed/assessments/{first.pk}").content.decode()

    assert "nobody can change it" in shown
    assert "The rules as they were law then" in shown
    assert client.get(f"/cases/{case.pk}/owed/assessments/987654").status_code == 404


def test_an_access_request_of_31_january_is_opened_and_its_clock_runs(dana: Customer, alice: User) -> None:
    client = client_of(alice)
    fields = {
        "kind": "subject_access", "customer": dana.pk, "subject": "Wants a copy of everything",
        "received": "2026-01-31T10:00", "channel": "email", "words": "Send me all you hold about me.",
    }  # fmt: skip
    answered = client.post("/rights/requests/new", fields)
    case = Case.objects.get(subject="Wants a copy of everything")
    clock = Clock.objects.get(case=case, of_right="sar_reply")

    assert answered.headers["location"] == f"/cases/{case.pk}/owed"
    assert case.kind == "request"
    assert case.messages.get().text == "Send me all you hold about me."
    assert f"{clock.due_at:%Y-%m-%d}" == "2026-03-02"
    assert told(case)["request.received"] == "2026-01-31"
    assert "Wants a copy" in client.get("/rights/requests").content.decode()
    assert "Wants a copy" not in client.get("/rights/requests?kind=erasure").content.decode()
    assert client.get("/rights/requests?kind=none").status_code == 422
    assert client.get("/rights/requests?page=0").status_code == 422


def test_where_the_doubt_about_identity_is_reasonable_the_clock_waits_for_the_proof(
    dana: Customer, alice: User
) -> None:
    client = client_of(alice)
    received = now() - timedelta(days=10)
    fields = {
        "kind": "subject_access", "customer": dana.pk, "subject": "Who is it", "id_doubt": "on",
        "received": f"{received:%Y-%m-%dT%H:%M}", "channel": "email",
    }  # fmt: skip
    client.post("/rights/requests/new", fields)
    case = Case.objects.get(subject="Who is it")
    assert not Clock.objects.filter(case=case, of_right="sar_reply").exists()

    answer(client, case, "request.id_received", value=days_ago(2))

    clock = Clock.objects.get(case=case, of_right="sar_reply")
    assert clock.due_at
    assert (clock.due_at.date() - localdate()).days >= 26


def test_the_clock_stands_still_while_we_wait_for_what_exactly_is_wanted(dana: Customer, alice: User) -> None:
    client = client_of(alice)
    received = f"{now() - timedelta(days=20):%Y-%m-%dT%H:%M}"
    fields = {"kind": "subject_access", "customer": dana.pk, "subject": "All of it", "received": received}
    client.post("/rights/requests/new", {**fields, "channel": "email"})
    case = Case.objects.get(subject="All of it")
    first = Clock.objects.get(case=case, of_right="sar_reply").due_at
    answer(client, case, "request.large_volume", value="yes")
    answer(client, case, "request.clarification_asked", value=days_ago(15))
    answer(client, case, "request.clarification_received", how="none")
    assert not Clock.objects.filter(case=case, of_right="sar_reply", ended_at__isnull=True).exists()
    waits = Clock.objects.get(case=case, of_right="sar_reply")
    answer(client, case, "request.clarification_received", value=days_ago(5))

    assert waits.ended_why == "it stands still until the answer or the proof comes"
    again = Clock.objects.get(case=case, of_right="sar_reply", ended_at__isnull=True).due_at
    assert first
    assert again
    assert timedelta(days=8) <= again - first <= timedelta(days=15)


def test_the_lead_extends_with_notice_and_an_adviser_does_not(dana: Customer, alice: User) -> None:
    client, lead = client_of(alice), client_of(make_person("Priya"))
    received = f"{now() - timedelta(days=5):%Y-%m-%dT%H:%M}"
    fields = {"kind": "subject_access", "customer": dana.pk, "subject": "Ten years", "received": received}
    client.post("/rights/requests/new", {**fields, "channel": "letter"})
    case = Case.objects.get(subject="Ten years")
    notice = {"reason": "Ten years of recordings", "told_on": days_ago(0)}
    early = post(lead, case, "extension", **notice)
    answer(client, case, "request.complex", value="yes")
    before = Clock.objects.get(case=case, of_right="sar_reply").due_at
    by_adviser = post(client, case, "extension", **notice)
    late = post(lead, case, "extension", **notice | {"told_on": days_ago(-40)})
    post(client, case, "letter", notice="yes", reason="Ten years of recordings")
    post(lead, case, "extension", **notice)
    clock = Clock.objects.get(case=case, of_right="sar_reply")

    assert [one.status_code for one in (early, by_adviser, late)] == [422, 422, 422]
    assert "We need more than a month" in Draft.objects.get(case=case, person=alice).text
    assert clock.extended_from == before
    assert before
    assert clock.due_at
    assert timedelta(days=55) <= clock.due_at - before <= timedelta(days=66)
    assert Clock.objects.get(case=case, of_right="extension_notice").met_at
    answer(client, case, "request.by_third_party", value="no")
    assert Clock.objects.get(pk=clock.pk).due_at == clock.due_at
    assert post(lead, case, "extension", **notice).status_code == 422


def test_a_breach_is_told_to_the_regulator_within_72_hours(alice: User) -> None:
    client = client_of(alice)
    when = now() - timedelta(hours=2)
    fields = {"kind": "data_breach", "subject": "A list went astray", "channel": "internal"}
    client.post("/rights/requests/new", {**fields, "received": f"{when:%Y-%m-%dT%H:%M}"})
    clock = Clock.objects.get(of_right="ico_notice")

    assert clock.due_at
    assert timedelta(hours=69) < clock.due_at - now() <= timedelta(hours=70, minutes=1)
    assert clock.source.startswith("UK GDPR")


def test_an_adjustment_goes_into_the_record_and_stands_where_a_reply_is_written(
    dana: Customer, alice: User
) -> None:
    client = client_of(alice)
    fields = {"kind": "reasonable_adjustment", "customer": dana.pk, "subject": "Cannot use the phone"}
    sent = {**fields, "received": f"{now():%Y-%m-%dT%H:%M}", "channel": "email", "words": "I am deaf."}
    client.post("/rights/requests/new", sent)
    case = Case.objects.get(subject="Cannot use the phone")
    post(client, case, "adjustment", asked_for="No calls", adjustment="We write, and use a relay service")
    need = AccessNeed.objects.get(customer=dana)
    other = make_matter(dana, alice, subject="Another matter")
    page = client.get(f"/cases/{other.pk}?write=reply").content.decode()

    assert (need.asked_for, need.adjustment) == ("No calls", "We write, and use a relay service")
    assert "We write, and use a relay service" in page.partition('id="write"')[2]
    assert RightDecision.objects.get(case=case).way == "for"


def test_no_adjustment_is_granted_to_nobody_or_where_none_is_asked_for(case: Case, alice: User) -> None:
    client = client_of(alice)
    a_toaster(client, case)
    declined = post(client, case, "adjustment", asked_for="x", adjustment="y")

    assert declined.status_code == 422
    assert not AccessNeed.objects.exists()


def test_the_law_to_watch_turns_red_when_a_day_has_passed(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(alice)
    monkeypatch.setattr("rapport.desk.views.rights_requests.localdate", lambda: date(2026, 12, 1))
    calm = client.get("/rights/watch").content.decode()
    monkeypatch.setattr("rapport.desk.views.rights_requests.localdate", lambda: date(2027, 1, 1))
    red = client.get("/rights/watch").content.decode()

    assert 'data-tone="bad"' not in calm
    assert red.count("overdue") == 2
    assert "What is not covered" in calm


def test_charlie_finds_nothing_of_it(case: Case, alice: User, charlie: User) -> None:
    a_toaster(client_of(alice), case)
    client = client_of(charlie)

    assert client.get(f"/cases/{case.pk}/owed").status_code == 404
    assert post(client, case, "facts", fact="channel", value="distance").status_code == 404
    assert "toaster" not in client.get("/rights/requests?state=all").content.decode()


def api(person: User, scopes: tuple[Scope, ...] = (Scope.CASES_READ, Scope.CASES_WRITE)) -> Client:
    token = make_token("owed", scopes=list(scopes), days=1, by=person, at=now())[1]
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


def test_the_api_tells_chooses_decides_and_asks_as_the_page_does(case: Case, alice: User, bob: User) -> None:
    client, leader = api(alice), api(bob)
    bought = days_ago(29)
    facts = {
        "customer": "consumer", "nation": "england", "supply": "goods", "channel": "in_person",
        "contract_date": bought, "delivered": bought,
        "fault": {"kind": "not_satisfactory_quality", "appeared": days_ago(1)},
    }  # fmt: skip
    where, kind = f"/api/cases/{case.pk}", "application/json"
    empty = client.get(f"{where}/owed")
    kept = client.put(f"{where}/owed/facts", {"facts": facts}, content_type=kind)
    asked = client.get(f"{where}/owed/question").json()
    chosen = client.post(
        f"{where}/owed/choices", {"code": REJECT, "choice": "reject and be refunded"}, content_type=kind
    )
    against = {"about": REJECT, "way": "against", "why": "It was dropped"}
    made = client.post(f"{where}/decisions", against, content_type=kind).json()
    signed = leader.put(f"/api/decisions/{made['number']}/signed", {}, content_type=kind)
    refused = client.put(f"{where}/owed/facts", {"facts": {"deliverd": bought}}, content_type=kind)
    odd = [
        client.put(f"{where}/owed/facts", {"facts": {"supplied_fraction": text}}, content_type=kind)
        for text in ("a\x00b", "\ud800", "x" * 2000)
    ]
    long = client.put(f"{where}/owed/facts", {"facts": {"deliveries": [bought] * 51}}, content_type=kind)

    assert empty.status_code == 404
    assert REJECT in kept.json()["answer"]["entitled"]
    assert kept.json()["facts"]["fault.kind"] == "not_satisfactory_quality"
    assert {"fact", "question"} == set(asked[0])
    assert (chosen.status_code, made["state"], signed.json()["state"]) == (201, "asked", "stands")
    assert client.get(f"{where}/decisions").json()[0]["number"] == made["number"]
    assert refused.json()["code"] == "fact_not_known"
    assert [one.status_code for one in (*odd, long)] == [422] * 4
    assert RightChoice.objects.get().choice == "reject and be refunded"


def test_the_api_opens_a_request(dana: Customer, alice: User, charlie: User) -> None:
    body = {
        "kind": "erasure", "subject": "Forget me", "channel": "email", "customer": dana.pk,
        "received_at": datetime(2026, 7, 1, 9, tzinfo=UTC).isoformat(),
    }  # fmt: skip
    opened = api(alice).post("/api/rights-requests", body, content_type="application/json")
    hidden = api(charlie).post("/api/rights-requests", body, content_type="application/json")
    wrong = api(alice).post("/api/rights-requests", body | {"kind": "wish"}, content_type="application/json")

    listed = api(alice).get("/api/rights-requests?kind=erasure").json()

    assert opened.json()["answer"]["entitled"] == ["dp.erasure"]
    assert [(one["subject"], one["due_for"]) for one in listed] == [
        ("Forget me", "Answer the request to erase")
    ]
    assert api(alice).get("/api/rights-requests?kind=restriction").json() == []
    assert api(charlie).get("/api/rights-requests?state=all").json() == []
    assert api(alice).get("/api/rights-requests?kind=wish").status_code == 422
    assert (hidden.status_code, wrong.status_code) == (404, 422)
