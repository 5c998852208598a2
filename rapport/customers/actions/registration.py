"""A customer is added, changed, categorised, opened to somebody, archived and brought back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from rapport.customers.actions.locks import locked_customer
from rapport.customers.actions.reach import refuse_other_team
from rapport.customers.actions.searching import write_search
from rapport.customers.actions.timeline import fits, plain, tell
from rapport.customers.models import Assignment, Customer
from rapport.customers.queries.changes import fields_before
from rapport.customers.queries.sight import customers_visible_to, resolve
from rapport.customers.rules import (
    FIELDS,
    AlreadyArchived,
    Category,
    ChangedMeanwhile,
    Channel,
    ExternalIdNotFree,
    ExternalIdTaken,
    FieldNotKnown,
    FieldNotRight,
    Kind,
    facts_from,
    propose_category,
)
from rapport.customers.rules.categories import QUESTIONS
from rapport.customers.rules.changes import differences, sentence, what_changed
from rapport.staff.models import Team, User

LENGTHS = {"name": 200, "external_id": 120, "language": 12, "contact_style": 200, "contact_basis": 120}
LONGEST_NOTES = 20_000
SCALES = ("interest", "influence")
Word = TypeVar("Word", Kind, Channel, Category)


@transaction.atomic
def add_customer(fields: Mapping[str, Any], *, by: User, at: datetime) -> Customer:
    """Add a customer with any of `rules.FIELDS`; without a team they belong to the team of who adds them.

    The category is proposed from the facts; a person confirms it afterwards.
    """
    checked = _checked({"kind": Kind.PERSON, **fields})
    if not checked.get("name"):
        raise FieldNotRight(field="name", value="", expected="a name")
    checked.setdefault("team", by.team)
    refuse_other_team(checked["team"], by=by, deed="add a customer")
    _refuse_taken(checked, None, by=by)
    customer = Customer(**checked, made_at=at, changed_at=at)
    _propose(customer)
    _save(customer)
    write_search([customer.pk])
    tell(customer, f"{customer.name} was added.", deed="create", by=by, at=at, after=checked)
    return customer


@transaction.atomic
def change_customer(
    customer: Customer, fields: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> Customer:
    """Change fields of a customer as somebody saw them at a version.

    A stale version is refused with the difference (`ChangedMeanwhile.differences`) and nothing is written.
    """
    checked = _checked(fields)
    locked = locked_customer(customer)
    now = {field: getattr(locked, field) for field in checked}
    changed = what_changed(now, checked)
    if version != locked.version and changed:
        _refuse_stale(locked, checked, version)
    if not changed:
        return locked
    _refuse_taken(checked, locked, by=by)
    if "team" in changed:
        for team in (now["team"], checked["team"]):
            refuse_other_team(team, by=by, deed="give away a customer")
    for field in changed:
        setattr(locked, field, checked[field])
    if {"kind", "facts"} & {*changed}:
        _propose(locked)
    locked.version += 1
    locked.changed_at = at
    _save(locked, *changed, "category", "category_why", "version", "changed_at")
    write_search([locked.pk])
    before, after = ({field: source[field] for field in changed} for source in (now, checked))
    tell(
        locked,
        sentence(changed),
        deed="change",
        by=by,
        at=at,
        version=locked.version,
        before=before,
        after=after,
    )
    return locked


@transaction.atomic
def confirm_category(customer: Customer, category: Category | str, *, by: User, at: datetime) -> Customer:
    """Confirm a category: the proposed one, or another that a person knows to be right."""
    locked = locked_customer(customer)
    category = _word("category", category, Category)
    before = locked.category
    proposal = propose_category(facts_from(locked.kind, locked.facts))
    is_proposed = proposal.category == category
    locked.category = category
    locked.category_why = proposal.because[:300] if is_proposed else f"Set by {by.name}, not by the rule."
    locked.category_confirmed_by = by
    locked.category_confirmed_at = at
    locked.save(update_fields=["category", "category_why", "category_confirmed_by", "category_confirmed_at"])
    text = f"Category confirmed: {category}."
    tell(locked, text, deed="confirm category", by=by, at=at, before=before, after=str(category))
    return locked


@transaction.atomic
def assign(customer: Customer, person: User, *, by: User, at: datetime) -> Assignment:
    """Open a customer to somebody who would not see them; once is enough."""
    customer = locked_customer(customer)
    assignment, is_new = Assignment.objects.get_or_create(
        customer=customer, person=person, defaults={"assigned_by": by, "assigned_at": at}
    )
    if is_new:
        tell(customer, f"Opened to {person.name}.", deed="assign", by=by, at=at, person=person)
    return assignment


@transaction.atomic
def unassign(customer: Customer, person: User, *, by: User, at: datetime) -> None:
    """Close a customer again to somebody they were opened to."""
    gone, _ = Assignment.objects.filter(customer=customer, person=person).delete()
    if gone:
        tell(customer, f"Closed to {person.name}.", deed="unassign", by=by, at=at, person=person)


@transaction.atomic
def archive(customer: Customer, *, by: User, at: datetime) -> Customer:
    """Put a customer away: found only where archived ones are asked for; nothing is erased."""
    locked = locked_customer(customer)
    if locked.archived_at:
        raise AlreadyArchived(name=locked.name, state="is archived")
    refuse_other_team(locked.team, by=by, deed="archive a customer")
    return _archived(locked, at, "Archived.", by=by, at=at)


@transaction.atomic
def restore(customer: Customer, *, by: User, at: datetime) -> Customer:
    """Bring an archived customer back."""
    locked = locked_customer(customer)
    if not locked.archived_at:
        raise AlreadyArchived(name=locked.name, state="is in the register")
    refuse_other_team(locked.team, by=by, deed="bring back a customer")
    return _archived(locked, None, "Brought back from the archive.", by=by, at=at)


def _archived(customer: Customer, since: datetime | None, text: str, *, by: User, at: datetime) -> Customer:
    customer.archived_at = since
    customer.version += 1
    customer.save(update_fields=["archived_at", "version"])
    tell(customer, text, deed="archive" if since else "restore", by=by, at=at)
    return customer


def _propose(customer: Customer) -> None:
    """Set the category that the facts propose, unless a person confirmed one."""
    if customer.category_confirmed_at:
        return
    proposal = propose_category(facts_from(customer.kind, customer.facts))
    customer.category = proposal.category or ""
    customer.category_why = proposal.because[:300]


def _refuse_stale(locked: Customer, yours: Mapping[str, Any], version: int) -> None:
    theirs = {field: getattr(locked, field) for field in yours}
    before = fields_before(locked, version, fields=yours)
    found = differences(before, theirs, yours)
    names = ", ".join(difference.field.replace("_", " ") for difference in found)
    raise ChangedMeanwhile(name=locked.name, fields=names, version=locked.version, differences=found)


def _save(customer: Customer, *fields: str) -> None:
    """Write a customer; where another took the external id in this moment, refuse."""
    try:
        customer.save(force_insert=not fields, update_fields=fields or None)
    except IntegrityError:
        if customer.external_id and (not fields or "external_id" in fields):
            raise ExternalIdNotFree(value=customer.external_id) from None
        raise


def _refuse_taken(fields: Mapping[str, Any], customer: Customer | None, *, by: User) -> None:
    """Refuse an external id that another has; who that is, hears only who may see them."""
    value = fields.get("external_id")
    others = Customer.objects.filter(external_id=value).exclude(pk=customer.pk if customer else 0)
    holder = others.values_list("pk", flat=True).first() if value else None
    if holder is None:
        return
    seen = customers_visible_to(by, archived=None).filter(pk=resolve(holder)).first()
    if seen is None:
        raise ExternalIdNotFree(value=value)
    raise ExternalIdTaken(value=value, name=seen.name, number=seen.pk)


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields as they are stored; what cannot be is refused."""
    unknown = [field for field in fields if field not in FIELDS]
    if unknown:
        raise FieldNotKnown(field=unknown[0], known=", ".join(FIELDS))
    return {field: _value(field, value) for field, value in fields.items()}


