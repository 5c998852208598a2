"""Ways to reach a customer, and how parties relate."""

from datetime import date, datetime

from django.db import transaction

from rapport.customers.actions.locks import locked_customer, locked_customers
from rapport.customers.actions.searching import write_search
from rapport.customers.actions.timeline import fits, tell
from rapport.customers.models import ContactPoint, Customer, Relation
from rapport.customers.rules import (
    ContactKind,
    ContactThere,
    FieldNotRight,
    RelationNotPossible,
    RelationRole,
    contact_point,
)
from rapport.customers.rules.contacts import NATION
from rapport.staff.models import User


@transaction.atomic
def add_contact_point(
    customer: Customer,
    kind: ContactKind | str,
    value: str,
    *,
    by: User,
    at: datetime,
    label: str = "",
    is_preferred: bool = False,
    nation: str = NATION,
) -> ContactPoint:
    """Add a way to reach a customer; a preferred one takes that place from the others of its kind."""
    fits("label", label, 40)
    fits("value", value, 400)
    kind = ContactKind(kind)
    point = contact_point(kind, value.replace("\0", ""), nation=nation)
    locked = locked_customer(customer)
    if locked.contact_points.filter(kind=kind, key=point.key).exists():
        raise ContactThere(name=locked.name, kind=str(kind), value=point.value)
    if is_preferred:
        locked.contact_points.filter(kind=kind).update(is_preferred=False)
    added = ContactPoint.objects.create(
        customer=locked, kind=kind, label=label, value=point.value, key=point.key, is_preferred=is_preferred
    )
    write_search([locked.pk])
    tell(locked, f"Added {kind}: {point.value}.", deed="add contact point", by=by, at=at, after=point.value)
    return added


@transaction.atomic
def drop_contact_point(point: ContactPoint, *, by: User, at: datetime) -> None:
    """Drop a way to reach a customer."""
    customer, kind, value = point.customer, point.kind, point.value
    gone, _ = ContactPoint.objects.filter(pk=point.pk).delete()
    if gone:
        write_search([customer.pk])
        tell(customer, f"Dropped {kind}: {value}.", deed="drop contact point", by=by, at=at, before=value)


@transaction.atomic
def relate(
    customer: Customer,
    role: RelationRole | str,
    other: Customer | None = None,
    *,
    by: User,
    at: datetime,
    title: str = "",
    since: date | None = None,
    until: date | None = None,
    source: str = "",
) -> Relation:
    """Say what a customer is to another, or to us where `other` is None; told on both time-lines."""
    role = RelationRole(role)
    fits("title", title, 120)
    fits("source", source, 120)
    if other:
        customer, other = locked_customers(customer, other)
    else:
        customer = locked_customer(customer)
    _refuse_relation(customer, role, other)
    if since and until and until < since:
        raise FieldNotRight(field="until", value=until, expected=f"a day from {since} on")
    relation = Relation.objects.create(
        customer=customer, role=role, other=other, title=title, since=since, until=until, source=source
    )
    _tell_both(relation, "Now", deed="relate", by=by, at=at)
    return relation


@transaction.atomic
def unrelate(relation: Relation, *, by: User, at: datetime) -> None:
    """Take a relation away; told on both time-lines."""
    gone, _ = Relation.objects.filter(pk=relation.pk).delete()
    if gone:
        _tell_both(relation, "No longer", deed="unrelate", by=by, at=at)


def _refuse_relation(customer: Customer, role: RelationRole, other: Customer | None) -> None:
    name = other.name if other else "us"
    if other and other.pk == customer.pk:
        reason = "that is the same party"
        raise RelationNotPossible(name=customer.name, role=str(role), other=name, reason=reason)
    if Relation.objects.filter(customer=customer, role=role, other=other).exists():
        reason = "this relation stands already"
        raise RelationNotPossible(name=customer.name, role=str(role), other=name, reason=reason)


def _joint(role: str) -> str:
    return "" if role.endswith(" by") else "of "


def _tell_both(relation: Relation, word: str, *, deed: str, by: User, at: datetime) -> None:
    """Tell a relation to both; each time-line names the other only as a number.

    Who may see one party may not be allowed to see the other; the page names whom it may.
    """
    towards = f"customer {relation.other_id}" if relation.other_id else "us"
    role, other = relation.role, relation.other_id
    text = f"{word} {role} {_joint(role)}{towards}."
    tell(relation.customer, text, deed=deed, by=by, at=at, relation=role, other=other)
    if relation.other:
        text = f"{word}: customer {relation.customer_id} is {role} {_joint(role)}them."
        tell(
            relation.other, text, deed=deed, by=by, at=at, relation=relation.role, other=relation.customer_id
        )
