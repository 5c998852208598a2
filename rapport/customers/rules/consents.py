"""When somebody may be contacted: consent by purpose and channel, as events that only add up."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rapport.customers.rules.words import Channel, ConsentState

SERVICE = "service"  # what a contract or a request of theirs needs: no consent is asked for
PURPOSES = ("marketing", "surveys", "testimonials", "research")  # offered in the form; others may be added
SCHEMA = "ISO/IEC TS 27560:2023"
RECEIPT_PROFILE = "dpv-27560:receipt-eu-gdpr"
# After "requested" or where nothing stands, an answer may come; what was given may be taken back.
FOLLOWS: dict[ConsentState, frozenset[ConsentState | None]] = {
    ConsentState.REQUESTED: frozenset({None, *ConsentState}),
    ConsentState.GIVEN: frozenset({None, *ConsentState}),
    ConsentState.REFUSED: frozenset({None, *ConsentState}),
    ConsentState.CONFIRMED: frozenset({ConsentState.GIVEN, ConsentState.CONFIRMED}),
    ConsentState.WITHDRAWN: frozenset({ConsentState.GIVEN, ConsentState.CONFIRMED, ConsentState.REQUESTED}),
    ConsentState.EXPIRED: frozenset({ConsentState.GIVEN, ConsentState.CONFIRMED}),
    ConsentState.INVALIDATED: frozenset({ConsentState.GIVEN, ConsentState.CONFIRMED}),
    ConsentState.TERMINATED: frozenset(ConsentState),
}
PERMITS = frozenset({ConsentState.GIVEN, ConsentState.CONFIRMED})  # confirmed: given, and said again


@dataclass(frozen=True)
class ConsentNow:
    """The newest event about one purpose and channel."""

    purpose: str
    channel: Channel
    state: ConsentState
    at: datetime
    valid_until: datetime | None = None


@dataclass(frozen=True)
class Permission:
    """Whether somebody may be contacted, and the sentence why."""

    is_given: bool
    reason: str


@dataclass(frozen=True)
class Receipt:
    """The copy of a consent record handed to the person: the fields and their signature."""

    fields: Mapping[str, Any]
    signature: str

    @property
    def as_json(self) -> dict[str, Any]:
        """Return the receipt as one JSON object, with its signature."""
        return {**self.fields, "signature": {"algorithm": "HMAC-SHA256", "value": self.signature}}


def may_follow(state: ConsentState | str, last: ConsentState | str | None) -> bool:
    """Tell whether a state can come after another, None where nothing stands yet."""
    return (ConsentState(last) if last else None) in FOLLOWS[ConsentState(state)]


def permission(purpose: str, channel: Channel | str, now: ConsentNow | None, *, at: datetime) -> Permission:
    """Return whether the newest event permits contact; only "given" (or confirmed) and unexpired does."""
    what = f"{purpose} by {channel}"
    if purpose == SERVICE:
        return Permission(is_given=True, reason="Service they asked for needs no consent.")
    if now is None:
        return Permission(is_given=False, reason=f"Nobody has asked for consent to {what}.")
    if now.state not in PERMITS:
        return Permission(
            is_given=False, reason=f"Consent to {what} is {now.state} since {now.at:%-d %B %Y}."
        )
    if now.valid_until and now.valid_until <= at:
        return Permission(is_given=False, reason=f"Consent to {what} ran out on {now.valid_until:%-d %B %Y}.")
    return Permission(is_given=True, reason=f"Consent to {what} was given on {now.at:%-d %B %Y}.")


def canonical(fields: Mapping[str, Any]) -> str:
    """Return the one text of a receipt's fields that is signed."""
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def receipt_fields(
    record: UUID, principal: str, events: Iterable[Mapping[str, Any]], notice: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the fields of a receipt, with DPV's names beside where they have one.

    Source: ISO/IEC TS 27560:2023, through the guide of the W3C Data Privacy Vocabulary.
    """
    told = {**NOTICE, **notice}
    return {
        "profile": RECEIPT_PROFILE,
        "schema_version": SCHEMA,
        "record_id": str(record),
        "pii_principal_id": principal,
        "pii_processing": {name: told[name] for name in NOTICE if name not in PARTY},
        "parties": {name: told[name] for name in PARTY},
        "events": list(events),
        "hasConsentControl": "WithdrawConsent",
    }


PARTY = ("controllers", "authority")
# The fields of the standard that a notice holds, with what stands there where the notice says nothing.
NOTICE: dict[str, Any] = {
    "privacy_notice": "not stated",
    "language": "en-GB",
    "lawful_basis": "consent, UK GDPR Art. 6(1)(a)",
    "pii_items": ["name", "contact points"],
    "collection_method": "from the person",
    "processing_method": "contact by staff",
    "storage_locations": ["where this register runs"],
    "retention_period": "until withdrawn",
    "jurisdiction": "GB",
    "recipients": [],
    "withdrawal_method": "tell any member of staff, by any channel",
    "privacy_rights": ["access", "rectification", "erasure", "withdrawal", "complaint"],
    "controllers": [],
    "authority": "Information Commissioner",
}
