"""Customers taken in from a file: added, or changed where the file knows something else."""

from collections.abc import Mapping, Sequence
from typing import Any

from rapport.customers.imports.actions.parties import MADE
from rapport.customers.imports.actions.things import note_things
from rapport.customers.imports.importer import Batch, Outcome, Row
from rapport.customers.models import ContactPoint, Customer, ImportedThing, ImportRun
from rapport.customers.rules import (
    Channel,
    ContactKind,
    ContactNotReadable,
    Kind,
    Point,
    contact_point,
    national_digits,
    search_text,
)
from rapport.staff.models import Team

PLAIN = ("name", "language", "contact_style", "contact_basis", "notes")
POINTS = {"email": ContactKind.EMAIL, "phone": ContactKind.PHONE, "address": ContactKind.ADDRESS}
Draft = dict[str, Any]
Points = list[tuple[ContactKind, Point]]


class Unfit(Exception):
    """A row cannot be a customer; the message is the reason."""


def apply_customers(rows: Sequence[Row], batch: Batch) -> Outcome:
    """Add the customers of some rows, or change those that are there already, by external id."""
    outcome = Outcome()
    teams = {team.name.casefold(): team.pk for team in Team.objects.all()}
    drafts: dict[str, tuple[Draft, Points]] = {}
    for row in rows:
        try:
            read = _read(row, teams)
        except Unfit as fault:
            outcome.rejects.append((row.line, str(fault)))
            continue
        key = str(row.cells["external_id"])
        if key in drafts:
            outcome.rejects.append((row.line, "the same external id as an earlier row"))
            continue
        drafts[key] = read
    _apply(drafts, batch, outcome)
    return outcome


def _read(row: Row, teams: Mapping[str, int]) -> tuple[Draft, Points]:
    """Return the fields that a row fills, and its contact points; refuse what cannot be."""
    cells = {name: str(value) for name, value in row.cells.items() if value is not None}
    draft: Draft = {name: cells[name] for name in PLAIN if name in cells}
    for name, longest in (("name", 200), ("language", 12), ("contact_style", 200), ("contact_basis", 120)):
        if len(cells.get(name, "")) > longest:
            raise Unfit(f"{name.replace('_', ' ')} longer than {longest} letters")
    if len(cells["external_id"]) > 120:
        raise Unfit("external id longer than 120 letters")
    draft |= _words(cells) | _team(cells, teams)
    return draft, [_point(kind, cells[name]) for name, kind in POINTS.items() if name in cells]


def _words(cells: Mapping[str, str]) -> Draft:
    found: Draft = {}
    for name, column, words in (("kind", "kind", Kind), ("channel", "preferred_channel", Channel)):
        if name not in cells:
            continue
        word = cells[name].lower()
        if word not in set(words):
            raise Unfit(f"{name} '{word[:40]}', expected {', '.join(words)}")
        found[column] = word
    return found


def _team(cells: Mapping[str, str], teams: Mapping[str, int]) -> Draft:
    if "team" not in cells:
        return {}
    number = teams.get(cells["team"].casefold())
    if number is None:
        raise Unfit(f"there is no team '{cells['team'][:60]}'")
    return {"team_id": number}


def _point(kind: ContactKind, value: str) -> tuple[ContactKind, Point]:
    try:
        return kind, contact_point(kind, value)
    except ContactNotReadable:
        raise Unfit(f"unreadable {kind}") from None


def _apply(drafts: Mapping[str, tuple[Draft, Points]], batch: Batch, outcome: Outcome) -> None:
    there = Customer.objects.filter(external_id__in=list(drafts)).prefetch_related("contact_points")
    known = {str(customer.external_id): customer for customer in there}
    new = [_new(key, read, batch) for key, read in drafts.items() if key not in known]
    Customer.objects.bulk_create(new)
    _add_points({each.pk: drafts[str(each.external_id)][1] for each in new})
    note_things(batch.run, MADE, added=[each.pk for each in new])
    outcome.count("added", len(new))
    _change(known, drafts, batch, outcome)


def _new(key: str, read: tuple[Draft, Points], batch: Batch) -> Customer:
    draft, points = read
    facts = {"kind": Kind.PERSON, "made_at": batch.at, "changed_at": batch.at} | draft
    return Customer(
        external_id=key, search=_search(draft["name"], key, draft.get("notes", ""), points), **facts
    )


def _search(name: str, external_id: str, notes: str, points: Points) -> str:
    words = (word for _, each in points for word in (each.value, each.key, national_digits(each.key)))
    return search_text([name, external_id, notes, *words])


def _add_points(points: Mapping[int, Points]) -> list[ContactPoint]:
    rows = [
        ContactPoint(customer_id=number, kind=kind, value=each.value, key=each.key)
        for number, found in points.items()
        for kind, each in found
    ]
    return ContactPoint.objects.bulk_create(rows)


def _change(
    known: Mapping[str, Customer],
    drafts: Mapping[str, tuple[Draft, Points]],
    batch: Batch,
    outcome: Outcome,
) -> None:
    """Change customers where the file says something else; note what they were."""
    before: dict[int, Draft] = {}
    for key, customer in known.items():
        was = _differing(customer, *drafts[key], batch)
        if was is None:
            outcome.count("unchanged")
            continue
        before[customer.pk] = was
        outcome.count("changed")
    note_things(batch.run, MADE, changed=before)


def _differing(customer: Customer, draft: Draft, points: Points, batch: Batch) -> Draft | None:
    was = {field: getattr(customer, field) for field, now in draft.items() if getattr(customer, field) != now}
    there = {(each.kind, each.key) for each in customer.contact_points.all()}
    new = [(kind, each) for kind, each in points if (kind, each.key) not in there]
    if not was and not new:
        return None
    was["search"] = customer.search
    for field in was:
        setattr(customer, field, draft.get(field, getattr(customer, field)))
    more = (word for _, each in new for word in (each.value, each.key, national_digits(each.key)))
    customer.search = search_text([customer.search, customer.name, customer.notes, *more])
    customer.version, customer.changed_at = customer.version + 1, batch.at
    customer.save(update_fields=[*was, "version", "changed_at"])
    added = _add_points({customer.pk: new})
    return was | {"points": [each.pk for each in added], "version_after": customer.version}


def customers_changed_since(run: ImportRun) -> int:
    """Count the customers that somebody changed after a run added or changed them."""
    things = ImportedThing.objects.filter(run=run, kind=MADE)
    versions = {
        thing: (before or {}).get("version_after", 1)
        for thing, before in things.values_list("thing", "before")
    }
    changed = 0
    numbers = list(versions)
    for start in range(0, len(numbers), 5_000):
        rows = Customer.objects.filter(pk__in=numbers[start : start + 5_000]).values_list("pk", "version")
        changed += sum(version != versions[number] for number, version in rows)
    return changed
