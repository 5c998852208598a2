"""Made tickets in any number, with the texts of the made cases, written in bulk."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import connection, transaction
from helpdesk.models import FollowUp, Queue, Ticket

from tests.benchmarks.desk_texts import customer_of, subject_of, text_of, turns_of

BATCH = 2_000
QUEUES, PEOPLE = 8, 24
OPEN_SHARE, ASSIGNED_SHARE, DAYS = 0.3, 0.6, 20


def make_people() -> User:
    """Make queues and those who work there; return the one who asks, who sees every queue."""
    for number in range(1, QUEUES + 1):
        Queue.objects.create(
            title=f"Team {number}", slug=f"team{number}", email_address="desk@example.com",
            allow_public_submission=True,
        )  # fmt: skip
    for number in range(PEOPLE):
        User.objects.create_user(f"agent{number}", f"agent{number}@example.com", is_staff=True)
    return User.objects.create_superuser("maxine", "maxine@example.com")


@transaction.atomic
def make_tickets(count: int, customers: int, at: datetime) -> None:
    """Write so many tickets with what was said in each, and let the database look at them."""
    created = Ticket._meta.get_field("created")
    created.auto_now_add = False  # or all would have come in this minute
    chance = random.Random(11)
    queues, people = list(Queue.objects.order_by("pk")), list(User.objects.order_by("pk"))
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        tickets = Ticket.objects.bulk_create(
            _ticket(number, customers, queues, people, chance, at) for number in numbers
        )
        FollowUp.objects.bulk_create(
            said for number, ticket in zip(numbers, tickets, strict=True) for said in _said(number, ticket)
        )
    created.auto_now_add = True
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ticket(
    number: int, customers: int, queues: list[Queue], people: list[User], chance: random.Random, at: datetime
) -> Ticket:
    is_open = chance.random() < OPEN_SHARE
    done = chance.choice((Ticket.RESOLVED_STATUS, Ticket.RESOLVED_STATUS, Ticket.CLOSED_STATUS))
    opened = at - timedelta(minutes=chance.randrange(DAYS * 1440))
    return Ticket(
        title=subject_of(number), description=text_of(number, 0), queue=chance.choice(queues),
        submitter_email=f"customer.{customer_of(number, customers):06}@example.com",
        assigned_to=chance.choice(people) if chance.random() < ASSIGNED_SHARE else None,
        status=Ticket.OPEN_STATUS if is_open else done, priority=chance.randint(1, 5),
        created=opened, modified=opened,
    )  # fmt: skip


def _said(number: int, ticket: Ticket) -> Iterator[FollowUp]:
    for turn in range(turns_of(number)):
        yield FollowUp(
            ticket=ticket, date=ticket.created + turn * timedelta(hours=3), public=True,
            title="Comment" if turn else "Ticket Opened", comment=text_of(number, turn),
        )  # fmt: skip
