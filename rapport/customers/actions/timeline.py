"""The time-line and the audit: where every change is told, in the transaction of the change."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from rapport.customers.actions.locks import locked_customer
from rapport.customers.models import Customer, TimelineEntry
from rapport.customers.rules import Channel, Stage, TooLong
from rapport.staff.actions import record
from rapport.staff.models import User

LONGEST = 1000


def write_timeline(
    customer: Customer,
    text: str,
    *,
    kind: str,
    at: datetime,
    by_name: str = "",
    stage: Stage | str = "",
    channel: Channel | str = "",
    source: str = "",
) -> None:
    """Tell on a customer's time-line what happened; the same `source` is told once."""
    entry = TimelineEntry(
        customer=customer, at=at, person_name=by_name, kind=kind, text=text[:LONGEST], stage=stage,
        channel=channel, source=source,
    )  # fmt: skip
    if source:
        TimelineEntry.objects.bulk_create([entry], ignore_conflicts=True)
    else:
        entry.save()


@transaction.atomic
def note_touchpoint(
    customer: Customer, text: str, *, stage: Stage | str, channel: Channel | str, by: User, at: datetime
) -> None:
    """Note a contact with a customer, by its stage on their journey and its channel."""
    fits("touchpoint", text, LONGEST)
    customer = locked_customer(customer)
    write_timeline(
        customer, text, kind="contact", at=at, by_name=by.name, stage=Stage(stage), channel=Channel(channel)
    )
    record(by, "contact", customer, at=at, stage=str(stage), channel=str(channel))
    touch(customer, at)


@transaction.atomic
def note(customer: Customer, text: str, *, by: User, at: datetime) -> None:
    """Write a note on a customer's time-line."""
    fits("note", text, LONGEST)
    customer = locked_customer(customer)
    write_timeline(customer, text, kind="note", at=at, by_name=by.name)
    record(by, "note", customer, at=at)
    touch(customer, at)


def tell(
    customer: Customer,
    text: str,
    *,
    deed: str,
    by: User,
    at: datetime,
    kind: str = "change",
    **detail: Any,
) -> None:
    """Tell a change on the time-line and in the audit, with what was before and after."""
    write_timeline(customer, text, kind=kind, at=at, by_name=by.name)
    record(by, deed, customer, at=at, **{name: plain(value) for name, value in detail.items()})
    touch(customer, at)


def touch(customer: Customer, at: datetime) -> None:
    """Keep when a customer was changed last."""
    Customer.objects.filter(pk=customer.pk).update(changed_at=at)
    customer.changed_at = at


def fits(field: str, text: str, most: int) -> None:
    """Refuse a text that is longer than its field."""
    if len(text) > most:
        raise TooLong(field=field, length=len(text), most=most)


def plain(value: Any) -> Any:
    """Return a value as the audit can hold it."""
    match value:
        case models.Model():
            return {"number": value.pk, "name": str(value)}
        case Mapping():
            return {str(name): plain(one) for name, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value
