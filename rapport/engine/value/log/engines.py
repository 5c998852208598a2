"""What DuckDB and Spark each do in their own way; everything else is one expression for both."""

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.backends.duckdb.converter  # noqa: F401 - paid here, not at the first query
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends import BaseBackend

from rapport.engine.value.log.refusals import SparkMissing

ScanFailure = duckdb.Error


@ibis.udf.scalar.builtin(signature=((dt.timestamp,), dt.int64))  # type: ignore[untyped-decorator]
def epoch_us(at: Any) -> Any:
    """Count microseconds since 1970 (DuckDB)."""


@ibis.udf.scalar.builtin(signature=((dt.timestamp,), dt.int64))  # type: ignore[untyped-decorator]
def unix_micros(at: Any) -> Any:
    """Count microseconds since 1970 (Spark)."""


@ibis.udf.scalar.builtin(name="round", signature=((dt.float64,), dt.float64))  # type: ignore[untyped-decorator]
def whole(number: Any) -> Any:
    """Round to a whole number that stays a float; twice as fast as Ibis' own, and no size overflows."""


def connect(database: Path | None = None) -> BaseBackend:
    """Open a DuckDB of its own, in memory or in a file; what does not fit spills to a temporary folder.

    It takes half the cores: two that share a cache need a third more work for the same answer, and
    the other half stays with whoever is at the desk.
    """
    spill = str(Path(tempfile.gettempdir()) / "rapport-spill")
    backend = ibis.duckdb.connect(":memory:" if database is None else database, temp_directory=spill)
    backend.con.execute(f"SET threads = {half_the_cores()}")
    backend.con.execute("SET enable_progress_bar = false")  # progress is the caller's to show
    return backend


def connect_spark() -> BaseBackend:
    """Open a Spark of this machine's; needs the extra `spark` and Java 17."""
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra that few install
    except ImportError as missing:
        raise SparkMissing from missing
    quiet = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.ansi.enabled": "true",
    }
    builder = SparkSession.builder.master("local[*]").appName("rapport")
    for name, setting in quiet.items():
        builder = builder.config(name, setting)
    return ibis.pyspark.connect(builder.getOrCreate())


def half_the_cores() -> int:
    """Return how many threads a valuation takes on this machine."""
    return max(1, (os.cpu_count() or 1) // 2)


def is_spark(backend: BaseBackend) -> bool:
    """Tell whether a backend is Spark."""
    return bool(backend.name == "pyspark")


def ask(table: ibis.Table, **questions: ir.Value) -> dict[str, Any]:
    """Answer several aggregates in one pass; nulls come back as None."""
    row: dict[str, Any] = table.aggregate(**questions).to_pyarrow().to_pylist()[0]
    return row


def fetched(table: ibis.Table, backend: Any) -> pa.Table:
    """Fetch a table that lies in the query engine; Ibis' own way to DuckDB copies it twice."""
    if is_spark(backend):
        return table.to_pyarrow()
    answer: pa.Table = backend.con.execute(backend.compile(table)).to_arrow_table()
    return answer


def microseconds(at: ir.Value, backend: BaseBackend) -> ir.Value:
    """Count microseconds since 1970 to a timestamp; one with a zone counts as its instant."""
    if is_spark(backend):
        return unix_micros(at.cast("timestamp('UTC')"))  # Spark's function refuses a zoneless one
    return epoch_us(at)


def scan_parquet(paths: Sequence[str], backend: BaseBackend) -> tuple[ibis.Table, ir.Value, ir.Value]:
    """Scan Parquet files; return the table, and the path and the row (from 0) of each of its rows."""
    if is_spark(backend):
        return _scan_parquet_with_spark(paths, backend)
    names = {"filename": "rapport_file", "file_row_number": True, "union_by_name": len(paths) > 1}
    literal = [re.sub(r"[\[*?]", r"[\g<0>]", path) for path in paths]  # a name is no pattern
    table = backend.read_parquet(literal, **names)
    return table, table["rapport_file"], table["file_row_number"]


def _scan_parquet_with_spark(paths: Sequence[str], backend: Any) -> tuple[ibis.Table, ir.Value, ir.Value]:
    frame = backend._session.read.parquet(*paths)  # noqa: SLF001 - Ibis has no other way to the place of a row
    place = ["_metadata.file_path as rapport_file", "_metadata.row_index as file_row_number"]
    name = ibis.util.gen_name("rapport_parquet")
    frame.selectExpr("*", *place).createOrReplaceTempView(name)
    table = backend.table(name)
    path = table["rapport_file"].re_replace("^file:/*", "/")
    return table, path, table["file_row_number"]


def keep(batches: Iterator[pa.RecordBatch], schema: pa.Schema, backend: Any) -> ibis.Table:
    """Stream batches into a DuckDB table that goes when the last expression on it goes."""
    name = ibis.util.gen_name("rapport_text")
    backend.con.register(name, pa.RecordBatchReader.from_batches(schema, batches))
    try:
        return backend.table(name).cache()
    finally:
        backend.con.unregister(name)


def hand_over(table: pa.Table, backend: Any) -> ibis.Table:
    """Give a small table to the query engine; Spark forgets one in memory between two statements."""
    if not is_spark(backend):
        return ibis.memtable(table)
    name = ibis.util.gen_name("rapport_groups")
    backend._session.createDataFrame(table).createOrReplaceTempView(name)  # noqa: SLF001 - Ibis has no door
    return backend.table(name)


def trimmed(text: ir.Value) -> ir.Value:
    """Cut the blanks around a text; what Ibis writes for Spark's own trim cuts the letters f and v too."""
    if is_spark(text.get_backend()):
        return text.re_replace("^[ \t\r\n]+|[ \t\r\n]+$", "")
    return text.strip()
