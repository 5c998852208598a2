"""Take the demo's files in by the imports that everybody has, and note what was paid."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from rapport.customers.imports import actions
from rapport.customers.imports.mapping import Plan
from rapport.customers.models import ImportRun
from rapport.orders.actions import pay
from rapport.orders.queries import orders_visible_to
from rapport.staff.models import User

PAID_WITHIN, STILL_OPEN = timedelta(days=30), timedelta(days=6)
METHODS = ("card", "bank transfer", "card", "cheque")


def take_file_in(kind: str, path: Path, *, by: User, at: datetime) -> ImportRun:
    """Take a file of a kind in, as at one time."""
    with path.open("rb") as source:
        run = actions.receive(source, path.name, kind=kind, by=by, at=at)
    run = actions.start(actions.plan(run, Plan()), door="command", by=by, at=at)
    return actions.take_in(run, clock=lambda: at)


@transaction.atomic
def note_payments(*, by: User, now: datetime) -> None:
    """Note the payments of the last weeks; the newest orders still wait for theirs."""
    since, until = now - PAID_WITHIN, now - STILL_OPEN
    orders = orders_visible_to(by).filter(ordered_at__range=(since, until), total__gt=0).order_by("pk")
    for number, order in enumerate(orders):
        method = METHODS[number % len(METHODS)]
        pay(order, order.total, method=method, by=by, at=order.ordered_at + timedelta(days=1))
