"""What can be asked of imports: runs, what a file would do, and the rows that were rejected."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from rapport.customers.imports import reading
from rapport.customers.imports.kinds import importer_of
from rapport.customers.imports.mapping import Plan, complete, digest_of, plan_of
from rapport.customers.imports.refusals import NobodyYet, NoSuchPerson, PreviewFirst, RunNotThere
from rapport.customers.models import ImportedThing, ImportMapping, ImportRun
from rapport.staff.models import User
from rapport.staff.rules import Role, Sight

REJECTED = "rejected"  # the kind of thing that stands for a row that was not taken in
FATES = ("added", "changed", "unchanged", "joined")


@dataclass(frozen=True)
class Line:
    """One line of the accounting of a run."""

    words: str
    rows: int
    reason: str = ""


def runs_visible_to(user: User) -> QuerySet[ImportRun]:
    """Return the imports somebody may see: all of them, or none."""
    return ImportRun.objects.all() if user.may(Sight.IMPORT) else ImportRun.objects.none()


def person_for(email: str) -> User:
    """Return who answers for an import: the person with an address, else the first owner."""
    people = User.objects.filter(is_active=True)
    found = people.filter(email__iexact=email) if email else people.filter(role=Role.OWNER)
    person = found.order_by("pk").first()
    if person is None:
        raise (NoSuchPerson(email=email) if email else NobodyYet())
    return person


def waiting_runs() -> QuerySet[ImportRun]:
    """Return the runs that a page let begin and the chore takes further, the oldest first."""
    waiting = ("reading", "running", "undoing")
    return ImportRun.objects.filter(state__in=waiting, mapping__door="page").order_by("pk")


def run_numbered(number: int) -> ImportRun:
    """Return an import by its number."""
    run = ImportRun.objects.filter(pk=number).first()
    if run is None:
        raise RunNotThere(number=number)
    return run


def begun(kind: str, digest: str) -> ImportRun | None:
    """Return the newest run of this very file that was begun and not finished."""
    runs = ImportRun.objects.filter(kind=kind, digest=digest, state__in=("running", "stopped"))
    return runs.order_by("-pk").first()


def copy_of(run: ImportRun) -> Path:
    """Return the stored copy of a file; refuse when it is gone."""
    path = Path(run.path)
    if not path.is_file():
        raise PreviewFirst(file=run.file_name)
    return path


def rows_of(run: ImportRun) -> Path:
    """Return where the typed rows of a run are kept, as its plan has them."""
    return Path(f"{run.path}.{run.pk}.{run.mapping.get('claim', 0)}.rows")


def progress_file(run: ImportRun) -> Path:
    """Return where it is written how far a file is read."""
    return rows_of(run).with_suffix(".read")


def progress(run: ImportRun) -> tuple[int, int] | None:
    """Return how many rows of a file are read, of about how many; None before and after that."""
    try:
        rows, lines = json.loads(progress_file(run).read_text("ascii"))
    except FileNotFoundError:
        return None
    return rows, lines


def plan_for(run: ImportRun, said: Plan) -> Plan:
    """Complete what was said about a file by what was said last time and by the names of its columns."""
    columns, _ = reading.columns_of(copy_of(run), said.has_header)
    known = ImportMapping.objects.filter(kind=run.kind, header=digest_of(columns)).first()
    before = plan_of(known.mapping) if known else Plan()
    merged = Plan(
        columns={**before.columns, **said.columns},
        has_header=said.has_header if said.has_header is not None else before.has_header,
        dates=said.dates or before.dates,
        decimal=said.decimal or before.decimal,
        currency=said.currency or before.currency,
    )
    return complete(merged, importer_of(run.kind), columns)


def accounting(run: ImportRun) -> list[Line]:
    """Return where every row of a run ended, rejected ones by reason."""
    counts: dict[str, Any] = run.counts
    lines = [Line(_WORDS[fate], counts.get(fate, 0)) for fate in FATES if counts.get(fate)]
    rejected = sorted(counts.get(REJECTED, {}).items(), key=lambda each: -each[1])
    lines += [Line("rejected", rows, reason) for reason, rows in rejected]
    waiting = (run.rows or 0) - run.position
    return [*lines, Line("still to come", waiting)] if waiting > 0 else lines


_WORDS = {
    "added": "added",
    "changed": "changed",
    "unchanged": "there already",
    "joined": "further lines of the same order",
}


def rejected_rows(run: ImportRun) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the rows that were not taken in: line, reason, and the cells as they stand in the file."""
    things = ImportedThing.objects.filter(run=run, kind=REJECTED).order_by("thing")
    reasons = {
        line: (before or {})["reason"] for line, before in things.values_list("thing", "before").iterator()
    }
    opened = reading.open_file(copy_of(run), run.file_name, plan_of(run.mapping).has_header)
    for line, cells in reading.as_they_stood(opened, list(reasons)):
        yield line, reasons[line], cells


def touched(run: ImportRun) -> Iterator[tuple[int, bool]]:
    """Yield the customers that a run added or changed; true for changed."""
    things = ImportedThing.objects.filter(run=run, kind="customer").order_by("pk")
    yield from (
        (thing, before is not None) for thing, before in things.values_list("thing", "before").iterator()
    )


def staged_rejects(run: ImportRun) -> dict[str, int]:
    """Count the rows of a planned run that cannot be read, by reason."""
    path = rows_of(run)
    return reading.reasons_of(path) if path.is_file() else {}


def rejects_in(run: ImportRun) -> int:
    """Return how many rows of a run were not taken in."""
    return sum(run.counts.get(REJECTED, {}).values())
