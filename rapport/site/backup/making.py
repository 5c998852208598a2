"""Make a backup."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from rapport import __version__
from rapport.lib.places import refuse_place
from rapport.site.backup import postgres, sqlite
from rapport.site.backup.archive import Archive, writing
from rapport.site.backup.manifest import Database, Manifest
from rapport.site.work.locks import held

KINDS = {"sqlite": sqlite, "postgresql": postgres}
FILES = "files"
KEPT = (
    "imports",
    "log",
    "state",
    "secret-key",
)  # below the data folder; the rest is made anew or is a backup
PATIENCE = 600  # seconds to wait for a chore that writes files which must fit the database
WRITES_FILES = ("worth", "imports")
Tell = Callable[[str], None]


def make_backup(
    path: Path,
    *,
    at: datetime,
    passphrase: bytes | None = None,
    force: bool = False,
    tell: Tell = lambda _line: None,
) -> Manifest:
    """Write everything Rapport keeps to `path`, as of one moment, while it is in use."""
    refuse_place(path, force=force)
    with held(*WRITES_FILES, wait=PATIENCE), _folder_beside(path) as folder:
        tell("Copying the database")
        database = _database(folder)
        tell("Writing the file")
        with writing(path, passphrase) as archive:
            _add_files(archive, folder)
            manifest = Manifest(__version__, at, database, archive.files)
            archive.finish(manifest)
    return manifest


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".rapport-", dir=path.parent) as name:
        yield Path(name)


def records_in(manifest: Manifest) -> str:
    """Say how many records a backup holds."""
    tables = manifest.database.tables
    rows = sum(table.rows for table in tables.values())
    return f"{rows:,} rows in {len(tables)} tables, {len(manifest.files)} files"


def _database(folder: Path) -> Database:
    kind = connection.vendor
    tables, counters = KINDS[kind].snapshot(folder)
    return Database(kind=kind, migrations=applied(), tables=tables, counters=counters)


def applied() -> list[list[str]]:
    """Return room and name of every migration that the database has seen."""
    return sorted(list(key) for key in MigrationRecorder(connection).applied_migrations())


def _add_files(archive: Archive, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            archive.add(path, str(path.relative_to(folder)))
    for path in _kept():
        archive.add(path, f"{FILES}/{path.relative_to(settings.DATA_DIR)}")


def _kept() -> Iterator[Path]:
    """Yield the files below the data folder that belong to the records; drafts start with a dot."""
    for name in KEPT:
        place = settings.DATA_DIR / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        yield from (path for path in found if path.is_file() and not path.name.startswith("."))
