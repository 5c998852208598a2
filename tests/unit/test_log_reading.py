"""Any log is read or gets a sentence that says what to do."""

import stat
from pathlib import Path

import pyarrow as pa
import pytest

from rapport.engine.value.log import LogOptions, groups_of, open_log, write_rejects
from rapport.engine.value.log.refusals import (
    ColumnMissing,
    ColumnNotRecognised,
    ColumnTwice,
    ColumnUnclear,
    HeaderMissing,
    QuoteOpen,
)
from tests.log_files import ORDERS, READ, parquet, rows, write

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
