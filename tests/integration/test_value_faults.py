"""Logs with every fault that logs have: valued with every row accounted for, or refused in one sentence."""

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rapport.cli import cli

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
HEADER = "customer,day,amount"
ROWS = [f"c{n % 12},{date(2024, 1, 1) + timedelta(days=5 * n)},{4.5 + n % 6}" for n in range(60)]


def text(*further: str, header: str = HEADER, change: Callable[[int, str], str] | None = None) -> bytes:
    """Write the log with some rows more, every row changed by its number."""
    rows = [*ROWS, *further] if change is None else [change(n, row) for n, row in enumerate(ROWS)]
    return "\n".join([header, *rows, ""]).encode()


WORKS: dict[str, bytes] = {
    "bad dates": text().replace(b"2024-02", b"2024-32"),
    "negative and zero amounts": text("c1,2024-01-01,-4.5", "c2,2024-06-01,0", "c3,2024-06-02,-99"),
    "duplicates": text(*ROWS),
    "empty ids": text(",2024-06-01,5", ",2024-06-02,6"),
    "one customer": text(change=lambda _, row: "c1," + row.split(",", 1)[1]),
    "nobody repeats": text(change=lambda n, row: f"x{n}," + row.split(",", 1)[1]),
    "two hundred columns": text(
        header=HEADER + "".join(f",extra{n}" for n in range(197)), change=lambda _, row: row + ",1" * 197
    ),
    "a byte order mark": b"\xef\xbb\xbf" + text(),
    "semicolons": text().replace(b",", b";"),
    "Latin-1": text().replace(b"c1,", "Müller,".encode("latin-1")),
    "five thousand purchases by one": text(
        *(f"busy,{date(2010, 1, 1) + timedelta(days=n)},{3 + n % 5}" for n in range(5_000))
    ),
}
REFUSED: dict[str, bytes] = {
    "mixed currencies.csv": text(
        header=HEADER + ",currency", change=lambda n, row: row + (",EUR" if n % 2 else ",JPY")
    ),
    "mixed zones.csv": text(
        change=lambda n, row: row.replace("-01-06,", "-01-06T00:30:00-05:00,").replace(
            "-01-01,", "-01-01 00:30,"
        )
    ),
    "empty.csv": b"",
    "header.csv": text()[: len(HEADER) + 1],
    "nothing readable.csv": text(change=lambda _, row: row.replace("2024", "never")),
    "truncated.parquet": b"PAR1" + b"\0" * 50,
    "orders.xlsx": b"PK\x03\x04" + b"\0" * 60,
}


def value(*words: object) -> Result:
    return CliRunner().invoke(cli, ["value", *map(str, words)])


@pytest.mark.parametrize("name", WORKS)
def test_a_log_with_a_fault_is_valued_and_every_row_accounted_for(name: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(WORKS[name])
    params, output = tmp_path / "params.json", tmp_path / "value.csv"
    result = value(tmp_path / "log.csv", "--params", params, "--output", output)
    assert result.exit_code == 0, result.stderr
    found = json.loads(params.read_text(encoding="utf-8"))["rows"]

    assert sum(count["rows"] for count in found["counts"]) == found["all"]
    assert found["all"] == WORKS[name].count(b"\n") - 1
    with output.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) > 1
    assert not [row for row in rows if {"nan", "inf"} & {cell.lower() for cell in row}]


@pytest.mark.parametrize("name", REFUSED)
def test_a_log_that_cannot_be_read_without_guessing_gets_a_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(REFUSED[name])
    result = value(tmp_path / name, "--output", tmp_path / "value.csv", "--params", tmp_path / "params.json")
    *_, said = result.stderr.strip().splitlines()

    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert len(said) > 30
    assert said.endswith((".", ")"))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    for word in ("invalid", "went wrong", "please", "oops"):
        assert word not in said.lower()


def test_a_log_in_which_nothing_is_left_is_valued_at_nothing(tmp_path: Path) -> None:
    """Everything bought was taken back: prospects alone, and a summary that says so."""
    (tmp_path / "log.csv").write_bytes(text("a,2024-01-01,5", "a,2024-01-02,-5")[: len(HEADER) + 1])
    with (tmp_path / "log.csv").open("ab") as file:
        file.write(b"a,2024-01-01,5\na,2024-01-02,-5\nb,2024-01-03,7\nb,2024-01-03,-7\n")
    result = value(tmp_path / "log.csv")

    assert result.exit_code == 0, result.output
    assert "2 customers, 0 buyers" in result.stdout
