"""Promised lines, parts and delays through the JSON door: from the promise to the customer told."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.customers.models import PromiseMove
from rapport.desk.models import Message
from rapport.orders.models import Milestone, PromisedLine
from rapport.staff.models import User
from rapport.staff.tokens.actions import make_token
from rapport.staff.tokens.rules import Scope
from tests.cast import make_person
from tests.making import make_builder, make_order, make_works

pytestmark = pytest.mark.django_db


class Door:
    """The API as one person comes to it."""

    def __init__(self, person: User) -> None:
        token = make_token("test", scopes=list(Scope), days=1, by=person, at=now())[1]
        self.client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        answer = self.client.generic(method, f"/api{path}", data=_json(body), content_type="application/json")
        return answer.status_code, answer.json()


def _json(body: dict[str, Any] | None) -> str:
    return "" if body is None else json.dumps(body)


def test_a_line_is_promised_its_part_moved_and_its_customer_told(alice: User) -> None:
    make_works(alice)
    order, door = make_order(make_builder(), alice), Door(alice)
    due = (now() + timedelta(days=11)).isoformat()
    new = {"item": "Gauge", "route": "made to order", "quantity": 2, "due_at": due, "parts": ["P-2"]}

    status, line = door.ask("POST", f"/orders/{order.pk}/lines", new)
    assert (status, line["state"], line["promised"], line["line"]) == (
        201,
        "open",
        line["first_promise"],
        "1",
    )
    late = (now() + timedelta(days=16)).date().isoformat()
    assert door.ask("PUT", "/parts", {"part": "P-2", "expected_on": late, "why": "a fire"}) == (
        200, {"part": "P-2", "at_risk": [line["number"]]},
    )  # fmt: skip
    _, listed = door.ask("GET", "/lines?state=at%20risk")
    assert [one["number"] for one in listed["lines"]] == [line["number"]]
    [delay] = door.ask("GET", "/delays")[1]["delays"]
    assert "a fire" in delay["notice"]
    status, told = door.ask("POST", f"/delays/{delay['number']}/told", {})
    assert (status, Message.objects.get().pk) == (200, told["message"])
    assert PromiseMove.objects.count() == 1
    assert door.ask("POST", f"/delays/{delay['number']}/told", {})[0] == 409


def test_a_step_is_planned_handed_over_and_the_line_delivered(alice: User) -> None:
    make_works(alice)
    order, door = make_order(make_builder(), alice), Door(alice)
    due = (now() + timedelta(days=11)).isoformat()
    new = {"item": "Gauge", "route": "made to order", "quantity": 2, "due_at": due}
    number = door.ask("POST", f"/orders/{order.pk}/lines", new)[1]["number"]

    status, step = door.ask(
        "POST", f"/lines/{number}/milestones", {"step": "turning", "to_team": "South", "due_at": due}
    )
    assert (status, step["to_team"], step["done_at"]) == (201, "South", None)
    assert door.ask("PUT", f"/milestones/{step['number']}/done")[0] == 200
    assert Milestone.objects.get().promise.kept_at is not None  # type: ignore[union-attr]
    status, line = door.ask("POST", f"/lines/{number}/deliveries", {"quantity": 2})
    assert (status, line["state"]) == (201, "delivered")
    assert door.ask("POST", f"/lines/{number}/deliveries", {"quantity": 3})[1]["code"] == "line_over"


def test_what_is_not_known_is_said_and_who_does_not_work_here_changes_nothing(alice: User) -> None:
    make_works(alice)
    order = make_order(make_builder(), alice)
    new = {"item": "Gauge", "route": "x", "quantity": 2, "due_at": "2099-01-01T00:00:00Z"}

    assert (
        Door(alice).ask("POST", f"/orders/{order.pk}/lines", new | {"parts": ["P-9"]})[1]["code"]
        == "part_not_known"
    )
    assert Door(alice).ask("PUT", "/parts", {"part": "P-9", "why": "x"})[1]["code"] == "part_not_known"
    learner = Door(make_person("Lena"))
    assert learner.ask("PUT", "/parts", {"part": "P-2", "why": "x"})[0] == 403
    assert learner.ask("POST", f"/orders/{order.pk}/lines", new)[0] == 404
    assert not PromisedLine.objects.exists()


def test_papers_requirements_faults_and_steps_from_the_first_to_the_delivery(alice: User) -> None:
    make_works(alice)
    door = Door(alice)
    order = make_order(make_builder(), alice)
    due = (now() + timedelta(days=11)).isoformat()
    new = {"item": "Gauge", "route": "made to order", "quantity": 2, "due_at": due}
    number = door.ask("POST", f"/orders/{order.pk}/lines", new)[1]["number"]
    drawing = {"kind": "drawing", "number": "D-7", "title": "Hinge", "revision": "A"}

    assert door.ask("POST", "/papers", drawing)[0] == 201
    asked = door.ask("POST", f"/lines/{number}/papers", {"paper": "D-7"})[1]
    assert (asked["revision"], asked["answer"]) == ("A", "")
    door.ask("PUT", f"/agreements/{asked['number']}/answer", {"answer": "agreed", "who": "Ms Keller"})
    door.ask("PUT", "/papers", {"paper": "D-7", "revision": "B", "change": "A wider bore"})
    agreements = door.ask("GET", f"/lines/{number}/agreements")[1]
    assert [(one["revision"], one["answer"]) for one in agreements] == [("B", ""), ("A", "agreed")]
    door.ask("PUT", f"/agreements/{agreements[0]['number']}/answer", {"answer": "agreed", "who": "Ms Keller"})

    bore = {"name": "Bore", "low": "11.99", "high": "12.01", "unit": "mm"}
    needed = door.ask("POST", f"/lines/{number}/requirements", bore)[1]["number"]
    assert door.ask("POST", f"/lines/{number}/deliveries", {"quantity": 2})[0] == 422
    door.ask("POST", f"/requirements/{needed}/checks", {"value": "12.004"})
    assert door.ask("GET", f"/lines/{number}/requirements")[1][0]["is_met"] is True
    fault = door.ask("POST", f"/lines/{number}/faults", {"text": "A scratch", "days": 1, "step": "Turning"})[
        1
    ]
    assert door.ask("POST", f"/lines/{number}/deliveries", {"quantity": 2})[0] == 422
    assert door.ask("PUT", f"/faults/{fault['number']}/right", {"how": "Polished"})[0] == 200
    assert door.ask("POST", f"/lines/{number}/deliveries", {"quantity": 2})[1]["state"] == "delivered"


def test_a_step_is_added_and_slowed_by_its_name(alice: User) -> None:
    door = Door(alice)
    made = {"name": "Etching", "stage": "production", "days": 2}
    first, last = ((now() + timedelta(days=days)).date().isoformat() for days in (1, 5))
    slow = {"step": "Etching", "from_on": first, "until_on": last, "percent": 50, "why": "A bath is mended"}

    assert door.ask("POST", "/steps", made)[0] == 201
    assert door.ask("PUT", "/steps", slow) == (200, {"at_risk": []})
    assert door.ask("PUT", "/steps", slow | {"from_on": last, "until_on": first})[0] == 422
    [step] = door.ask("GET", "/steps")[1]
    assert (step["name"], step["days"], step["waiting"]) == ("Etching", 2, 0)
    assert door.ask("PUT", "/papers", {"paper": "D-9", "revision": "B", "change": "x"})[1]["code"] == (
        "paper_not_known"
    )
