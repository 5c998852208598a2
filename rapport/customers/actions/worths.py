"""Worth and rung come from the insights room, for all customers at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from rapport.customers.actions.bulk import write_rows
from rapport.customers.models import Customer, TimelineEntry
from rapport.customers.rules import ValuationFacts, WorthRow
from rapport.staff.actions import record

CHUNK = 5000
COLUMNS = {  # column: its type in PostgreSQL
    "value": "numeric",
    "value_low": "numeric",
    "value_high": "numeric",
    "value_note": "text",
    "p_alive": "double precision",
    "rung": "text",
    "segment": "text",
    "is_lapsed": "boolean",
    "has_complained": "boolean",
    "is_hostage": "boolean",
    "first_bought_on": "date",
    "last_bought_on": "date",
    "purchases": "integer",
    "value_currency": "text",
    "worth_as_of": "date",
    "worth_model": "text",
}


@transaction.atomic
def record_worths(facts: ValuationFacts, rows: Iterable[WorthRow], *, at: datetime) -> int:
    """Record what a valuation says of customers and return of how many; one statement for 5,000 of them.

    A customer's version stays: worth is not what people edit. Who moved to another rung is told on their
    time-line; the audit has one row for all.
    """
    left, told = iter(rows), 0
    while chunk := [*islice(left, CHUNK)]:
        _tell_rungs(facts, chunk, at)
        write_rows(COLUMNS, [_plain(facts, row) for row in chunk])
        told += len(chunk)
    record(None, "record worth", at=at, customers=told, as_of=str(facts.as_of), model=facts.model)
    return told


def _plain(facts: ValuationFacts, row: WorthRow) -> dict[str, Any]:
    return {
        "customer": row.customer,
        "value": _text(row.value),
        "value_low": _text(row.value_low),
        "value_high": _text(row.value_high),
        "value_note": row.note[:300],
        "p_alive": row.p_alive,
        "rung": row.rung,
        "segment": row.segment,
        "is_lapsed": row.is_lapsed,
        "has_complained": row.has_complained,
        "is_hostage": row.is_hostage,
        "first_bought_on": _text(row.first_bought_on),
        "last_bought_on": _text(row.last_bought_on),
        "purchases": row.purchases,
        "value_currency": facts.currency if row.value is not None else "",
        "worth_as_of": str(facts.as_of),
        "worth_model": facts.model[:40],
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _tell_rungs(facts: ValuationFacts, rows: Sequence[WorthRow], at: datetime) -> None:
    """Tell who stands on another rung than before; the first time tells nothing."""
    numbers = [row.customer for row in rows]
    stood = dict(Customer.objects.filter(pk__in=numbers).exclude(rung="").values_list("pk", "rung"))
    TimelineEntry.objects.bulk_create(
        [
            TimelineEntry(
                customer_id=row.customer, at=at, kind="worth", source=f"rung {facts.as_of}",
                text=f"On the ladder: from {stood[row.customer]} to {row.rung}.",
            )
            for row in rows
            if row.rung and stood.get(row.customer, row.rung) != row.rung
        ],
        ignore_conflicts=True,
    )  # fmt: skip
