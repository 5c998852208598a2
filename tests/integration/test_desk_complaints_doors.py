"""Complaints through their doors: the page, the API and in bulk obey the same rules; Charlie sees nothing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.customers.models import Customer, Promise
from rapport.desk.actions import choose_procedure, make_ready_procedures, offer_redress, promise_in_case
from rapport.desk.chores.promises import watch_promises
from rapport.desk.models import AuthorityLimit, Case, Cause, Procedure, Redress
from rapport.desk.queries import progress_of
from rapport.desk.rules import EntryKind, RedressState
from rapport.orders.models import Refund
from rapport.staff.models import AuditEntry, User
from rapport.staff.tokens.actions import make_token
from rapport.staff.tokens.rules import Scope
from tests.cast import client_of
from tests.complaint_cast import FOUND, goodwill, make_complaint, make_order

pytestmark = pytest.mark.django_db
DECLINED = 422


@pytest.fixture
def case(dana: Customer, alice: User, bob: User) -> Case:
    return make_complaint(dana, alice, at=now())


def send(by: User, case: Case, path: str, /, **fields: Any) -> tuple[int, str]:
    """Send a form of the complaint desk; return the status and the page."""
    answer = client_of(by).post(f"/cases/{case.pk}/{path}", fields)
    return answer.status_code, answer.content.decode()


def ask(person: User, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Ask for an operation of the API."""
    token = make_token("test", scopes=list(Scope), days=1, by=person, at=now())[1]
    headers = {"host": "localhost", "authorization": f"Bearer {token}"}
    answer = Client(headers=headers).generic(
        method, f"/api{path}", data=json.dumps(body or {}), content_type="application/json"
    )
    return answer.status_code, answer.json()


def refusals(case: Case) -> list[str]:
    return [entry.detail["code"] for entry in case.entries.filter(kind=EntryKind.REFUSED)]


def test_the_complaint_desk_shows_the_next_step_with_what_it_needs(case: Case, alice: User) -> None:
    assert send(alice, case, "procedure", key="five-step")[0] == 302

    page = client_of(alice).get(f"/cases/{case.pk}/complaint-desk").content.decode()

    assert "What happened, and when did you first notice?" in page
    assert "Listen is done" in page


def test_a_step_without_evidence_is_refused_on_the_page_and_says_what_is_missing(
    case: Case, alice: User
) -> None:
    send(alice, case, "procedure", key="five-step")

    status, page = send(alice, case, "steps", position=1, note="")

    assert (status, refusals(case)) == (DECLINED, ["evidence_missing"])
    assert "What is missing: what you found, in words" in page
    assert send(alice, case, "steps", position=1, note=FOUND)[0] == 302
    assert progress_of(case).done == 1  # type: ignore[union-attr]


def test_redress_above_the_limit_needs_a_second_signature_on_the_page(
    case: Case, alice: User, bob: User
) -> None:
    status, _ = send(
        alice, case, "redress", kind="goodwill", worth="60", currency="GBP", why="waited", send_key="k"
    )
    made = case.redress.get()
    assert (status, made.state) == (302, RedressState.ASKED)

    own = send(alice, case, f"redress/{made.pk}/signed")
    assert own[0] == DECLINED
    assert "so another person signs it" in own[1]
    assert send(bob, case, f"redress/{made.pk}/signed", answer="Fair")[0] == 302

    made.refresh_from_db()
    assert (made.state, made.allowed_by, refusals(case)) == (RedressState.ALLOWED, bob, ["signed_by_oneself"])


def test_a_refund_on_the_page_is_one_refund_however_often_it_is_sent(
    case: Case, dana: Customer, alice: User
) -> None:
    order = make_order(dana, alice)
    offer = {
        "kind": "refund",
        "worth": "40",
        "currency": "GBP",
        "why": "broken",
        "send_key": "k",
    }
    for _ in range(6):
        send(alice, case, "redress", order=order.pk, **offer)
    made = case.redress.get()

    statuses = [send(alice, case, f"redress/{made.pk}/given")[0] for _ in range(3)]

    assert statuses == [302, DECLINED, DECLINED]
    assert Refund.objects.count() == 1


