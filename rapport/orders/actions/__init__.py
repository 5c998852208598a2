"""What can be done with orders: take one in, note money that came or went back, follow merges."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F

from rapport.customers.actions import write_timeline
from rapport.customers.models import Customer
from rapport.customers.rules import Stage
from rapport.engine.value.log.columns import CURRENCY_CODES
from rapport.orders.models import Order, OrderLine, PastChange, Payment, Refund
from rapport.orders.queries import hold_ledger, left_of, orders_visible_to
from rapport.orders.rules import (
    CurrencyNotKnown,
    Line,
    NothingPaid,
    OrderIdNotFree,
    OrderIdTaken,
    RefundTooLarge,
    total_of,
)
from rapport.staff.actions import record
from rapport.staff.models import User

CODES = frozenset(code.upper() for code in CURRENCY_CODES)


@transaction.atomic
def add_order(
    customer: Customer,
    lines: Sequence[Line],
    *,
    currency: str,
    ordered_at: datetime,
    by: User,
    at: datetime,
    number: str = "",
    external_id: str | None = None,
) -> Order:
    """Take in an order with its lines, and tell it on the customer's time-line."""
    if currency not in CODES:
        raise CurrencyNotKnown(currency=currency)
    hold_ledger(shared=True)
    order = Order(customer=customer, number=number, external_id=external_id or None, currency=currency)
    order.ordered_at, order.total = ordered_at, total_of(lines)
    _save(order, by=by)
    OrderLine.objects.bulk_create(
        OrderLine(order=order, product=each.product, quantity=each.quantity, amount=each.amount)
        for each in lines
    )
    text = f"Order {order.number}: {order.total} {currency}"
    write_timeline(customer, text, kind="order", at=ordered_at, by_name=by.name, stage=Stage.BUY)
    record(by, "add order", order, at=at, customer=customer.pk, total=str(order.total), currency=currency)
    return order


def _save(order: Order, *, by: User) -> None:
    """Save an order under its own number, or number it by its place."""
    _refuse_taken(order.external_id, by=by)
    order.number = order.number or (order.external_id or "")[:80]
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError:
        raise OrderIdNotFree(external_id=order.external_id) from None
    if not order.number:
        order.number = str(order.pk)
        order.save(update_fields=["number"])


def _refuse_taken(external_id: str | None, *, by: User) -> None:
    """Refuse an external id that another order has; which, hears only who may see it."""
    if external_id is None or not Order.objects.filter(external_id=external_id).exists():
        return
    seen = orders_visible_to(by).filter(external_id=external_id).first()
    if seen is None:
        raise OrderIdNotFree(external_id=external_id)
    raise OrderIdTaken(external_id=external_id, number=seen.number)


@transaction.atomic
def pay(order: Order, amount: Decimal, *, method: str = "", by: User, at: datetime) -> Payment:
    """Note money that came in for an order."""
    if amount <= 0:
        raise NothingPaid(what="A payment", amount=amount)
    payment = Payment.objects.create(order=order, at=at, amount=amount, method=method[:40])
    record(by, "pay order", order, at=at, amount=str(amount), method=method)
    return payment


@transaction.atomic
def refund_order(
    order: Order,
    amount: Decimal,
    *,
    reason: str = "",
    external_id: str | None = None,
    by: User,
    at: datetime,
) -> Refund:
    """Note money that went back for an order, at most what is left of it; the same id twice is one refund."""
    if amount <= 0:
        raise NothingPaid(what="A refund", amount=amount)
    hold_ledger(shared=True)
    order = Order.objects.select_for_update().get(pk=order.pk)
    if external_id and (there := Refund.objects.filter(external_id=external_id).first()):
        return there
    left = left_of(order)
    if amount > left:
        raise RefundTooLarge(amount=amount, left=left, currency=order.currency, number=order.number)
    refund = Refund.objects.create(
        order=order, external_id=external_id or None, at=at, amount=amount, reason=reason[:200]
    )
    text = f"Refund of {amount} {order.currency} for order {order.number}"
    write_timeline(order.customer, text, kind="order", at=at, by_name=by.name, stage=Stage.SUPPORT)
    record(by, "refund order", order, at=at, amount=str(amount), reason=reason)
    return refund


def note_past_change(why: str, *, at: datetime) -> None:
    """Note that orders told before changed, so that the log of purchases is read anew."""
    PastChange.objects.create(at=at, why=why[:200])


@transaction.atomic
def follow_merges(*, at: datetime) -> int:
    """Move the orders of merged customers to those that took them in; return how many moved."""
    moved = 0
    while orders := _orders_of_merged():
        Order.objects.bulk_update(orders, ["customer"], batch_size=500)
        moved += len(orders)
    if moved:
        note_past_change(f"{moved} orders followed merged customers", at=at)
    return moved


def _orders_of_merged() -> Sequence[Order]:
    """Return some orders whose customer was merged, with the customer that took it in set."""
    gone = Order.objects.filter(customer__merged_into__isnull=False)
    orders = list(gone.annotate(taken_in=F("customer__merged_into")).order_by("pk")[:5000])
    for order in orders:
        order.customer_id = order.taken_in
    return orders
