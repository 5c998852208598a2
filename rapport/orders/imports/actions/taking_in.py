"""Orders taken in from a file: added, changed, or found as they are; every row once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count

from rapport.customers.imports.actions import insert_like, make_customers, note_things, tell_timelines
from rapport.customers.imports.importer import Batch, Outcome, Row
from rapport.orders.actions import note_past_change
from rapport.orders.imports.actions.refunds import apply_refunds
from rapport.orders.imports.drafts import Draft, drafts_of
from rapport.orders.models import Order, OrderLine
from rapport.orders.queries import hold_ledger
from rapport.orders.rules import number_of

KIND = "order"  # the kind of thing under which a run notes the orders it changed


def apply_orders(rows: Sequence[Row], batch: Batch) -> Outcome:
    """Take in some rows: orders first, then refunds, which need them."""
    outcome = Outcome()
    hold_ledger(shared=True)
    drafts = drafts_of([row for row in rows if row.cells["amount"] >= 0], outcome)  # type: ignore[operator]
    refunds = [row for row in rows if row.cells["amount"] < 0]  # type: ignore[operator]
    numbers = make_customers((draft.customer for draft in drafts.values()), batch)
    _apply(drafts, numbers, batch, outcome)
    apply_refunds(refunds, batch, outcome)
    return outcome


def _apply(drafts: Mapping[str, Draft], numbers: Mapping[str, int], batch: Batch, outcome: Outcome) -> None:
    known = {str(order.external_id): order for order in Order.objects.filter(external_id__in=list(drafts))}
    added = [draft for key, draft in drafts.items() if key not in known]
    _add(added, numbers, batch)
    outcome.count("added", len(added))
    outcome.count("joined", sum(draft.rows - 1 for draft in drafts.values()))
    _change(known, drafts, numbers, batch, outcome)


def _add(drafts: Sequence[Draft], numbers: Mapping[str, int], batch: Batch) -> None:
    names = ["customer_id", "external_id", "number", "ordered_at", "currency", "total"]
    rows = (
        (
            numbers[each.customer],
            each.key,
            number_of(each.key, each.time),
            each.time,
            each.currency,
            each.total,
        )
        for each in drafts
    )
    insert_like(Order(import_run=batch.run), names, rows)
    with_lines = {each.key: each for each in drafts if each.lines}
    if with_lines:
        places = Order.objects.filter(external_id__in=list(with_lines)).values_list("pk", "external_id")
        _add_lines([(number, with_lines[str(key)]) for number, key in places])


def _add_lines(drafts: Sequence[tuple[int, Draft]]) -> None:
    rows = (
        (order, line.product[:200], line.quantity, line.amount)
        for order, draft in drafts
        for line in draft.lines
    )
    insert_like(OrderLine(), ["order_id", "product", "quantity", "amount"], rows)


def _change(  # noqa: PLR0917 - the two sides, who is who, and where it is noted
    known: Mapping[str, Order],
    drafts: Mapping[str, Draft],
    numbers: Mapping[str, int],
    batch: Batch,
    outcome: Outcome,
) -> None:
    """Change the orders that the file knows otherwise; note what they were."""
    changed = {
        key: order
        for key, order in known.items()
        if _differs(order, drafts[key], numbers[drafts[key].customer])
    }
    outcome.count("changed", len(changed))
    outcome.count("unchanged", len(known) - len(changed))
    if not changed:
        return
    note_things(batch.run, KIND, changed=_before(list(changed.values())))
    for key, order in changed.items():
        draft = drafts[key]
        order.customer_id, order.ordered_at = numbers[draft.customer], draft.time
        order.currency, order.total = draft.currency, draft.total
    fields = ["customer", "ordered_at", "currency", "total"]
    Order.objects.bulk_update(changed.values(), fields, batch_size=500)
    OrderLine.objects.filter(order__in=changed.values()).delete()
    _add_lines([(order.pk, drafts[key]) for key, order in changed.items()])
    note_past_change(f"Import {batch.run.pk} changed {len(changed)} orders", at=batch.at)


def _differs(order: Order, draft: Draft, customer: int) -> bool:
    there = (order.customer_id, order.ordered_at, order.currency, order.total)
    return there != (customer, draft.time, draft.currency, draft.total)


def _before(orders: Sequence[Order]) -> dict[int, Any]:
    lines: dict[int, list[list[str]]] = {order.pk: [] for order in orders}
    for line in OrderLine.objects.filter(order__in=orders).order_by("pk"):
        lines[line.order_id].append([line.product, str(line.quantity), str(line.amount)])
    return {
        order.pk: {
            "customer": order.customer_id,
            "ordered_at": order.ordered_at.isoformat(),
            "currency": order.currency,
            "total": str(order.total),
            "lines": lines[order.pk],
        }
        for order in orders
    }


def tell_customers(batch: Batch) -> None:
    """Tell each customer's time-line how many orders a run brought."""
    counts = Order.objects.filter(import_run=batch.run).order_by("customer").values_list("customer")
    texts = (
        (customer, f"{n} order{'' if n == 1 else 's'} taken in from {batch.run.file_name}")
        for customer, n in counts.annotate(n=Count("pk")).iterator()
    )
    tell_timelines(batch.run, texts, at=batch.at)
