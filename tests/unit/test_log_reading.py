"""Any log is read or gets a sentence that says what to do."""

import gc
import json
import sqlite3
import stat
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rapport.engine.value.log import LogOptions, TypedLog, groups_of, open_log, purchases, write_rejects
from rapport.engine.value.log.refusals import (
    ColumnMissing,
    ColumnNotRecognised,
    ColumnsDiffer,
    ColumnTwice,
    ColumnUnclear,
    CsvOnSpark,
    FileEmpty,
    FileMissing,
    FormatsMixed,
    HeaderMissing,
    IsFolder,
    NoFileMatches,
    NoRows,
    NotALog,
    NothingNamed,
    NothingReadable,
    ParquetBroken,
    QuoteOpen,
)
from rapport.lib.errors import Refusal

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
ORDERS = "customer,day,amount\nA,2024-01-05,10\nB,2024-01-06,12.50\n"
READ = [("A", 19727, 1000), ("B", 19728, 1250)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rows(log: TypedLog) -> list[tuple[Any, int, int]]:
    found = log.rows.order_by(["part", "line"]).to_pyarrow().to_pylist()
    return [(row["customer"], row["day"], row["minor"]) for row in found]


def parquet(folder: Path, name: str = "orders.parquet", **columns: Any) -> Path:
    usual = {"customer": [1, 2], "time": [datetime(2024, 1, 5), datetime(2024, 1, 6)], "amount": [10.0, 12.5]}  # noqa: DTZ001
    pq.write_table(pa.table(usual | columns), folder / name)
    return folder / name


# --- spellings of a text file ---


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_usual_separator_is_found(folder: Path, mark: str) -> None:
    assert rows(open_log(write(folder, ORDERS.replace(",", mark)))) == READ


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_any_usual_encoding_is_found(folder: Path, encoding: str) -> None:
    text = ORDERS.replace("A,", "Zoë,")
    assert rows(open_log(write(folder, text, encoding=encoding)))[0] == ("Zoë", 19727, 1000)


def test_windows_line_ends_and_a_separator_line_of_excel_are_read(folder: Path) -> None:
    text = "sep=;\n" + ORDERS.replace(",", ";")
    assert rows(open_log(write(folder, text.replace("\n", "\r\n")))) == READ


def test_a_decimal_comma_is_read_beside_semicolons(folder: Path) -> None:
    text = "Kunde;Datum;Betrag\nA;05.01.2024;10,00\nB;31.01.2024;1.012,50\n"
    assert rows(open_log(write(folder, text)))[1] == ("B", 19753, 101250)


def test_quotes_may_hold_separators_quotes_and_line_breaks(folder: Path) -> None:
    text = 'customer,day,amount,note\n"A ""x"", Ltd",2024-01-05,"1,000.50","two\nlines"\nB,2024-01-06,2,\n'
    log = open_log(write(folder, text))
    assert rows(log) == [('A "x", Ltd', 19727, 100050), ("B", 19728, 200)]
    assert log.total_rows == 2


def test_columns_separated_by_runs_of_blanks_are_read_by_position(folder: Path) -> None:
    text = " 00001 0001 19970101  1   11.77\n 00001 0001 19970118  1   12.00\n"
    log = open_log(write(folder, text), LogOptions(customer="1", time="3", amount="5"))
    assert rows(log) == [("00001", 9862, 1177), ("00001", 9879, 1200)]


def test_a_file_without_header_is_refused_until_columns_are_named_by_position(folder: Path) -> None:
    path = write(folder, ORDERS.split("\n", 1)[1])
    with pytest.raises(HeaderMissing, match="first line is: A, 2024-01-05, 10.*--customer 1"):
        open_log(path)
    assert rows(open_log(path, LogOptions(customer="1", time="2", amount="3"))) == READ


def test_empty_lines_are_no_rows(folder: Path) -> None:
    log = open_log(write(folder, ORDERS.replace("\nB", "\n\n,,\n  \nB")))
    assert rows(log) == READ
    assert log.total_rows == log.parts[0].rows == 2
    assert log.rows.filter(log.rows["customer"] == "B").to_pyarrow()["line"].to_pylist() == [6]


def test_a_line_of_other_width_is_rejected_with_its_number(folder: Path) -> None:
    log = open_log(write(folder, "customer,day,amount\nA,2024-01-05\nB,2024-01-06,1,2\nC,2024-01-07,3\n"))
    assert [(count.reason, count.rows) for count in log.rejected] == [
        ("2 fields, not 3", 1),
        ("4 fields, not 3", 1),
    ]
    assert [(each.line, each.text) for each in log.misfits] == [(2, "A,2024-01-05"), (3, "B,2024-01-06,1,2")]
    assert log.rows.to_pyarrow()["line"].to_pylist() == [4]
    assert log.total_rows == 3


def test_lines_keep_their_numbers_over_many_blocks(folder: Path) -> None:
    lines = [f"{at},2024-01-05,1" if at % 997 else f"{at},2024-01-05" for at in range(1, 150_001)]
    log = open_log(write(folder, "customer,day,amount\n" + "\n".join(lines)))
    wrong = log.rows.filter(log.rows["customer"].cast("int64") + 1 != log.rows["line"])
    assert wrong.count().to_pyarrow().as_py() == 0
    assert log.total_rows == 150_000
    assert sum(count.rows for count in log.rejected) == 150_000 // 997


def test_a_quotation_mark_left_open_is_refused_with_its_line(folder: Path) -> None:
    with pytest.raises(QuoteOpen, match="in line 3 of .*orders.csv .* swallows 2 further lines"):
        open_log(write(folder, 'customer,day,amount\nA,2024-01-05,1\n"B,2024-01-06,1\nC,2024-01-07,1\nD,1,1'))


# --- customers ---


def test_customers_are_kept_as_they_stand_but_for_blanks_around_them(folder: Path) -> None:
    text = "customer,day,amount\n 007 ,2024-01-05,1\n7,2024-01-05,1\nÅsa  B,2024-01-05,1\n"
    assert [row[0] for row in rows(open_log(write(folder, text)))] == ["007", "7", "Åsa  B"]


def test_rows_without_a_customer_are_rejected_and_counted_with_their_money(folder: Path) -> None:
    nobody = "".join(f"{name},2024-01-05,2\n" for name in ("", "  ", "NULL", "nan", "NA", '""'))
    log = open_log(write(folder, ORDERS + nobody))
    assert [(count.reason, count.rows, count.amount) for count in log.rejected] == [("no customer", 6, 12.0)]
    assert rows(log) == READ


def test_whole_numbers_stay_whole_even_where_ids_are_missing(folder: Path) -> None:
    assert rows(open_log(parquet(folder, customer=[17850.0, None]))) == [(17850, 19727, 1000)]
    assert rows(open_log(parquet(folder, customer=pa.array([7, 9], pa.int32()))))[0][0] == 7
    assert rows(open_log(parquet(folder, customer=[1.5, 2.0])))[0][0] == "1.5"
    log = open_log(write(folder, ORDERS.replace("A,", "17850.0,").replace("B,", "17851,")))
    assert [row[0] for row in rows(log)] == ["17850", "17851"]
    assert "17850.0" in log.notes[0]


# --- columns ---


def test_a_missing_column_is_named_with_what_there_is(folder: Path) -> None:
    path = write(folder, ORDERS)
    text = "Column 'amont' is not in orders.csv. It has: customer, day, amount. Rename it or pass --amount."
    with pytest.raises(ColumnMissing) as refusal:
        open_log(path, LogOptions(amount="amont"))
    assert str(refusal.value) == text


def test_of_two_hundred_columns_ten_are_shown(folder: Path) -> None:
    names = ",".join(f"field_{at}" for at in range(200))
    with pytest.raises(ColumnNotRecognised, match=r"field_9 and 190 more\. .*--customer"):
        open_log(write(folder, f"{names}\n{',' * 198}x,y\n"))


def test_two_hundred_columns_are_read(folder: Path) -> None:
    more = [f"field_{at}" for at in range(197)]
    text = ",".join(["Customer ID", *more, "DAY", "Total"]) + "\nA" + "," * 197 + ",2024-01-05,10\n"
    assert rows(open_log(write(folder, text))) == READ[:1]


def test_two_columns_for_one_role_are_refused_until_one_is_named(folder: Path) -> None:
    path = write(
        folder, ORDERS.replace("customer,day", "customer,email,day").replace(",2024", ",a@b.example,2024")
    )
    with pytest.raises(ColumnUnclear, match="may be the customer: customer, email. Pass --customer"):
        open_log(path)
    assert rows(open_log(path, LogOptions(customer="CUSTOMER"))) == READ


def test_two_columns_of_one_name_are_refused(folder: Path) -> None:
    with pytest.raises(ColumnTwice, match="2 columns named 'amount'"):
        open_log(write(folder, ORDERS.replace("customer,", "amount,")), LogOptions(customer="amount"))


def test_a_unit_price_is_not_taken_for_an_amount(folder: Path) -> None:
    with pytest.raises(ColumnNotRecognised, match="the amount"):
        open_log(write(folder, ORDERS.replace("amount", "UnitPrice")))


def test_the_group_is_that_of_the_newest_row(folder: Path) -> None:
    text = "customer,day,amount,shop\nA,2024-01-05,1,x\nA,2024-01-07,1,y\nA,2024-01-07,1,z\nB,2024-01-01,1,\n"
    log = open_log(write(folder, text), LogOptions(by="shop"))
    found = groups_of(log.rows).to_pyarrow().to_pylist()
    assert {row["customer"]: row["group"] for row in found} == {"A": "z", "B": "(none)"}


# --- files that are no log ---


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(folder: Path, content: bytes) -> None:
    (folder / "orders.csv").write_bytes(content)
    with pytest.raises(FileEmpty, match=r"orders\.csv is empty"):
        open_log(folder / "orders.csv")


def test_a_header_without_rows_is_refused(folder: Path) -> None:
    with pytest.raises(NoRows, match="customer, day, amount"):
        open_log(write(folder, "customer,day,amount\n"))
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
    path = parquet(
        folder, customer=list(range(5000)), time=[datetime(2024, 1, 5)] * 5000, amount=[1.5] * 5000
    )  # noqa: DTZ001
    whole = bytearray(path.read_bytes())
    whole[4:400] = b"\xff" * 396
    path.write_bytes(whole)
    with pytest.raises(ParquetBroken, match=r"orders\.parquet"):
        open_log(path)


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


# --- the file of rejected rows ---


def test_rejected_rows_are_written_as_they_stood_for_the_owner_alone(folder: Path) -> None:
    text = 'customer,day,amount\n,2024-01-05,1\n"B, Ltd",never,2\nC,2024-01-05\nD,2024-01-05,4\n'
    log = open_log(write(folder, text))
    written = write_rejects(log, folder / "rejects.csv")
    lines = (folder / "rejects.csv").read_text().splitlines()
    assert written == 3
    assert lines[0] == "file,line,reason,row"
    assert {line.split(",", 1)[1] for line in lines[1:]} == {
        '2,no customer,",2024-01-05,1"',
        '3,unreadable time,"""B, Ltd"",never,2"',
        '4,"2 fields, not 3","C,2024-01-05"',
    }
    assert stat.S_IMODE((folder / "rejects.csv").stat().st_mode) == 0o600
    assert len(list(folder.iterdir())) == 2


def test_rejected_rows_of_parquet_have_their_place(folder: Path) -> None:
    log = open_log(parquet(folder, customer=[None, 2]))
    assert write_rejects(log, folder / "rejects.csv") == 1
    assert ',1,no customer,",2024-01-05 00:00:00,10.0"' in (folder / "rejects.csv").read_text()


def test_a_file_of_rejects_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = open_log(write(folder, ORDERS + ",2024-01-05,1\n"))
    monkeypatch.setattr("rapport.engine.value.log.rejects._rows", lambda log: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_rejects(log, folder / "rejects.csv")
    assert [each.name for each in folder.iterdir()] == ["orders.csv"]


def test_every_refusal_says_what_to_do_and_never_invalid() -> None:
    from rapport.engine.value.log import refusals

    kinds = [kind for kind in vars(refusals).values() if isinstance(kind, type) and kind is not Refusal]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    for kind in kinds:
        assert not {"invalid", "please", "oops", "wrong"} & set(kind.text.lower().split())
