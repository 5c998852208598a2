"""Consent is asked for, given, refused, withdrawn: each an event that is added, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from rapport.customers.actions.locks import locked_customer
from rapport.customers.actions.timeline import fits, tell
from rapport.customers.models import ConsentEvent, Customer, Merge
from rapport.customers.queries.consents import receipt_of
from rapport.customers.rules import (
    Channel,
    ConsentNotRight,
    ConsentState,
    FieldNotRight,
    Receipt,
    may_follow,
)
from rapport.staff.models import User

TAKEN_BACK = (ConsentState.WITHDRAWN, ConsentState.REFUSED)


@transaction.atomic
def record_consent(
    customer: Customer,
    purpose: str,
    channel: Channel | str,
    state: ConsentState | str,
    *,
    by: User,
    at: datetime,
    how: str = "told to staff",
    given_by: str = "",
    valid_until: datetime | None = None,
    notice: Mapping[str, Any] | None = None,
) -> Receipt:
    """Add an event to the ledger of consent and return the signed copy for the person.

    `how` says how it was expressed; `given_by` who expressed it where it was not the customer; `notice`
    holds the fields of the standard that differ from `rules.NOTICE`.
    Source: ISO/IEC TS 27560:2023.
    """
    purpose, channel, state = " ".join(purpose.split()).lower(), Channel(channel), ConsentState(state)
    _check(purpose, how, valid_until, at=at)
    locked = locked_customer(customer)
    past = ConsentEvent.objects.filter(customer=locked, purpose=purpose, channel=channel)
    last = past.order_by("-at", "-pk").first()
    _refuse_step(last, purpose=purpose, channel=channel, state=state)
    own = past.exclude(pk__in=_came_by_merge(locked)).order_by("-at", "-pk").first()
    event = ConsentEvent(
        record=own.record if own else uuid4(), customer=locked, purpose=purpose, channel=channel, state=state,
        at=max(at, last.at) if last else at, valid_until=valid_until, by_name=(given_by or locked.name)[:120],
        how=how, notice={**(own.notice if own else {}), **(notice or {}), "noted_by": by.name},
    )  # fmt: skip
    event.save()
    text = f"Consent to {purpose} by {channel}: {state} ({how})."
    before = last.state if last else None
    tell(locked, text, deed="record consent", kind="consent", by=by, at=at, before=before, after=str(state))
    return receipt_of(event)


def carry_withdrawals(kept: Customer, gone: Customer, *, since: datetime, by: User, at: datetime) -> None:
    """Take back the consents of one who parts from a merge where a consent was taken back meanwhile."""
    meanwhile = ConsentEvent.objects.filter(customer=kept, at__gte=since, state__in=TAKEN_BACK)
    for purpose, channel in meanwhile.order_by().values_list("purpose", "channel").distinct():
        past = ConsentEvent.objects.filter(customer=gone, purpose=purpose, channel=channel)
        last = past.order_by("-at", "-pk").first()
        if last and last.state not in (*TAKEN_BACK, ConsentState.TERMINATED):
            how = "taken back while this record was merged with another"
            record_consent(gone, purpose, channel, _taken_back(last), how=how, by=by, at=at)


def _taken_back(last: ConsentEvent) -> ConsentState:
    """Return the state that ends a consent: withdrawn where that may follow, else refused."""
    can_be_withdrawn = may_follow(ConsentState.WITHDRAWN, last.state)
    return ConsentState.WITHDRAWN if can_be_withdrawn else ConsentState.REFUSED


def _came_by_merge(customer: Customer) -> set[int]:
    """Return the events of those who were merged into a customer: their records stay theirs."""
    merges = Merge.objects.filter(kept=customer, undone_at__isnull=True)
    return {
        number for moved in merges.values_list("moved", flat=True) for number in moved.get("consents", [])
    }


def _check(purpose: str, how: str, valid_until: datetime | None, *, at: datetime) -> None:
    fits("purpose", purpose, 80)
    fits("how", how, 200)
    if not purpose:
        raise FieldNotRight(field="purpose", value="", expected="what the consent is for, such as marketing")
    if valid_until and valid_until <= at:
        raise FieldNotRight(field="valid until", value=f"{valid_until:%Y-%m-%d}", expected="a later day")


def _refuse_step(last: ConsentEvent | None, *, purpose: str, channel: Channel, state: ConsentState) -> None:
    if may_follow(state, last.state if last else None):
        return
    reason = f"it is {last.state}" if last else "nobody has asked for it yet"
    way_out = "Ask for it first, or record what they answered."
    raise ConsentNotRight(
        purpose=purpose, channel=str(channel), state=str(state), reason=reason, way_out=way_out
    )
