"""Deadlines, causes, articles and targets through the JSON door, where the pages are not the only way."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from rapport.customers.models import Customer
from rapport.desk.actions import make_ready_causes
from rapport.desk.models import Article, Case, Cause, CauseAction, Clock, ServiceTarget
from rapport.staff.models import User
from rapport.staff.tokens.actions import make_token
from rapport.staff.tokens.rules import Scope
from tests.case_makers import make_case

pytestmark = pytest.mark.django_db
SOON = localdate() + timedelta(days=20)


def ask(user: User, method: str, address: str, **body: Any) -> tuple[int, Any]:
    """Ask for an operation as somebody; return its status and what it answered."""
    _, secret = make_token("test", scopes=list(Scope), days=1, by=user, at=now())
    answer = Client(headers={"host": "localhost"}).generic(
        method, f"/api{address}", headers={"authorization": f"Bearer {secret}"},
        data=json.dumps(body, default=str), content_type="application/json",
    )  # fmt: skip
    return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def case(dana: Customer) -> Case:
    return make_case(dana, at=now())


def test_a_program_records_a_deadline_by_law_extends_it_and_ends_it(case: Case, alice: User) -> None:
    told = {
        "name": "Answer",
        "source": "UK GDPR Art. 12(3)",
        "because": "She asked",
        "begins_on": localdate(),
    }

    status, made = ask(alice, "post", f"/cases/{case.pk}/deadlines", **told, length=1, unit="months")
    assert (status, made["kind"], made["set_by"]) == (201, "statutory", "Alice")
    assert "1 month from" in made["because"]

    address = f"/deadlines/{made['number']}"
    later = date.fromisoformat(made["due_at"][:10]) + timedelta(days=61)
    status, extended = ask(alice, "put", f"{address}/extended", ends_on=later, why="Complex")
    assert (status, extended["due_at"][:10]) == (200, str(later))
    status, ended = ask(alice, "put", f"{address}/ended", is_met=True)
    assert (status, ended["met_at"] is not None) == (200, True)
    status, again = ask(alice, "put", f"{address}/ended", is_met=True)
    assert (status, again["code"]) == (422, "deadline_ended")
    assert any(one["number"] == made["number"] for one in ask(alice, "get", f"/cases/{case.pk}/clocks")[1])


def test_a_deadline_that_is_none_is_refused_and_nothing_is_kept(case: Case, alice: User) -> None:
    status, told = ask(
        alice, "post", f"/cases/{case.pk}/deadlines", name="x", source="y", because="z", begins_on=localdate()
    )

    assert (status, told["code"]) == (422, "deadline_not_right")
    assert not Clock.objects.filter(case=case, kind="statutory").exists()


def test_a_cause_is_found_acted_on_and_its_effect_checked_by_another(
    case: Case, alice: User, bob: User
) -> None:
    make_ready_causes()
    cause = Cause.objects.order_by("pk")[0]
    status, found = ask(alice, "put", f"/cases/{case.pk}/cause", cause=cause.pk, text="A label fell off")
    assert (status, found["cause"]["name"]) == (200, cause.name)

    status, planned = ask(
        alice, "post", f"/cases/{case.pk}/cause-actions", kind="corrective", text="Another glue",
        due_on=SOON, check_on=SOON + timedelta(days=1), owner=alice.pk,
    )  # fmt: skip
    assert status == 201
    address = f"/cause-actions/{planned['number']}"
    assert ask(alice, "put", f"{address}/effect", effect=90)[1]["code"] == "effect_too_soon"
    assert ask(alice, "put", f"{address}/done")[0] == 200
    CauseAction.objects.update(check_on=localdate())
    assert ask(alice, "put", f"{address}/effect", effect=90)[1]["code"] == "effect_checked_by_owner"
    assert ask(bob, "put", f"{address}/effect", effect=90, text="Counted a week")[0] == 200
    assert [one["effect"] for one in ask(bob, "get", f"/cases/{case.pk}/cause")[1]["actions"]] == [90]


def test_the_list_of_causes_is_kept_by_leaders(alice: User, bob: User) -> None:
    assert ask(alice, "post", "/causes", name="Damp")[0] == 403
    status, made = ask(bob, "post", "/causes", name="Damp", says="It stood in the rain")
    assert status == 201
    assert made in ask(alice, "get", "/causes")[1]
    assert ask(bob, "post", "/causes", name="damp")[1]["code"] == "cause_taken"
    assert ask(bob, "delete", f"/causes/{made['number']}") == (204, None)
    assert made not in ask(alice, "get", "/causes")[1]


def test_an_article_is_written_found_changed_used_and_retired(case: Case, alice: User) -> None:
    status, made = ask(alice, "post", "/articles", title="Return a gauge", body="Send it **back**.")
    assert (status, made["owner"], made["version"]) == (201, alice.pk, 1)
    assert [one["number"] for one in ask(alice, "get", "/articles?q=gauge")[1]] == [made["number"]]
    assert ask(alice, "get", "/articles?q=nothing-like-it")[1] == []

    address = f"/articles/{made['number']}"
    status, changed = ask(alice, "patch", address, version=1, title="Send a gauge back")
    assert (status, changed["version"]) == (200, 2)
    assert ask(alice, "patch", address, version=1, title="Other")[0] == 409
    assert ask(alice, "post", f"/cases/{case.pk}/articles", article=made["number"])[0] == 201
    assert ask(alice, "delete", address)[1]["retired_at"]
    assert ask(alice, "post", f"/cases/{case.pk}/articles", article=made["number"])[1]["code"] == (
        "article_retired"
    )


def test_what_customers_read_is_written_by_leaders(alice: User, bob: User) -> None:
    public = {"title": "Opening hours", "body": "Nine to five", "is_public": True}

    assert ask(alice, "post", "/articles", **public)[0] == 403
    assert ask(bob, "post", "/articles", **public)[0] == 201
    assert Article.objects.count() == 1


def test_targets_are_set_and_dropped_by_leaders(alice: User, bob: User) -> None:
    new = {"target": "resolution", "working_minutes": 480, "warn_minutes": 60, "kind": "complaint"}

    assert ask(alice, "get", "/targets")[0] == 403
    status, made = ask(bob, "post", "/targets", **new)
    assert status == 201
    assert ask(bob, "get", "/targets")[1] == [made]
    assert ask(bob, "post", "/targets", **{**new, "warn_minutes": 500})[1]["code"] == "target_not_right"
    assert ask(bob, "delete", f"/targets/{made['number']}") == (204, None)
    assert not ServiceTarget.objects.exists()


def test_charlie_finds_nothing_of_north(case: Case, alice: User, charlie: User) -> None:
    told = {"name": "Answer", "source": "Act", "because": "So", "begins_on": localdate(), "length": 9}
    number = ask(alice, "post", f"/cases/{case.pk}/deadlines", **told)[1]["number"]

    for method, address, body in (
        ("get", f"/cases/{case.pk}/clocks", {}),
        ("post", f"/cases/{case.pk}/deadlines", told),
        ("put", f"/deadlines/{number}/ended", {"is_met": True}),
        ("get", f"/cases/{case.pk}/cause", {}),
    ):
        assert ask(charlie, method, address, **body)[0] == 404


def test_a_program_asks_what_somebody_is_owed_and_nothing_is_kept(alice: User) -> None:
    request = {"kind": "subject_access", "received": "2027-01-31"}
    facts = {"nation": "england", "customer": "consumer", "request": request}

    status, told = ask(alice, "post", "/rights", facts=facts, explain=True)
    assert status == 200
    assert {"name": "sar_reply", "date": "2027-03-01"}.items() <= told["deadlines"][0].items()
    assert any("UK GDPR" in line for line in told["chain"])

    status, told = ask(alice, "post", "/rights", facts={"natoin": "england"})
    assert (status, told["code"]) == (422, "fact_not_known")
    assert "nation" in told["text"]
