"""Locks that the processes of one Rapport share; whoever ends, even by a crash, lets go."""

import fcntl
import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from rapport.lib.errors import Refusal

PAUSE = 0.2  # seconds between two tries


class Busy(Refusal):
    """Somebody else does it just now."""

    code = "busy"
    text = "Another process of Rapport holds '{name}' just now. Wait until it is done, then try again."


@contextmanager
def held(*names: str, wait: float = 0) -> Iterator[None]:
    """Hold locks, taken in the order of their names; `Busy` after `wait` seconds.

    On PostgreSQL they live in the database, on SQLite in files beside the records: either way
    the system lets go when a process dies, so nothing has to expire.
    """
    with ExitStack() as stack:
        for name in sorted(names):
            stack.enter_context(_held(name, time.monotonic() + wait))
        yield


@contextmanager
def _held(name: str, until: float) -> Iterator[None]:
    take = _taken_in_database if connection.vendor == "postgresql" else _taken_in_file
    with ExitStack() as stack:
        while not stack.enter_context(take(name)):
            if time.monotonic() >= until:
                raise Busy(name=name)
            stack.close()
            time.sleep(PAUSE)
        yield


@contextmanager
def _taken_in_database(name: str) -> Iterator[bool]:
    """Take a lock of a session of its own, so that nobody else's work closes it."""
    number = int.from_bytes(hashlib.sha256(f"rapport {name}".encode()).digest()[:8], "big", signed=True)
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            yield cursor.fetchone()[0]
    finally:
        own.close()


@contextmanager
def _taken_in_file(name: str) -> Iterator[bool]:
    place = settings.DATA_DIR / "locks"
    place.mkdir(parents=True, exist_ok=True)
    with (place / _file_name(name)).open("w") as file:
        yield _is_ours(file.fileno())


def _file_name(name: str) -> Path:
    """Return one file for each lock of each database: two databases may share a folder."""
    database = hashlib.sha256(str(connection.settings_dict["NAME"]).encode()).hexdigest()[:8]
    return Path(f"{name.replace(' ', '-')}-{database}")


def _is_ours(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
