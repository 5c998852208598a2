"""`rapport value`: exit codes, one sentence for a refusal, files whole or not there."""

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from rapport.cli import cli
from rapport.engine.value import job as jobs
from rapport.engine.value.score import COLUMNS
from tests.value_samples import made_rows, write_csv, write_parquet

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
QUICK = ["--model", "mbgnbd", "--backtest", "none"]
START = date(2024, 1, 1)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "orders.csv", made_rows(60, 61))


def value(*words: object) -> Result:
    return CliRunner().invoke(cli, ["value", *map(str, words)])


def sentence(result: Result) -> str:
    """Return what a refused command said: one line on stderr, no result, nothing else but progress."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    *progress, last = result.stderr.strip().splitlines()
    assert all(line[2:3] == ":" for line in progress)  # 09:00:00  Reading the log
    assert last.endswith((".", ")")), last
    return last


def left_behind(folder: Path, *known: str) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"orders.csv", *known}


def test_without_output_a_summary_comes_on_stdout_and_progress_on_stderr(log: Path) -> None:
    result = value(log, *QUICK)

    assert result.exit_code == 0
    for words in ("customers", "Expected in the 52 weeks", "Ladder", "Segments", "rows", "not calibrated"):
        assert words in result.stdout
    assert "Fitting" in result.stderr
    assert "Fitting" not in result.stdout


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_output_has_the_columns_of_the_manual(log: Path, tmp_path: Path, ending: str) -> None:
    output = tmp_path / f"value.{ending}"
    result = value(log, *QUICK, "--output", output)

    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    if ending == "csv":
        with output.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = pq.read_table(output).to_pylist()
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == 60
    assert [row["customer"] for row in rows] == sorted(row["customer"] for row in rows)
    assert "nan" not in output.read_bytes().decode("latin-1").lower() or ending == "parquet"
    assert left_behind(tmp_path) == {output.name}


def test_in_csv_what_is_unknown_is_empty(tmp_path: Path) -> None:
    log = write_csv(
        tmp_path / "orders.csv", [*made_rows(20, 61), ("gone", START, 5.0), ("gone", START, -5.0)]
    )
    value(log, *QUICK, "--output", tmp_path / "value.csv")
    with (tmp_path / "value.csv").open(encoding="utf-8", newline="") as file:
        gone = next(row for row in csv.DictReader(file) if row["customer"] == "gone")

    assert (gone["value"], gone["p_alive"], gone["segment"], gone["purchases"]) == ("", "", "", "0")


def test_params_hold_what_is_behind_the_figures(log: Path, tmp_path: Path) -> None:
    place = tmp_path / "params.json"
    assert value(log, "--horizon", "60d", "--model", "mbgnbd", "--params", place).exit_code == 0
    found = json.loads(place.read_text(encoding="utf-8"))

    assert found["model"] == "MBG/NBD"
    assert {row["name"] for row in found["parameters"]} >= {"r", "alpha", "a", "b", "p", "q"}
    assert all(row["standard_error"] > 0 for row in found["parameters"])
    assert found["log_likelihood"] < 0
    assert found["customers"] == found["buyers"] == 60
    assert found["groups"] <= 60
    assert found["horizon_days"] == 60
    assert found["until"] == max(day for _, day, _ in made_rows(60, 61)).isoformat()
    assert {row["name"] for row in found["backtest"]["rows"]} >= {
        "zero",
        "last period repeated",
        "mean rate",
        "MBG/NBD",
    }
    assert (
        sum(row["rows"] for row in found["rows"]["counts"]) == found["rows"]["all"] == len(made_rows(60, 61))
    )
    assert {"rapport", "numpy", "duckdb"} <= {name.lower().split("-")[0] for name in found["versions"]}


def test_parameters_are_in_weeks_whatever_the_log_is_in(log: Path, tmp_path: Path) -> None:
    from rapport.engine.value import Settings, value_log

    value(log, *QUICK, "--params", tmp_path / "params.json")
    rows = json.loads((tmp_path / "params.json").read_text(encoding="utf-8"))["parameters"]
    found = {row["name"]: row for row in rows}
    fit = value_log(log, Settings(model="mbgnbd", backtest="none")).fitted.purchases

    assert found["alpha"]["estimate"] == pytest.approx(fit.model.parameters[1] / 7)
    assert found["alpha"]["standard_error"] == pytest.approx(fit.standard_errors[1] / 7)
    assert found["r"]["standard_error"] == pytest.approx(fit.standard_errors[0])


def test_rejects_are_written_for_the_owner_alone(tmp_path: Path) -> None:
    rows = [*made_rows(30, 61), ("c1", "2024-02-31", 5.0), ("", START, 7.0), ("c2", START, "many")]
    log = write_csv(tmp_path / "orders.csv", rows)
    result = value(log, *QUICK, "--rejects", tmp_path / "rejects.csv", "--params", tmp_path / "params.json")
    text = (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    counts = json.loads((tmp_path / "params.json").read_text(encoding="utf-8"))["rows"]

    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "rejects.csv").stat().st_mode & 0o777 == 0o600
    assert len(text.strip().splitlines()) == 4
    assert "2024-02-31" in text
    assert counts["all"] == len(rows) == sum(row["rows"] for row in counts["counts"])
    assert sum(row["rows"] for row in counts["counts"] if row["class"] == "rejected") == 3


def test_one_customer_is_explained_in_sentences(log: Path) -> None:
    result = value(log, *QUICK, "--explain", "c0001")

    assert result.exit_code == 0
    assert "c0001" in result.stdout
    assert "chance" in result.stdout
    assert len(result.stdout.strip().splitlines()) >= 4


def test_an_unknown_customer_is_refused(log: Path) -> None:
    assert "nobody" in sentence(value(log, *QUICK, "--explain", "nobody"))


@pytest.mark.parametrize("option", ["--output", "--params", "--report", "--rejects"])
def test_what_exists_is_kept_unless_forced(log: Path, tmp_path: Path, option: str) -> None:
    place = (
        tmp_path
        / {"--output": "o.csv", "--params": "p.json", "--report": "r.html", "--rejects": "x.csv"}[option]
    )
    place.write_text("precious")

    said = sentence(value(log, *QUICK, option, place))
    assert place.name in said
    assert "--force" in said
    assert place.read_text() == "precious"
    assert value(log, *QUICK, option, place, "--force").exit_code == 0
    assert place.read_text() != "precious"
    assert left_behind(tmp_path) == {place.name}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--horizon", "soon"], "soon"),
        (["--horizon", "0d"], "0d"),
        (["--horizon", "90y"], "50y"),
        (["--until", "31.12.2024"], "31.12.2024"),
        (["--until", "1999-01-01"], "1999-01-01"),
        (["--margin", "3"], "margin"),
        (["--margin", "0"], "margin"),
        (["--discount", "-0.1"], "discount"),
        (["--model", "bgnbd", "--erlang-k", "2"], "mbgcnbdk"),
        (["--amount", "amont"], "amont"),
        (["--by", "shop"], "shop"),
        (["--timezone", "Mars/Base"], "Mars/Base"),
        (["--output", "value.docx"], ".parquet or .csv"),
        (["--output", "no/such/value.csv"], "no folder"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(log: Path, words: list[str], expected: str) -> None:
    assert expected in sentence(value(log, *words))


def test_no_log_is_refused(tmp_path: Path) -> None:
    assert "nowhere.csv" in sentence(value(tmp_path / "nowhere.csv"))
    assert "*.csv" in sentence(value(tmp_path / "*.csv"))
    assert CliRunner().invoke(cli, ["value"]).exit_code == 2


def test_a_pattern_that_the_shell_left_alone_is_read(tmp_path: Path) -> None:
    rows = made_rows(40, 61)
    write_csv(tmp_path / "a.csv", rows[:50])
    write_csv(tmp_path / "b.csv", rows[50:])
    result = value(tmp_path / "?.csv", *QUICK)

    assert result.exit_code == 0
    assert result.stdout.startswith("40 customers")


def test_a_bug_is_loud(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(jobs, "value_log", broken)
    result = value(log, *QUICK)

    assert result.exit_code == 1
    assert isinstance(result.exception, ZeroDivisionError)


def test_an_interruption_is_130_and_leaves_nothing_half(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "write_parameters", interrupted)
    result = value(log, *QUICK, "--params", tmp_path / "params.json")

    assert result.exit_code == 130
    assert "Traceback" not in result.output
    assert left_behind(tmp_path) == set()


class FullDisk:
    """Break a writer after its first bytes, as a full disk does."""

    def __init__(self, write: Callable[..., Any]) -> None:
        self.write = write

    def __call__(self, *words: Any, **options: Any) -> None:
        self.write(*words, **options)
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("place", "method"),
    [("p.json", "write_text"), ("r.html", "write_text"), ("o.csv", "to_csv"), ("o.parquet", "write_batch")],
)
def test_a_full_disk_leaves_the_old_file_and_no_half(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, method: str
) -> None:
    import ibis.expr.types as ir
    import pyarrow.parquet as pq

    target = tmp_path / place
    target.write_text("precious")
    kinds: dict[str, Any] = {"write_text": Path, "to_csv": ir.Table, "write_batch": pq.ParquetWriter}
    kind = kinds[method]
    write = getattr(kind, method)

    def full(self: Any, to: Any, *words: Any, **options: Any) -> None:
        FullDisk(write)(self, to, *words, **options)

    monkeypatch.setattr(kind, method, full)
    option = {"p.json": "--params", "r.html": "--report"}.get(place, "--output")
    said = sentence(value(log, *QUICK, option, target, "--force"))

    assert "no space left on device" in said
    assert target.read_text() == "precious"
    assert left_behind(tmp_path) == {place}


def test_a_read_only_folder_is_refused_before_the_work(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.lib.places.os.access", lambda *_: False)  # root may write everywhere

    result = value(log, *QUICK, "--output", tmp_path / "value.csv")
    assert "read-only" in sentence(result)
    assert "Reading" not in result.stderr


def test_the_report_is_one_whole_page(log: Path, tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    assert value(log, *QUICK, "--report", place, "--pseudonymise").exit_code == 0
    page = place.read_text(encoding="utf-8")

    assert page.rstrip().endswith("</html>")
    assert "c0001" not in page
    assert left_behind(tmp_path) == {place.name}


def test_a_state_is_kept_and_used(tmp_path: Path) -> None:
    rows = made_rows(60, 61)
    write_csv(tmp_path / "a.csv", rows[:100])
    first = value(tmp_path / "*.csv", *QUICK, "--state", tmp_path / "state")
    write_csv(tmp_path / "b.csv", rows[100:])
    second = value(tmp_path / "*.csv", *QUICK, "--state", tmp_path / "state")
    full = value(tmp_path / "*.csv", *QUICK)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert second.stdout == full.stdout
    assert first.stdout != full.stdout


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "rapport.cli", "value", *map(str, words)]


def test_the_command_itself_says_and_returns_the_same(log: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        command(log, *QUICK, "--output", tmp_path / "v.parquet"), capture_output=True, text=True, check=False
    )
    refused = subprocess.run(command(tmp_path / "none.csv"), capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")
    assert "Warning" not in done.stderr
    assert pq.read_metadata(tmp_path / "v.parquet").num_rows == 60
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert len(refused.stderr.strip().splitlines()) <= 2


def test_control_c_ends_the_command_with_130_and_no_half_file(tmp_path: Path) -> None:
    log = write_parquet(tmp_path / "orders.parquet", made_rows(3_000, 61))
    run = subprocess.Popen(
        command(log, "--output", tmp_path / "v.csv", "--report", tmp_path / "r.html"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stderr is not None
    while "Backtesting" not in run.stderr.readline():
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=120)

    assert run.returncode == 130
    assert "Traceback" not in said
    assert left_behind(tmp_path) == {"orders.parquet"}
