"""django-helpdesk in its own environment: `python -m tests.benchmarks.helpdesk.contestant CASES`."""

import base64
import json
import os
import sys
from typing import Any

from tests.benchmarks.desk_texts import subject_of, text_of
from tests.benchmarks.rounds import Task, serve

OPEN = {"filtering": {"status__in": [1, 2]}, "sorting": "created", "search_string": "", "sortreverse": False}
EVERY = {"filtering": {}, "filtering_null": {}, "sorting": "created", "sortreverse": False}


def main(cases: int) -> None:
    """Fill the database of this surrounding and do what is asked."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.helpdesk.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils.timezone import now

    from tests.benchmarks.helpdesk.tickets import make_people, make_tickets

    call_command("migrate", verbosity=0)
    person = make_people()
    make_tickets(cases, cases // 4, now())
    client = Client()
    client.force_login(person)  # type: ignore[arg-type] # a person of theirs
    serve(_tasks(client, cases), {"name": "django-helpdesk"})


def _tasks(client: Any, cases: int) -> dict[str, Task]:
    from helpdesk.models import Queue, Ticket

    queue = Queue.objects.order_by("pk")[0].pk
    tickets = list(Ticket.objects.order_by("pk")[:: max(cases // 500, 1)])

    def rows(asked: dict[str, Any]) -> Any:
        """Ask for the rows that the page of the list fetches."""
        query = base64.b64encode(json.dumps(asked).encode()).decode()
        return client.get(f"/datatables_ticket_list/{query}", {"draw": 1, "start": 0, "length": 25})

    def create(turn: int) -> Any:
        return client.post("/tickets/submit/", {
            "queue": queue, "title": subject_of(cases + turn), "body": text_of(cases + turn, 0),
            "priority": "3", "submitter_email": "customer.000001@example.com", "assigned_to": "",
            "due_date": "",
        })  # fmt: skip

    def reply(turn: int) -> Any:
        ticket = tickets[turn]
        return client.post(f"/tickets/{ticket.pk}/update/", {
            "comment": text_of(cases + turn, 1), "public": "1", "new_status": ticket.status,
            "title": ticket.title, "queue": ticket.queue_id, "priority": ticket.priority, "owner": "0",
            "submitter_email": "", "due_date": "", "body": "",
        })  # fmt: skip

    return {
        "queue rows": lambda turn: rows(OPEN),
        "queue page": lambda turn: client.get("/tickets/"),
        "search, one case": lambda turn: rows({**EVERY, "search_string": f"({turn + 100})"}),
        "search, a seventh": lambda turn: rows({**EVERY, "search_string": "parcel"}),
        "search, every case": lambda turn: rows({**EVERY, "search_string": "customer"}),
        "case": lambda turn: client.get(f"/tickets/{tickets[turn + 100].pk}/"),
        "reports": lambda turn: client.get("/dashboard/"),
        "home": lambda turn: client.get("/dashboard/"),
        "API page": lambda turn: client.get("/api/tickets/"),
        "create": create,
        "reply": reply,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
