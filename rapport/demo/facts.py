"""Facts of the demo shop's customers, as plain values: who they are and what there is to say of them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Party:
    """A customer of the register.

    `sort` says more closely what they are than `category`: consumer, prospect, trade, group, account,
    contact, team, colleague, supplier, regulator, investor, neighbour, influencer.
    """

    id: str
    kind: str  # person, organisation, team
    name: str
    category: str  # consumer, business, internal, stakeholder
    since: date
    sort: str
    email: str = ""
    phone: str = ""
    address: str = ""
    channel: str = ""
    language: str = ""
    style: str = ""
    basis: str = ""  # why a prospect may be approached
    interest: int | None = None  # of a stakeholder, 1 to 5
    influence: int | None = None


@dataclass(frozen=True)
class Relation:
    """What one party is to another, or to the shop where `other` is empty."""

    party: str
    role: str
    other: str = ""
    title: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Need:
    """What a party needs or wants, what meets it, and what would exceed it."""

    party: str
    kind: str
    is_want: bool
    text: str
    meets: str
    exceeds: str
    source: str
    on: date


@dataclass(frozen=True)
class AccessNeed:
    """What somebody asks for so that they can deal with the shop, and the adjustment."""

    party: str
    asked_for: str
    adjustment: str
    at: datetime


@dataclass(frozen=True)
class Alternative:
    """Whom a party could go to instead, and what changing would cost them."""

    party: str
    name: str
    switching_cost: str
    source: str
    on: date


@dataclass(frozen=True)
class Promise:
    """What was promised, when it is due, and whether it is kept."""

    party: str
    text: str
    made_at: datetime
    due_at: datetime
    is_kept: bool


@dataclass(frozen=True)
class Touch:
    """A contact on a party's journey."""

    party: str
    stage: str
    channel: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Consent:
    """What a party said about being written to."""

    party: str
    purpose: str
    channel: str
    state: str
    at: datetime
    how: str


@dataclass(frozen=True)
class Cost:
    """What a month cost to win customers or to keep them, in pence."""

    kind: str  # acquisition, retention
    month: date
    pence: int
    what: str


@dataclass(frozen=True)
class Register:
    """Everything there is to say of the shop's customers, beside their orders."""

    parties: tuple[Party, ...]
    relations: tuple[Relation, ...]
    needs: tuple[Need, ...]
    access_needs: tuple[AccessNeed, ...]
    alternatives: tuple[Alternative, ...]
    promises: tuple[Promise, ...]
    touches: tuple[Touch, ...]
    consents: tuple[Consent, ...]
    costs: tuple[Cost, ...]
