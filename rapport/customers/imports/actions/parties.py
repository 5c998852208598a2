"""Customers that an import adds, and how they go again."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from rapport.customers.imports.actions.bulk import insert_like
from rapport.customers.imports.actions.things import note_things, source_of
from rapport.customers.imports.importer import Batch
from rapport.customers.models import (
    Alternative,
    ConsentEvent,
    ContactPoint,
    Customer,
    ImportedThing,
    ImportRun,
    Merge,
    Need,
    Promise,
    Relation,
    TimelineEntry,
)
from rapport.customers.rules import Kind, search_text

MADE = "customer"  # the kind of thing under which a run notes customers
HELD_BY: tuple[type[Model], ...] = (Need, Promise, ConsentEvent, Alternative)  # what people noted since


def numbers_of(external_ids: Collection[str]) -> dict[str, int]:
    """Return the customers by external id; a merged one is whoever took it in."""
    found = Customer.objects.filter(external_id__in=list(external_ids))
    rows = list(found.values_list("external_id", "pk", "merged_into"))
    into = _followed({merged for _, _, merged in rows if merged})
    return {str(name): into.get(merged, number) if merged else number for name, number, merged in rows}


def _followed(merged: set[int]) -> dict[int, int]:
    """Return for each customer that took one in who stands for them now, however often they were merged."""
    last = {number: number for number in merged}
    while merged:
        rows = Customer.objects.filter(pk__in=merged, merged_into__isnull=False)
        steps = dict(rows.values_list("pk", "merged_into"))
        last = {number: steps.get(now, now) or now for number, now in last.items()}
        merged = {now for now in steps.values() if now is not None}
    return last


def make_customers(external_ids: Iterable[str], batch: Batch) -> dict[str, int]:
    """Return customers by external id; those that nobody knows are added, named by their id."""
    wanted = dict.fromkeys(external_ids)
    known = numbers_of(wanted.keys())
    new = [each for each in wanted if each not in known]
    if not new:
        return known
    template = Customer(kind=Kind.PERSON, made_at=batch.at, changed_at=batch.at)
    rows = ((each, f"Customer {each}"[:200], search_text(["Customer", each])) for each in new)
    insert_like(template, ["external_id", "name", "search"], rows)
    added = numbers_of(new)
    note_things(batch.run, MADE, added=added.values())
    return known | added


def undo_customers(run: ImportRun, most: int) -> int:
    """Put customers back as they were before a run changed them, then drop those it added."""
    things = ImportedThing.objects.filter(run=run, kind=MADE, before__isnull=False)
    changed = {thing.thing: thing for thing in things.order_by("-pk")[:most]}
    if not changed:
        return drop_made(run, most)
    for customer in Customer.objects.filter(pk__in=changed):
        restore(customer, changed[customer.pk].before or {})
    ImportedThing.objects.filter(pk__in=[each.pk for each in changed.values()]).delete()
    return len(changed)


def restore(customer: Customer, before: dict[str, Any]) -> None:
    """Put the fields of a customer back, and drop the contact points that came with the change."""
    fields = {name: value for name, value in before.items() if name not in ("points", "version_after")}
    for field, value in fields.items():
        setattr(customer, field, value)
    customer.version += 1
    customer.save(update_fields=[*fields, "version"])
    ContactPoint.objects.filter(customer=customer, pk__in=before.get("points", [])).delete()


def drop_made(run: ImportRun, most: int) -> int:
    """Drop customers that a run added and nobody needs: one that has anything else by now stays."""
    things = ImportedThing.objects.filter(run=run, kind=MADE, before__isnull=True).order_by("-pk")[:most]
    taken = {thing.thing: thing.pk for thing in things}
    _unused(Customer.objects.filter(pk__in=taken), run).delete()
    ImportedThing.objects.filter(pk__in=taken.values()).delete()
    return len(taken)


def _unused(customers: QuerySet[Customer], run: ImportRun) -> QuerySet[Customer]:
    mine = OuterRef("pk")
    other_entries = TimelineEntry.objects.filter(customer=mine).exclude(source=source_of(run))
    relations = Relation.objects.filter(customer=mine) | Relation.objects.filter(other=mine)
    merges = Merge.objects.filter(kept=mine) | Merge.objects.filter(gone=mine)
    orders = Customer.objects.filter(pk=mine, orders__isnull=False)
    held = [Exists(kind.objects.filter(customer=mine)) for kind in HELD_BY]  # type: ignore[attr-defined]
    found = customers.filter(version=1, merged_into__isnull=True)
    for each in (Exists(other_entries), Exists(relations), Exists(merges), Exists(orders), *held):
        found = found.exclude(each)
    return Customer.objects.filter(pk__in=list(found.values_list("pk", flat=True)))
