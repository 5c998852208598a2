"""A case is opened: by whatever channel, by whomever."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rapport.customers.actions import write_timeline
from rapport.customers.models import Customer
from rapport.customers.rules import Channel, Stage
from rapport.desk.actions.searching import add_words
from rapport.desk.actions.settling import write_settled
from rapport.desk.actions.telling import tell_first
from rapport.desk.models import Case, Entry
from rapport.desk.rules import (
    CaseFieldNotRight,
    CaseKind,
    EntryKind,
    Severity,
    StatedNeed,
)
from rapport.desk.rules.clocks import Event, Happening
from rapport.orders.models import Order
from rapport.staff.models import Team, User

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters and digits that are taken for each other
LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class NewCase:
    """What is known of a matter when it is opened; without a customer, who turned to us and from where."""

    kind: CaseKind
    subject: str
    channel: Channel
    customer: Customer | None = None
    contact_name: str = ""
    contact_address: str = ""
    team: Team | None = None  # without one, the customer's
    severity: Severity = Severity.NORMAL
    stated_need: StatedNeed = StatedNeed.NONE
    stated_need_text: str = ""
    order: Order | None = None


@transaction.atomic
def open_case(new: NewCase, *, by: User | None, at: datetime) -> Case:
    """Open a case, and tell it on the customer's time-line.

    It is never without its first entry: both are one transaction.
    """
    case = case_of(new, at=at)
    add_words(case)
    write_settled(case, [Event(at, Happening.OPENED)], at)
    tell_first(case, [opened(case, by=by)])
    tell_customer(case, by=by)
    return case


def case_of(new: NewCase, *, at: datetime) -> Case:
    """Return a case to write, of what is known of the matter; refuse one without a subject."""
    subject = " ".join(new.subject.split())[:LONGEST_SUBJECT]
    if not subject:
        raise CaseFieldNotRight(
            field="subject", value=new.subject, expected="a few words on what it is about"
        )
    team = new.team or (new.customer.team if new.customer else None)
    return Case(
        reference=f"R-{_random(4)}-{_random(4)}", reply_key=secrets.token_hex(12), customer=new.customer,
        contact_name=new.contact_name[:200], contact_address=new.contact_address[:400], kind=new.kind,
        subject=subject, channel=new.channel, team=team, severity=new.severity, order=new.order,
        stated_need=new.stated_need, stated_need_text=new.stated_need_text[:300], opened_at=at, changed_at=at,
        lying_since=at, recognised_at=at if new.kind == CaseKind.COMPLAINT else None,
    )  # fmt: skip


def opened(case: Case, *, by: User | None) -> Entry:
    """Return the entry that a case begins with."""
    return Entry(
        case=case, at=case.opened_at, kind=EntryKind.STATE, by=by, by_name=case.contact_name, after=case.state
    )


def tell_customer(case: Case, *, by: User | None) -> None:
    """Tell on the time-line of the customer, where one is known, that a case was opened."""
    if case.customer:
        kind = CaseKind(case.kind)
        write_timeline(
            case.customer, f"{kind.capitalize()}: {case.subject} ({case.reference})", kind="contact",
            at=case.opened_at, by_name=by.name if by else "", channel=case.channel, stage=_stage(kind),
            source=f"case {case.pk}",
        )  # fmt: skip


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _stage(kind: CaseKind) -> Stage:
    return Stage.CONSIDER if kind == CaseKind.ENQUIRY else Stage.SUPPORT
