"""Rapport's desk beside django-helpdesk, task by task in one run: `python -m tests.benchmarks --only desks`.

Each desk is filled with the same texts in a database of its own and waits in a process of its own. A task
is done by one desk after the other, round by round, so that all meet the same machine; the median of the
warm rounds counts. Two goals: what Rapport takes beside the other at 10,000 cases, and how much more it
takes at 100,000.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.benchmarks.desk_goals import GROWTH, SHARES, Medians, table
from tests.benchmarks.rounds import WELL

CASES, MANY = 10_000, 100_000
WARM_UP, ROUNDS = 3, 20
DATABASES = ("SQLite", "PostgreSQL")
HELPDESK = Path(os.environ.get("HELPDESK_VENV", ".venv-helpdesk")) / "bin/python"
ONE_PROCESS = "-c max_parallel_workers_per_gather=0"  # the CPU of helpers would not be seen


@dataclass(frozen=True)
class Desk:
    """A desk that is filled and waits for its tasks."""

    name: str
    process: "subprocess.Popen[str]"
    facts: Mapping[str, Any]

    def do(self, task: str, turn: int) -> dict[str, Any]:
        """Let it do a task once, and return what that cost; a desk that fails ends the bench."""
        assert self.process.stdin
        self.process.stdin.write(f"{task} {turn}\n")
        self.process.stdin.flush()
        done = _line_of(self.process.stdout, self.name)
        if done["status"] not in WELL:
            sys.exit(f"{self.name} answered {done['status']} to '{task}'. It was to be one of {WELL}.")
        return done


def compare(cases: int = CASES, many: int = MANY, databases: Sequence[str] = DATABASES) -> bool:
    """Measure on both databases, print it, and tell whether every goal is met."""
    if not HELPDESK.exists():
        sys.exit(f"django-helpdesk is not in {HELPDESK.parent.parent}. Run `make bench`, which installs it.")
    return all([_compared(name, cases, many) for name in databases])  # noqa: C419 - all are measured


def _compared(database: str, cases: int, many: int) -> bool:
    ours = [sys.executable, "-m", "tests.benchmarks.desk_contestant"]
    theirs = [str(HELPDESK), "-m", "tests.benchmarks.helpdesk.contestant"]
    asked = {"theirs": (*theirs, str(cases)), "ours": (*ours, str(cases)), "many": (*ours, str(many))}
    with ExitStack() as stack:
        desks = {key: stack.enter_context(_filled(key, words, database)) for key, words in asked.items()}
        medians = {task: _medians(desks, task) for task in desks["ours"].facts["tasks"]}
    lines, passed = table(medians)
    print(f"\nThe desk on {database}: CPU of one request in ms, median of {ROUNDS} warm rounds in turn")
    print(f"{'':24}{'django-helpdesk':>16}{'Rapport':>10}{'of theirs':>11}{f'at {many:,}':>12}{'growth':>8}")
    print("\n".join(lines))
    print(
        f"Goals: at most {', '.join(f'{share:.3f} ({task})' for task, share in SHARES.items())} of theirs; "
        f"growth from {cases:,} to {many:,} cases at most {GROWTH} times."
    )
    counts = " and ".join(f"{desks[key].facts['counted_s']:.1f} s" for key in ("ours", "many"))
    print(f"Counting what the reports show, which a chore does: {counts} of CPU.", flush=True)
    return passed


def _medians(desks: Mapping[str, Desk], task: str) -> Medians:
    """Let the desks do a task in turn, and return the median of each; the first rounds warm them up."""
    able = {key: desk for key, desk in desks.items() if task in desk.facts["tasks"]}
    taken: dict[str, list[float]] = {key: [] for key in able}
    for turn in range(WARM_UP + ROUNDS):
        for key, desk in able.items():
            spent = desk.do(task, turn)["ms"]
            if turn >= WARM_UP:
                taken[key].append(spent)
    return Medians(**{key: statistics.median(times) for key, times in taken.items()})


@contextmanager
def _filled(key: str, words: Sequence[str], database: str) -> Iterator[Desk]:
    """Start a desk on an empty database of its own, and wait until it is filled."""
    print(f"{database}, {key}: making {int(words[-1]):,} cases ...", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="rapport-desk-") as place:
        surroundings = {**os.environ, "RAPPORT_DATA_DIR": place, "PGOPTIONS": ONE_PROCESS}
        surroundings["RAPPORT_DATABASE_URL"] = f"sqlite:///{place}/desk.sqlite3"
        before = [sys.executable, "-m", "tests.embedded_postgres"] if database == "PostgreSQL" else []
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen([*before, *words], env=surroundings, **pipes) as process:  # type: ignore[call-overload]
            yield Desk(key, process, _line_of(process.stdout, key))
            process.stdin.close()


def _line_of(output: IO[str] | None, name: str) -> dict[str, Any]:
    line = output.readline() if output else ""
    if not line:
        sys.exit(f"The desk '{name}' ended before it answered. What it said stands above.")
    return dict(json.loads(line))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()] or [CASES, MANY]
    chosen = [word for word in sys.argv[1:] if word in DATABASES] or DATABASES
    sys.exit(0 if compare(numbers[0], numbers[-1], chosen) else 1)
