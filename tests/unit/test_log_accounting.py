"""Every line of a dirty log ends in exactly one class, and the file of rejects holds the rejected ones."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.engine.value.log import (
    LogOptions,
    RowClass,
    account,
    open_log,
    purchases,
    write_rejects,
)
from rapport.engine.value.log.refusals import NoRows, NothingReadable

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
CUSTOMERS = ["A", "B", " C", "Zoë", "", "NULL", "7.0", '"D; Ltd"']
TIMES = ["2024-01-05", "05/01/2024", "6.1.2024 10:00", "2024-01-07T10:00:00Z", "2024-02-30", "soon", "", "1"]
AMOUNTS = ["1.50", "£1.50", "-1.50", "(1.50)", "1,000.25", "0", "", "free", "€3", "1e99", "NaN", "2-"]
ORDERS = ["", "x", "y"]
SETTLED = LogOptions(dates="day-first", decimal=".", currency="GBP", timezone="Europe/London")

cells = st.tuples(*(st.sampled_from(each) for each in (CUSTOMERS, TIMES, AMOUNTS, ORDERS)))
broken = st.sampled_from(["", "  ", "one;two", "a;b;c;d;e"])
line = st.one_of(cells.map(";".join), cells.map(";".join), broken)


@settings(max_examples=6, deadline=None)
@given(lines=st.lists(line, max_size=150), has_order=st.booleans())
def test_every_line_ends_in_exactly_one_class(lines: list[str], *, has_order: bool) -> None:
    header = "customer;time;amount;" + ("order" if has_order else "note")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text("\n".join([header, *lines]), encoding="utf-8")
        try:
            log = open_log(path, SETTLED)
        except (NoRows, NothingReadable):
            return
        bought = purchases(log.rows, log=log)
        ended = account(log, bought)
        written = write_rejects(log, Path(folder) / "rejects.csv")
        with (Path(folder) / "rejects.csv").open(encoding="utf-8", newline="") as file:
            rejected = list(csv.DictReader(file))

    filled = [at for at, text in enumerate(lines, start=2) if text.strip() and text.strip("; ")]
    assert ended.adds_up()
    assert ended.rows == len(filled)
    assert ended.of(RowClass.REJECTED) == written == len(rejected)
    assert {int(each["line"]) for each in rejected} <= set(filled)
    days = bought.days.to_pyarrow().to_pylist()
    assert all(day["minor"] is not None and day["minor"] >= 0 for day in days)
    assert len({(day["customer"], day["day"]) for day in days}) == len(days) == ended.of(RowClass.KEPT)


def test_rows_after_until_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("customer,time,amount\nA,2024-01-05,1\nA,2024-01-05,2\nA,2024-01-09,4.5\n")
    log = open_log(path)
    until = log.rows.filter(log.rows["day"] <= 19727)

    ended = account(log, purchases(until, log=log), after_until=1, after_until_minor=450)

    assert [(count.row_class, count.reason, count.rows, count.amount) for count in ended.counts] == [
        (RowClass.KEPT, "first row of a purchase day", 1, 3.0),
        (RowClass.MERGED, "further row of a purchase day or order", 1, None),
        (RowClass.LEFT_OUT, "after --until", 1, 4.5),
    ]
    assert ended.adds_up()
