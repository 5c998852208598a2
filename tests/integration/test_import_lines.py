"""Files of promised lines and milestones: every row accounted for, the same file twice, and taken back."""

from pathlib import Path
from typing import Any

import pytest

from rapport.customers.imports import actions, queries
from rapport.customers.imports.mapping import Plan
from rapport.customers.imports.refusals import RunNotUndoable
from rapport.customers.models import Customer, ImportRun, Promise, PromiseMove
from rapport.orders.actions.lines import deliver
from rapport.orders.models import Delivery, Milestone, PromisedLine
from rapport.staff.models import User
from tests.making import NOW, make_works

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)"),  # how Ibis 12 calls DuckDB 1.5
]
ORDERS = "order,customer,date,amount,currency\nA-1,A,2026-01-05,100,GBP\nA-2,B,2026-01-06,100,GBP\n"
LINES = """order,line,item,route,quantity,promised,promised now,asked for,delivered,delivered quantity,parts
A-1,1,Gauge,made to order,10,2026-01-20,2026-01-27,2026-01-15,2026-01-26,,P-1
A-1,2,Gauge,made to order,10,2026-01-20,,,2026-01-20,4,
A-2,1,Balance,,2,2026-03-20,,,,,P-1;P-2
A-3,1,Gauge,,1,2026-03-20,,,,,
A-2,2,Gauge,,1,2026-01-01,,,,,
A-2,3,Gauge,,1,2026-03-20,,,,,P-9
A-2,4,Gauge,,x,2026-03-20,,,,,
"""
MILESTONES = """order,line,step,handover to,due,done
A-2,1,Turning,South,2026-03-10,2026-03-01
A-2,1,inspection,North,2026-03-12,
A-2,1,Painting,,,
A-9,1,Turning,,,
A-2,1,Packing,Nobody,,
"""


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, olive: User) -> None:
    settings.DATA_DIR = tmp_path / "var"
    make_works(olive)


def taken_in(text: str, kind: str, by: User, tmp_path: Path) -> ImportRun:
    path = tmp_path / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    with path.open("rb") as file:
        run = actions.receive(file, path.name, kind=kind, by=by, at=NOW)
    run = actions.start(actions.plan(run, Plan()), door="command", by=by, at=NOW)
    return actions.take_in(run, clock=lambda: NOW)


def reasons(run: ImportRun) -> list[str]:
    return [reason for _, reason, _ in queries.rejected_rows(run)]


def test_lines_are_promised_moved_and_delivered_as_they_were(olive: User, tmp_path: Path) -> None:
    taken_in(ORDERS, "orders", olive, tmp_path)
    run = taken_in(LINES, "lines", olive, tmp_path)

    assert run.counts["added"] == 3
    assert [reason.split(";")[0].split(",")[0] for reason in reasons(run)] == [
        "order 'A-3' is not known",
        "The promise would fall due at 2026-01-01 17:00",
        "part 'P-9' is not known",
        "unreadable quantity",
    ]
    first, second, third = PromisedLine.objects.order_by("pk")
    assert (first.first_due_at.date().day, first.promise.due_at.date().day) == (20, 27)
    assert (first.asked_for_on, first.delivered_at is not None) == (
        first.ordered_at.date().replace(day=15),
        True,
    )
    assert first.promise.kept_at is not None
    assert (int(second.delivered), second.delivered_at) == (4, None)
    assert (third.route, third.parts.count()) == ("as ordered", 2)
    assert PromiseMove.objects.get().reason == "Taken over from lines.csv"


def test_the_same_file_again_adds_nothing_and_a_later_one_delivers_the_rest(
    olive: User, tmp_path: Path
) -> None:
    taken_in(ORDERS, "orders", olive, tmp_path)
    taken_in(LINES, "lines", olive, tmp_path)

    again = taken_in(LINES, "lines", olive, tmp_path)
    later = taken_in(LINES.replace("2026-01-20,4,", "2026-02-02,10,"), "lines", olive, tmp_path)

    assert (again.counts.get("added", 0), again.counts["unchanged"]) == (0, 3)
    assert later.counts["changed"] == 1
    assert [int(one.quantity) for one in Delivery.objects.filter(line__number="2").order_by("pk")] == [4, 6]


def test_milestones_are_planned_promised_to_the_team_and_done(olive: User, tmp_path: Path) -> None:
    for kind, text in (("orders", ORDERS), ("lines", LINES)):
        taken_in(text, kind, olive, tmp_path)
    run = taken_in(MILESTONES, "milestones", olive, tmp_path)

    assert run.counts["added"] == 2
    assert [reason.split(";")[0] for reason in reasons(run)] == [
        "step 'Painting' is not known", "line '1' of order 'A-9' is not known", "step 'Packing' is not known",
    ]  # fmt: skip
    turned, inspected = Milestone.objects.order_by("position")
    assert (turned.done_at is not None, inspected.done_at) == (True, None)
    assert turned.promise is not None
    assert turned.promise.customer.served_team == turned.to_team
    assert taken_in(MILESTONES, "milestones", olive, tmp_path).counts["unchanged"] == 2


def test_an_import_is_taken_back_with_its_promises(olive: User, tmp_path: Path) -> None:
    taken_in(ORDERS, "orders", olive, tmp_path)
    lines = taken_in(LINES, "lines", olive, tmp_path)
    milestones = taken_in(MILESTONES, "milestones", olive, tmp_path)
    promises = Promise.objects.count()

    with pytest.raises(RunNotUndoable):
        actions.begin_undo(lines, by=olive, at=NOW)
    for run in (milestones, lines):
        actions.undo(actions.begin_undo(run, by=olive, at=NOW), clock=lambda: NOW)

    assert promises == 5
    assert (PromisedLine.objects.count(), Promise.objects.count()) == (0, 0)
    assert Customer.objects.filter(external_id="A").exists()


def test_a_line_that_went_on_since_is_not_taken_back(olive: User, tmp_path: Path) -> None:
    orders = taken_in(ORDERS, "orders", olive, tmp_path)
    lines = taken_in(LINES, "lines", olive, tmp_path)
    deliver(
        PromisedLine.objects.get(number="2"),
        PromisedLine.objects.get(number="2").quantity - 4,
        by=olive,
        at=NOW.replace(hour=12),
    )

    for run in (lines, orders):
        with pytest.raises(RunNotUndoable):
            actions.begin_undo(run, by=olive, at=NOW)
