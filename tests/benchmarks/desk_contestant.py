"""Rapport's desk in a process of its own: `python -m tests.benchmarks.desk_contestant CASES`."""

import os
import sys
import time
from typing import Any

from tests.benchmarks.desk_texts import subject_of, text_of
from tests.benchmarks.rounds import Task, serve


def main(cases: int) -> None:
    """Fill the database of this surrounding, count its figures as the chore does, and do what is asked."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "rapport.site.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils.timezone import now

    from rapport.desk.actions.tallies import count_desk
    from rapport.staff.rules import Role
    from tests.benchmarks.desk_cases import Shape, make_cases, make_desk
    from tests.cast import make_person

    call_command("migrate", verbosity=0)
    desk = make_desk(cases // 4)
    make_cases(cases, desk, shape=Shape(open_share=0.3), at=now())
    began = time.process_time()
    count_desk(at=now())
    counted_s = time.process_time() - began
    maxine = make_person("Maxine", Role.MANAGER, email="maxine@example.com")
    serve(_tasks(maxine, desk, cases), {"name": "Rapport", "counted_s": counted_s})


def _tasks(person: Any, desk: Any, cases: int) -> dict[str, Task]:
    """Return what is asked for, as somebody who sees every team's cases asks; and as an adviser does."""
    from django.utils.timezone import now

    from rapport.desk.models import Case
    from rapport.staff.tokens.actions import make_token
    from rapport.staff.tokens.rules import Scope
    from tests.cast import client_of

    client, adviser, program = client_of(person), client_of(desk.people[0]), client_of()
    _, secret = make_token("bench", scopes=list(Scope), days=1, by=person, at=now())
    token: dict[str, Any] = {"headers": {"authorization": f"Bearer {secret}"}}
    part: dict[str, Any] = {"headers": {"hx-request": "true", "hx-target": "found"}}
    rows: dict[str, Any] = {"headers": {"hx-request": "true", "hx-target": "rows"}}
    numbers = list(Case.objects.order_by("pk").values_list("pk", flat=True)[:: max(cases // 500, 1)])

    def create(turn: int) -> Any:
        return client.post("/cases/new", {
            "subject": subject_of(cases + turn), "text": text_of(cases + turn, 0), "kind": "enquiry",
            "severity": "normal", "channel": "phone", "team": desk.teams[0].pk,
            "customer": desk.customers[1].pk,
        })  # fmt: skip

    def reply(turn: int) -> Any:
        return client.post(f"/cases/{numbers[turn]}/replies", {
            "text": text_of(cases + turn, 1), "channel": "email", "to": "customer.000001@example.com",
            "subject": "Re: what you wrote", "send_key": f"reply-{turn}", "version": 1, "then": "",
        })  # fmt: skip

    return {
        "queue rows": lambda turn: client.get("/queue?tab=all&size=25", **rows),
        "queue page": lambda turn: client.get("/queue?tab=all"),
        "an adviser's queue": lambda turn: adviser.get("/queue"),
        "list of cases": lambda turn: client.get("/cases"),
        "search, one case": lambda turn: client.get(f"/cases?q=R-{turn + 100:09}", **part),
        "search, a seventh": lambda turn: client.get("/cases?q=parcel", **part),
        "search, every case": lambda turn: client.get("/cases?q=customer", **part),
        "case": lambda turn: client.get(f"/cases/{numbers[turn + 100]}"),
        "reports": lambda turn: client.get("/desk/reports"),
        "home": lambda turn: client.get("/"),
        "API page": lambda turn: program.get("/api/cases", **token),
        "create": create,
        "reply": reply,
        "cases behind a figure": lambda turn: client.get("/desk/reports/cases?figure=in_time&part=no"),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
