"""The files a valuation leaves behind: one row per customer, and the parameters behind them."""

import json
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from rapport.lib.errors import Refusal
from rapport.lib.places import beside

SORTED_TO = 200_000  # customers up to which the file is in the order of their names
DUCKDB_PARQUET = {"parquet_version": "v2", "row_group_size": 40_960}  # a quarter less work, as small
# Dictionaries only where words repeat: looking for them among amounts takes half the time.
ROW_GROUP = 122_880
ARROW_PARQUET: Mapping[str, Any] = {
    "compression": "snappy",
    "use_dictionary": ["rung", "segment"],
    "store_schema": False,
    "write_statistics": ["customer", "first_on", "last_on", "purchases"],  # what files are searched by
}


class OutputUnknown(Refusal):
    """A file ending that says nothing of the format."""

    code = "output_unknown"
    text = "{path} has no known ending. Name a file that ends in .parquet or .csv."


def refuse_ending(path: Path) -> None:
    """Refuse an output that is neither Parquet nor CSV."""
    if path.suffix.lower() not in (".parquet", ".csv"):
        raise OutputUnknown(path=path)


def write_customers(customers: ir.Table, path: Path, *, number: int) -> ir.Table:
    """Write one row per customer, as Parquet or CSV by the ending of `path`; empty stands for unknown.

    Returns the table to go on with: customers are scored once, into the file where DuckDB can read it
    back and else into the query engine.
    """
    backend = customers.get_backend()
    parquet = path.suffix.lower() == ".parquet"
    reads_back = parquet and backend.name == "duckdb"
    kept = customers if reads_back else customers.cache()
    table = kept.order_by("customer") if number <= SORTED_TO else kept
    with beside(path) as draft:
        if parquet:
            table.to_parquet(draft, **(DUCKDB_PARQUET if reads_back else {}))
        else:
            table.to_csv(draft)
    return backend.read_parquet(path) if reads_back else kept


def write_blocks(blocks: Iterable[pa.RecordBatch], path: Path, backend: Any) -> ir.Table:
    """Write blocks of rows in turn as one Parquet file; return it as a table of the query engine."""
    turn = iter(blocks)
    first = next(turn)
    with beside(path) as draft, pq.ParquetWriter(draft, first.schema, **ARROW_PARQUET) as writer:
        for block in chain([first], turn):
            writer.write_batch(block, ROW_GROUP)
    table: ir.Table = backend.read_parquet(path)
    return table


def write_parameters(found: Mapping[str, Any], path: Path) -> None:
    """Write what was found about the log and its model as JSON."""
    with beside(path) as draft:
        draft.write_text(json.dumps(found, indent=2, default=str, allow_nan=False) + "\n", encoding="utf-8")
