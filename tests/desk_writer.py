"""A process that works at the desk until it is stopped, and says after each commit what is stored.

By hand: `python -m tests.desk_writer [--most-bytes N]`; the database is that of RAPPORT_DATABASE_URL.
"""

import argparse
import json
import os
import resource
import signal
from datetime import UTC, datetime


def work(turns: int) -> None:
    """Open cases and speak in them; a line after each commit, or one that tells the fault."""
    import django

    django.setup()
    from django.db import DatabaseError, connection

    from rapport.staff.models import User

    by, _ = User.objects.get_or_create(
        email="writer@example.org",
        defaults={"name": "A writer", "role": "leader", "joined_at": datetime.now(UTC)},
    )
    say("ready", os.getpid())
    for turn in range(turns):
        try:
            matter(turn, by)
        except DatabaseError as fault:
            say("fault", str(fault))
            connection.close()
    say("done", turns)


def matter(turn: int, by: object) -> None:
    """Open a case by what came in, answer it, note something, and resolve it."""
    from rapport.customers.rules import Channel
    from rapport.desk import actions
    from rapport.desk.rules import CaseKind, CaseState

    at, name = datetime.now(UTC), f"{os.getpid()}-{turn}"
    new = actions.NewCase(CaseKind.REQUEST, f"Matter {name}", Channel.EMAIL, contact_address="d@example.org")
    case = actions.open_case(new, by=None, at=at)
    say("case", case.pk)
    came = actions.receive_message(case, actions.Said("Please help. " * 200, Channel.EMAIL), at=at)
    say("message", came.pk)
    said = actions.Said("We look into it.", Channel.PHONE)
    say("message", actions.write_reply(case, said, by=by, at=at, send_key=name).pk)  # type: ignore[arg-type]
    actions.write_note(case, "Ask the bench.", by=by, at=at)  # type: ignore[arg-type]
    actions.move_case(case, CaseState.RESOLVED, by=by, at=at)  # type: ignore[arg-type]
    say("resolved", case.pk)


def say(what: str, value: object) -> None:
    """Print a line and push it out at once: what stands in it is acknowledged."""
    print(json.dumps([what, value]), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=10_000)
    parser.add_argument("--most-bytes", type=int, help="No file may grow beyond: a full disk.")
    asked = parser.parse_args()
    if asked.most_bytes:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked.most_bytes, asked.most_bytes))
    work(asked.turns)
