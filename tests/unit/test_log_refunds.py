"""Refunds net purchases exactly as a plain walk through each customer's rows does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.engine.value.log import (
    LogOptions,
    Purchases,
    RowClass,
    TypedLog,
    account,
    open_log,
    purchases,
)

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
START = date(2024, 1, 1)
Row: TypeAlias = tuple[int, int, int, str | None]  # customer, day, minor, order
Days: TypeAlias = dict[tuple[int, int], int]
ENGINE = ibis.duckdb.connect()


@dataclass
class Line:
    """A row of a made log, and what the plain walk made of it."""

    customer: int
    day: int
    minor: int
    order: str | None
    place: int
    left: int = field(init=False)
    is_netted: bool = False
    touched: bool = False

    def __post_init__(self) -> None:
        self.left = self.minor


def walk(lines: list[Line]) -> None:
    """Net refunds one after the other, the slow and plain way: by order, then by amount."""
    in_time = sorted(lines, key=lambda line: (line.day, line.minor < 0, line.place))
    for at, refund in enumerate(in_time):
        if refund.minor < 0 and refund.order is not None:
            take_from_order(refund, in_time[:at])
    for at, refund in enumerate(in_time):
        if refund.minor < 0 and not refund.touched:
            cancel_same_amount(refund, in_time[:at])


def take_from_order(refund: Line, earlier: list[Line]) -> None:
    for bought in reversed(earlier):
        same = (bought.customer, bought.order) == (refund.customer, refund.order)
        if same and bought.minor > 0 and bought.left > 0 and refund.left < 0:
            taken = min(bought.left, -refund.left)
            bought.left -= taken
            refund.left += taken
            bought.touched = refund.touched = refund.is_netted = True
            bought.is_netted = bought.left == 0


def cancel_same_amount(refund: Line, earlier: list[Line]) -> None:
    for bought in reversed(earlier):
        same = (bought.customer, bought.minor) == (refund.customer, -refund.minor)
        if same and not bought.touched:
            bought.left = refund.left = 0
            bought.touched = bought.is_netted = refund.is_netted = True
            return


def without_duplicates(rows: list[Row]) -> tuple[list[Line], Counter[int]]:
    """Drop exact repeats of rows that have an order; return the rest and the number dropped per customer."""
    seen: set[Row] = set()
    lines: list[Line] = []
    dropped: Counter[int] = Counter()
    for place, (customer, day, minor, order) in enumerate(rows):
        if order is not None and (customer, day, minor, order) in seen:
            dropped[customer] += 1
        else:
            seen.add((customer, day, minor, order))
            lines.append(Line(customer, day, minor, order, place))
    return lines, dropped


def plain_days(lines: list[Line]) -> Days:
    """Fold settled lines into purchase days: {(customer, day): minor}."""
    first_day: dict[tuple[int, str | None], int] = {}
    for line in lines:
        if line.minor >= 0 and line.order is not None:
            key = (line.customer, line.order)
            first_day[key] = min(first_day.get(key, line.day), line.day)
    days: Days = {}
    for line in lines:
        if line.minor >= 0 and not line.is_netted:
            day = first_day.get((line.customer, line.order), line.day)
            days[line.customer, day] = days.get((line.customer, day), 0) + line.left
    return days


def opened(rows: Sequence[Row], *, has_order: bool) -> TypedLog:
    columns: dict[str, list[Any]] = {
        "customer": [row[0] for row in rows],
        "time": [date.fromordinal(START.toordinal() + row[1]) for row in rows],
        "amount": [row[2] / 100 for row in rows],
    }
    schema = {"customer": "int64", "time": "date", "amount": "float64"}
    if has_order:
        columns["order"] = [row[3] for row in rows]
        schema["order"] = "string"
    table = ENGINE.create_table("made", ibis.memtable(columns, schema=schema), temp=True, overwrite=True)
    return open_log(table, LogOptions())


def found_days(bought: Purchases) -> Days:
    epoch = date(1970, 1, 1).toordinal()
    rows = bought.days.to_pyarrow().to_pylist()
    return {(r["customer"], r["day"] + epoch - START.toordinal()): r["minor"] for r in rows}


def found_oddments(bought: Purchases) -> dict[int, dict[str, int]]:
    if bought.oddments is None:
        return {}
    return {row.pop("customer"): row for row in bought.oddments.to_pyarrow().to_pylist()}


# Many customers in one log: what is random per customer costs no further query.
row = st.tuples(
    st.integers(1, 15),
    st.integers(0, 3),
    st.sampled_from([-1500, -1000, -500, -300, 0, 300, 500, 1000]),
    st.sampled_from([None, "A", "B"]),
)


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(row, min_size=1, max_size=150), has_order=st.booleans())
def test_netting_equals_a_plain_walk(rows: list[Row], *, has_order: bool) -> None:
    rows = rows if has_order else [(customer, day, minor, None) for customer, day, minor, _ in rows]
    lines, dropped = without_duplicates(rows)
    walk(lines)
    log = opened(rows, has_order=has_order)

    bought = purchases(log.rows, log=log)

    assert found_days(bought) == plain_days(lines)
    odd = found_oddments(bought)
    for customer in {line.customer for line in lines}:
        own = [line for line in lines if line.customer == customer]
        expected = {
            "netted": sum(line.is_netted for line in own),
            "duplicates": dropped[customer],
            "unmatched": sum(line.minor < 0 and not line.is_netted for line in own),
            "unmatched_minor": sum(line.left for line in own if line.minor < 0),
        }
        found = odd.get(customer, dict.fromkeys(expected, 0))
        assert {name: found[name] for name in expected} == expected
    standing = sum(line.minor >= 0 and not line.is_netted for line in lines)
    assert account(log, bought).of(RowClass.MERGED) == standing - len(plain_days(lines))


@settings(max_examples=6, deadline=None)
@given(rows=st.lists(row, min_size=1, max_size=150), has_order=st.booleans())
def test_every_row_and_every_penny_ends_in_one_class(rows: list[Row], *, has_order: bool) -> None:
    log = opened(rows, has_order=has_order)

    ended = account(log, purchases(log.rows, log=log))

    assert ended.adds_up()
    assert ended.rows == log.total_rows == len(rows)
    money = sum(count.amount or 0 for count in ended.counts)
    assert money == pytest.approx(sum(each[2] for each in rows) / 100)


def days_of(*rows: tuple[int, int] | tuple[int, int, str | None], has_order: bool = False) -> Days:
    whole = [(1, each[0], each[1], each[2] if len(each) == 3 else None) for each in rows]
    log = opened(whole, has_order=has_order)
    return found_days(purchases(log.rows, log=log))


def test_a_day_refunded_in_full_is_no_purchase_day() -> None:
    assert days_of((0, 1000), (1, 500), (2, -500)) == {(1, 0): 1000}


def test_a_refund_of_another_amount_without_order_takes_no_purchase_away() -> None:
    assert days_of((0, 1000), (2, -400)) == {(1, 0): 1000}


def test_a_partial_refund_of_an_order_reduces_the_purchase() -> None:
    assert days_of((0, 1000, "A"), (2, -400, "A"), has_order=True) == {(1, 0): 600}


def test_a_refund_larger_than_the_newest_line_goes_on_to_the_next_newest_of_its_order() -> None:
    rows = ((0, 1000, "A"), (1, 300, "A"), (2, -400, "A"))
    assert days_of(*rows, has_order=True) == {(1, 0): 900}


def test_a_refund_before_the_purchase_does_not_net_it() -> None:
    assert days_of((0, -500), (1, 500)) == {(1, 1): 500}


def test_a_refund_on_the_same_day_nets_the_day_wherever_it_stands() -> None:
    assert days_of((0, -500), (0, 500), (1, 700)) == {(1, 1): 700}


def test_a_refund_takes_the_newest_purchase_of_its_amount() -> None:
    assert days_of((0, 500), (2, 500), (5, -500)) == {(1, 0): 500}


def test_zero_is_a_purchase() -> None:
    assert days_of((0, 0)) == {(1, 0): 0}


def test_the_lines_of_one_order_count_on_its_first_day() -> None:
    rows = ((0, 1000, "A"), (4, 300, "A"), (4, 50, "B"))
    assert days_of(*rows, has_order=True) == {(1, 0): 1300, (1, 4): 50}


def test_an_exact_duplicate_of_an_order_line_counts_once_and_without_an_order_twice() -> None:
    assert days_of((0, 1000, "A"), (0, 1000, "A"), has_order=True) == {(1, 0): 1000}
    assert days_of((0, 1000, None), (0, 1000, None), has_order=True) == {(1, 0): 2000}
    assert days_of((0, 1000), (0, 1000)) == {(1, 0): 2000}
