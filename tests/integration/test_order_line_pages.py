"""Promised lines through their pages: every deed by its form, what is refused shown on it, and the files."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from rapport.orders.models import (
    Agreement,
    CapacityChange,
    Check,
    Milestone,
    NonConformance,
    Paper,
    Part,
    PromisedLine,
    Requirement,
    WorkStep,
)
from rapport.orders.views import lines as line_views
from rapport.orders.views import works as work_views
from rapport.staff.models import User
from tests.cast import client_of
from tests.making import NOW, Works, make_builder, make_line, make_order, make_works

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be asked for on the day of the tests."""
    for room in (line_views, work_views):
        monkeypatch.setattr(room, "now", lambda: NOW)
        monkeypatch.setattr(room, "localdate", NOW.date)


@pytest.fixture
def works(alice: User) -> Works:
    return make_works(alice)


def send(client: Client, address: str, **fields: Any) -> int:
    """Fill in a form, and return the status of the answer: 302 is saved, 422 is declined."""
    return client.post(address, fields).status_code


def test_a_line_is_promised_on_the_page_of_its_order(alice: User, charlie: User) -> None:
    order = make_order(make_builder(), alice)
    address, fields = (
        f"/orders/{order.pk}/lines/new",
        {"item": "Gauge", "route": "from stock", "quantity": "2.5"},
    )
    client = client_of(alice)

    late = client.post(address, fields | {"due_at": "2026-02-01T17:00"})
    assert (late.status_code, "2026-02-01" in late.content.decode()) == (422, True)
    assert send(client, address, **fields, due_at="2026-03-20T17:00", asked_for_on="2026-03-18") == 302
    assert send(client_of(charlie), address, **fields, due_at="2026-03-20T17:00") == 404

    line = PromisedLine.objects.get()
    assert (line.quantity, line.first_due_at.date().day, line.team) == (Decimal("2.5"), 20, alice.team)
    shown = client.get(f"/orders/{order.pk}").content.decode()
    assert "2.5 Gauge, from stock" in shown


def test_everything_about_a_line_is_done_by_its_forms(works: Works, alice: User) -> None:
    client, line = client_of(alice), make_line(make_builder(), alice)
    page = f"/orders/lines/{line.pk}"
    paper = Paper.objects.create(kind="drawing", number="D-7", title="Hinge")
    paper.revisions.create(mark="A", issued_at=NOW, issued_by_name="Alice")

    assert send(client, f"{page}/papers", thing=paper.pk) == 302
    assert (
        send(client, f"{page}/answers", thing=Agreement.objects.get().pk, answer="agreed", who="Ms Fell")
        == 302
    )
    assert send(client, f"{page}/requirements", name="Bore", low="12.01", high="11.99") == 422
    assert send(client, f"{page}/requirements", name="Bore", low="11.99", high="12.01", unit="mm") == 302
    bore = Requirement.objects.get().pk
    assert send(client, f"{page}/checks", thing=bore) == 422  # limits want a number
    assert send(client, f"{page}/checks", thing=bore, value="12") == 302
    assert send(client, f"{page}/parts", thing=works.spring.pk) == 302
    due = {"to_team": works.inspection.team_id, "due_at": "2026-03-05T12:00"}
    assert send(client, f"{page}/hand-overs", thing=works.turning.pk, **due) == 302
    assert send(client, f"/works/hand-overs/{Milestone.objects.get().pk}/done", line=line.pk) == 302
    assert send(client, f"{page}/faults", text="A scratch", days=1, step=works.turning.pk) == 302
    assert send(client, f"{page}/deliver", quantity="10") == 422
    assert send(client, f"{page}/corrections", thing=NonConformance.objects.get().pk, how="Polished") == 302
    assert send(client, f"{page}/deliver", quantity="10") == 302
    assert send(client, f"{page}/cancel", reason="x") == 422  # it is over

    line.refresh_from_db()
    assert (line.delivered_at, Check.objects.get().is_met) == (NOW, True)
    shown = client.get(page).content.decode()
    assert all(
        words in shown for words in ("Ms Fell", "Measured 12 mm", "Polished", "10 of 10", "Spring (P-1)")
    )


def test_a_thing_of_another_line_is_no_choice(alice: User) -> None:
    builder = make_builder()
    line, other = (make_line(builder, alice) for _ in range(2))
    theirs = Requirement.objects.create(line=other, name="Bore")

    assert send(client_of(alice), f"/orders/lines/{line.pk}/checks", thing=theirs.pk, by_eye="on") == 422
    assert not Check.objects.exists()


def test_parts_steps_and_papers_are_added_and_changed_on_their_pages(works: Works, alice: User) -> None:
    client = client_of(alice)

    assert send(client, "/works/parts/new", number="P-1", name="Again") == 422
    assert send(client, "/works/parts/new", number="P-3", name="Dial", expected_on="2026-03-09") == 302
    assert send(client, "/works/steps/new", name="Turning", stage="production", days=1) == 422
    assert send(client, "/works/steps/new", name="Packing", stage="logistics", days=1) == 302
    slow = {"from_on": "2026-03-02", "until_on": "2026-03-06", "percent": 50, "why": "a lathe is mended"}
    assert send(client, f"/works/steps/{works.turning.pk}/slowed", **slow) == 302
    assert "works at 50%" in " ".join(client.get("/works/steps").content.decode().split())
    assert send(client, f"/works/capacity/{CapacityChange.objects.get().pk}/ended") == 302
    assert send(client, "/works/papers/new", kind="drawing", number="D-7", title="Hinge", mark="A") == 302
    paper = Paper.objects.get()
    assert send(client, f"/works/papers/{paper.pk}/revised", mark="A", change="nothing") == 422
    assert send(client, f"/works/papers/{paper.pk}/revised", mark="B", change="Bore") == 302

    assert Part.objects.get(number="P-3").expected_on == date(2026, 3, 9)
    assert [*WorkStep.objects.order_by("name").values_list("name", flat=True)] == [
        "Inspection",
        "Packing",
        "Turning",
    ]
    assert not CapacityChange.objects.exists()
    assert [revision.mark for revision in paper.revisions.all()] == ["B", "A"]


def test_the_list_is_narrowed_cut_into_pages_and_handed_out(alice: User, bob: User, charlie: User) -> None:
    builder = make_builder()
    for number in range(60):
        make_line(builder, alice, item="Gauge" if number % 2 else "=Balance")
    client = client_of(alice)

    first = client.get("/orders/lines")
    second = client.get("/orders/lines", {"after": first.context["after"]})
    numbers = [row.line.pk for page in (first, second) for row in page.context["rows"]]
    assert (len(numbers), len(set(numbers)), second.context["after"]) == (60, 60, "")
    assert len(client.get("/orders/lines", {"item": "Gauge", "state": "open"}).context["rows"]) == 30
    assert client.get("/orders/lines", {"state": "lost"}).status_code == 422
    assert client.get("/orders/lines/csv").status_code == 404  # an adviser takes no list of customers out
    body = b"".join(client_of(bob).get("/orders/lines/csv", {"item": "=Balance"})).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(body)))
    assert (len(rows), rows[0]["item"], rows[0]["state"]) == (30, "'=Balance", "open")
    assert client_of(charlie).get("/orders/lines").context["rows"] == []
