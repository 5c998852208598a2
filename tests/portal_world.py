"""Customers in the portal, each with everything that is theirs, and what must never reach them.

Ada and Ben are strangers to each other. Cora and Cole belong to Acme, Cora with the right to its cases;
Fay had the right and left. Every text carries a marker of whose it is; what is for colleagues alone
carries SECRET.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.test import Client
from django.utils.timezone import localdate, now

from rapport.customers.models import ContactPoint, Customer, Promise, Relation
from rapport.customers.rules import Category, Channel, ContactKind, Kind, RelationRole
from rapport.desk.actions import (
    File,
    NewCase,
    Said,
    links,
    open_case,
    receive_message,
    rights,
    tell_case,
    write_note,
    write_reply,
)
from rapport.desk.models import Case, Draft, Redress, Tag
from rapport.desk.rules import CaseKind, EntryKind, StatedNeed
from rapport.orders.models import Order, OrderLine, Payment, Refund
from rapport.staff.models import User
from tests import cast

SECRET = "nur-fuer-kollegen"  # what no customer may ever read
COLLEAGUE = "kollege@haus.example"  # an address of ours that stands in no page for customers
THIRD_PARTY = "supplier@elsewhere.example"
MARKS = ("Adamarker", "Benmarker", "Coramarker", "Colemarker", "Faymarker", "Acmemarker")


@dataclass(frozen=True)
class PortalWorld:
    """Who there is, with one case each."""

    customers: Mapping[str, Customer]
    cases: Mapping[str, Case]
    alice: User
    bob: User

    def visit(self, mark: str) -> Client:
        """Return a browser in which somebody came into the portal by a link from their mail."""
        return visit(f"{mark.lower()}@example.org")


def visit(address: str) -> Client:
    """Ask for a link, take it from the mail, and press the button behind it."""
    client = Client(headers={"host": "localhost"})
    client.post("/portal/sign-in", {"address": address})
    mails: list[str] = []
    links.answer_asks(lambda subject, text, to: mails.append(text), at=now())
    if mails and "/portal/enter/" in mails[-1]:
        path = "/portal/enter/" + mails[-1].split("/portal/enter/")[1].split()[0]
        client.post(path)
    return client


def make_portal_world() -> PortalWorld:
    """Make everybody, with a case, an order and a promise of each."""
    alice, bob = cast.make_person("Alice", email=COLLEAGUE), cast.make_person("Bob")
    people = {mark: _person(mark) for mark in MARKS[:-1]}
    acme = cast.make_customer(
        "Acmemarker Ltd", team=cast.make_team(cast.NORTH), kind=Kind.ORGANISATION, category=Category.BUSINESS
    )
    customers = {**people, "Acmemarker": acme}
    for mark in ("Coramarker", "Colemarker", "Faymarker"):
        Relation.objects.create(customer=people[mark], role=RelationRole.MEMBER, other=acme)
    for mark in ("Coramarker", "Faymarker"):
        rights.give_right(people[mark], acme, by=bob, at=now(), on=localdate())
    Relation.objects.filter(customer=people["Faymarker"]).update(until=localdate() - timedelta(days=1))
    cases = {mark: _everything_of(mark, customer, alice) for mark, customer in customers.items()}
    return PortalWorld(customers, cases, alice, bob)


def _person(mark: str) -> Customer:
    person = cast.make_customer(
        f"{mark} Person", team=cast.make_team(cast.NORTH), notes=f"{SECRET} note of the register"
    )
    address = f"{mark.lower()}@example.org"
    ContactPoint.objects.create(customer=person, kind=ContactKind.EMAIL, value=address, key=address)
    return person


def _everything_of(mark: str, customer: Customer, by: User) -> Case:
    at = now() - timedelta(hours=2)
    order = Order.objects.create(
        customer=customer, number=f"N-{mark}", ordered_at=at, currency="GBP", total=Decimal("20.00")
    )
    OrderLine.objects.create(order=order, product=f"Gauge for {mark}", amount=Decimal("20.00"))
    Payment.objects.create(order=order, at=at, amount=Decimal("20.00"))
    Refund.objects.create(order=order, at=at, amount=Decimal("5.00"), reason=f"{SECRET} reason")
    Promise.objects.create(
        customer=customer, made_by=by, text=f"Ring {mark}", made_at=at, due_at=at + timedelta(hours=4)
    )
    case = open_case(
        NewCase(
            CaseKind.COMPLAINT, f"Subject of {mark}", Channel.EMAIL, customer=customer, order=order,
            stated_need=StatedNeed.DISTRESS, stated_need_text=f"{SECRET} need",
        ),
        by=by, at=at,
    )  # fmt: skip
    _said(mark, case, by, at)
    _kept_among_colleagues(case, by, at)
    case.refresh_from_db()
    return case


def _said(mark: str, case: Case, by: User, at: datetime) -> None:
    address = f"{mark.lower()}@example.org"
    own = (File(f"{mark}.txt", "text/plain", f"File of {mark}".encode()),)
    receive_message(
        case, Said(f"Question of {mark}", Channel.PORTAL, from_name=f"{mark} Person", files=own), at=at
    )
    reply = Said(f"Answer to {mark}", Channel.PHONE, recipients=[("", address)], from_address=COLLEAGUE)
    write_reply(case, reply, by=by, at=at)
    secret = (File("drawing.txt", "text/plain", SECRET.encode()),)
    forward = Said(f"{SECRET} forward", Channel.LETTER, recipients=[("", THIRD_PARTY)], files=secret)
    write_reply(case, forward, by=by, at=at)
    receive_message(case, Said(f"{SECRET} of the supplier", Channel.EMAIL, from_address=THIRD_PARTY), at=at)
    held = Said(f"{SECRET} held mail", Channel.EMAIL, recipients=[("", address)])
    write_reply(case, held, by=by, at=at)
    refused = File(f"{mark}.exe", "application/x-msdownload", SECRET.encode(), refused="it can run.")
    receive_message(case, Said("See the file.", Channel.PORTAL, from_name=mark, files=(refused,)), at=at)


def _kept_among_colleagues(case: Case, by: User, at: datetime) -> None:
    write_note(case, f"{SECRET} note", by=by, at=at)
    for kind in EntryKind:
        case.refresh_from_db()
        word = "" if kind == EntryKind.STATE else SECRET  # states are read back
        tell_case(case, kind, f"{SECRET} {kind}", by=by, at=at, before=word, after=word, told=SECRET)
    Draft.objects.create(case=case, person=by, text=f"{SECRET} draft", changed_at=at)
    Redress.objects.create(
        case=case, kind="refund", why=f"{SECRET} redress", state="asked", asked_by=by, asked_at=at
    )
    Tag.objects.get_or_create(name=f"{SECRET} tag")[0].cases.add(case)
