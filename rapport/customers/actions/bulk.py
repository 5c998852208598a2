"""Many customers written by one statement: their rows come as one JSON text."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def write_rows(columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Set columns (name: type in PostgreSQL) of the customers named by `customer` in each row.

    One parameter whatever the number of rows, and one pass over the table.
    """
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_statement(columns), [json.dumps(rows)])


def _statement(columns: Mapping[str, str]) -> str:
    settings = ", ".join(f"{column} = told.{column}" for column in columns)
    if connection.vendor == "sqlite":
        names = ("customer", *columns)
        picked = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in names)
        # MATERIALIZED: otherwise the JSON is read anew for every customer.
        return (
            f"WITH told AS MATERIALIZED (SELECT {picked} FROM json_each(%s)) "  # noqa: S608 - our own names
            f"UPDATE customers_customer SET {settings} FROM told WHERE customers_customer.id = told.customer"
        )
    typed = ", ".join(f"{name} {kind}" for name, kind in {"customer": "bigint", **columns}.items())
    return (
        f"UPDATE customers_customer SET {settings} "  # noqa: S608 - our own names
        f"FROM jsonb_to_recordset(%s::jsonb) AS told ({typed}) WHERE customers_customer.id = told.customer"
    )
