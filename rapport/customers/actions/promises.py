"""What we told a customer we would do."""

from datetime import datetime

from django.db import transaction

from rapport.customers.actions.locks import locked_customer
from rapport.customers.actions.timeline import fits, tell
from rapport.customers.models import Customer, Promise
from rapport.customers.rules import FieldNotRight, PromiseAlreadyKept, PromiseInThePast
from rapport.staff.models import User


@transaction.atomic
def make_promise(customer: Customer, text: str, *, due_at: datetime, by: User, at: datetime) -> Promise:
    """Promise a customer something by a time."""
    fits("promise", text, 300)
    if not text.strip():
        raise FieldNotRight(field="promise", value=text, expected="what was promised")
    if due_at <= at:
        raise PromiseInThePast(due=f"{due_at:%Y-%m-%d %H:%M}", made=f"{at:%Y-%m-%d %H:%M}")
    customer = locked_customer(customer)
    promise = Promise.objects.create(customer=customer, text=text, made_by=by, made_at=at, due_at=due_at)
    said = f"Promised by {due_at:%-d %B %Y %H:%M}: {text}"
    tell(
        customer,
        said,
        deed="make promise",
        kind="promise",
        by=by,
        at=at,
        after={"due_at": due_at, "text": text},
    )
    return promise


@transaction.atomic
def keep_promise(promise: Promise, *, by: User, at: datetime) -> Promise:
    """Record that a promise was kept, and tell it on the customer's time-line."""
    promise = Promise.objects.select_for_update().get(pk=promise.pk)
    if promise.kept_at:
        raise PromiseAlreadyKept(number=promise.pk)
    promise.kept_at = at
    promise.save(update_fields=["kept_at"])
    tell(promise.customer, f"Kept: {promise.text}", deed="keep promise", kind="promise", by=by, at=at)
    return promise
