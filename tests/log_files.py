"""Small logs in files, for the tests of reading: written in a line, read back as plain rows."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from rapport.engine.value.log import TypedLog

ORDERS = "customer,day,amount\nA,2024-01-05,10\nB,2024-01-06,12.50\n"
READ = [("A", 19727, 1000), ("B", 19728, 1250)]


def write(folder: Path, text: str, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
    """Write a text file."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rows(log: TypedLog) -> list[tuple[Any, int, int]]:
    """Return customer, day and minor units of every row, in the order of the file."""
    found = log.rows.order_by(["part", "line"]).to_pyarrow().to_pylist()
    return [(row["customer"], row["day"], row["minor"]) for row in found]


def parquet(folder: Path, name: str = "orders.parquet", **columns: Any) -> Path:
    """Write a Parquet file of two rows; `columns` replace or add columns."""
    usual = {"customer": [1, 2], "time": [datetime(2024, 1, 5), datetime(2024, 1, 6)], "amount": [10.0, 12.5]}  # noqa: DTZ001
    pq.write_table(pa.table(usual | columns), folder / name)
    return folder / name
