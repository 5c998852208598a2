"""A PostgreSQL database in a backup: every table by COPY, in one transaction that sees one moment.

No tool of the server is called: `pg_dump` must be at least as new as the server and is often not there.
The tables are made by the migrations that the manifest names, then filled.
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from rapport.site.backup.manifest import Table

FOLDER = "database"
TABLES = """
SELECT c.oid, c.relname FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""
COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
KEY = """
SELECT a.attname FROM pg_index i
CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = %s AND i.indisprimary ORDER BY k.place
"""
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
FUNCTIONS = """
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def snapshot(folder: Path) -> tuple[dict[str, Table], dict[str, int]]:
    """Write every table into `folder` and return the tables and counters; writers go on meanwhile."""
    place = folder / FOLDER
    place.mkdir()
    with _one_moment() as cursor:
        tables = {name: _copy_out(cursor, oid, name, place) for oid, name in _tables(cursor)}
        cursor.execute(COUNTERS)
        return tables, {name: value for name, value in cursor.fetchall() if value is not None}


def load(folder: Path, migrations: list[tuple[str, str]], counters: dict[str, int]) -> dict[str, Table]:
    """Replace the database by the tables in `folder`, and return what is there now."""
    _clear()
    executor = MigrationExecutor(connection)
    executor.migrate(_leaves(executor, migrations))
    with transaction.atomic(), connection.cursor() as cursor:
        _fill(cursor, folder / FOLDER)
        for name, value in counters.items():
            cursor.execute("SELECT setval(%s, %s)", [_quoted(name), value])
    with _one_moment() as cursor:
        return {name: _copy_out(cursor, oid, name, None) for oid, name in _tables(cursor)}


@contextmanager
def _one_moment() -> Iterator[CursorWrapper]:
    """Hand out a cursor of a connection of its own, whose every query sees the same moment."""
    with closing(connection.copy()) as own, own.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield cursor
        cursor.execute("COMMIT")


def _tables(cursor: CursorWrapper) -> list[tuple[int, str]]:
    cursor.execute(TABLES)
    return [(oid, name) for oid, name in cursor.fetchall()]


def _names(cursor: CursorWrapper, sql: str, oid: int) -> list[str]:
    cursor.execute(sql, [oid])
    return [_quoted(name) for (name,) in cursor.fetchall()]


def _copy_out(cursor: CursorWrapper, oid: int, name: str, folder: Path | None) -> Table:
    """Read a table in the order of its key, into a file if there is a folder; a line is a row."""
    columns = _names(cursor, COLUMNS, oid)
    order = _names(cursor, KEY, oid) or [f"{column}::text" for column in columns]
    sql = f"COPY (SELECT {', '.join(columns)} FROM {_quoted(name)} ORDER BY {', '.join(order)}) TO STDOUT"  # noqa: S608 - names of our own tables
    digest, rows = hashlib.sha256(), 0
    with _sink(folder, name) as sink, cursor.copy(sql) as copy:
        for block in copy:
            digest.update(block)
            rows += bytes(block).count(b"\n")  # a line break inside a text is written as \n
            sink(block)
    return Table(rows=rows, digest=digest.hexdigest())


@contextmanager
def _sink(folder: Path | None, name: str) -> Iterator[Any]:
    if folder is None:
        yield lambda _block: None
        return
    with (folder / f"{name}.copy").open("wb") as out:
        yield out.write


def _clear() -> None:
    """Drop every table and function of the schema, save those of extensions."""
    with transaction.atomic(), connection.cursor() as cursor:
        for _, name in _tables(cursor):
            cursor.execute(f"DROP TABLE {_quoted(name)} CASCADE")
        cursor.execute(FUNCTIONS)
        for (signature,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {signature} CASCADE")


def _leaves(executor: MigrationExecutor, migrations: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the last migrations of those that the backup had, one or more of each room."""
    graph, had = executor.loader.graph, set(migrations)
    return sorted(
        key
        for key in had & set(graph.nodes)
        if not any(child.key in had and child.key[0] == key[0] for child in graph.node_map[key].children)
    )


def _fill(cursor: CursorWrapper, folder: Path) -> None:
    """Fill all tables from their files; triggers rest, for what they would write is in the files too."""
    tables = _tables(cursor)
    for _, name in tables:
        cursor.execute(f"ALTER TABLE {_quoted(name)} DISABLE TRIGGER USER")
    cursor.execute(f"TRUNCATE {', '.join(_quoted(name) for _, name in tables)}")
    for oid, name in tables:
        _copy_in(cursor, oid, name, folder)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _, name in tables:
        cursor.execute(f"ALTER TABLE {_quoted(name)} ENABLE TRIGGER USER")


def _copy_in(cursor: CursorWrapper, oid: int, name: str, folder: Path) -> None:
    path = folder / f"{name}.copy"
    if not path.exists():
        return
    columns = ", ".join(_names(cursor, COLUMNS, oid))
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    with path.open("rb") as source, cursor.copy(f"COPY {_quoted(name)} ({columns}) FROM STDIN") as copy:
        while block := source.read(1 << 20):
            copy.write(block)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
