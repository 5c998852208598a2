"""Rapport's speed, through its own command: typed Parquet in and out, ranges included."""

from pathlib import Path
from shutil import rmtree

import duckdb
import ibis.backends.duckdb.converter  # noqa: F401 - the command imports these late; imports are timed apart
import pyarrow.dataset  # noqa: F401

import rapport.engine.value.valuation  # noqa: F401
from rapport.cli import cli

PLAIN = ("--model", "mbgnbd", "--backtest", "none")


def mbgnbd(log: Path, output: Path) -> dict[str, float]:
    """Value every customer with one model and write them all."""
    return _value([log], *PLAIN, "--output", str(output), "--force")


def auto(log: Path, output: Path) -> dict[str, float]:
    """Value every customer, let backtests on the log choose how, and write them all."""
    return _value([log], "--model", "auto", "--output", str(output), "--force")


def prepare_state(log: Path, output: Path) -> dict[str, float]:
    """Split the last day off the log and keep the state of the days before it."""
    before, last_day, state = _parts(output)
    rmtree(state, ignore_errors=True)
    day = f"(SELECT max(time)::DATE FROM '{log}')"
    for part, which in ((before, "<"), (last_day, "=")):
        duckdb.sql(
            f"COPY (SELECT * FROM '{log}' WHERE time::DATE {which} {day}) TO '{part}' (FORMAT parquet)"
        )
    return _value([before], "--state", str(state), *PLAIN)


def refresh(log: Path, output: Path) -> dict[str, float]:
    """Take in one more day, refit, and print the summary without writing every customer."""
    before, last_day, state = _parts(output)
    return _value([before, last_day], "--state", str(state), *PLAIN)


def refresh_and_output(log: Path, output: Path) -> dict[str, float]:
    """Take in one more day, refit, and write every customer anew."""
    before, last_day, state = _parts(output)
    return _value([before, last_day], "--state", str(state), *PLAIN, "--output", str(output), "--force")


def _parts(output: Path) -> tuple[Path, Path, Path]:
    folder = output.parent
    return folder / "before.parquet", folder / "last-day.parquet", folder / "state"


def _value(parts: list[Path], *options: str) -> dict[str, float]:
    cli.main(["value", *map(str, parts), "--horizon", "12m", *options], standalone_mode=False)
    return {}


SPEED = {
    "Rapport": mbgnbd,
    "Rapport auto": auto,
    "Rapport refresh": refresh,
    "Rapport refresh and output": refresh_and_output,
}
PREPARE = prepare_state
