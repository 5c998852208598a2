"""Consent as it stands, its history, and the copy for the person."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from rapport.customers.models import ConsentEvent, Customer
from rapport.customers.rules import ConsentNow, Permission, Receipt, permission, receipt_fields
from rapport.customers.rules.consents import canonical
from rapport.customers.rules.words import Channel, ConsentState

SALT = "rapport.customers.consent-receipt"


def may_contact(customer: Customer, purpose: str, channel: Channel | str, at: datetime) -> Permission:
    """Return whether a customer may be contacted for a purpose by a channel at a time, and why."""
    events = ConsentEvent.objects.filter(customer=customer, purpose=purpose, channel=channel, at__lte=at)
    newest = events.order_by("-at", "-pk").first()
    return permission(purpose, channel, _now(newest) if newest else None, at=at)


def consents_now(events: Iterable[ConsentEvent]) -> tuple[ConsentNow, ...]:
    """Return the newest event of each purpose and channel, of events in order of time."""
    newest = {(event.purpose, event.channel): event for event in events}
    return tuple(_now(newest[key]) for key in sorted(newest))


def receipt_of(event: ConsentEvent) -> Receipt:
    """Return the receipt of a consent record as it stood after an event, the same at any time.

    It tells of one customer: where a merge was undone, the other's part of the record stays out.
    """
    same = ConsentEvent.objects.filter(record=event.record, customer=event.customer_id)
    until = same.filter(at__lte=event.at).order_by("at", "pk")
    past = [_said(one) for one in until if (one.at, one.pk) <= (event.at, event.pk)]
    fields = receipt_fields(event.record, f"customer-{event.customer_id}", past, event.notice)
    fields = {**fields, "receipt_id": f"{event.record}/{len(past)}"}
    return Receipt(fields, signature_of(fields))


def receipt_is_ours(copy: Mapping[str, Any]) -> bool:
    """Tell whether a receipt that somebody shows was signed here and is unchanged."""
    signature = copy.get("signature")
    shown = signature.get("value") if isinstance(signature, Mapping) else None
    fields = {name: value for name, value in copy.items() if name != "signature"}
    return isinstance(shown, str) and constant_time_compare(shown, signature_of(fields))


def signature_of(fields: Mapping[str, Any]) -> str:
    """Return the signature of a receipt's fields: HMAC-SHA256 under the key of this installation."""
    return salted_hmac(SALT, canonical(fields), algorithm="sha256").hexdigest()


def _now(event: ConsentEvent) -> ConsentNow:
    return ConsentNow(
        event.purpose, Channel(event.channel), ConsentState(event.state), event.at, event.valid_until
    )


def _said(event: ConsentEvent) -> dict[str, Any]:
    return {
        "time": event.at.isoformat(),
        "state": event.state,
        "type": event.how,
        "entity": event.by_name,
        "purpose": event.purpose,
        "channel": event.channel,
        "valid_until": event.valid_until.isoformat() if event.valid_until else None,
    }
