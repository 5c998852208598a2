"""Read purchases out of the database as Arrow: by ADBC where it can see them, else by Django's cursor."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import islice
from typing import Any, Literal
from urllib.parse import quote

import pyarrow as pa
from django.db import connection
from pyarrow import compute

PURCHASE = pa.schema(
    [
        ("customer", pa.int64()),
        ("time", pa.timestamp("us", tz="UTC")),
        ("minor", pa.int64()),  # hundredths of the currency; a refund is below zero
        ("currency", pa.string()),
        ("order", pa.int64()),
    ]
)
SIZE = 65_536
Table = Literal["orders", "refunds"]

# SQLite keeps times as text, which Arrow reads faster than SQLite reckons.
TIME = {"sqlite": "{at}", "postgresql": "CAST(round(extract(epoch FROM {at}) * 1000000) AS bigint)"}
HUNDREDTHS = {
    "sqlite": "CAST(round({amount} * 100) AS INTEGER)",
    "postgresql": "CAST({amount} * 100 AS bigint)",
}
SELECT = (
    "SELECT o.customer_id, {time}, {minor}, o.currency, o.id FROM {source}"
    " WHERE {key} > {first:d} AND {key} <= {last:d} ORDER BY {key}"
)
SOURCES: dict[Table, dict[str, str]] = {
    "orders": {"source": "orders_order o", "key": "o.id", "at": "o.ordered_at", "amount": "o.total"},
    "refunds": {
        "source": "orders_refund r JOIN orders_order o ON o.id = r.order_id",
        "key": "r.id",
        "at": "r.at",
        "amount": "-r.amount",
    },
}


def read_batches(
    table: Table, first: int, last: int, *, merged: Mapping[int, int]
) -> Iterator[pa.RecordBatch]:
    """Stream the rows of a table after one id and up to another; `merged`: who stands for whom now."""
    if last <= first:
        return
    sql = statement(table, first, last)
    for columns in _by_adbc(sql) if _is_reachable() else _by_cursor(sql):
        yield _typed(_standing(columns, merged))


def statement(table: Table, first: int, last: int) -> str:
    """Write the question in the words of the database; the ids are whole numbers."""
    facts, vendor = SOURCES[table], connection.vendor
    time = TIME[vendor].format(at=facts["at"])
    minor = HUNDREDTHS[vendor].format(amount=facts["amount"])
    return SELECT.format(
        time=time, minor=minor, source=facts["source"], key=facts["key"], first=first, last=last
    )


def _standing(columns: list[pa.Array], merged: Mapping[int, int]) -> list[pa.Array]:
    """Put who took a merged customer in in their place."""
    if not merged:
        return columns
    gone, kept = (pa.array(side, pa.int64()) for side in (list(merged), list(merged.values())))
    customer = columns[0].cast(pa.int64())
    place = compute.index_in(customer, value_set=gone)
    return [compute.coalesce(kept.take(place), customer), *columns[1:]]


def _typed(columns: list[pa.Array]) -> pa.RecordBatch:
    time = columns[1]
    wall = time.cast(pa.timestamp("us")) if pa.types.is_string(time.type) else time.cast(pa.int64())
    columns[1] = wall.cast(pa.int64()).cast(pa.timestamp("us", tz="UTC"))
    arrays = [column.cast(field.type) for column, field in zip(columns, PURCHASE, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=PURCHASE)


def _is_reachable() -> bool:
    """Tell whether a second connection sees the same rows: not within a transaction, not in memory."""
    name = str(connection.settings_dict["NAME"])
    in_memory = connection.vendor == "sqlite" and ("memory" in name or not name)
    return not connection.in_atomic_block and not in_memory


def _by_cursor(sql: str) -> Iterator[list[pa.Array]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = iter(cursor.fetchone, None)
        while piece := list(islice(rows, SIZE)):
            yield [pa.array(column) for column in zip(*piece, strict=True)]


def _by_adbc(sql: str) -> Iterator[list[pa.Array]]:
    with _connect() as other, other.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(SIZE)})
        cursor.execute(sql)
        for batch in cursor.fetch_record_batch():
            yield list(batch.columns)


def _connect() -> Any:
    """Open a second connection, read-only, beside Django's."""
    if connection.vendor == "sqlite":
        sqlite: Any = import_module("adbc_driver_sqlite.dbapi")
        return sqlite.connect(f"file:{quote(str(connection.settings_dict['NAME']))}?mode=ro")
    postgresql: Any = import_module("adbc_driver_postgresql.dbapi")
    connection.ensure_connection()
    info: Any = connection.connection.info
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - only where it is the database

    return postgresql.connect(make_conninfo(**info.get_parameters() | {"password": info.password or None}))
