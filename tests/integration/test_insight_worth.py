"""Valuing everybody from the orders in the register: the log, what is kept, what the register is told."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from rapport.customers.models import Customer, Relation
from rapport.customers.rules import Category, Kind, RelationRole
from rapport.insights import commands
from rapport.insights.actions import refresh_worth
from rapport.insights.actions import worth as worth_actions
from rapport.insights.chores import nightly
from rapport.insights.log import refresh_log
from rapport.insights.models import Rate, RungSnapshot, Valuation, Worth
from rapport.insights.queries import asked_of_log
from rapport.insights.rules import NO_PURCHASE, NOT_A_BUYER, NOT_SOLD_TO, NoOrders, WorthIsRunning
from rapport.insights.valuing import Terms
from rapport.orders.models import Order, Refund
from tests import cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)"),  # how Ibis 12 calls DuckDB 1.5
]
NOW = cast.MONDAY_NINE
FIRST = datetime(2024, 11, 4, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def order(customer: Customer, at: datetime, amount: str = "20.00", currency: str = "GBP") -> Order:
    return Order.objects.create(
        customer=customer, number=f"{customer.pk}-{at:%d%m%y}", ordered_at=at, currency=currency, total=amount
    )


def make_buyers(number: int = 40, *, until: datetime = NOW) -> list[Customer]:
    """Make customers who come back every five to sixty days, some of whom stop."""
    chance = random.Random(5)
    buyers = [cast.make_customer(f"Buyer {one}", team=cast.make_team("North")) for one in range(number)]
    rows = []
    for buyer in buyers:
        at, gap = FIRST + timedelta(days=chance.randrange(200)), chance.uniform(5, 60)
        while at < until - timedelta(days=1):
            total = Decimal(chance.randrange(500, 9000)) / 100
            rows.append(Order(customer=buyer, number="A", ordered_at=at, currency="GBP", total=total))
            if chance.random() < 0.08:
                break
            at += timedelta(days=1 + chance.expovariate(1 / gap))
    Order.objects.bulk_create(rows)
    return buyers


def again(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


def test_everybody_who_bought_gets_a_worth_with_its_range_and_a_sentence() -> None:
    buyers = make_buyers()

    valuation = refresh_worth(by=None, at=NOW)[0]

    assert valuation.customers == len(buyers)
    assert set(Worth.objects.values_list("customer", flat=True)) == {buyer.pk for buyer in buyers}
    buyer = again(buyers[0])
    assert buyer.value is not None
    assert buyer.value_low is not None
    assert buyer.value_high is not None
    assert buyer.value_low <= buyer.value <= buyer.value_high
    assert buyer.value_currency == "GBP"
    assert buyer.value_note.startswith("Bought on")
    assert (buyer.worth_as_of, buyer.worth_model) == (valuation.as_of, valuation.model)
    assert buyer.purchases == Order.objects.filter(customer=buyer).count()


def test_a_refresh_reads_only_new_orders_and_comes_to_what_a_full_run_gives(tmp_path: Path) -> None:
    buyers = make_buyers()
    refresh_worth(by=None, at=NOW)
    for buyer in buyers[:7]:
        order(buyer, NOW + timedelta(hours=2), "31.50")
    tomorrow = NOW + timedelta(days=1)

    log = refresh_log(tmp_path / "log", asked_of_log())
    grown = refresh_worth(by=None, at=tomorrow)[0]

    assert (log.is_anew, log.read) == (False, 7)
    by_steps = dict(Worth.objects.filter(valuation=grown).values_list("customer", "value"))
    (tmp_path / "log" / "ledger.json").unlink()
    whole = refresh_worth(by=None, at=tomorrow)[0]
    at_once = dict(Worth.objects.filter(valuation=whole).values_list("customer", "value"))
    assert by_steps.keys() == at_once.keys()
    assert all(abs(by_steps[one] - at_once[one]) <= Decimal("0.02") for one in at_once)


def test_superseded_rows_of_worth_go_and_their_totals_stay() -> None:
    buyers = make_buyers()
    refresh_worth(by=None, at=NOW)
    refresh_worth(by=None, at=NOW + timedelta(hours=1))

    assert Valuation.objects.count() == 2
    assert Worth.objects.count() == len(buyers)


def test_a_full_refund_of_the_only_purchase_makes_a_prospect() -> None:
    make_buyers()
    once = cast.make_customer("Once")
    bought = order(once, NOW - timedelta(days=20))
    Refund.objects.create(order=bought, at=NOW - timedelta(days=10), amount=bought.total)

    refresh_worth(by=None, at=NOW)

    assert (again(once).rung, again(once).value, again(once).value_note) == ("prospect", None, NO_PURCHASE)


def test_who_is_not_measured_in_money_says_why() -> None:
    make_buyers()
    team = cast.make_customer("Warehouse", kind=Kind.TEAM, category=Category.INTERNAL)
    neighbour = cast.make_customer("Neighbour", category=Category.STAKEHOLDER)
    order(team, NOW - timedelta(days=5), "900.00")

    refresh_worth(by=None, at=NOW)

    assert (again(team).value, again(team).value_note) == (None, NOT_SOLD_TO)
    assert (again(neighbour).value, again(neighbour).value_note) == (None, NOT_A_BUYER)
    assert not Worth.objects.filter(customer=team).exists()


def test_an_organisation_is_the_sum_of_its_accounts_without_a_range() -> None:
    buyers = make_buyers()
    group = cast.make_customer("Group", kind=Kind.ORGANISATION, category=Category.BUSINESS)
    for account in buyers[:2]:
        Relation.objects.create(customer=account, role=RelationRole.ACCOUNT, other=group)

    refresh_worth(by=None, at=NOW)

    found, parts = again(group), [again(one).value or Decimal(0) for one in buyers[:2]]
    assert found.value == sum(parts)
    assert (found.value_low, found.value_high) == (None, None)
    assert "Not calibrated" in found.value_note


def test_currencies_are_never_added_without_a_rate() -> None:
    buyers = make_buyers()
    order(buyers[0], NOW - timedelta(days=3), "500.00", "EUR")

    kept = refresh_worth(by=None, at=NOW)

    assert [one.currency for one in kept] == ["GBP", "EUR"]
    assert again(buyers[0]).value_currency == "GBP"
    assert again(buyers[0]).value_note.endswith("Not added: purchases in EUR.")


def test_with_dated_rates_each_order_is_turned_at_the_rate_of_its_day(tmp_path: Path) -> None:
    buyers = make_buyers()
    for days in (3, 40):
        order(buyers[0], NOW - timedelta(days=days), "100.00", "EUR")
    for since, rate in ((date(2024, 1, 1), "0.80"), (date(2026, 2, 20), "0.90")):
        Rate.objects.create(currency="EUR", reporting="GBP", valid_from=since, rate=rate, source="bank")

    log = refresh_log(tmp_path / "log", asked_of_log())
    kept = refresh_worth(by=None, at=NOW)

    amounts = pq.read_table(log.files["GBP"][0])["amount"].to_pylist()
    assert [one.currency for one in kept] == ["GBP"]
    assert {Decimal("80.00"), Decimal("90.00")} <= set(amounts)


def test_the_ladder_is_told_back_for_two_years_and_grows_by_a_month() -> None:
    buyers = make_buyers()
    kept = refresh_worth(by=None, at=NOW)[0]
    months = [one["month"] for one in kept.pictures["ladder"]["months"]]
    assert months[0] == "2026-02"
    before = RungSnapshot.objects.count()

    order(buyers[0], datetime(2026, 4, 2, 9, tzinfo=UTC))
    later = refresh_worth(by=None, at=datetime(2026, 4, 3, 9, tzinfo=UTC))[0]

    assert [one["month"] for one in later.pictures["ladder"]["months"]][:3] == ["2026-03", *months[:2]]
    new = RungSnapshot.objects.filter(month=date(2026, 3, 1))
    assert RungSnapshot.objects.count() == before + new.count()


def test_nobody_slips_before_two_month_ends_have_said_so() -> None:
    make_buyers()
    refresh_worth(by=None, at=NOW)

    slipped = RungSnapshot.objects.filter(has_slipped=True)
    assert slipped.exists()
    for row in slipped:
        earlier = RungSnapshot.objects.filter(customer=row.customer, month__lt=row.month).latest("month")
        assert (earlier.rung, earlier.evaluated) == (row.before, row.rung)


def test_the_night_says_what_came_of_it() -> None:
    assert nightly(NOW) == "No orders yet, so there was nothing to value."
    make_buyers()

    assert nightly(NOW).startswith("Valued 40 customers in GBP, as of 20")


def test_without_orders_the_refusal_says_what_to_do() -> None:
    with pytest.raises(NoOrders, match="rapport import orders FILE"):
        refresh_worth(by=None, at=NOW)


def test_two_runs_at_once_are_refused() -> None:
    with worth_actions._alone(), pytest.raises(WorthIsRunning, match="running already"):
        refresh_worth(by=None, at=NOW)


def test_the_command_values_and_keeps_its_terms_for_the_night() -> None:
    make_buyers()

    said = CliRunner().invoke(commands.worth, ["--as-of", "2026-02-28", "--margin", "0.5"])

    assert said.exit_code == 0, said.output
    assert "GBP: 40 customers are worth £" in said.stdout
    nightly(NOW)
    newest = Valuation.objects.latest("made_at")
    assert Terms(**newest.found["terms"]).margin == 0.5


def test_rates_are_typed_in_and_one_that_cannot_be_read_says_how() -> None:
    make_buyers()
    run = CliRunner().invoke

    said = run(commands.worth, ["--rate", "EUR=0.85@2024-01-01", "--reporting", "GBP"])
    missing = run(commands.worth, ["--rate", "EUR=0.85@2024-01-01"])

    assert said.exit_code == 0, said.output
    assert Rate.objects.get().rate == Decimal("0.85")
    assert "EUR=0.85@2026-01-01" in str(missing.exception)