def test_test_47_above_the_limit_is_refused_by_page_api_and_bulk(
    case: Case, northwind: Customer, alice: User
) -> None:
    other = make_complaint(northwind, alice, at=now())
    offer = {"kind": "goodwill", "worth": "90000", "currency": "GBP", "why": "angry"}

    by_page = send(alice, case, "redress", send_key="a", **offer)
    by_api = ask(alice, "POST", f"/cases/{case.pk}/redress", offer)
    in_bulk = ask(alice, "POST", "/redress", {**offer, "cases": [case.pk, other.pk], "send_key": "b"})

    assert (by_page[0], by_api[0], by_api[1]["code"]) == (DECLINED, DECLINED, "nobody_may_sign")
    assert [one["code"] for one in in_bulk[1]] == ["nobody_may_sign"] * 2
    assert (refusals(case), refusals(other)) == (["nobody_may_sign"] * 3, ["nobody_may_sign"])
    assert not Redress.objects.exists()


def test_a_signature_through_the_api_is_refused_to_who_asked_and_above_the_limit(
    case: Case, alice: User, anita: User, bob: User
) -> None:
    made = offer_redress(case, goodwill("60"), by=alice, at=now())

    told = [ask(person, "PUT", f"/redress/{made.pk}/signed") for person in (alice, anita, bob)]

    assert [status for status, _ in told] == [DECLINED, DECLINED, 200]
    assert [answer.get("code") for _, answer in told] == ["signed_by_oneself", "signature_beyond_limit", None]


def test_steps_in_the_api_obey_the_same_order_and_evidence(case: Case, alice: User) -> None:
    assert ask(alice, "POST", f"/cases/{case.pk}/steps", {"position": 1})[1]["code"] == "no_procedure_chosen"
    ask(alice, "PUT", f"/cases/{case.pk}/procedure", {"key": "four-as"})

    codes = [
        ask(alice, "POST", f"/cases/{case.pk}/steps", {"position": place})[1]["code"] for place in (1, 2)
    ]
    done = ask(alice, "POST", f"/cases/{case.pk}/steps", {"position": 1, "told": {"acknowledged": FOUND}})

    assert codes == ["evidence_missing", "step_not_next"]
    assert (done[0], done[1]["steps"][1]["is_next"]) == (201, True)
    assert ask(alice, "GET", f"/cases/{case.pk}/procedure")[1] == done[1]


def test_promises_in_the_api_are_made_moved_with_words_and_kept(case: Case, alice: User) -> None:
    due = (now() + timedelta(days=1)).isoformat()
    later = (now() + timedelta(days=2)).isoformat()
    made = ask(alice, "POST", f"/cases/{case.pk}/promises", {"text": "Ring", "due_at": due, "kind": "call"})[
        1
    ]

    moved = ask(
        alice, "PUT", f"/promises/{made['number']}/moved", {"due_at": later, "reason": "The van is late."}
    )
    kept = ask(alice, "PUT", f"/promises/{made['number']}/kept")

    assert "The van is late." in moved[1]["message"]
    assert kept[1]["state"] == "kept"
    assert ask(alice, "GET", f"/cases/{case.pk}/promises")[1][0]["state"] == "kept"


def test_a_moved_promise_leaves_the_message_in_the_draft(case: Case, alice: User) -> None:
    made = promise_in_case(case, "Ring", now() + timedelta(hours=2), by=alice, at=now())
    later = f"{now() + timedelta(days=2):%Y-%m-%dT%H:%M}"

    assert send(alice, case, f"promises/{made.pk}/moved", due_at=later, reason="The van is late")[0] == 302

    page = client_of(alice).get(f"/cases/{case.pk}/complaint-desk").content.decode()
    assert "We will not manage it by then. The van is late." in page


