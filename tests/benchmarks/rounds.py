"""One desk in a process of its own: it does what it is told on a line, and answers what that cost.

It knows neither Rapport nor the desk that Rapport is compared with, for it runs in the environment of either.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Task = Callable[[int], Any]  # the number of the round -> the answer of the desk
WELL = (200, 201, 302)


def serve(tasks: Mapping[str, Task], facts: Mapping[str, Any]) -> None:
    """Say that the desk is filled, then do one task per line of input until it ends."""
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints goes to stderr; the lines of JSON stand alone
    _tell(out, {"tasks": list(tasks), **facts})
    for line in sys.stdin:
        name, turn = line.rsplit(" ", 1)
        _tell(out, _done(tasks[name], int(turn)))


def _done(task: Task, turn: int) -> dict[str, Any]:
    """Do a task and return its milliseconds of CPU, those of its database server among them."""
    database = database_process()
    own, theirs = time.process_time_ns(), _nanoseconds_of(database)
    answer = task(turn)
    spent = time.process_time_ns() - own, _nanoseconds_of(database) - theirs
    return {
        "ms": sum(spent) / 1e6,
        "database_ms": spent[1] / 1e6,
        "status": answer.status_code,
        "kb": len(answer.content) / 1024,
    }


def _tell(out: int, what: Mapping[str, Any]) -> None:
    os.write(out, json.dumps(what).encode() + b"\n")


def database_process() -> int:
    """Return the number of the process that serves this connection; 0 for SQLite, which runs inside ours."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _nanoseconds_of(process: int) -> int:
    return int(Path(f"/proc/{process}/schedstat").read_text("ascii").split()[0]) if process else 0
