"""Bring the database up to this version, with a backup before anything in it changes."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rapport import __version__
from rapport.site.backup import make_backup
from rapport.site.work.locks import held

PATIENCE = 600  # seconds to wait for another process that does the same
KEPT_BACKUPS = 5
Tell = Callable[[str], None]


def bring_up_to_date(*, at: datetime, tell: Tell) -> Path | None:
    """Apply the migrations that are missing and return the backup made before; none for a new database."""
    with held("migrate", wait=PATIENCE):
        missing = migrations_missing()
        if not missing:
            return None
        kept = _backup_before(missing, at, tell) if _has_been_used() else None
        call_command("migrate", verbosity=0)
    return kept


def migrations_missing() -> list[str]:
    """Return the names of the migrations that this version has and the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]


def _has_been_used() -> bool:
    return bool(MigrationExecutor(connection).loader.applied_migrations)


def _backup_before(missing: list[str], at: datetime, tell: Tell) -> Path:
    place = settings.DATA_DIR / "backups"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path: Path = place / f"before-{__version__}-{at:%Y%m%d-%H%M%S}.rapport"
    tell(f"{len(missing)} changes to the database to come; backing it up to {path}")
    make_backup(path, at=at, force=True)
    for old in sorted(place.glob("before-[0-9]*.rapport"), key=lambda file: file.stat().st_mtime)[
        :-KEPT_BACKUPS
    ]:
        old.unlink(missing_ok=True)
    return path
