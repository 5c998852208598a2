"""Restore a backup."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from rapport import __version__
from rapport.site.backup.archive import unpack
from rapport.site.backup.making import FILES, KEPT, KINDS, make_backup
from rapport.site.backup.manifest import Manifest
from rapport.site.backup.refusals import BackupNewer, BackupOfOtherKind, DatabaseNotEmpty, RestoreDisturbed
from rapport.site.work.locks import held

RECORDS = {"staff_user": "people", "customers_customer": "customers", "orders_order": "orders"}
KIND_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Tell = Callable[[str], None]


def restore_backup(
    path: Path,
    *,
    at: datetime,
    passphrase: bytes | None = None,
    force: bool = False,
    tell: Tell = lambda _line: None,
) -> Manifest:
    """Put back what `make_backup` wrote, prove that it is equal, and bring it up to this version."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".rapport-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        tell("Reading and checking the file")
        manifest = unpack(path, folder, passphrase)
        _refuse_other(manifest, path)
        _make_room(at, force=force, tell=tell)
        with held("migrate", "worth", "imports", wait=60):
            _put_back(manifest, folder, path, tell)
    return manifest


def _put_back(manifest: Manifest, folder: Path, path: Path, tell: Tell) -> None:
    tell("Filling the database")
    database = manifest.database
    migrations = [(room, name) for room, name in database.migrations]
    there = KINDS[database.kind].load(folder, migrations, database.counters)
    names = {*there, *database.tables}
    differ = sorted(name for name in names if there.get(name) != database.tables.get(name))
    if differ:
        raise RestoreDisturbed(path=path, table=differ[0])
    _put_files_back(folder / FILES)
    tell("Bringing it up to this version")
    call_command("migrate", verbosity=0)


def _refuse_other(manifest: Manifest, path: Path) -> None:
    """Refuse a backup of the other kind of database or of a newer Rapport."""
    kind, ours = manifest.database.kind, connection.vendor
    if kind != ours:
        raise BackupOfOtherKind(path=path, theirs=KIND_NAMES.get(kind, kind), ours=KIND_NAMES[ours])
    if _parts(manifest.version) > _parts(__version__):
        raise BackupNewer(path=path, theirs=manifest.version, ours=__version__, why="")
    known = MigrationLoader(None).disk_migrations or {}
    strange = [f"{room} {name}" for room, name in manifest.database.migrations if (room, name) not in known]
    if strange:
        raise BackupNewer(
            path=path, theirs=manifest.version, ours=__version__, why=f", which does not know {strange[0]}"
        )


def _parts(version: str) -> list[int]:
    """Return the numbers of a version, to compare."""
    return [int("".join(filter(str.isdigit, part)) or 0) for part in version.split(".")[:3]]


def _make_room(at: datetime, *, force: bool, tell: Tell) -> None:
    """Refuse to replace records, or back them up first where somebody insists."""
    held_now = records()
    if not held_now:
        return
    if not force:
        raise DatabaseNotEmpty(what=" and ".join(f"{count:,} {what}" for what, count in held_now.items()))
    place = settings.DATA_DIR / "backups"
    place.mkdir(mode=0o700, exist_ok=True)
    path = place / f"before-restore-{at:%Y%m%d-%H%M%S}.rapport"
    make_backup(path, at=at, force=True)
    tell(f"What was there is in {path}")


def records() -> dict[str, int]:
    """Return how many people, customers and orders the database holds, those of which it holds any."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        counts = {}
        for table, what in RECORDS.items():
            if table in tables:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
                counts[what] = cursor.fetchone()[0]
    return {what: count for what, count in counts.items() if count}


def _put_files_back(source: Path) -> None:
    """Replace what the data folder keeps by what the backup kept."""
    for name in KEPT:
        place, kept = settings.DATA_DIR / name, source / name
        if place.is_dir():
            shutil.rmtree(place)
        if kept.exists():
            kept.replace(place)
    _for_our_eyes_alone(settings.DATA_DIR / "secret-key")


def _for_our_eyes_alone(path: Path) -> None:
    if path.exists():
        path.chmod(0o600)
