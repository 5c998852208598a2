"""The logs of the bench: CDNOW and made logs, written once, and cut into a past and a holdout."""

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.benchmarks.made_logs import write_made_log


@dataclass(frozen=True)
class BenchLog:
    """One log of the bench: a Parquet file with customer int64, time timestamp and amount double.

    The holdout begins the day after `cut` and lasts `weeks` weeks.
    """

    name: str
    path: Path
    rows: int
    last_day: date
    cut: date
    weeks: int


@dataclass(frozen=True)
class Past:
    """What a forecaster may see: the log until `until`, and how many weeks it must look ahead."""

    path: Path
    until: date
    weeks: int


# name: (file in the lifetimes package, place of the customer's number in a line)
CDNOW_FILES = {"cdnow": ("CDNOW_sample.txt", 2), "cdnow-master": ("CDNOW_master.txt", 1)}
CDNOW_CUT, CDNOW_WEEKS = date(1997, 9, 30), 39  # Fader, Hardie and Lee (2005a), section 5
MADE_WEEKS = 26  # of the holdout, after 78 weeks


def bench_log(name: str, folder: Path) -> BenchLog:
    """Return a log by its name, written if need be: cdnow, cdnow-master, or transactions such as 1e6."""
    path = folder / f"{name}.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _write_cdnow(name, path) if name in CDNOW_FILES else write_made_log(int(float(name)), path)
    [(rows, first, last)] = duckdb.sql(
        f"SELECT count(*), min(time)::DATE, max(time)::DATE FROM '{path}'"
    ).fetchall()
    if name in CDNOW_FILES:
        return BenchLog(name, path, rows, last, CDNOW_CUT, CDNOW_WEEKS)
    return BenchLog(name, path, rows, last, first + timedelta(weeks=78, days=-1), MADE_WEEKS)


def cut_log(log: BenchLog) -> tuple[Past, Path]:
    """Write the past of a log, and what each customer of it bought in the holdout; return both.

    The holdout file holds customer and `purchases`, days with a purchase: zero for most.
    """
    past = log.path.with_suffix(".past.parquet")
    holdout = log.path.with_suffix(".holdout.parquet")
    end = log.cut + timedelta(weeks=log.weeks)
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT * FROM '{log.path}' WHERE time::DATE <= DATE '{log.cut}')
            TO '{past}' (FORMAT parquet, COMPRESSION zstd)"""
        )
        connection.execute(
            f"""COPY (
                SELECT customer, coalesce(purchases, 0) AS purchases
                FROM (SELECT DISTINCT customer FROM '{past}') LEFT JOIN (
                    SELECT customer, count(DISTINCT time::DATE) AS purchases FROM '{log.path}'
                    WHERE time::DATE > DATE '{log.cut}' AND time::DATE <= DATE '{end}' GROUP BY customer
                ) USING (customer) ORDER BY customer
            ) TO '{holdout}' (FORMAT parquet)"""
        )
    return Past(past, log.cut, log.weeks), holdout


def _write_cdnow(name: str, path: Path) -> None:
    """Turn the text file inside the lifetimes package into typed Parquet; every line is kept."""
    file, place = CDNOW_FILES[name]
    source = Path(str(files("lifetimes") / "datasets" / file))
    lines = [line.split() for line in source.read_text("ascii").splitlines()]
    rows = [(int(line[place - 1]), line[-3], float(line[-1])) for line in lines if line and line[0].isdigit()]
    customer, day, amount = zip(*rows, strict=True)
    table = pa.table(
        {
            "customer": pa.array(customer, pa.int64()),
            "time": pc.strptime(pa.array(day), "%Y%m%d", "us"),
            "amount": pa.array(amount, pa.float64()),
        }
    )
    pq.write_table(
        table.sort_by([("time", "ascending"), ("customer", "ascending")]), path, compression="zstd"
    )
