"""How long the queue takes at 100,000 open cases: `python -m tests.benchmarks.queues [cases]`.

On both databases: the first 50 in work order for all, a team, a person, and unassigned; the counts and
the page. CPU and wall time, the median of some rounds.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

GOAL_MS, ROUNDS = 50.0, 15
CASES = 100_000
SETTINGS = "rapport.site.settings"
DATABASES = ("SQLite", "PostgreSQL")


def compare(cases: int) -> bool:
    """Measure on both databases, each in a process of its own; tell whether the goal is met."""
    return all([_measured(name, cases) for name in DATABASES])  # noqa: C419 - the second is measured anyhow


def _measured(name: str, cases: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="rapport-queue-") as place:
        surroundings = {**os.environ, "RAPPORT_DATA_DIR": place, "DJANGO_SETTINGS_MODULE": SETTINGS}
        surroundings["RAPPORT_DATABASE_URL"] = f"sqlite:///{place}/rapport.sqlite3"
        before = [sys.executable, "-m", "tests.embedded_postgres"] if name == "PostgreSQL" else []
        command = [*before, sys.executable, "-m", "tests.benchmarks.queues", str(cases), name]
        return subprocess.run(command, env=surroundings, check=False).returncode == 0


def measure(cases: int, name: str) -> bool:
    """Fill the database of this surrounding, measure, print, and tell whether the goal is met."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _fill(cases)
    print(f"\nThe queue on {name}: {cases:,} open cases; median of {ROUNDS} in ms, wall and CPU")
    return all([_told(what, run) for what, run in _runs().items()])  # noqa: C419 - all are told


def _fill(cases: int) -> None:
    from tests.benchmarks.desk_cases import Shape, make_cases, make_desk

    desk = make_desk(max(cases // 20, 100))
    make_cases(cases, desk, shape=Shape(open_share=1, has_messages=False))


def _runs() -> dict[str, Callable[[], object]]:
    """Return what is measured: the first 50 of each scope, the counts, and the page as it is asked for."""
    from rapport.desk.queries.work_order import counts_of, next_cases
    from rapport.desk.rules.asks import Ask, Tab
    from rapport.staff.models import User
    from tests.cast import client_of, make_person
    from tests.clock import NOW

    olive, alice = make_person("Olive"), User.objects.get(email="agent0@example.com")
    page = client_of(olive)
    return {
        "all, first 50": lambda: next_cases(olive, Ask(Tab.ALL), at=NOW),
        "all a team's adviser sees": lambda: next_cases(alice, Ask(Tab.ALL), at=NOW),
        "one team": lambda: next_cases(alice, Ask(Tab.TEAM), at=NOW),
        "one person": lambda: next_cases(alice, Ask(Tab.MINE), at=NOW),
        "unassigned, all": lambda: next_cases(olive, Ask(Tab.UNASSIGNED), at=NOW),
        "unassigned in a team": lambda: next_cases(alice, Ask(Tab.UNASSIGNED), at=NOW),
        "overdue, all": lambda: next_cases(olive, Ask(Tab.OVERDUE), at=NOW),
        "all, of one kind": lambda: next_cases(olive, Ask(Tab.ALL, kind="praise"), at=NOW),
        "counts of all tabs": lambda: counts_of(olive, at=NOW),
        "counts, an adviser's": lambda: counts_of(alice, at=NOW),
        "page /queue?tab=all": lambda: page.get("/queue?tab=all"),
    }


def _told(what: str, run: Callable[[], object]) -> bool:
    run()
    walls, cpus = [], []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    wall_ms, cpu_ms = statistics.median(walls), statistics.median(cpus)
    print(f"{what:28}{wall_ms:8.1f}{cpu_ms:8.1f}{'  ok' if wall_ms <= GOAL_MS else '  over'}", flush=True)
    return wall_ms <= GOAL_MS


if __name__ == "__main__":
    words = sys.argv[1:]
    count = int(words[0]) if words else CASES
    sys.exit(0 if (measure(count, words[1]) if len(words) > 1 else compare(count)) else 1)
