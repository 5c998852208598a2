"""Compare Rapport's speed and accuracy with its peers: `make bench`."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import desks, pages, tables
from tests.benchmarks.contestant import FORECAST_MODULES, SPEED_MODULES
from tests.benchmarks.logs import BenchLog, bench_log, cut_log

FOLDER = Path("build/bench")
REFRESHES = ("Rapport refresh", "Rapport refresh and output")
PEERS_UP_TO = 20_000_000  # rows; beyond, the peers need more memory than the machines this runs on have
REPEATED_UP_TO = 2_000_000  # rows; small jobs are run three times and the median counts
LIMIT = 3600  # seconds for one contestant
# One thread for linear algebra: idle threads that spin would be charged to the peers as CPU.
# Compiled modules are kept, whatever this shell says: or a late import would be compiled on every run.
CALM = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "",
}

Run = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and print it; return 1 if Rapport misses a goal."""
    asked = _parser().parse_args(arguments)
    runs: dict[str, dict[str, list[Run]]] = {"speed": {}, "accuracy": {}}
    passed = True
    if asked.only in (None, "pages"):
        passed &= pages.compare(FOLDER)
    if asked.only in (None, "desks"):
        passed &= desks.compare()
    for name in asked.logs.split(",") if asked.only not in ("pages", "desks") else ():
        log = bench_log(name, FOLDER)
        if asked.only in (None, "speed"):
            runs["speed"][name] = [
                _speed(contestant, log) for contestant in _wanted(SPEED_MODULES, asked.contestants)
            ]
            passed &= tables.print_speed(log, runs["speed"][name])
        if asked.only in (None, "accuracy") and log.rows <= PEERS_UP_TO:
            runs["accuracy"][name] = _accuracy(log, _wanted(FORECAST_MODULES, asked.contestants))
            passed &= tables.print_accuracy(log, runs["accuracy"][name])
    if asked.json:
        asked.json.write_text(json.dumps(runs, indent=1), "utf-8")
    return 0 if passed else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--logs", default="cdnow,1e5,1e6,1e7", help="cdnow, cdnow-master, or numbers of transactions"
    )
    parser.add_argument("--only", choices=("speed", "accuracy", "pages", "desks"), help="leave the rest out")
    parser.add_argument("--contestants", help="some of: " + ", ".join(SPEED_MODULES | FORECAST_MODULES))
    parser.add_argument("--json", type=Path, help="also write every figure here")
    return parser


def _wanted(every: Iterable[str], asked: str | None) -> list[str]:
    names = [name.strip() for name in asked.split(",")] if asked else list(every)
    known = SPEED_MODULES | FORECAST_MODULES
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"Nobody is called {unknown[0]!r} here. Choose from: {', '.join(known)}.")
    return [name for name in every if name in names]


def _speed(contestant: str, log: BenchLog) -> Run:
    """Time one contestant; where code is compiled, after a first run on a small log."""
    if log.rows > PEERS_UP_TO and SPEED_MODULES[contestant] in ("with_lifetimes", "with_pymc"):
        return {"name": contestant, "failed": "left out at this size"}
    output = FOLDER / "out.parquet"
    if contestant == "PyMC-Marketing":
        _run(contestant, "speed", bench_log("1e5", FOLDER).path, output)
    runs = [_once(contestant, log, output) for _ in range(3 if log.rows <= REPEATED_UP_TO else 1)]
    runs.sort(key=lambda run: run.get("cpu", 0.0))
    return runs[len(runs) // 2]


def _once(contestant: str, log: BenchLog, output: Path) -> Run:
    """Run a contestant; one that works on yesterday's state first gets it made, untimed."""
    if contestant in REFRESHES:
        made = _run(contestant, "prepare", log.path, output)
        if "failed" in made:
            return made
    return _run(contestant, "speed", log.path, output)


def _accuracy(log: BenchLog, contestants: Sequence[str]) -> list[Run]:
    past, holdout = cut_log(log)
    span = (past.path, past.until.isoformat(), str(past.weeks), holdout)
    return [_run(contestant, "accuracy", *span) for contestant in contestants]


def _run(contestant: str, task: str, *arguments: str | Path) -> Run:
    """Run one contestant in a process of its own; a failure becomes a row of the table."""
    print(f"{contestant}, {task} ...", file=sys.stderr)
    command = [sys.executable, "-m", "tests.benchmarks.contestant", contestant, task, *map(str, arguments)]
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT, env=os.environ | CALM, check=False
        )
    except subprocess.TimeoutExpired:
        return {"name": contestant, "failed": f"not done after {LIMIT} s"}
    if ended.returncode:
        said = ended.stderr.strip().splitlines() or [f"ended with {ended.returncode}"]
        return {"name": contestant, "failed": said[-1][:90]}
    return dict(json.loads(ended.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
