"""What can be done with a file: keep a copy, take it in piece by piece, take it back."""

import csv
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from rapport.customers.imports import reading
from rapport.customers.imports.actions.bulk import insert_like
from rapport.customers.imports.actions.pieces import Piece, pieces
from rapport.customers.imports.actions.planning import EXAMPLES, locked, read, type_rows
from rapport.customers.imports.actions.things import source_of
from rapport.customers.imports.importer import Batch, Importer, Outcome
from rapport.customers.imports.kinds import importer_of
from rapport.customers.imports.mapping import digest_of, plan_of
from rapport.customers.imports.queries import REJECTED, copy_of, rejected_rows, rows_of
from rapport.customers.imports.refusals import RunNotRead, RunNotStartable, RunNotUndoable
from rapport.customers.models import ImportedThing, ImportMapping, ImportRun, TimelineEntry
from rapport.lib.errors import Refusal
from rapport.lib.places import beside, refuse_place
from rapport.staff.actions import record
from rapport.staff.models import User

UNDO_PIECE = 2_000
BLOCK = 1 << 20
NOT_UNDOABLE = {
    "previewed": "nothing of it was taken in",
    "reading": "nothing of it was taken in",
    "running": "it is running; stop it first",
    "undone": "it is taken back already",
}
Clock = Callable[[], datetime]
Tell = Callable[[ImportRun], None]


class TakenElsewhere(Exception):
    """Another process took this piece in, or the run was stopped; go on from where it is now."""


def receive(source: IO[bytes], name: str, *, kind: str, by: User, at: datetime) -> ImportRun:
    """Keep a copy of a file, for the owner's eyes alone, and note a run for it."""
    importer_of(kind)
    path, digest = _keep(source, Path(name).suffix)
    run = ImportRun(kind=kind, file_name=Path(name).name[:255], path=str(path), digest=digest)
    run.made_by_name, run.made_at = by.name, at
    with transaction.atomic():
        run.save()
        record(by, "import", run, at=at, kind=kind, file=run.file_name)
    return run


def _keep(source: IO[bytes], suffix: str) -> tuple[Path, str]:
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{os.getpid()}.{os.urandom(4).hex()}.part"
    digest = hashlib.sha256()
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as copy:
        while block := source.read(BLOCK):
            digest.update(block)
            copy.write(block)
    name = f"{digest.hexdigest()[:24]}-{os.urandom(4).hex()}"  # a copy for each run: it goes with its run
    path = folder / (name + suffix.lower()[:12])
    draft.replace(path)
    return path, digest.hexdigest()


@transaction.atomic
def start(run: ImportRun, *, door: str, by: User, at: datetime) -> ImportRun:
    """Let a planned run begin, or go on; remember how files with this header are read.

    `door` is "page" for a run that the chore takes in, else "command".
    """
    run = locked(run)
    if run.state == "reading" or (run.state == "previewed" and run.rows is None):
        raise RunNotRead(number=run.pk)
    if run.state not in ("previewed", "stopped", "running"):
        raise RunNotStartable(number=run.pk, state=run.state)
    run.mapping, run.state = run.mapping | {"door": door}, "running"
    run.save(update_fields=["mapping", "state"])
    _remember(run)
    record(by, "start import", run, at=at)
    return run


def _remember(run: ImportRun) -> None:
    """Keep how a header is read; columns without names say nothing about the next file."""
    stored = plan_of(run.mapping)
    columns, has_names = reading.columns_of(copy_of(run), stored.has_header)
    if has_names:
        ImportMapping.objects.update_or_create(
            kind=run.kind, header=digest_of(columns), defaults={"mapping": stored.stored()}
        )


def take_in(run: ImportRun, *, clock: Clock, tell: Tell = lambda run: None) -> ImportRun:  # noqa: ARG005
    """Take a running file in, from where it stands to its end; each piece is committed with its position."""
    importer = importer_of(run.kind)
    if not rows_of(run).is_file():
        type_rows(run, plan_of(run.mapping))
    while run.state == "running" and run.position < (run.rows or 0):
        try:
            for piece in pieces(rows_of(run), importer, run.position):
                run = take_piece(run, piece, importer, at=clock())
                tell(run)
        except TakenElsewhere:
            run = ImportRun.objects.get(pk=run.pk)
    return _finish(run, importer, at=clock()) if run.state == "running" else run


