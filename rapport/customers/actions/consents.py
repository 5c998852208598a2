"""Consent is asked for, given, refused, withdrawn: each an event that is added, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from rapport.customers.actions.locks import locked_customer
from rapport.customers.actions.timeline import fits, tell
from rapport.customers.models import ConsentEvent, Customer
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
    event = ConsentEvent(
        record=_record(last), customer=locked, purpose=purpose, channel=channel, state=state,
        at=max(at, last.at) if last else at, valid_until=valid_until, by_name=(given_by or locked.name)[:120],
        how=how, notice={**(last.notice if last else {}), **(notice or {}), "noted_by": by.name},
    )  # fmt: skip
    event.save()
    text = f"Consent to {purpose} by {channel}: {state} ({how})."
    before = last.state if last else None
    tell(locked, text, deed="record consent", kind="consent", by=by, at=at, before=before, after=str(state))
    return receipt_of(event)


def _record(last: ConsentEvent | None) -> UUID:
    return last.record if last else uuid4()


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