def test_charlie_sees_nothing_of_a_complaint_through_any_door(case: Case, alice: User, charlie: User) -> None:
    choose_procedure(case, "five-step", by=alice, at=now())
    made = offer_redress(case, goodwill("60"), by=alice, at=now())
    promise = promise_in_case(case, "Ring", now() + timedelta(days=1), by=alice, at=now())
    pages = ["complaint-desk", "papers"]
    forms = ["procedure", "steps", "redress", "promises", "cause", "stages", "recovery", "escalation"]
    things = [f"redress/{made.pk}/signed", f"promises/{promise.pk}/kept"]
    api = [("GET", f"/cases/{case.pk}/{noun}") for noun in ("procedure", "redress", "promises")]
    deeds = [("PUT", f"/redress/{made.pk}/{deed}") for deed in ("signed", "declined", "given", "withdrawn")]
    deeds.append(("PUT", f"/promises/{promise.pk}/kept"))

    seen = [client_of(charlie).get(f"/cases/{case.pk}/{path}").status_code for path in pages]
    sent = [send(charlie, case, path)[0] for path in (*forms, *things)]
    asked = [
        ask(charlie, method, path)[0]
        for method, path in (*api, *deeds, ("PUT", f"/promises/{promise.pk}/kept"))
    ]

    assert {*seen, *sent, *asked} == {404}


def test_a_thing_of_another_case_is_not_found_in_this_one(
    case: Case, northwind: Customer, alice: User
) -> None:
    other = make_complaint(northwind, alice, at=now())
    made = offer_redress(other, goodwill("5"), by=alice, at=now())
    promise = promise_in_case(other, "Ring", now() + timedelta(days=1), by=alice, at=now())

    assert send(alice, case, f"redress/{made.pk}/given")[0] == 404
    assert send(alice, case, f"promises/{promise.pk}/kept")[0] == 404


def test_a_learner_looks_and_does_nothing(case: Case, dana: Customer, lena: User, alice: User) -> None:
    dana.assignments.create(person=lena, assigned_at=now())

    assert client_of(lena).get(f"/cases/{case.pk}/complaint-desk").status_code == 200
    assert send(lena, case, "procedure", key="five-step")[0] == 404
    assert ask(lena, "PUT", f"/cases/{case.pk}/procedure", {"key": "five-step"})[0] == 403
    assert progress_of(case) is None


def test_papers_are_for_those_who_may_export_and_the_audit_says_so(
    case: Case, alice: User, bob: User
) -> None:
    assert client_of(alice).get(f"/cases/{case.pk}/papers").status_code == 404

    answer = client_of(bob).get(f"/cases/{case.pk}/papers")

    assert answer["Content-Type"] == "application/zip"
    assert AuditEntry.objects.get(deed="export papers").thing == case.pk


def test_test_52_a_stale_page_does_nothing_and_says_what_happened(case: Case, alice: User) -> None:
    case.refresh_from_db()
    seen = case.version
    send(alice, case, "procedure", key="five-step", version=seen)

    status, page = send(alice, case, "steps", position=1, note=FOUND, version=seen)

    assert status == DECLINED
    assert "changed by somebody else since you opened it" in page
    assert progress_of(case).done == 0  # type: ignore[union-attr]


