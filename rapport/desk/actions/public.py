"""What customers write through our own doors: the public form, and the portal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions.arriving import open_with_message
from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.messages import File, Said, receive_message
from rapport.desk.actions.once import sent_before, sent_once
from rapport.desk.actions.opening import NewCase
from rapport.desk.actions.rates import count_visit
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, Message, Tag
from rapport.desk.queries import portal, suggestions
from rapport.desk.rules import CaseFieldNotRight, CaseKind, CaseNotFound, EntryKind
from rapport.desk.rules.files import refuse_files
from rapport.desk.rules.portal import ROBOT_TAG
from rapport.orders.models import Order


@dataclass(frozen=True)
class FormMessage:
    """What a stranger wrote in the public form; `signs` say what looks like a robot's."""

    kind: CaseKind
    subject: str
    text: str
    name: str
    address: str  # e-mail or phone, as typed
    order_number: str = ""
    files: Sequence[File] = ()
    signs: Sequence[str] = ()


@dataclass(frozen=True)
class PortalMessage:
    """What a customer writes in the portal to open a case, for themselves or an organisation they act for."""

    kind: CaseKind
    subject: str
    text: str
    party: Customer
    order: Order | None = None
    files: Sequence[File] = ()


def take_form(new: FormMessage, *, network: str, key: str, at: datetime) -> Case:
    """Open a case from the public form; sent twice with the same `key` it is one.

    Whoever wrote is linked to no customer, even where the address is in the register: a form proves no
    address. A colleague sees whom it may be from and links them. What looks like a robot's is marked
    and taken all the same. Refused where one network address sends too often.
    """
    send_key = _key("form", key)
    if there := sent_before(send_key):
        return there.case
    _refuse_empty(new.text)
    refuse_files([(file.name, len(file.body)) for file in new.files])
    count_visit("form", network, at=at)
    return sent_once(send_key, lambda: _form_taken(new, send_key, at=at)).case


@transaction.atomic
def _form_taken(new: FormMessage, send_key: str, *, at: datetime) -> Message:
    opened = NewCase(
        new.kind, new.subject, Channel.FORM, contact_name=new.name, contact_address=new.address,
        team=suggestions.team_for(new.address),
    )  # fmt: skip
    order = f"\n\nOrder number given: {new.order_number}" if new.order_number else ""
    said = Said(new.text + order, Channel.FORM, from_name=new.name, from_address=new.address, files=new.files)
    message = open_with_message(opened, said, at=at, send_key=send_key)
    if new.signs:
        _mark(message.case, new.signs, at=at)
    return message


def _mark(case: Case, signs: Sequence[str], *, at: datetime) -> None:
    """Mark a case whose form looks like a robot's, with what it was that looked so."""
    case = locked_case(case)
    Tag.objects.get_or_create(name=ROBOT_TAG)[0].cases.add(case)
    tell_case(case, EntryKind.NOTE, f"Perhaps a robot: {' '.join(signs)}", by=None, at=at)


def open_portal_case(
    customer: Customer, new: PortalMessage, *, address: str, key: str, at: datetime, on: date
) -> Case:
    """Open a case of a customer from the portal; sent twice with the same `key` it is one."""
    send_key = _key(f"portal {customer.pk}", key)
    if there := sent_before(send_key):
        return there.case
    _refuse_empty(new.text)
    refuse_files([(file.name, len(file.body)) for file in new.files])
    if new.party.pk not in portal.parties_open_to(customer, on=on):
        raise CaseNotFound(number=new.party.pk)
    count_visit("portal", str(customer.pk), at=at)
    return sent_once(send_key, lambda: _portal_case_taken(customer, new, address, send_key, at=at)).case


@transaction.atomic
def _portal_case_taken(
    customer: Customer, new: PortalMessage, address: str, send_key: str, /, *, at: datetime
) -> Message:
    opened = NewCase(
        new.kind, new.subject, Channel.PORTAL, customer=new.party, contact_name=customer.name,
        contact_address=address, order=new.order,
    )  # fmt: skip
    said = _said(customer, new.text, address, new.files)
    return open_with_message(opened, said, at=at, send_key=send_key)


def answer_in_portal(
    customer: Customer, case: Case, text: str, *, address: str, key: str, at: datetime, files: Sequence[File]
) -> Message:
    """Put a customer's answer into a case that is open to them; sent twice with the same `key` it is one."""
    send_key = _key(f"portal {customer.pk} {case.pk}", key)
    if there := sent_before(send_key):
        return there
    _refuse_empty(text)
    refuse_files([(file.name, len(file.body)) for file in files])
    count_visit("portal", str(customer.pk), at=at)
    said = _said(customer, text, address, files)
    return sent_once(send_key, lambda: receive_message(case, said, at=at, send_key=send_key))


def _said(customer: Customer, text: str, address: str, files: Sequence[File]) -> Said:
    return Said(text, Channel.PORTAL, from_name=customer.name, from_address=address, files=files)


def _refuse_empty(text: str) -> None:
    if not text.strip():
        raise CaseFieldNotRight(field="message", value="", expected="what you want to tell us")


def _key(whose: str, key: str) -> str:
    """Return the key of one sending; those of two people never meet, whatever they send."""
    return sha256(f"{whose} {key}".encode()).hexdigest()
