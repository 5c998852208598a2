"""Files of orders: every row accounted for, each order once, and all of it taken back."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rapport.customers.imports import actions, queries
from rapport.customers.imports.actions import pieces
from rapport.customers.imports.mapping import Plan, read_maps
from rapport.customers.imports.refusals import CurrencyNotNamed, FieldWithoutColumn, RunNotUndoable
from rapport.customers.models import Customer, ImportRun, TimelineEntry
from rapport.orders.actions import pay
from rapport.orders.models import Order, OrderLine, PastChange, Refund
from rapport.staff.models import User

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)"),  # how Ibis 12 calls DuckDB 1.5
]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ORDERS = """order,customer,date,amount,currency,product
1,A,2026-01-05,10.00,GBP,Lamp
1,A,2026-01-05,2.50,GBP,Bulb
2,B,2026-01-06,0,GBP,Sample
3,B,2026-01-07,30.00,EUR,Chair
"""


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "var"


def clock() -> datetime:
    return NOW


def planned(text: str, by: User, tmp_path: Path, plan: Plan | None = None, kind: str = "orders") -> ImportRun:
    path = tmp_path / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    with path.open("rb") as file:
        run = actions.receive(file, path.name, kind=kind, by=by, at=NOW)
    return actions.plan(run, plan or Plan())


def taken_in(
    text: str, by: User, tmp_path: Path, plan: Plan | None = None, kind: str = "orders"
) -> ImportRun:
    run = actions.start(planned(text, by, tmp_path, plan, kind), door="command", by=by, at=NOW)
    return actions.take_in(run, clock=clock)


def test_lines_of_an_order_are_joined_and_zero_is_an_order(olive: User, tmp_path: Path) -> None:
    run = taken_in(ORDERS, olive, tmp_path)

    assert run.state == "done"
    assert run.counts == {"added": 3, "joined": 1, "changed": 0, "unchanged": 0}
    assert list(Order.objects.order_by("number").values_list("number", "total", "currency")) == [
        ("1", Decimal("12.50"), "GBP"),
        ("2", Decimal(0), "GBP"),
        ("3", Decimal(30), "EUR"),
    ]
    assert OrderLine.objects.filter(order__number="1").count() == 2
    assert Customer.objects.get(external_id="A").orders.count() == 1


def test_the_same_file_again_adds_nothing(olive: User, tmp_path: Path) -> None:
    without_ids = "customer,date,amount\nA,2026-01-05,5\nA,2026-01-05,5\nB,2026-01-06,7\n"
    first = taken_in(without_ids, olive, tmp_path, Plan(currency="GBP"))
    second = taken_in(without_ids, olive, tmp_path, Plan(currency="GBP"))

    assert (first.counts["added"], second.counts["added"], second.counts["unchanged"]) == (3, 0, 3)
    assert Order.objects.count() == 3


def test_an_order_that_the_file_knows_otherwise_is_changed_and_the_log_starts_anew(
    olive: User, tmp_path: Path
) -> None:
    taken_in(ORDERS, olive, tmp_path)
    run = taken_in(ORDERS.replace("30.00", "31.00"), olive, tmp_path)

    assert (run.counts["changed"], run.counts["unchanged"]) == (1, 2)
    assert Order.objects.get(number="3").total == Decimal(31)
    assert PastChange.objects.count() == 1


def test_a_refund_finds_the_order_of_its_id_or_the_newest_of_its_amount(olive: User, tmp_path: Path) -> None:
    text = "customer,date,amount\nA,2026-01-20,-5\nA,2026-01-01,5\nA,2026-01-10,5\nA,2026-01-30,5\n"
    text += "B,2026-01-20,-9\n"
    run = taken_in(text, olive, tmp_path, Plan(currency="GBP"))

    assert run.counts["rejected"] == {"no earlier order of the same customer and amount": 1}
    assert Refund.objects.get().order.ordered_at.day == 10

    run = taken_in(ORDERS + "1,A,2026-02-01,-2.50,GBP,\n", olive, tmp_path)
    assert Refund.objects.get(order__number="1").amount == Decimal("2.50")
    assert run.counts["added"] == 4


def test_more_than_an_order_cost_does_not_go_back(olive: User, tmp_path: Path) -> None:
    run = taken_in(ORDERS + "1,A,2026-02-01,-20,GBP,\n", olive, tmp_path)

    assert run.counts["rejected"] == {"more goes back than the 12.50 left of its order": 1}


def test_every_row_is_accounted_for(olive: User, tmp_path: Path) -> None:
    text = (
        ORDERS
        + "4,,2026-01-07,1,GBP,\n5,C,never,1,GBP,\n6,C,2026-01-07,much,GBP,\n7,C,2026-01-07,1,XXQ,\nodd\n"
    )
    text += "8,C,2026-01-07,1,GBP,\n8,D,2026-01-07,1,GBP,\n"
    run = taken_in(text, olive, tmp_path)

    assert run.rows == 11
    assert run.counts["rejected"] == {
        "no customer": 1,
        "unreadable time": 1,
        "unreadable amount": 1,
        "unknown currency XXQ": 1,
        "1 fields, not 6": 1,
        "its order names two customers": 2,
    }
    assert sum(line.rows for line in queries.accounting(run)) == run.rows
    assert [(line, cells) for line, _, cells in queries.rejected_rows(run)][1] == (
        6,
        ["4", "", "2026-01-07", "1", "GBP", ""],
    )


def test_an_order_with_one_unreadable_line_is_not_taken_in_half(olive: User, tmp_path: Path) -> None:
    run = taken_in(ORDERS.replace("2.50", "two"), olive, tmp_path)

    assert run.counts["rejected"] == {
        "unreadable amount": 1,
        "another line of this order cannot be read": 1,
    }
    assert not Order.objects.filter(number="1").exists()


def test_an_import_that_is_cut_off_goes_on_where_it_stood(
    olive: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces.pieces, "__kwdefaults__", {"size": 2})
    text = "customer,date,amount\n" + "".join(f"K{n},2026-01-05,{n}\n" for n in range(7))
    run = actions.start(
        planned(text, olive, tmp_path, Plan(currency="GBP")), door="command", by=olive, at=NOW
    )

    def cut_off(run: ImportRun) -> None:
        if run.position == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.take_in(run, clock=clock, tell=cut_off)
    begun = queries.begun("orders", run.digest)
    assert begun is not None
    assert (begun.position, Order.objects.count()) == (4, 4)

    queries.rows_of(begun).unlink()  # even where the typed rows are gone
    done = actions.take_in(begun, clock=clock)
    assert (done.state, done.counts["added"], Order.objects.count()) == ("done", 7, 7)


def test_an_import_is_taken_back_as_a_whole(olive: User, tmp_path: Path) -> None:
    taken_in(ORDERS, olive, tmp_path)
    run = taken_in(ORDERS.replace("30.00", "31.00") + "9,Z,2026-01-09,4,GBP,Mat\n", olive, tmp_path)
    actions.undo(actions.begin_undo(run, by=olive, at=NOW), clock=clock)

    assert Order.objects.get(number="3").total == Decimal(30)
    assert list(Order.objects.order_by("number").values_list("number", flat=True)) == ["1", "2", "3"]
    assert not Customer.objects.filter(external_id="Z").exists()
    assert not TimelineEntry.objects.filter(source=f"import {run.pk}").exists()
    assert ImportRun.objects.get(pk=run.pk).state == "undone"


def test_what_was_changed_since_is_not_taken_back(olive: User, tmp_path: Path) -> None:
    run = taken_in(ORDERS, olive, tmp_path)
    pay(Order.objects.get(number="1"), Decimal(5), by=olive, at=NOW)

    with pytest.raises(RunNotUndoable, match="1 of the things it brought was changed since"):
        actions.begin_undo(run, by=olive, at=NOW)


def test_each_customer_is_told_once_per_import(olive: User, tmp_path: Path) -> None:
    run = taken_in(ORDERS, olive, tmp_path)

    texts = TimelineEntry.objects.filter(source=f"import {run.pk}").values_list("text", flat=True)
    assert sorted(texts) == ["1 order taken in from orders.csv", "2 orders taken in from orders.csv"]


def test_a_file_without_a_header_is_read_by_position(olive: User, tmp_path: Path) -> None:
    raw = " 00004 0001 19970101 2  29.33\n 00004 0001 19970118 2  29.73\n 00021 0002 19970101 3  63.34\n"
    plan = Plan(read_maps(["customer=1", "time=3", "amount=5"]), currency="USD")
    run = taken_in(raw, olive, tmp_path, plan)

    assert run.counts["added"] == 3
    assert Customer.objects.get(external_id="00004").orders.count() == 2


def test_how_a_header_is_read_is_remembered(olive: User, tmp_path: Path) -> None:
    text = 'wer,wann,wieviel\nA,05.01.2026,"1.234,50"\n'
    plan = Plan({"customer": "wer", "time": "wann", "amount": "wieviel"}, currency="EUR", dates="day-first")
    taken_in(text, olive, tmp_path, plan)
    run = taken_in(text.replace("A,", "B,"), olive, tmp_path)

    assert run.counts["added"] == 1
    assert set(Order.objects.values_list("total", flat=True)) == {Decimal("1234.50")}


def test_a_column_that_is_not_known_and_money_without_a_currency_are_refused(
    olive: User, tmp_path: Path
) -> None:
    with pytest.raises(FieldWithoutColumn, match="customer"):
        planned("wer,date,amount\nA,2026-01-05,5\n", olive, tmp_path)
    with pytest.raises(CurrencyNotNamed):
        planned("customer,date,amount\nA,2026-01-05,5\n", olive, tmp_path)


def test_the_plan_shows_what_would_happen_and_keeps_nothing(olive: User, tmp_path: Path) -> None:
    cells, outcome = actions.would(planned(ORDERS, olive, tmp_path), at=NOW)

    assert cells[0] == ["1", "A", "2026-01-05", "10.00", "GBP", "Lamp"]
    assert outcome.counts["added"] == 3
    assert not Order.objects.exists()


def test_the_copy_is_for_the_owner_alone(olive: User, tmp_path: Path) -> None:
    run = planned(ORDERS, olive, tmp_path)

    assert queries.copy_of(run).stat().st_mode & 0o777 == 0o600
    assert queries.rows_of(run).stat().st_mode & 0o777 == 0o600


def test_a_refund_by_its_own_external_id_is_there_already(olive: User, tmp_path: Path) -> None:
    text = ORDERS + "1,A,2026-02-01,-2.50,GBP,\n"
    taken_in(text, olive, tmp_path)
    run = taken_in(text, olive, tmp_path)

    assert (run.counts["unchanged"], Refund.objects.count()) == (4, 1)
