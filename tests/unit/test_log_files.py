"""Files that are no log, several files, Parquet and tables: read, or a sentence that says what to do."""

import gc
import json
import sqlite3
import zipfile
from datetime import datetime
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from rapport.engine.value import value_log
from rapport.engine.value.log import open_log, purchases
from rapport.engine.value.log.refusals import (
    ColumnsDiffer,
    CsvOnSpark,
    FileEmpty,
    FileMissing,
    FormatsMixed,
    IsFolder,
    NoFileMatches,
    NoRows,
    NotALog,
    NothingNamed,
    NothingReadable,
    ParquetBroken,
)
from rapport.lib.errors import Refusal
from tests.log_files import ORDERS, READ, parquet, rows, write

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
FIFTH = datetime(2024, 1, 5)  # noqa: DTZ001 - wall time


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- files that are no log ---


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(folder: Path, content: bytes) -> None:
    (folder / "orders.csv").write_bytes(content)
    with pytest.raises(FileEmpty, match=r"orders\.csv is empty"):
        open_log(folder / "orders.csv")


def test_a_header_without_rows_is_refused(folder: Path) -> None:
    with pytest.raises(NoRows, match="customer, day, amount"):
        open_log(write(folder, "customer,day,amount\n"))
    with pytest.raises(NoRows, match="customer, day, amount"):
        open_log(write(folder, "customer,day,amount"))
    with pytest.raises(NoRows):
        open_log(
            parquet(folder, customer=pa.array([], pa.int64()), time=pa.array([], pa.date32()), amount=[])
        )


def test_a_workbook_gets_the_way_out(folder: Path) -> None:
    with zipfile.ZipFile(folder / "orders.xlsx", "w") as workbook:
        workbook.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(
        NotALog, match=r"orders.xlsx is an Excel workbook. Save the sheet as CSV and pass that"
    ):
        open_log(folder / "orders.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("orders.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook"),
        ("orders.csv.gz", b"\x1f\x8b\x08\x00", "compressed with gzip"),
        ("orders.json", json.dumps([{"customer": 1}]).encode(), "a JSON file"),
        ("orders.pdf", b"%PDF-1.7", "a PDF document"),
        ("orders.csv", b"a,b\x00\x01\x02c,d\x05\xff\xfe\xfd", "neither text nor Parquet"),
    ],
)
def test_another_format_gets_a_sentence(folder: Path, name: str, content: bytes, kind: str) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(NotALog, match=f"{name} is {kind}"):
        open_log(folder / name)


def test_a_database_gets_a_sentence(folder: Path) -> None:
    database = sqlite3.connect(folder / "orders.db")
    database.execute("create table orders (customer)")
    database.commit()
    database.close()
    with pytest.raises(NotALog, match="an SQLite database"):
        open_log(folder / "orders.db")


