"""Writers at once: so many processes change the register for so long, and no lock error may reach anybody.

By hand: `python -m tests.benchmarks.writers --seconds 60`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.staff.models import User

WRITER = "--write"


@dataclass(frozen=True)
class Written:
    """What one writer did: how many changes, the slowest in seconds, and what failed."""

    changes: int
    slowest: float
    faults: list[str]


def write_for(seconds: float, stop: Path | None = None) -> Written:
    """Change the register, one transaction after the other, for so long or until the file `stop` is there."""
    import django

    django.setup()
    person = somebody()
    if stop is None:  # one of several: all begin at once
        print("ready", flush=True)
        sys.stdin.readline()
    changes, slowest, faults, end = 0, 0.0, [], time.monotonic() + seconds
    while time.monotonic() < end and not (stop and stop.exists()):
        began = time.monotonic()
        try:
            change(changes, by=person)
        except Exception as fault:  # noqa: BLE001 - whatever it is, somebody would have seen it
            faults.append(f"{type(fault).__name__}: {fault}")
        changes, slowest = changes + 1, max(slowest, time.monotonic() - began)
    return Written(changes, slowest, faults)


def somebody() -> "User":
    """Add somebody who works here, one for each process."""
    from django.utils.timezone import now

    from rapport.staff.models import User

    address = f"writer{os.getpid()}@example.org"
    return User.objects.create_user(address, name="A writer", role="leader", joined_at=now())


def change(number: int, *, by: "User") -> None:
    """Do what a day brings: add a customer, note a need, change the name, promise a call."""
    from django.utils.timezone import now

    from rapport.customers.actions import add_customer, change_customer, make_promise, note_need

    who, at = f"Dana {os.getpid()} {number}", now()
    customer = add_customer({"name": who, "notes": "A line\nof two\twith \\ and ü"}, by=by, at=at)
    note_need(customer, "information", "An invoice", source="call", by=by, at=at)
    change_customer(customer, {"name": f"{who}, changed"}, version=1, by=by, at=at)
    make_promise(customer, "Call back", due_at=at + timedelta(hours=1), by=by, at=at)


def run_writers(count: int, seconds: float, environment: Mapping[str, str]) -> list[Written]:
    """Run `count` writers in processes of their own and return what each did."""
    command = [sys.executable, "-m", "tests.benchmarks.writers", WRITER, "--seconds", str(seconds)]
    pipe = subprocess.PIPE
    running = [
        subprocess.Popen(command, env=dict(environment), stdin=pipe, stdout=pipe, text=True)
        for _ in range(count)
    ]
    for process in running:
        assert process.stdout
        process.stdout.readline()
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return [Written(**json.loads(process.communicate()[0])) for process in running]


@contextmanager
def register() -> Iterator[dict[str, str]]:
    """Make an empty register on SQLite, and hand out the environment that names it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORT_")}
    with tempfile.TemporaryDirectory(prefix="rapport-writers-") as folder:
        environment = {**kept, "RAPPORT_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "rapport.site.settings"}
        migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=environment, check=True)
        yield environment


def main(words: list[str]) -> int:
    """Run the writers and print what they did; 1 if a single change failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--stop", type=Path, help="End when this file is there.")
    parser.add_argument(WRITER, action="store_true", help="Be one of the writers.")
    asked = parser.parse_args(words)
    if asked.write:
        print(json.dumps(vars(write_for(asked.seconds, asked.stop))))
        return 0
    with register() as environment:
        done = run_writers(asked.writers, asked.seconds, environment)
    faults = [fault for written in done for fault in written.faults]
    changes, slowest = sum(written.changes for written in done), max(written.slowest for written in done)
    print(f"{asked.writers} writers, {asked.seconds:g} s: {changes:,} changes, slowest {slowest:.2f} s")
    print(f"{len(faults)} failed", *sorted(set(faults)), sep="\n  ")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
