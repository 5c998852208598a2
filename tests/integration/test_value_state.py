"""A kept state equals a full recomputation, whatever arrives in whatever order, and outlives a broken run."""

import multiprocessing
import os
import signal
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapport.engine.value import LogOptions, Settings, value_log
from rapport.engine.value import kept as kept_module
from rapport.engine.value.kept import kept_state
from rapport.engine.value.log import open_log
from rapport.engine.value.log.ledger import StateRefused
from rapport.engine.value.season import EPOCH
from rapport.engine.value.settings import SettingRefused
from rapport.engine.value.state import State, state_of
from tests.value_samples import Row, made_rows, write_csv

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
START = date(2023, 1, 1)
Line = tuple[str, date, float, str]


def plain(table: ir.Table) -> list[dict[str, Any]]:
    """Return the rows of a table in one order, whole numbers as such."""
    rows = table.to_pyarrow().to_pylist()
    return sorted(rows, key=lambda row: (str(row["customer"]), row.get("day", 0)))


def counts_of(state: State) -> dict[tuple[str, str], tuple[int, float | None]]:
    return {
        (count.row_class.value, count.reason): (
            count.rows,
            None if count.amount is None else round(count.amount, 2),
        )
        for count in state.accounting.counts
        if count.rows
    }


def assert_same(kept: State, full: State) -> None:
    ours, theirs = plain(kept.customers), plain(full.customers)
    assert [row["customer"] for row in ours] == [row["customer"] for row in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert one.pop("log_gaps") == pytest.approx(other.pop("log_gaps"), rel=1e-12, abs=1e-12)
        assert one == other
    assert plain(kept.sample.select("customer", "day", "minor")) == plain(
        full.sample.select("customer", "day", "minor")
    )
    assert kept.until == full.until
    for name, figure in vars(full.totals).items():
        same = figure if figure is None else pytest.approx(figure, rel=1e-12, abs=1e-12)
        assert getattr(kept.totals, name) == same, name
    assert kept.accounting.adds_up()
    assert counts_of(kept) == counts_of(full)


def refresh(folder: Path, options: LogOptions, until: date | None = None) -> tuple[State, list[str]]:
    """Bring the kept state of a folder of files up to date; return it and what it told."""
    told: list[str] = []
    log, state = kept_state(str(folder / "*.csv"), options, until, folder / "state", tell=told.append)
    del log
    return state, told


def check(folder: Path, options: LogOptions, until: date | None = None) -> list[str]:
    state, told = refresh(folder, options, until)
    full = state_of(open_log(str(folder / "*.csv"), options), until, gaps=True)
    assert_same(state, full)
    state.customers.get_backend().disconnect()
    return told


lines = st.builds(
    lambda who, day, amount, order: (f"c{who}", START + timedelta(days=day), float(amount), f"o{order}"),
    st.integers(0, 6),
    st.integers(0, 500),
    st.sampled_from([5, 5, 7, 7.5, 0, 12.25, -5, -7, -3]),
    st.integers(0, 8),
)
batches = st.lists(st.lists(lines, min_size=1, max_size=14), min_size=2, max_size=3)


@pytest.mark.parametrize("with_order", [False, True])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=batches, in_turn=st.booleans(), folded_from=st.sampled_from([kept_module.FOLDED_FROM, 1e9]))
def test_whatever_files_come_the_state_is_that_of_all_of_them(
    tmp_path_factory: pytest.TempPathFactory,
    files: list[list[Line]],
    *,
    in_turn: bool,
    with_order: bool,
    folded_from: float,
) -> None:
    """Late and same-day rows, refunds, order lines; with `in_turn` each file is later than those before."""
    folder = tmp_path_factory.mktemp("kept")
    options = LogOptions(
        customer="customer", time="day", amount="amount", order="order" if with_order else None
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_module, "FOLDED_FROM", folded_from)
        for number, batch in enumerate(files):
            shift = timedelta(days=501 * number if in_turn else 0)
            moved = [(who, day + shift, amount, order) for who, day, amount, order in batch]
            write_csv(folder / f"part{number}.csv", moved, "customer,day,amount,order")
            refresh(folder, options)[0].customers.get_backend().disconnect()
        check(folder, options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the first of two halves of a log, and its state."""
    rows = made_rows(120, 51)
    write_csv(tmp_path / "a.csv", rows[: len(rows) // 2])
    check(tmp_path, LogOptions())
    return tmp_path


def later_half() -> list[Row]:
    rows = made_rows(120, 51)
    return rows[len(rows) // 2 :]


def test_new_days_are_merged_without_reading_the_old_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = max(day for _, day, _ in made_rows(120, 51)[: len(made_rows(120, 51)) // 2])
    write_csv(folder / "b.csv", [row for row in later_half() if row[1] > last])
    read: list[str] = []

    def watched(source: Any, *args: Any, **options: Any) -> Any:
        read.extend(Path(path).name for path in source)
        return open_log(source, *args, **options)

    monkeypatch.setattr(kept_module, "open_log", watched)
    _, told = refresh(folder, LogOptions())

    assert read == ["b.csv"]
    assert told == []


def test_a_late_row_recomputes_its_customer_alone(folder: Path) -> None:
    write_csv(folder / "b.csv", [("c0001", START, 4.0), ("new", date(2025, 2, 3), 4.0)])

    assert check(folder, LogOptions())[0].startswith("1 customers")


@pytest.mark.parametrize("folded_from", [kept_module.FOLDED_FROM, 1e9])
def test_day_after_day_the_state_is_that_of_the_log(
    folder: Path, monkeypatch: pytest.MonkeyPatch, folded_from: float
) -> None:
    """What has changed is kept apart, and folded in once it is much; days without a purchase pass as well."""
    monkeypatch.setattr(kept_module, "FOLDED_FROM", folded_from)
    last = max(day for _, day, _ in made_rows(120, 51)[: len(made_rows(120, 51)) // 2])
    days = sorted({day for _, day, _ in later_half() if day > last})[:4]
    for day in days:
        write_csv(folder / f"{day}.csv", [row for row in later_half() if row[1] == day])
        assert check(folder, LogOptions()) == []
    assert check(folder, LogOptions(), days[-1] + timedelta(days=200)) == []


def test_nothing_new_changes_nothing(folder: Path) -> None:
    assert check(folder, LogOptions()) == []
    assert check(folder, LogOptions()) == []


def test_a_changed_file_makes_the_state_anew(folder: Path) -> None:
    rows = made_rows(120, 51)
    write_csv(folder / "a.csv", [*rows[: len(rows) // 2], ("c0001", date(2025, 1, 1), 99.0)])

    assert "anew" in check(folder, LogOptions())[0]


def test_a_vanished_file_makes_the_state_anew(folder: Path) -> None:
    write_csv(folder / "b.csv", later_half())
    check(folder, LogOptions())
    (folder / "a.csv").unlink()

    assert "anew" in check(folder, LogOptions())[0]


def test_other_options_make_the_state_anew(folder: Path) -> None:
    assert "anew" in check(folder, LogOptions(currency="GBP"))[0]


def test_until_may_move_forward_and_back(folder: Path) -> None:
    last = max(day for _, day, _ in made_rows(120, 51)[: len(made_rows(120, 51)) // 2])
    write_csv(folder / "b.csv", later_half())
    for days in (0, 40, 400, 10, -20, 5):
        check(folder, LogOptions(), last + timedelta(days=days))
    check(folder, LogOptions())


def test_a_day_that_lay_after_until_is_known_later(tmp_path: Path) -> None:
    rows = made_rows(80, 52)
    write_csv(tmp_path / "a.csv", rows)
    middle = rows[len(rows) // 2][1]

    check(tmp_path, LogOptions(), middle)
    check(tmp_path, LogOptions(), middle + timedelta(days=30))
    check(tmp_path, LogOptions())


def test_more_decimals_in_a_later_file_are_not_lost(tmp_path: Path) -> None:
    options = LogOptions(decimal=".")
    write_csv(tmp_path / "a.csv", [("a", START, 5), ("b", START, 6)])
    check(tmp_path, options)
    write_csv(tmp_path / "b.csv", [("a", START + timedelta(days=9), "4.125"), ("new", START, "1.001")])
    check(tmp_path, options)
    write_csv(tmp_path / "c.csv", [("a", START + timedelta(days=12), "4.5")])
    check(tmp_path, options)


def test_groups_are_those_of_the_newest_row(tmp_path: Path) -> None:
    options = LogOptions(by="shop")
    write_csv(
        tmp_path / "a.csv", [("a", START, 5.0, "x"), ("b", START, 6.0, "y")], "customer,day,amount,shop"
    )
    check(tmp_path, options)
    write_csv(
        tmp_path / "b.csv",
        [("a", START + timedelta(days=9), 5.0, "y"), ("c", START, 1.0, "x")],
        "customer,day,amount,shop",
    )
    check(tmp_path, options)


def test_a_plain_walk_through_the_rows_agrees(folder: Path) -> None:
    write_csv(folder / "b.csv", later_half())
    state, _ = refresh(folder, LogOptions())
    rows = made_rows(120, 51)
    days: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for customer, day, amount in rows:
        days[customer][(day - EPOCH).days] += round(amount * 100)
    until = max((day - EPOCH).days for _, day, _ in rows)

    for row in plain(state.customers):
        mine = days[row["customer"]]
        known = sorted(mine)
        assert row["purchases"] == len(known)
        assert row["paid"] == sum(minor > 0 for minor in mine.values())
        assert row["minor"] == sum(mine.values())
        assert (row["first_day"], row["last_day"]) == (known[0], known[-1])
        assert row["first_minor"] == mine[known[0]]
        assert row["log_gaps"] == pytest.approx(float(np.log(np.diff(known)).sum()))
        assert row["year_purchases"] == sum(day > until - 365 for day in known)
    assert len(days) == state.totals.customers


def broken(_: Any, *args: Any, **options: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["_add_days", "_recompute", "_write", "_state"])
def test_a_run_that_is_interrupted_leaves_the_state_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = plain(refresh(folder, LogOptions())[0].customers)
    write_csv(folder / "b.csv", [*later_half(), ("c0001", START, 4.0)])
    with monkeypatch.context() as patch:
        patch.setattr(kept_module.Keeper, step, broken)
        with pytest.raises(KeyboardInterrupt):
            refresh(folder, LogOptions())
    (folder / "b.csv").rename(folder / "b.later")

    state, told = refresh(folder, LogOptions())
    assert told == []
    assert plain(state.customers) == before
    state.customers.get_backend().disconnect()
    (folder / "b.later").rename(folder / "b.csv")
    check(folder, LogOptions())


def killed_in_the_middle(folder: Path) -> None:
    """Refresh, and be killed without notice when all but the ledger is written."""
    kept_module.Keeper._write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
    refresh(folder, LogOptions())


def test_a_run_that_is_killed_leaves_a_usable_state(folder: Path) -> None:
    write_csv(folder / "b.csv", later_half())
    run = multiprocessing.get_context("spawn").Process(target=killed_in_the_middle, args=(folder,))
    run.start()
    run.join(120)

    assert run.exitcode == -signal.SIGKILL
    check(folder, LogOptions())


def test_a_state_that_two_runs_want_at_once_is_refused(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    run = context.Process(target=holds, args=(folder, there))
    run.start()
    try:
        assert here.poll(120)
        with pytest.raises(StateRefused, match="cannot be used"):
            refresh(folder, LogOptions())
    finally:
        run.kill()
        run.join()


def holds(folder: Path, pipe: Any) -> None:
    """Hold the state open until killed."""
    state, _ = refresh(folder, LogOptions())
    pipe.send("open")
    pipe.poll(120)
    del state


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [("a", START, 5.0)])
    (tmp_path / "state").write_text("not a folder")

    with pytest.raises(StateRefused, match="--state"):
        refresh(tmp_path, LogOptions())


def test_a_state_of_another_program_is_refused(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [("a", START, 5.0)])
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "state.duckdb").write_text("something else entirely" * 999)

    with pytest.raises(StateRefused, match="--state"):
        refresh(tmp_path, LogOptions())


def test_the_state_of_a_table_cannot_be_kept(folder: Path) -> None:
    table = open_log(str(folder / "a.csv"), LogOptions()).rows
    with pytest.raises(SettingRefused, match="files"):
        value_log(table, Settings(), state=folder / "state")


def test_values_from_a_kept_state_are_those_of_the_log(folder: Path) -> None:
    quick = Settings(model="mbgnbd", backtest="none")
    write_csv(folder / "b.csv", later_half())
    from_state = value_log(str(folder / "*.csv"), quick, state=folder / "state")
    from_log = value_log(str(folder / "*.csv"), quick)

    ours, theirs = (
        {row["customer"]: row for row in valuation.customers.to_pyarrow().to_pylist()}
        for valuation in (from_state, from_log)
    )
    assert ours.keys() == theirs.keys()
    for customer, row in ours.items():
        for name, figure in row.items():
            other = theirs[customer][name]
            assert figure == (pytest.approx(other, rel=1e-9) if isinstance(other, float) else other)
