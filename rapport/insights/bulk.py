"""Rows by the hundred thousand, written the fast way of each database."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

CHUNK = 5_000


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows given in the order of `columns`; days are text, money is a number. Return how many."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django's own door to a model's table
    names = ", ".join(quote(name) for name in columns)
    if connection.vendor == "postgresql":
        return _copy(f"COPY {table} ({names}) FROM STDIN", rows)
    marks = ", ".join(["%s"] * len(columns))
    return _in_chunks(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - names of ours


def _copy(statement: str, rows: Iterable[Sequence[Any]]) -> int:
    number = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for number, row in enumerate(rows, 1):  # noqa: B007 - the last number is the answer
            copy.write_row(row)
    return number


def _in_chunks(statement: str, rows: Iterable[Sequence[Any]]) -> int:
    number = 0
    with connection.cursor() as cursor:
        for chunk in _chunks(iter(rows)):
            cursor.executemany(statement, chunk)
            number += len(chunk)
    return number


def _chunks(rows: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
