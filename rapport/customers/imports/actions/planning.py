"""How a file is read is decided, and the file is read so: claimed first, so that no two plans mix."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from rapport.customers.imports import reading
from rapport.customers.imports.actions.pieces import Piece, pieces
from rapport.customers.imports.importer import Batch, Outcome
from rapport.customers.imports.kinds import importer_of
from rapport.customers.imports.mapping import Plan, check, plan_of
from rapport.customers.imports.queries import copy_of, plan_for, progress_file, rows_of
from rapport.customers.imports.refusals import RunBegun, RunNotThere
from rapport.customers.models import ImportRun
from rapport.lib.errors import Refusal
from rapport.lib.places import beside

EXAMPLES = 20
BLOCK = 1 << 20
ROWS_BETWEEN_WORDS = 20_000
PLANNED = ("previewed", "reading")  # nothing was taken in yet
NEEDED = ("previewed", "running", "stopped")  # the typed rows are still to be taken in
FAILED = "The file could not be read to its end, and why is not known. Put it away, and ask the owner."


def plan(run: ImportRun, said: Plan, *, door: str = "command") -> ImportRun:
    """Decide how a file is read, read it once, and count its rows and those that cannot be read."""
    return read(ask_to_read(run, said, door=door))


@transaction.atomic
def ask_to_read(run: ImportRun, said: Plan, *, door: str) -> ImportRun:
    """Claim a run for reading by a plan; until it is read it neither starts nor is planned anew.

    Each claim has rows of its own, so that a reader who is late spoils nothing.
    """
    run = locked(run)
    if run.state != "previewed":
        raise RunBegun(number=run.pk, state=run.state)
    rows_of(run).unlink(missing_ok=True)
    claim = run.mapping.get("claim", 0) + 1
    run.mapping, run.state, run.rows = said.stored() | {"claim": claim, "door": door}, "reading", None
    run.save(update_fields=["mapping", "state", "rows"])
    return run


def read(run: ImportRun) -> ImportRun:
    """Read a claimed file; what stands in the way is kept with the run, for its page, and raised."""
    try:
        found = plan_for(run, plan_of(run.mapping))
        rows = type_rows(run, found)
    except Exception as fault:
        _settle(run, {"fault": str(fault) if isinstance(fault, Refusal) else FAILED}, None)
        raise
    return _settle(run, found.stored(), rows)


def type_rows(run: ImportRun, found: Plan) -> int:
    """Write the typed rows of a run beside its file, telling how far it is, and return how many."""
    importer, path, lines = importer_of(run.kind), copy_of(run), _lines_in(run)
    try:
        opened = reading.open_file(path, run.file_name, found.has_header, tell=_teller(run, lines))
        _write_down(run, lines, lines)
        check(found, importer, opened.columns, run.file_name)
        return reading.stage(opened, importer, found, rows_of(run))
    finally:
        progress_file(run).unlink(missing_ok=True)


def _teller(run: ImportRun, lines: int) -> Callable[[int], None]:
    """Return what writes down, every so often, how many rows are read."""
    told = 0

    def tell(rows: int) -> None:
        nonlocal told
        if rows < told + ROWS_BETWEEN_WORDS:
            return
        told = rows
        _write_down(run, rows, lines)

    return tell


def _write_down(run: ImportRun, rows: int, lines: int) -> None:
    """Write how many rows are read, of about how many, where the page looks.

    In a file and not in the database: it is told from a thread of the engine.
    """
    with beside(progress_file(run), mode=0o600) as draft:
        draft.write_text(json.dumps([min(rows, lines), lines]), "ascii")


def _lines_in(run: ImportRun) -> int:
    with copy_of(run).open("rb") as copy:
        return sum(block.count(b"\n") for block in iter(lambda: copy.read(BLOCK), b""))


@transaction.atomic
def _settle(run: ImportRun, told: dict[str, Any], rows: int | None) -> ImportRun:
    """Let a run be planned that was read, unless it was put away or read by another meanwhile."""
    now = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    is_ours = now is not None and now.mapping.get("claim") == run.mapping.get("claim")
    if now is None or not is_ours or now.state not in ("reading", *NEEDED):
        rows_of(run).unlink(missing_ok=True)
    if now is None:
        raise RunNotThere(number=run.pk)
    if not is_ours or now.state != "reading":
        return now
    now.mapping, now.state, now.rows = now.mapping | told, "previewed", rows
    now.save(update_fields=["mapping", "state", "rows"])
    return now


def would(run: ImportRun, *, at: datetime) -> tuple[list[list[str]], Outcome]:
    """Return the first rows as they stand, and what would become of them; nothing is kept."""
    importer = importer_of(run.kind)
    piece = next(pieces(rows_of(run), importer, 0, size=EXAMPLES), Piece(0, (), ()))
    with transaction.atomic():
        outcome = importer.apply_rows(piece.rows, Batch(run, run.made_by_name, at))
        transaction.set_rollback(True)
    outcome.rejects += piece.rejects
    return reading.first_cells(copy_of(run), plan_of(run.mapping).has_header, EXAMPLES), outcome


@transaction.atomic
def forget(run: ImportRun) -> None:
    """Drop a run that took nothing in, its copy of the file and its typed rows."""
    run = locked(run)
    if run.state not in PLANNED:
        raise RunBegun(number=run.pk, state=run.state)
    files = (Path(run.path), rows_of(run))
    run.delete()
    transaction.on_commit(lambda: _unlink(files))


def _unlink(files: Iterable[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)


def locked(run: ImportRun) -> ImportRun:
    """Return a run locked for change, as it stands now; refuse one that was put away."""
    found = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    if found is None:
        raise RunNotThere(number=run.pk)
    return found
