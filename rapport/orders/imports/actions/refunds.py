"""Refunds taken in from a file: each finds the order it belongs to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from rapport.customers.imports.actions.parties import numbers_of
from rapport.customers.imports.importer import Batch, Outcome, Row
from rapport.orders.imports.drafts import facts_of
from rapport.orders.models import Order, Refund
from rapport.orders.rules import made_id

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Wanted:
    """A row below zero: who got how much back, when, and for which order if it says so."""

    line: int
    key: str
    order: str | None
    customer: int | None
    time: datetime
    amount: Decimal
    currency: str


def apply_refunds(rows: Sequence[Row], batch: Batch, outcome: Outcome) -> None:
    """Note each refund with its order; one without an order is rejected, one noted before unchanged."""
    if not rows:
        return
    wanted = _wanted(rows)
    there = set(
        Refund.objects.filter(external_id__in=[each.key for each in wanted]).values_list(
            "external_id", flat=True
        )
    )
    new = [each for each in wanted if each.key not in there]
    outcome.count("unchanged", len(wanted) - len(new))
    orders = _candidates(new)
    refunds = []
    for each in sorted(new, key=lambda each: (each.time, each.line)):
        found = orders.take(each)
        if isinstance(found, str):
            outcome.rejects.append((each.line, found))
            continue
        refunds.append(
            Refund(order=found, external_id=each.key, at=each.time, amount=each.amount, import_run=batch.run)
        )
    Refund.objects.bulk_create(refunds)
    outcome.count("added", len(refunds))


def _wanted(rows: Sequence[Row]) -> list[Wanted]:
    numbers = numbers_of({str(row.cells["customer"]) for row in rows})
    found = []
    for row in rows:
        time, amount, order = row.cells["time"], row.cells["amount"], row.cells["order"]
        if not (isinstance(time, datetime) and isinstance(amount, Decimal)):
            raise AssertionError(f"line {row.line} has no time or amount")
        customer = str(row.cells["customer"])
        key = made_id("refund", str(order), *facts_of(row))
        currency = str(row.cells["currency"])
        name = None if order is None else str(order)
        found.append(Wanted(row.line, key, name, numbers.get(customer), time, -amount, currency))
    return found


class Candidates:
    """Orders that refunds may belong to, with what is left of each."""

    def __init__(self, orders: Sequence[Order]) -> None:
        back = Refund.objects.filter(order__in=[order.pk for order in orders]).values_list("order")
        gone = dict(back.annotate(sum=Sum("amount")).order_by())
        self.left = {order.pk: order.total - gone.get(order.pk, NOTHING) for order in orders}
        self.by_id = {order.external_id: order for order in orders}
        self.by_amount: dict[tuple[int, Decimal, str], list[Order]] = defaultdict(list)
        for order in sorted(orders, key=lambda order: (order.ordered_at, order.pk)):
            self.by_amount[order.customer_id, order.total, order.currency].append(order)

    def take(self, wanted: Wanted) -> Order | str:
        """Take a refund out of its order and return it, or say why there is none."""
        order = self.by_id.get(wanted.order) if wanted.order else None
        if order is not None and order.currency != wanted.currency:
            return f"its order is in {order.currency}, the refund in {wanted.currency}"
        if order is not None and wanted.amount > self.left[order.pk]:
            return f"more goes back than the {self.left[order.pk]} left of its order"
        order = order or self._of_the_same_amount(wanted)
        if order is None:
            return "no earlier order of the same customer and amount"
        self.left[order.pk] -= wanted.amount
        return order

    def _of_the_same_amount(self, wanted: Wanted) -> Order | None:
        """Return the newest order at or before the refund that is of its amount and still whole."""
        if wanted.customer is None:
            return None
        orders = self.by_amount[wanted.customer, wanted.amount, wanted.currency]
        whole = (
            order
            for order in reversed(orders)
            if order.ordered_at <= wanted.time and self.left[order.pk] == order.total
        )
        return next(whole, None)


def _candidates(wanted: Sequence[Wanted]) -> Candidates:
    named = Order.objects.filter(external_id__in=[each.order for each in wanted if each.order])
    alike = Order.objects.filter(
        customer__in={each.customer for each in wanted if each.customer},
        total__in={each.amount for each in wanted},
    )
    found = {order.pk: order for orders in (named, alike) for order in orders}
    return Candidates(list(found.values()))
