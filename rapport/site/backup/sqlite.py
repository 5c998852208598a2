"""A SQLite database in a backup: one file, copied as of one moment while others write."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from rapport.site.backup.manifest import Table

NAME = "database.sqlite3"
TABLES = (
    "SELECT name, wr FROM pragma_table_list "
    "WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
)
ROWS_AT_ONCE = 10_000
SECONDS_TO_WAIT = 20


def snapshot(folder: Path) -> tuple[dict[str, Table], dict[str, int]]:
    """Write the database into `folder` and return its tables; writers go on meanwhile.

    The copy is made in one step, which reads one state of the database from start to end.
    """
    with closing(_opened()) as database, closing(sqlite3.connect(folder / NAME)) as copy:
        database.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        return _tables(copy), {}


def load(folder: Path, migrations: list[tuple[str, str]], counters: dict[str, int]) -> dict[str, Table]:  # noqa: ARG001 - as in postgres.py
    """Replace the database by the one in `folder`, in one transaction, and return its tables."""
    connection.close()
    with closing(_opened()) as database, closing(sqlite3.connect(folder / NAME)) as copy:
        copy.backup(database)
        return _tables(database)


def _opened() -> sqlite3.Connection:
    """Open the database without Django, which would turn what is stored into times and truths."""
    name = str(connection.settings_dict["NAME"])
    return sqlite3.connect(name, uri=name.startswith("file:"), timeout=SECONDS_TO_WAIT)


def _tables(database: sqlite3.Connection) -> dict[str, Table]:
    """Return the tables; those a full-text index keeps for itself follow from the others."""
    kept = database.text_factory
    database.text_factory = bytes  # what is stored, whether it can be decoded or not
    try:
        named = [
            (name.decode(), without_rowid) for name, without_rowid in database.execute(TABLES).fetchall()
        ]
        return {
            name: _table(database, name, _order(database, name, without_rowid))
            for name, without_rowid in named
        }
    finally:
        database.text_factory = kept


def _order(database: sqlite3.Connection, table: str, without_rowid: int) -> str:
    if not without_rowid:
        return "rowid"
    keys = database.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", [table])
    return ", ".join(f'"{name.decode()}"' for (name,) in keys)


def _table(database: sqlite3.Connection, name: str, order: str) -> Table:
    rows, digest = 0, hashlib.sha256()
    found = database.execute(f'SELECT * FROM "{name}" ORDER BY {order}')  # noqa: S608 - names of our own tables
    while some := found.fetchmany(ROWS_AT_ONCE):
        rows += len(some)
        digest.update(repr(some).encode())
    return Table(rows=rows, digest=digest.hexdigest())
