"""How columns are found and ids are made, without a database."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from rapport.customers.imports.importer import Field, Importer, Outcome, Reads, Row
from rapport.customers.imports.mapping import Plan, check, complete, plan_of, position, read_maps
from rapport.customers.imports.refusals import (
    ColumnNotThere,
    FieldNotKnown,
    FieldWithoutColumn,
    MapNotReadable,
)
from rapport.orders.imports.drafts import drafts_of
from rapport.orders.rules import made_id, number_of

TIME = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIELDS = (Field("customer", words="clientid", is_needed=True), Field("amount", Reads.MONEY, words="total"))
IMPORTER = Importer("orders", FIELDS, apply_rows=lambda rows, batch: Outcome(), undo=lambda run, most: 0)


def row(line: int, **cells: object) -> Row:
    empty = {"order": None, "product": None, "quantity": None, "customer": "A", "currency": "GBP"}
    return Row(line, empty | {"time": TIME, "amount": Decimal(5)} | cells)  # type: ignore[arg-type]


def test_columns_are_recognised_by_their_names_and_what_was_said_wins() -> None:
    assert complete(Plan(), IMPORTER, ["Client ID", "Total"]).columns == {
        "customer": "Client ID",
        "amount": "Total",
    }
    said = Plan({"amount": "Client ID"})
    assert complete(said, IMPORTER, ["Client ID", "Total"]).columns == {"amount": "Client ID"}


@pytest.mark.parametrize(
    ("column", "at"), [("b", 1), ("B", 1), ("2", 1), ("0", None), ("3", None), ("c", None), ("²", None)]
)
def test_a_column_is_named_or_counted_from_one(column: str, at: int | None) -> None:
    assert position(column, ["a", "b"]) == at


def test_what_cannot_be_mapped_is_refused() -> None:
    with pytest.raises(MapNotReadable):
        read_maps(["customer"])
    with pytest.raises(FieldNotKnown, match="It has: customer, amount"):
        check(Plan({"colour": "a"}), IMPORTER, ["a"], "f.csv")
    with pytest.raises(ColumnNotThere, match="'z'"):
        check(Plan({"customer": "z"}), IMPORTER, ["a"], "f.csv")
    with pytest.raises(FieldWithoutColumn):
        check(Plan({"amount": "a"}), IMPORTER, ["a"], "f.csv")


def test_a_plan_is_kept_and_found_again() -> None:
    plan = Plan({"customer": "1"}, has_header=False, dates="iso", currency="GBP")

    assert plan_of(plan.stored() | {"door": "page"}) == plan


def test_an_id_is_made_of_who_when_how_much_and_which() -> None:
    assert made_id("order", "A", TIME, Decimal(5), 0) == made_id("order", "A", TIME, Decimal(5), 0)
    assert made_id("order", "A", TIME, Decimal(5), 0) != made_id("order", "A", TIME, Decimal(5), 1)
    assert number_of(made_id("order", "A"), TIME).startswith("20260302-")
    assert number_of("S-1", TIME) == "S-1"


def test_equal_rows_without_an_id_are_two_orders() -> None:
    outcome = Outcome()
    drafts = drafts_of([row(1), row(2)._replace(copy=1)], outcome)

    assert len(drafts) == 2
    assert outcome.rejects == []


def test_an_order_in_two_currencies_is_rejected_whole() -> None:
    outcome = Outcome()
    drafts = drafts_of([row(1, order="S"), row(2, order="S", currency="EUR"), row(3, order="T")], outcome)

    assert list(drafts) == ["T"]
    assert outcome.rejects == [(1, "its order names two currencies"), (2, "its order names two currencies")]