def test_the_other_forms_of_the_desk_do_what_they_say(case: Case, alice: User, bob: User) -> None:
    client_of(alice).get(f"/cases/{case.pk}/complaint-desk")
    cause = Cause.objects.get(name="Late")
    today = now().date()
    due, check = today + timedelta(days=1), today + timedelta(days=9)
    sent = [
        send(alice, case, "cause", cause=cause.pk, text="The van broke down"),
        send(
            alice, case, "cause-actions", kind="corrective", text="A second van", owner=alice.pk, due_on=due,
            check_on=check,
        ),
        send(alice, case, "recovery", failure="It came a week late", failed_on=today),
        send(alice, case, "recovered"),
        send(alice, case, "promises", text="Ring", kind="call", due_at=f"{due}T12:00"),
        send(alice, case, "escalation", person=bob.pk, summary="Beyond me"),
        send(
            bob, case, "stages", body="Ombudsman", kind="statutory", due_at=f"{check}T12:00", source="Rule 4"
        ),
    ]  # fmt: skip
    action, stage = case.cause_actions.get(), case.stages.get()
    sent += [
        send(alice, case, f"cause-actions/{action.pk}/done"),
        send(bob, case, f"stages/{stage.pk}/closed", outcome="In our favour"),
    ]

    assert {status for status, _ in sent} == {302}
    too_soon = send(bob, case, f"cause-actions/{action.pk}/checked", effect=80)
    assert (too_soon[0], "cannot be checked yet" in too_soon[1]) == (DECLINED, True)


def test_a_manager_writes_a_procedure_and_the_next_version(maxine: User, alice: User) -> None:
    manager = client_of(maxine)
    form = {
        "name": "By phone", "kinds": ["complaint"], "step-TOTAL_FORMS": 2, "step-INITIAL_FORMS": 0,
        "step-0-name": "Ring", "step-0-purpose": "Hear them", "step-0-good": "They were heard",
        "step-0-evidence": ["contact"], "step-0-phrases": "Hello\nTell me", "step-1-name": "",
    }  # fmt: skip
    assert manager.post("/procedures/new", form)["Location"] == "/procedures/by-phone"
    assert manager.post("/procedures/by-phone/edit", {**form, "step-0-good": ""}).status_code == DECLINED
    assert manager.post("/procedures/by-phone/edit", {**form, "step-0-name": "Call"}).status_code == 302

    versions = Procedure.objects.filter(key="by-phone")
    assert {one.version: one.steps.get().name for one in versions} == {1: "Ring", 2: "Call"}
    assert versions.get(version=1).steps.get().phrases == ["Hello", "Tell me"]
    assert "Call" in client_of(alice).get("/procedures/by-phone").content.decode()
    assert client_of(alice).post("/procedures/new", form).status_code == 404


def test_an_edited_procedure_begins_with_what_it_is(maxine: User) -> None:
    make_ready_procedures(at=now())
    page = client_of(maxine).get("/procedures/four-as/edit").content.decode()

    assert "Say sorry for what the customer went through" in page


def test_limits_and_causes_are_kept_on_their_pages_by_leaders_and_managers(maxine: User, alice: User) -> None:
    manager = client_of(maxine)
    sent = {"role": "adviser", "kind": "goodwill", "most": "75.50"}

    assert manager.post("/authority", sent).status_code == 302
    assert manager.post("/authority", {**sent, "kind": "gold"}).status_code == DECLINED
    assert manager.post("/authority", {**sent, "most": "-1"}).status_code == DECLINED
    assert str(AuthorityLimit.objects.get().most) == "75.50"
    assert 'value="75.50"' in manager.get("/authority").content.decode()
    assert manager.post("/causes", {"name": "Weights"}).status_code == 302
    assert manager.post("/causes", {"name": "weights"}).status_code == DECLINED
    late = Cause.objects.get(name="Late")
    assert manager.post(f"/causes/{late.pk}/retired").status_code == 302
    assert [client_of(alice).post(path, sent).status_code for path in ("/authority", "/causes")] == [404, 404]


def test_the_chore_breaks_and_warns_and_says_how_many(case: Case, alice: User) -> None:
    promise_in_case(case, "Ring", now() + timedelta(hours=2), by=alice, at=now())

    assert watch_promises(now() + timedelta(minutes=90)) == "1 warned of, 0 broken"
    assert watch_promises(now() + timedelta(hours=3)) == "0 warned of, 1 broken"
    assert watch_promises(now() + timedelta(hours=3)) == ""
    assert Promise.objects.get().broken_at
