"""The demo shop is made by its stated process, and holds what a real order book holds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from rapport.demo import SHOP_HABITS, Habit, Shop, make_shop, write_orders
from rapport.demo.orders import draw_occasions, draw_pence, shop_clock
from rapport.demo.shop import OrdersFileKindUnknown, TooFewDemoCustomers
from rapport.engine.value.sample import sample_path

SAMPLE_SEED, SAMPLE_CUSTOMERS = 2026, 300


@pytest.fixture(scope="module")
def shop() -> Shop:
    return make_shop()


def habit_of(kind: str) -> Habit:
    return next(habit for habit in SHOP_HABITS.kinds if habit.kind == kind)


def test_the_same_seed_makes_the_same_shop_and_another_seed_another(shop: Shop) -> None:
    again = make_shop(7, 3000)
    assert again.orders.equals(shop.orders)
    assert again.customers.equals(shop.customers)
    assert not make_shop(8, 3000).orders.equals(shop.orders)


def test_the_shop_has_the_promised_size_and_every_kind_of_customer(shop: Shop) -> None:
    assert shop.customers.num_rows == 3000
    assert 11_000 < shop.orders.num_rows < 14_000
    kinds = {row["values"]: row["counts"] for row in shop.customers["kind"].value_counts().to_pylist()}
    assert kinds == {"consumer": 2400, "trade": 480, "internal": 30, "stakeholder": 90}


def test_orders_fill_two_full_years_oldest_first(shop: Shop) -> None:
    times = shop.orders["ordered_at"].to_pylist()
    assert times == sorted(times)
    assert times[0].date() == date(2024, 7, 1)
    assert times[-1].date() == date(2026, 6, 30)


def test_every_row_belongs_to_a_registered_customer_of_that_kind(shop: Shop) -> None:
    register = {row["customer_id"]: row["kind"] for row in shop.customers.to_pylist()}
    assert all(register[row["customer_id"]] == row["kind"] for row in shop.orders.to_pylist())
    assert set(shop.orders["customer_id"].to_pylist()) == set(register)


def test_a_refund_names_an_earlier_order_of_the_customer_and_never_exceeds_it(shop: Shop) -> None:
    bought: dict[tuple[str, str], Decimal] = {}
    refunds = 0
    for row in shop.orders.to_pylist():
        key = (row["customer_id"], row["order_id"])
        bought[key] = bought.get(key, Decimal(0)) + row["amount"]
        refunds += row["amount"] < 0
        assert bought[key] >= 0
    assert 250 < refunds < 500
    assert any(total == 0 for total in bought.values())


def test_the_book_holds_orders_of_several_lines_same_day_orders_and_warranty_orders(shop: Shop) -> None:
    rows = [row for row in shop.orders.to_pylist() if row["amount"] >= 0]
    orders = {(row["customer_id"], row["order_id"], row["ordered_at"].date()) for row in rows}
    days = {(customer, day) for customer, _, day in orders}
    assert len(rows) - len(orders) > 1000  # further lines
    assert 100 < len(orders) - len(days) < 500  # further orders of a day
    assert 30 < sum(row["amount"] == 0 for row in rows) < 150


def test_no_row_is_an_exact_duplicate_of_another(shop: Shop) -> None:
    rows = [tuple(row.values()) for row in shop.orders.to_pylist()]
    assert len(set(rows)) == len(rows)


def test_a_customers_first_order_costs_something(shop: Shop) -> None:
    first: dict[str, Decimal] = {}
    for row in shop.orders.to_pylist():
        first.setdefault(row["customer_id"], row["amount"])
    assert min(first.values()) > 0


def test_trade_customers_and_teams_order_on_weekdays_only(shop: Shop) -> None:
    bought = shop.orders.filter(pc.greater_equal(shop.orders["amount"], 0))
    weekend = bought.filter(pc.greater_equal(pc.day_of_week(bought["ordered_at"]), 5))
    assert set(weekend["kind"].to_pylist()) == {"consumer"}


def test_november_and_december_run_as_much_faster_as_stated() -> None:
    clock = shop_clock(SHOP_HABITS)
    pace = np.diff(clock)
    first = date(2024, 7, 1)
    december, august = ((date(2024, month, 9) - first).days for month in (12, 8))
    assert clock[-1] == pytest.approx(730)
    assert pace[december] / pace[august] == pytest.approx(1.34 / 0.90)


def test_more_is_ordered_in_the_peak_than_just_before_and_after(shop: Shop) -> None:
    months = np.array([f"{at:%Y-%m}" for at in shop.orders["ordered_at"].to_pylist()])
    count = {month: int(np.sum(months == month)) for month in set(months)}
    assert count["2025-12"] > 1.25 * count["2025-10"]
    assert count["2025-12"] > 1.25 * count["2026-02"]


@pytest.mark.parametrize("kind", ["consumer", "trade", "internal", "stakeholder"])
def test_spend_per_order_has_the_stated_mean(kind: str) -> None:
    habit = habit_of(kind)
    pence = draw_pence(habit, np.arange(400_000), np.random.default_rng(3))
    stated = 100 * habit.price_share * habit.p * habit.v / (habit.q - 1)
    assert pence.mean() == pytest.approx(stated, rel=0.02)


@pytest.mark.parametrize("kind", ["consumer", "trade", "internal", "stakeholder"])
def test_the_share_who_leave_after_their_first_order_is_as_stated(kind: str) -> None:
    habit = replace(habit_of(kind), r=1e6, alpha=1e6, joining_days=1)
    who, _ = draw_occasions(habit, 40_000, 40, np.random.default_rng(4))
    once = np.mean(np.bincount(who) == 1)
    # With a phase a day nobody is cut off after one order by the window: the share is E[Beta(a, b)].
    assert once == pytest.approx(habit.a / (habit.a + habit.b), abs=0.01)


def test_gaps_of_trade_customers_are_as_regular_as_stated() -> None:
    habit = replace(habit_of("trade"), r=1e6, alpha=1e6 * 30, a=1e-9, b=1.0, joining_days=1)
    who, at = draw_occasions(habit, 500, 5000, np.random.default_rng(5))
    order = np.lexsort((at, who))
    gaps = np.diff(at[order])[np.diff(who[order]) == 0]
    assert gaps.mean() == pytest.approx(30 * 2, rel=0.03)
    assert gaps.std() / gaps.mean() == pytest.approx(2**-0.5, rel=0.03)


def test_names_are_many_and_every_address_is_its_own_and_reaches_nobody(shop: Shop) -> None:
    names = shop.customers["name"].to_pylist()
    emails = shop.customers["email"].to_pylist()
    assert len(set(names)) > 0.98 * len(names)
    assert len(set(emails)) == len(emails)
    assert all(email.endswith("@example.com") and email.isascii() and " " not in email for email in emails)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_written_order_book_reads_back_as_it_was(shop: Shop, tmp_path: Path, ending: str) -> None:
    path = write_orders(shop, tmp_path / f"orders.{ending}")
    read = pq.read_table(path) if ending == "parquet" else pa.csv.read_csv(path)
    assert read.cast(shop.orders.schema).equals(shop.orders)


def test_another_ending_is_refused_by_name(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(OrdersFileKindUnknown, match=r"orders\.xlsx"):
        write_orders(shop, tmp_path / "orders.xlsx")


def test_a_shop_too_small_to_hold_every_kind_is_refused() -> None:
    with pytest.raises(TooFewDemoCustomers, match="100 or more"):
        make_shop(customers=99)
    assert set(make_shop(customers=100).customers["kind"].to_pylist()) >= {"internal", "stakeholder"}


def test_a_shorter_story_can_be_told() -> None:
    habits = replace(SHOP_HABITS, last_day=date(2025, 6, 30), days=365)
    days = [at.date() for at in make_shop(customers=200, habits=habits).orders["ordered_at"].to_pylist()]
    assert date(2024, 7, 1) <= days[0] < days[-1] <= date(2025, 6, 30)


def test_the_sample_in_the_wheel_is_what_the_process_makes(tmp_path: Path) -> None:
    made = write_orders(make_shop(SAMPLE_SEED, SAMPLE_CUSTOMERS), tmp_path / "orders.csv")
    assert sample_path().read_text("utf-8") == made.read_text("utf-8")
    assert 900 < len(made.read_text("utf-8").splitlines()) < 1500
