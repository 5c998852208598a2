"""DuckDB and Spark read the same Parquet log alike, row by row."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ibis.backends import BaseBackend

from rapport.engine.value.log import (
    LogOptions,
    TypedLog,
    account,
    groups_of,
    open_log,
    purchases,
    write_rejects,
)
from rapport.engine.value.log.engines import connect, connect_spark

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated; PySpark 4.0 has warnings of its own.
pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]
START = datetime(2024, 3, 28, 22, 10, tzinfo=UTC)
MANY = 400


@pytest.fixture(scope="module")
def spark() -> BaseBackend:
    return connect_spark()


def columns(at: int) -> dict[str, Any]:
    """Make a row with a fault now and then; refunds, duplicates and orders over several days."""
    moment = START + timedelta(hours=7 * (at // 3))
    amount = -(at % 5) if at % 6 == 0 else at % 5 + (at % 4) / 4
    return {
        "customer": None if at % 41 == 0 else at % 17,
        "name": ("  c{} " if at % 2 else "c{}").format(at % 17) if at % 43 else "null",
        "stamp": moment.replace(tzinfo=None),
        "instant": moment,
        "iso": moment.isoformat(sep=" ") if at % 37 else "2024-02-30",
        "wall": moment.replace(tzinfo=None).isoformat(sep=" "),
        "written": f"{moment:%d.%m.%Y %H:%M}" if at % 31 else "never",
        "counted": int(moment.timestamp() * 1000),
        "paid": float(amount) if at % 29 else float("nan"),
        "price": f"£{amount:,.2f}" if at % 23 else "free",
        "bill": None if at % 7 == 0 else f"b{at // 9}",
        "shop": None if at % 5 == 0 else f"s{at % 3}",
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs")
    rows = [columns(at) for at in range(MANY)]
    rows += rows[::11]
    pq.write_table(pa.Table.from_pylist(rows[:250]), folder / "a.parquet")
    pq.write_table(pa.Table.from_pylist(rows[250:]), folder / "b.parquet")
    return folder


OPTIONS = [
    LogOptions(customer="customer", time="stamp", amount="paid"),
    LogOptions(customer="name", time="instant", amount="price", order="bill", timezone="Europe/London"),
    LogOptions(customer="name", time="iso", amount="price", by="shop", timezone="Europe/Berlin"),
    LogOptions(customer="customer", time="wall", amount="paid", order="bill"),
    LogOptions(customer="customer", time="written", amount="price", order="bill", by="shop"),
    LogOptions(customer="name", time="counted", amount="paid"),
]


def plain(table: ibis.Table) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.values()) for row in table.to_pyarrow().to_pylist()), key=repr)


def facts(log: TypedLog, folder: Path) -> list[Any]:
    bought = purchases(log.rows, log=log)
    odd = [] if bought.oddments is None else plain(bought.oddments)
    groups = plain(groups_of(log.rows)) if "group" in log.rows.columns else []
    rows = plain(log.rows.drop("twin") if "twin" in log.rows.columns else log.rows)
    rejected = write_rejects(log, folder / "rejects.csv"), log.rejected
    settled = (log.decimals, log.currency, log.has_refunds, log.total_rows, log.notes)
    return [rows, plain(bought.days), odd, groups, rejected, settled, account(log, bought)]


@pytest.mark.parametrize("options", OPTIONS)
def test_both_engines_read_alike(
    files: Path, tmp_path: Path, spark: BaseBackend, options: LogOptions
) -> None:
    pattern = str(files / "*.parquet")
    ours = facts(open_log(pattern, options, backend=connect()), tmp_path)
    theirs = facts(open_log(pattern, options, backend=spark), tmp_path)
    for one, other in zip(ours, theirs, strict=True):
        assert one == other
    assert ours[-1].adds_up()
    assert ours[-1].rows == MANY + len(range(0, MANY, 11))
