"""The page for the second of two people who change one customer: theirs beside yours, field by field."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render

from rapport.customers.forms.registration import CustomerForm
from rapport.customers.models import Customer
from rapport.customers.rules import ChangedMeanwhile
from rapport.customers.rules.changes import Difference
from rapport.staff.requests import Request

CONFLICT = 409


@dataclass(frozen=True)
class Row:
    """One field that differs: what it was, theirs and yours, as they are read and as they are sent."""

    name: str
    label: str
    before: str
    theirs: str
    yours: str
    theirs_sent: str
    yours_sent: str
    is_mine: bool  # only you changed it


def conflict_page(request: Request, customer: Customer, refusal: ChangedMeanwhile) -> HttpResponse:
    """Show what differs, and send on what the person chooses with the version that stands now."""
    customer.refresh_from_db()
    rows = [_row(one) for one in refusal.differences]
    chosen_below = {row.name for row in rows} | {"version", "csrfmiddlewaretoken"}
    kept = [
        (name, request.POST.get(name, "")) for name in CustomerForm.base_fields if name not in chosen_below
    ]
    context = {"customer": customer, "rows": rows, "kept": kept}
    return render(request, "customers/conflict.html", context, status=CONFLICT)


def _row(one: Difference) -> Row:
    return Row(
        name=one.field,
        label=str(CustomerForm.base_fields[one.field].label),
        before=_told(one.before),
        theirs=_told(one.theirs),
        yours=_told(one.yours),
        theirs_sent=_sent(one.theirs),
        yours_sent=_sent(one.yours),
        is_mine=one.theirs == one.before,
    )


def _told(value: Any) -> str:
    return "" if value is None else str(value)


def _sent(value: Any) -> str:
    return str(value.pk) if isinstance(value, Model) else _told(value)
