"""Orders of a file taken back: refunds first, then what was changed, then what was added."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from rapport.customers.imports.actions import drop_made
from rapport.customers.models import ImportedThing, ImportRun
from rapport.orders.actions import note_past_change
from rapport.orders.imports.actions.taking_in import KIND
from rapport.orders.models import Order, OrderLine, Payment, PromisedLine, Refund
from rapport.orders.queries import hold_ledger


def undo_orders(run: ImportRun, most: int) -> int:
    """Take back some of what a run brought; 0 when nothing is left."""
    hold_ledger(shared=True)
    taken = _drop_refunds(run, most) or _restore(run, most) or _drop_orders(run, most)
    if taken:
        note_past_change(f"Import {run.pk} is taken back", at=run.done_at or run.made_at)
    return taken or drop_made(run, most)


def _drop_refunds(run: ImportRun, most: int) -> int:
    numbers = list(Refund.objects.filter(import_run=run).values_list("pk", flat=True)[:most])
    Refund.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def _restore(run: ImportRun, most: int) -> int:
    things = list(ImportedThing.objects.filter(run=run, kind=KIND, before__isnull=False)[:most])
    orders = Order.objects.in_bulk([each.thing for each in things])
    for each in things:
        if each.thing in orders:
            _put_back(orders[each.thing], each.before or {})
    ImportedThing.objects.filter(pk__in=[each.pk for each in things]).delete()
    return len(things)


def _put_back(order: Order, before: dict[str, Any]) -> None:
    order.customer_id, order.currency = before["customer"], before["currency"]
    order.ordered_at, order.total = datetime.fromisoformat(before["ordered_at"]), Decimal(before["total"])
    order.save(update_fields=["customer", "currency", "ordered_at", "total"])
    order.lines.all().delete()
    OrderLine.objects.bulk_create(
        OrderLine(order=order, product=product, quantity=Decimal(quantity), amount=Decimal(amount))
        for product, quantity, amount in before["lines"]
    )


def _drop_orders(run: ImportRun, most: int) -> int:
    numbers = list(Order.objects.filter(import_run=run).order_by("-pk").values_list("pk", flat=True)[:most])
    Order.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def changed_since(run: ImportRun) -> int:
    """Count the orders of a run that got payments, refunds or other facts from elsewhere since."""
    mine = Order.objects.filter(import_run=run)
    paid = Payment.objects.filter(order__in=mine)
    back = Refund.objects.filter(order__in=mine).exclude(import_run=run)
    later = ImportedThing.objects.filter(kind=KIND, run__gt=run.pk, before__isnull=False)
    changed = later.exclude(run__state="undone").filter(thing__in=_numbers(run))
    promised = PromisedLine.objects.filter(order__in=mine)
    touched = (paid, back, promised)
    numbers = {number for rows in touched for number in rows.values_list("order", flat=True)}
    return len(numbers | set(changed.values_list(F("thing"), flat=True)))


def _numbers(run: ImportRun) -> Any:
    """Ask for the orders that a run added or changed."""
    changed = ImportedThing.objects.filter(run=run, kind=KIND).values("thing")
    return Order.objects.filter(import_run=run).values("pk").union(changed)
