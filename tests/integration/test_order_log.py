"""Orders as acts: what is refused, how they follow merges, and the log that insights reads."""

from decimal import Decimal

import pytest

from rapport.customers.models import Customer
from rapport.orders import queries
from rapport.orders.actions import add_order, follow_merges, refund_order
from rapport.orders.models import Order
from rapport.orders.rules import (
    AmountBelowZero,
    CurrencyNotKnown,
    Line,
    NothingPaid,
    OrderIdNotFree,
    OrderIdTaken,
    OrderWithoutLines,
    RefundTooLarge,
)
from rapport.staff.models import User
from tests.cast import MONDAY_NINE, make_customer, make_dana

pytestmark = pytest.mark.django_db
LAMP = Line("Lamp", Decimal("12.34"))


@pytest.fixture
def dana(db: None) -> Customer:
    return make_dana()


def order_of(customer: Customer, by: User, external_id: str | None = None) -> Order:
    return add_order(
        customer,
        [LAMP],
        currency="GBP",
        ordered_at=MONDAY_NINE,
        by=by,
        at=MONDAY_NINE,
        external_id=external_id,
    )


def log(after: queries.Position | None = None) -> list[tuple[int, int, str]]:
    rows = [row for batch in queries.purchase_batches(after) for row in batch.to_pylist()]
    return [(row["customer"], row["minor"], row["time"].isoformat()) for row in rows]


def test_an_order_needs_lines_and_a_currency_and_its_own_id(dana: Customer, alice: User) -> None:
    facts = {"currency": "GBP", "ordered_at": MONDAY_NINE, "by": alice, "at": MONDAY_NINE}
    order_of(dana, alice, "S-1")

    with pytest.raises(OrderWithoutLines):
        add_order(dana, [], **facts)  # type: ignore[arg-type]
    with pytest.raises(AmountBelowZero):
        add_order(dana, [Line("Back", Decimal(-1))], **facts)  # type: ignore[arg-type]
    with pytest.raises(CurrencyNotKnown):
        add_order(dana, [LAMP], **facts | {"currency": "XXQ"})  # type: ignore[arg-type]
    with pytest.raises(OrderIdTaken, match="already: S-1"):
        order_of(dana, alice, "S-1")


def test_who_may_not_see_an_order_does_not_hear_of_it_by_its_id(
    dana: Customer, alice: User, charlie: User
) -> None:
    order_of(dana, alice, "S-1")
    with pytest.raises(OrderIdNotFree) as refused:
        order_of(make_customer("Own", team=charlie.team), charlie, "S-1")
    assert refused.value.facts == {"external_id": "S-1"}


def test_no_more_goes_back_than_was_paid_for(dana: Customer, alice: User) -> None:
    order = order_of(dana, alice)
    refund_order(order, Decimal(10), by=alice, at=MONDAY_NINE)

    with pytest.raises(RefundTooLarge, match="2.34 GBP left"):
        refund_order(order, Decimal(3), by=alice, at=MONDAY_NINE)
    with pytest.raises(NothingPaid):
        refund_order(order, Decimal(0), by=alice, at=MONDAY_NINE)


def test_the_log_has_refunds_below_zero_and_goes_on_after_a_position(dana: Customer, alice: User) -> None:
    order = order_of(dana, alice)
    refund_order(order, Decimal("2.34"), by=alice, at=MONDAY_NINE)
    time = "2026-03-02T09:00:00+00:00"
    assert log() == [(dana.pk, 1234, time), (dana.pk, -234, time)]

    position = queries.position_now()
    assert log(position) == []
    order_of(dana, alice)
    assert log(position) == [(dana.pk, 1234, time)]
    assert queries.is_continued(position)


def test_orders_follow_whoever_took_a_customer_in(dana: Customer, alice: User) -> None:
    middle, last = make_customer("Dana W", team=dana.team), make_customer("D Whitlock", team=dana.team)
    order = order_of(dana, alice)
    position = queries.position_now()
    Customer.objects.filter(pk=dana.pk).update(merged_into=middle)
    Customer.objects.filter(pk=middle.pk).update(merged_into=last)
    assert [row[0] for row in log()] == [last.pk]

    assert follow_merges(at=MONDAY_NINE) == 2  # to the second, then to the third
    assert Order.objects.get(pk=order.pk).customer == last
    assert not queries.is_continued(position)
    assert queries.orders_visible_to(alice).get() == order


@pytest.mark.parametrize("few", [0, 500])
def test_orders_are_seen_with_whoever_may_be_seen_and_whom_they_took_in(
    few: int, dana: Customer, alice: User, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    gone = make_customer("Dana W", team=dana.team)
    orders = [order_of(dana, alice), order_of(gone, alice)]
    order_of(make_customer("Away", team=dana.team, archived_at=MONDAY_NINE), alice)
    Customer.objects.filter(pk=gone.pk).update(merged_into=dana)

    assert [*queries.orders_visible_to(alice).order_by("pk")] == orders
    assert queries.find_orders(alice, queries.OrderAsk()).orders == orders[::-1]
    assert not queries.orders_visible_to(charlie).exists()


@pytest.mark.django_db(transaction=True)
def test_the_log_read_beside_the_transaction_is_the_same(alice: User) -> None:
    dana = make_dana()
    order = order_of(dana, alice)
    refund_order(order, Decimal("2.34"), by=alice, at=MONDAY_NINE)
    time = "2026-03-02T09:00:00+00:00"

    assert log() == [(dana.pk, 1234, time), (dana.pk, -234, time)]
