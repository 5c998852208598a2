"""Two records that were one party are joined, and taken apart again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from rapport.customers.actions.consents import carry_withdrawals
from rapport.customers.actions.locks import locked_customers
from rapport.customers.actions.reach import refuse_other_team
from rapport.customers.actions.searching import write_search
from rapport.customers.actions.timeline import fits, tell
from rapport.customers.models import (
    AccessNeed,
    Alternative,
    Assignment,
    ConsentEvent,
    ContactPoint,
    Customer,
    Merge,
    Need,
    Promise,
    Relation,
    TimelineEntry,
)
from rapport.customers.rules import FieldNotRight, MergeNotPossible, UndoNotPossible
from rapport.staff.models import User

FILLED = ("preferred_channel", "language", "contact_style", "contact_basis")
# What moves with a customer, by the name it has in `Merge.moved`: the rows and the column that points.
MOVED: dict[str, tuple[type[Model], str]] = {
    "contact_points": (ContactPoint, "customer"),
    "relations": (Relation, "customer"),
    "related": (Relation, "other"),
    "needs": (Need, "customer"),
    "access_needs": (AccessNeed, "customer"),
    "alternatives": (Alternative, "customer"),
    "promises": (Promise, "customer"),
    "timeline": (TimelineEntry, "customer"),
    "consents": (ConsentEvent, "customer"),
    "assignments": (Assignment, "customer"),
}
CHUNK = 500  # rows named in one statement: SQLite takes no more than so many values
APART = "Another record was merged into this one. That was undone, and what is the other's went back."


@transaction.atomic
def merge(kept: Customer, gone: Customer, *, reason: str, by: User, at: datetime) -> Merge:
    """Join a customer into another; what both have stays with the one that goes, so that it can be undone.

    Both rows are locked in the order of their numbers: of two merges crosswise one wins, the other is
    told. Upper rooms follow with what is theirs by `queries.resolve` and `queries.merged_into`.
    """
    fits("reason", reason, 300)
    if not reason.strip():
        raise FieldNotRight(field="reason", value="", expected="why the two are one party")
    if kept.pk == gone.pk:
        raise MergeNotPossible(name=kept.name)
    kept, gone = locked_customers(kept, gone)
    for one in (kept, gone):
        refuse_other_team(one.team, by=by, deed="merge a customer")
    moved: dict[str, Any] = {name: _move(name, gone, kept) for name in MOVED}
    moved["filled"] = _fill(kept, gone)
    gone.merged_into = kept
    _keep(kept, gone, at)
    joined = Merge.objects.create(kept=kept, gone=gone, reason=reason, moved=moved, at=at, by_name=by.name)
    text = f"Merged: {gone.name} {_named(gone)}, because: {reason}"
    counts = {name: len(numbers) for name, numbers in moved.items()}
    tell(kept, text, deed="merge", kind="merge", by=by, at=at, gone=gone, moved=counts, merge=joined.pk)
    return joined


@transaction.atomic
def undo_merge(merge: Merge, *, by: User, at: datetime) -> Merge:
    """Take a merge apart: what moved goes back; what came since stays with the customer that was kept.

    A consent that was taken back meanwhile stays taken back for both: nobody knows which of the two spoke.
    What the kept customer's time-line says of the merge then names nobody; the audit does.
    """
    kept, gone = _locked(merge.kept, merge.gone)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    _refuse_undo(merge, kept)
    for one in (kept, gone):
        refuse_other_team(one.team, by=by, deed="take apart a merge with a customer")
    for name in MOVED:
        _point(name, merge.moved.get(name, []), kept, gone)
    for field, value in merge.moved.get("filled", {}).items():
        if getattr(kept, field) == value:
            setattr(kept, field, "")
    gone.merged_into = None
    _keep(kept, gone, at)
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    carry_withdrawals(kept, gone, since=merge.at, by=by, at=at)
    told = TimelineEntry.objects.filter(customer=kept, kind="merge", at=merge.at)
    told.filter(text__contains=_named(gone)).update(text=APART)
    for customer, other in ((kept, gone), (gone, kept)):
        text = "Merge undone: this record stands for itself again."
        tell(customer, text, deed="undo merge", kind="merge", by=by, at=at, merge=merge.pk, other=other.pk)
    return merge


def _named(gone: Customer) -> str:
    """Return how the time-line names who was merged, so that it is found again."""
    return f"(customer {gone.pk}) into this one"


def _locked(kept: Customer, gone: Customer) -> tuple[Customer, Customer]:
    both = Customer.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    by_number = {customer.pk: customer for customer in both}
    return by_number[kept.pk], by_number[gone.pk]


def _refuse_undo(merge: Merge, kept: Customer) -> None:
    if merge.undone_at:
        reason, way_out = "it is undone already", "Open the two customers to see how they stand."
        raise UndoNotPossible(number=merge.pk, reason=reason, way_out=way_out)
    if kept.merged_into_id:
        reason = f"{kept.name} was merged into customer {kept.merged_into_id} since"
        raise UndoNotPossible(number=merge.pk, reason=reason, way_out="Undo that merge first.")


def _rows(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.all()  # noqa: SLF001 - Django's own door to a model's rows


def _move(name: str, gone: Customer, kept: Customer) -> list[int]:
    """Point rows from one customer to the other, save those that the other has; return their numbers."""
    model, column = MOVED[name]
    theirs = _rows(model).filter(**{column: gone}).exclude(_there(name, kept))
    numbers = [*theirs.values_list("pk", flat=True)]
    _point(name, numbers, gone, kept)
    return numbers


def _point(name: str, numbers: Sequence[int], one: Customer, other: Customer) -> None:
    """Point those of some rows that hang on one customer to the other."""
    model, column = MOVED[name]
    for start in range(0, len(numbers), CHUNK):
        rows = _rows(model).filter(pk__in=numbers[start : start + CHUNK], **{column: one})
        rows.update(**{column: other})


def _there(name: str, kept: Customer) -> Q:
    """Return which rows cannot move, because the customer that is kept has the same."""
    match name:
        case "contact_points":
            return _same(kept.contact_points, "kind", "key")
        case "relations":
            to_whom = Coalesce("other", 0)
            have = kept.relations.annotate(to_whom=to_whom)
            return _same(have, "role", to_whom=Coalesce(OuterRef("other"), 0)) | Q(other=kept)
        case "related":
            return _same(Relation.objects.filter(other=kept), "role", "customer") | Q(customer=kept)
        case "timeline":
            return _same(kept.timeline.exclude(source=""), "source")
        case "assignments":
            return _same(kept.assignments, "person")
    return Q(pk__in=[])


def _same(have: Any, *fields: str, **given: Any) -> Q:
    """Return the rows that agree in some fields with one there is; the database compares, however many."""
    return Q(Exists(have.filter(**{field: OuterRef(field) for field in fields}, **given)))


def _fill(kept: Customer, gone: Customer) -> dict[str, str]:
    """Take over what the customer that is kept lacks."""
    filled = {field: getattr(gone, field) for field in FILLED if not getattr(kept, field)}
    filled = {field: value for field, value in filled.items() if value}
    for field, value in filled.items():
        setattr(kept, field, value)
    return filled


def _keep(kept: Customer, gone: Customer, at: datetime) -> None:
    for customer in (kept, gone):
        customer.version += 1
        customer.changed_at = at
    kept.save(update_fields=[*FILLED, "version", "changed_at"])
    gone.save(update_fields=["merged_into", "version", "changed_at"])
    write_search([kept.pk, gone.pk])
