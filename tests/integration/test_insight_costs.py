"""Costs from a file: kept once, changed where they differ, taken back as a whole."""

from datetime import date
from decimal import Decimal

import pytest

from rapport.customers.imports.importer import Batch, Cell, Outcome, Row
from rapport.customers.models import ImportRun
from rapport.insights.imports import COSTS
from rapport.insights.models import Cost
from tests import cast

pytestmark = pytest.mark.django_db
NOW = cast.MONDAY_NINE


def a_run(name: str) -> ImportRun:
    return ImportRun.objects.create(
        kind="costs", file_name=name, path="", digest="0" * 64, made_by_name="Olive", made_at=NOW
    )


def row(line: int, amount: str, name: str | None = None, kind: str = "retention") -> Row:
    cells: dict[str, Cell] = {
        "kind": kind,
        "month": "2026-01-15",
        "amount": Decimal(amount),
        "currency": "GBP",
        "id": name,
    }
    return Row(line, cells)


def take_in(run: ImportRun, *rows: Row) -> Outcome:
    return COSTS.apply_rows(rows, Batch(run, "Olive", NOW))


def test_every_row_of_costs_is_accounted_for() -> None:
    outcome = take_in(a_run("a.csv"), row(2, "100.00", "K1"), row(3, "5.00"), row(4, "7.00", kind="rent"))

    assert outcome.counts == {"added": 2}
    assert outcome.rejects == [(4, "'rent' is no kind of cost; expected acquisition or retention")]
    assert Cost.objects.get(external_id="K1").month == date(2026, 1, 1)


def test_the_same_file_again_adds_nothing() -> None:
    take_in(a_run("a.csv"), row(2, "100.00", "K1"), row(3, "5.00"))
    outcome = take_in(a_run("a.csv"), row(2, "100.00", "K1"), row(3, "5.00"))

    assert outcome.counts == {"added": 0, "unchanged": 2}
    assert Cost.objects.count() == 2


def test_an_import_of_costs_is_taken_back_as_a_whole() -> None:
    first, second = a_run("a.csv"), a_run("b.csv")
    take_in(first, row(2, "100.00", "K1"))
    outcome = take_in(second, row(2, "120.00", "K1"), row(3, "9.00", "K2"))

    assert outcome.counts == {"added": 1, "changed": 1}
    assert COSTS.changed_since(first) == 1
    assert COSTS.undo(second, 100) == 2
    assert COSTS.undo(second, 100) == 0
    kept = Cost.objects.get()
    assert (kept.amount, kept.import_run) == (Decimal("100.00"), first)
