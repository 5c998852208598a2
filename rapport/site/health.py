"""The health of the site, for the programs that watch it: a word to strangers, the figures to who runs it."""

import shutil
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rapport import __version__
from rapport.desk.mail.queries import health_of_mail
from rapport.site.work.queries import last_run_at
from rapport.staff.rules import Sight

LEAST_FREE = 200 * 1024**2  # bytes; less would not hold a backup of a small register
CHORES_LATE = timedelta(minutes=5)
TOLD_TO_ALL = ("status", "database", "migrations", "chores", "mail", "disk", "version")


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Say whether database, migrations, chores and disk are well; 503 where no work is possible."""
    found = _look() if _is_database_reachable() else _unreachable()
    told = found if _runs_it(request) else {name: found[name] for name in TOLD_TO_ALL}
    return JsonResponse(told, status=503 if found["status"] == "failing" else 200)


def _look() -> dict[str, Any]:
    missing = sorted(_known_migrations() - set(MigrationRecorder(connection).applied_migrations()))
    last = None if missing else last_run_at()
    free = shutil.disk_usage(settings.DATA_DIR).free
    return {
        "status": "failing" if missing else "ok",
        "database": "reachable",
        "migrations": "missing" if missing else "applied",
        "chores": "late" if last is None or now() - last > CHORES_LATE else "done",
        "mail": "not known" if missing else health_of_mail(now()),
        "disk": "low" if free < LEAST_FREE else "enough",
        "version": __version__,
        "migrations_missing": [f"{room} {name}" for room, name in missing],
        "last_chore_at": last,
        "disk_free_bytes": free,
        "database_kind": connection.vendor,
    }


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return room and name of every migration this version brings; reading them takes a while."""
    return frozenset(MigrationLoader(None).disk_migrations or {})


def _unreachable() -> dict[str, Any]:
    unknown = dict.fromkeys(("migrations", "chores", "mail", "disk"), "not known")
    return {"status": "failing", "database": "not reachable", **unknown, "version": __version__}


def _runs_it(request: HttpRequest) -> bool:
    """Tell whether the person who asks may know the figures; with no database nobody is known."""
    try:
        return bool(request.user.is_authenticated and request.user.may(Sight.OPERATIONS))
    except DatabaseError:
        return False


def _is_database_reachable() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
