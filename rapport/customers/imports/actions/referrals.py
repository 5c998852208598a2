"""Referrals taken in from a file: who was sent to us by whom."""

from collections.abc import Sequence
from datetime import datetime

from rapport.customers.imports.actions.parties import numbers_of
from rapport.customers.imports.actions.things import note_things, source_of
from rapport.customers.imports.importer import Batch, Outcome, Row
from rapport.customers.models import ImportedThing, ImportRun, Relation
from rapport.customers.rules import RelationRole

KIND = "relation"


def apply_referrals(rows: Sequence[Row], batch: Batch) -> Outcome:
    """Note for each row that a customer was referred by another; both must be known."""
    outcome = Outcome()
    names = {str(row.cells[name]) for row in rows for name in ("customer", "referred_by")}
    numbers = numbers_of(names)
    there = _there(list(numbers.values()))
    new: dict[tuple[int, int], Relation] = {}
    for row in rows:
        sent, by = str(row.cells["customer"]), str(row.cells["referred_by"])
        reason = _reason(sent, by, numbers)
        if reason:
            outcome.rejects.append((row.line, reason))
            continue
        pair = numbers[sent], numbers[by]
        if pair in there or pair in new:
            outcome.count("unchanged")
            continue
        new[pair] = _relation(pair, row, batch)
        outcome.count("added")
    made = Relation.objects.bulk_create(new.values())
    note_things(batch.run, KIND, added=[each.pk for each in made])
    return outcome


def _there(numbers: Sequence[int]) -> set[tuple[int, int]]:
    relations = Relation.objects.filter(customer__in=numbers, role=RelationRole.REFERRED_BY)
    return {(customer, other) for customer, other in relations.values_list("customer", "other") if other}


def _reason(sent: str, by: str, numbers: dict[str, int]) -> str:
    unknown = next((each for each in (sent, by) if each not in numbers), None)
    if unknown is not None:
        return f"customer '{unknown[:60]}' is not known"
    return "a customer cannot refer themselves" if numbers[sent] == numbers[by] else ""


def _relation(pair: tuple[int, int], row: Row, batch: Batch) -> Relation:
    since = row.cells.get("date")
    return Relation(
        customer_id=pair[0], other_id=pair[1], role=RelationRole.REFERRED_BY, source=source_of(batch.run),
        since=since.date() if isinstance(since, datetime) else None,
    )  # fmt: skip


def undo_referrals(run: ImportRun, most: int) -> int:
    """Take back referrals that a run noted."""
    things = ImportedThing.objects.filter(run=run, kind=KIND).order_by("-pk")[:most]
    taken = {thing.thing: thing.pk for thing in things}
    Relation.objects.filter(pk__in=taken).delete()
    ImportedThing.objects.filter(pk__in=taken.values()).delete()
    return len(taken)