def _value(field: str, value: Any) -> Any:
    if field in ("team", "served_team"):
        return _team(field, value)
    if field in SCALES:
        return _scale(field, value)
    if field == "facts":
        return _facts(value or {})
    if field == "kind":
        return _word(field, value, Kind)
    if field == "preferred_channel":
        return _word(field, value, Channel) if value else ""
    return _text(field, value)


def _text(field: str, value: Any) -> str | None:
    text = str(value or "").replace("\0", "")
    text = text.strip() if field == "notes" else " ".join(text.split())
    fits(field, text, LENGTHS.get(field, LONGEST_NOTES))
    if field == "name" and not text:
        raise FieldNotRight(field="name", value="", expected="a name")
    return None if field == "external_id" and not text else text


def _team(field: str, value: Any) -> Team | None:
    if value is None or isinstance(value, Team):
        return value
    raise FieldNotRight(field=field, value=value, expected="a team")


def _scale(field: str, value: Any) -> int | None:
    if value in (None, ""):
        return None
    if not str(value).isascii() or str(value) not in "12345" or len(str(value)) != 1:
        raise FieldNotRight(field=field, value=value, expected="a number from 1 to 5")
    return int(value)


def _facts(told: Mapping[str, Any]) -> dict[str, bool]:
    for name, value in told.items():
        if name not in QUESTIONS or value not in (True, False, None):
            expected = f"yes, no or nothing for each of: {', '.join(QUESTIONS)}"
            raise FieldNotRight(field=f"facts: {name}", value=value, expected=expected)
    return {name: bool(plain(value)) for name, value in told.items() if value is not None}


def _word(field: str, value: Any, kind: type[Word]) -> Word:
    try:
        return kind(value)
    except ValueError:
        raise FieldNotRight(field=field, value=value, expected="one of: " + ", ".join(kind)) from None