@transaction.atomic
def take_piece(run: ImportRun, piece: Piece, importer: Importer, *, at: datetime) -> ImportRun:
    """Apply some rows and move the position behind them; both are kept or neither."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.position != piece.start or run.state != "running":
        raise TakenElsewhere
    outcome = importer.apply_rows(piece.rows, Batch(run, run.made_by_name, at))
    _check_accounting(outcome, len(piece.rows))
    outcome.rejects += piece.rejects
    _note_rejects(run, outcome.rejects)
    run.counts = _added_up(run.counts, outcome)
    run.position = piece.end
    run.save(update_fields=["counts", "examples", "position"])
    return run


def _check_accounting(outcome: Outcome, rows: int) -> None:
    found = sum(outcome.counts.values()) + len(outcome.rejects)
    if found != rows:
        raise AssertionError(f"{rows} rows went in and {found} came out")


def _added_up(counts: Mapping[str, Any], outcome: Outcome) -> dict[str, Any]:
    total = dict(counts)
    for fate, rows in outcome.counts.items():
        total[fate] = total.get(fate, 0) + rows
    rejected = dict(total.get(REJECTED, {}))
    for _, reason in outcome.rejects:
        rejected[reason] = rejected.get(reason, 0) + 1
    return total | ({REJECTED: rejected} if rejected else {})


def _note_rejects(run: ImportRun, rejects: Sequence[tuple[int, str]]) -> None:
    things = ((line, {"reason": why}) for line, why in rejects)
    insert_like(ImportedThing(run=run, kind=REJECTED), ["thing", "before"], things)
    shown = [{"line": line, "reason": reason} for line, reason in rejects]
    run.examples = [*run.examples, *shown][:EXAMPLES]


def _finish(run: ImportRun, importer: Importer, *, at: datetime) -> ImportRun:
    """Tell what was taken in and close the run; after a crash in between, all of it again."""
    importer.finish(Batch(run, run.made_by_name, at))
    run.state, run.done_at = "done", at
    run.save(update_fields=["state", "done_at"])
    rows_of(run).unlink(missing_ok=True)
    return run


def carry_on(run: ImportRun, *, clock: Clock) -> None:
    """Read a file, or take a run further in or back; what fails stops it, so that it fails only once.

    Why a file is declined stands on the page of its run: the chore has done what it could.
    """
    try:
        if run.state == "reading":
            with suppress(Refusal):
                read(run)
        elif run.state == "undoing":
            undo(run, clock=clock)
        else:
            take_in(run, clock=clock)
    except Exception:
        stop(run)
        raise


def write_rejects(run: ImportRun, path: Path) -> None:
    """Write the rows that were not taken in as they stood, with line and reason, for the owner's eyes."""
    refuse_place(path, force=False)
    with beside(path, mode=0o600) as draft, draft.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        columns, _ = reading.columns_of(copy_of(run), plan_of(run.mapping).has_header)
        writer.writerow(["line", "reason", *columns])
        writer.writerows([line, reason, *cells] for line, reason, cells in rejected_rows(run))


def stop(run: ImportRun) -> None:
    """Stop a running import after the piece in hand; it can go on later."""
    ImportRun.objects.filter(pk=run.pk, state="running").update(state="stopped")


@transaction.atomic
def begin_undo(run: ImportRun, *, by: User, at: datetime, door: str = "command") -> ImportRun:
    """Let a run be taken back as a whole; refuse when somebody changed since what it brought."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in ("done", "stopped", "undoing"):
        raise RunNotUndoable(number=run.pk, why=NOT_UNDOABLE.get(run.state, f"it is {run.state}"))
    changed = importer_of(run.kind).changed_since(run) if run.state != "undoing" else 0
    if changed:
        why = f"{changed} of the things it brought {'was' if changed == 1 else 'were'} changed since"
        raise RunNotUndoable(number=run.pk, why=why)
    run.mapping, run.state = run.mapping | {"door": door}, "undoing"
    run.save(update_fields=["mapping", "state"])
    record(by, "undo import", run, at=at)
    return run


def undo(run: ImportRun, *, clock: Clock, tell: Callable[[int], None] = lambda taken: None) -> ImportRun:  # noqa: ARG005
    """Take back what a run brought, piece by piece; if it is cut off, call it again."""
    importer = importer_of(run.kind)
    taken = 0
    while piece := _undo_piece(run, importer):
        taken += piece
        tell(taken)
    with transaction.atomic():
        TimelineEntry.objects.filter(source=source_of(run), kind="import").delete()
        ImportedThing.objects.filter(run=run).delete()
        run.state, run.undone_at = "undone", clock()
        run.save(update_fields=["state", "undone_at"])
    return run


@transaction.atomic
def _undo_piece(run: ImportRun, importer: Importer) -> int:
    ImportRun.objects.select_for_update().get(pk=run.pk)
    return importer.undo(run, UNDO_PIECE)