def test_a_truncated_parquet_file_is_refused(folder: Path) -> None:
    whole = parquet(folder).read_bytes()
    (folder / "orders.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ParquetBroken, match=r"orders\.parquet begins like a Parquet file"):
        open_log(folder / "orders.parquet")


def test_a_parquet_file_damaged_inside_is_refused(folder: Path) -> None:
    path = parquet(folder, customer=list(range(5000)), time=[FIFTH] * 5000, amount=[1.5] * 5000)
    whole = bytearray(path.read_bytes())
    whole[4:400] = b"\xff" * 396
    path.write_bytes(whole)
    with pytest.raises(ParquetBroken, match=r"orders\.parquet"):
        value_log(path)


def test_a_missing_file_a_folder_and_a_pattern_without_match_are_refused(folder: Path) -> None:
    with pytest.raises(FileMissing, match=r"no file orders\.csv"):
        open_log("orders.csv")
    with pytest.raises(IsFolder, match="Name the files in it"):
        open_log(folder)
    with pytest.raises(NoFileMatches, match=r"No file matches \*\.csv"):
        open_log("*.csv")
    with pytest.raises(NothingNamed):
        open_log([])


def test_a_log_of_which_no_row_can_be_read_is_refused_with_the_first_row(folder: Path) -> None:
    text = "customer,day,amount\nA,soon,1\n,2024-01-05,2\n"
    with pytest.raises(
        NothingReadable, match=r"None of the 2 rows .*unreadable time \(1\).*line 2 .*A,soon,1"
    ):
        open_log(write(folder, text))


# --- several files, Parquet, tables ---


def test_the_files_of_a_pattern_are_one_log(folder: Path) -> None:
    write(folder, ORDERS, "a.csv")
    write(folder, "amount;customer;day\n7;C;2024-02-01\n", "b.csv")
    log = open_log("*.csv")
    assert rows(log) == [*READ, ("C", 19754, 700)]
    assert [(Path(part.name).name, part.rows) for part in log.parts] == [("a.csv", 2), ("b.csv", 1)]
    assert log.parts[0].bytes == (folder / "a.csv").stat().st_size
    assert rows(open_log([folder / "a.csv", "*.csv"])) == rows(log)


def test_the_file_that_differs_is_named(folder: Path) -> None:
    write(folder, ORDERS, "a.csv")
    write(folder, ORDERS.replace("amount", "total"), "b.csv")
    with pytest.raises(
        ColumnsDiffer, match=r"b\.csv does not have .*a\.csv: it lacks amount and it adds total"
    ):
        open_log("*.csv")


def test_parquet_files_of_a_pattern_are_one_log_with_their_lines(folder: Path) -> None:
    parquet(folder, "a.parquet")
    parquet(folder, "b.parquet", customer=[2.0, None], amount=pa.array([1, 2]))
    log = open_log(str(folder / "*.parquet"))
    assert rows(log) == [(1, 19727, 1000), (2, 19728, 1250), (2, 19727, 100)]
    assert log.rows.order_by(["part", "line"]).to_pyarrow()["line"].to_pylist() == [1, 2, 1]
    parquet(folder, "c.parquet", customer=["x", "y"])
    with pytest.raises(ColumnsDiffer, match=r"c\.parquet .*'customer' is text there and a number here"):
        open_log(str(folder / "*.parquet"))


def test_a_file_name_with_the_marks_of_a_pattern_is_that_file(folder: Path) -> None:
    assert rows(open_log(parquet(folder, "orders[1].parquet"))) == [(1, 19727, 1000), (2, 19728, 1250)]


def test_text_and_parquet_in_one_call_are_refused(folder: Path) -> None:
    with pytest.raises(FormatsMixed, match=r"orders\.csv and .*orders\.parquet"):
        open_log([write(folder, ORDERS), parquet(folder)])


def test_a_table_is_a_log_without_files() -> None:
    table = ibis.memtable({"customer": [1], "time": ["2024-01-05"], "amount": [10]})
    log = open_log(table)
    assert rows(log) == [(1, 19727, 1000)]
    assert log.parts == ()


def test_text_is_refused_on_spark(folder: Path) -> None:
    class Spark:
        name = "pyspark"

    with pytest.raises(CsvOnSpark, match="--engine duckdb"):
        open_log(write(folder, ORDERS), backend=Spark())


def test_a_clean_typed_log_is_grouped_straight_from_the_scan(folder: Path) -> None:
    log = open_log(parquet(folder))
    bought = purchases(log.rows, log=log)
    sql = ibis.to_sql(bought.days).upper()
    assert bought.oddments is None
    assert not log.needs_lines
    assert "OVER (" not in sql
    assert " WHERE" not in sql
    assert "JOIN" not in sql


def test_nothing_stays_in_the_engine_once_a_log_is_dropped(folder: Path) -> None:
    engine = ibis.duckdb.connect()
    text = "customer,day,amount,order\nA,2024-01-05,1,x\nA,2024-01-06,-1,x\n"
    log = open_log(write(folder, text), backend=engine)
    bought = purchases(log.rows, log=log)
    assert bought.days.count().to_pyarrow().as_py() == 0
    del log, bought
    gc.collect()
    assert engine.list_tables() == []


def test_reading_writes_nothing(folder: Path) -> None:
    path = write(folder, ORDERS + ",2024-01-05,1\n")
    open_log(path)
    assert [each.name for each in folder.iterdir()] == ["orders.csv"]


def test_every_refusal_says_what_to_do_and_never_invalid() -> None:
    from rapport.engine.value.log import refusals

    named = (kind for kind in vars(refusals).values() if isinstance(kind, type) and kind is not Refusal)
    kinds = [kind for kind in named if issubclass(kind, Refusal)]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    for kind in kinds:
        assert not {"invalid", "please", "oops", "wrong"} & set(kind.text.lower().split())
