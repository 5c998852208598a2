"""Made cases in any number, the same for the same seed, written in bulk on either database."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, transaction

from rapport.customers.models import Customer
from rapport.customers.rules import RUNGS, Category, Channel, Kind
from rapport.desk.models import Case, Clock, Entry, Message
from rapport.desk.rules import (
    CaseKind,
    CaseState,
    ClockKind,
    Delivery,
    Direction,
    Effort,
    EntryKind,
    Severity,
    StatedNeed,
    Target,
)
from rapport.desk.rules.order import Facts, order_key, standing_of
from rapport.desk.rules.texts import more_search
from rapport.desk.rules.weights import Weights
from rapport.staff.actions.teams import USUAL_WEEK
from rapport.staff.models import Team, User, WorkingHours
from tests.benchmarks.desk_texts import subject_of, text_of, turns_of
from tests.cast import make_person, make_team
from tests.clock import NOW

BATCH = 2_000
SEVERITIES = (*[Severity.LOW] * 3, *[Severity.NORMAL] * 12, *[Severity.HIGH] * 4, Severity.HARM)
NEEDS = (*[StatedNeed.NONE] * 15, *[need for need in StatedNeed if need])
STATES = (CaseState.OPEN, CaseState.WAITING, CaseState.RESOLVED, CaseState.CLOSED)


@dataclass(frozen=True)
class Shape:
    """How the cases are spread: how many of each state, with two or three messages or none, how far back."""

    open_share: float = 0.1
    has_messages: bool = True
    days: int = 20
    urgent_share: float = 0.05
    assigned_share: float = 0.6


@dataclass(frozen=True)
class Desk:
    """Who works on the made cases: teams, and the people of each."""

    teams: Sequence[Team]
    people: Sequence[User]
    customers: Sequence[Customer]


def make_desk(customers: int, *, teams: int = 8, people: int = 24) -> Desk:
    """Make teams, people who work there, and customers; North, Alice's team, is the first."""
    made = [make_team("North"), *(make_team(f"Team {number}") for number in range(2, teams + 1))]
    WorkingHours.objects.bulk_create(
        WorkingHours(team=team, weekday=weekday, opens=day.opens, closes=day.closes)
        for team in made
        for weekday, days in USUAL_WEEK.items()
        for day in days
    )
    staff = [
        make_person(f"Agent {number}", team=made[number % teams], email=f"agent{number}@example.com")
        for number in range(people)
    ]
    chance = random.Random(7)
    rows = (
        Customer(
            kind=Kind.PERSON, category=Category.CONSUMER, name=f"Customer {number:06}",
            team=made[number % teams], search=f"customer {number:06}", made_at=NOW,
            changed_at=NOW, rung=chance.choice(RUNGS), value=Decimal(chance.randrange(6_000)),
            value_currency="GBP",
        )
        for number in range(customers)
    )  # fmt: skip
    for batch in _batches(rows):
        Customer.objects.bulk_create(batch)
    return Desk(made, staff, list(Customer.objects.order_by("pk")))


@transaction.atomic
def make_cases(count: int, desk: Desk, *, shape: Shape | None = None, at: datetime = NOW) -> None:
    """Write so many cases with their entries, messages and clocks, and let the database look at them."""
    shape, chance = shape or Shape(), random.Random(11)
    for batch in _batches(_case(number, desk, shape, chance, at) for number in range(count)):
        cases = Case.objects.bulk_create(batch)
        messages = Message.objects.bulk_create(
            message for case in cases if shape.has_messages for message in _messages(case, at)
        )
        Entry.objects.bulk_create(_entry(case) for case in cases)
        Entry.objects.bulk_create(_entry(message.case, message) for message in messages)
        Clock.objects.bulk_create(_clock(case) for case in cases if case.owed_at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _case(number: int, desk: Desk, shape: Shape, chance: random.Random, at: datetime) -> Case:
    customer = desk.customers[chance.randrange(len(desk.customers))]
    is_open = chance.random() < shape.open_share
    opened = at - timedelta(minutes=chance.randrange(shape.days * 1440))
    lying = opened + (at - opened) * chance.random()
    reply = opened + timedelta(minutes=chance.randrange(1, 2_000))
    first_reply = reply if reply < at and (not is_open or chance.random() < 0.5) else None
    case = Case(
        reference=f"R-{number:09}", reply_key=f"key-{number:012}", customer=customer,
        team_id=customer.team_id, kind=chance.choice([*CaseKind]), last_line="Any news?",
        subject=subject_of(number),
        channel=chance.choice([*Channel]), opened_at=opened, changed_at=lying, lying_since=lying,
        severity=chance.choice(SEVERITIES), stated_need=chance.choice(NEEDS), effort=chance.choice([*Effort]),
        state=CaseState.OPEN if is_open else chance.choice(STATES[1:]), is_unread=chance.random() < 0.3,
        assignee=chance.choice(desk.people) if chance.random() < shape.assigned_share else None,
        first_replied_at=first_reply, last_reply_at=first_reply, search=_search(number, customer, shape),
    )  # fmt: skip
    _place(case, chance, shape)
    return case


def _place(case: Case, chance: random.Random, shape: Shape) -> None:
    """Put a case where settling would: its points, its key, and what it owes."""
    customer = case.customer
    assert customer is not None
    facts = Facts(
        Severity(case.severity), StatedNeed(case.stated_need), Effort(case.effort), customer.rung,
        customer.value,
    )  # fmt: skip
    case.standing = standing_of(facts, Weights())
    case.order_key = order_key(sum(case.standing.values()), case.lying_since, Weights())
    if case.state in {CaseState.RESOLVED, CaseState.CLOSED}:
        case.resolved_at = case.changed_at
        case.closed_at = case.changed_at if case.state == CaseState.CLOSED else None
        return
    case.owed_at, case.owed_for = case.lying_since + timedelta(hours=chance.randrange(4, 200)), "First reply"
    if chance.random() < shape.urgent_share * 3:
        case.due_at = case.lying_since + timedelta(hours=chance.randrange(4, 600))
        case.urgent_at, case.due_for = case.due_at - timedelta(hours=24), "promise: to ring back"


def _search(number: int, customer: Customer, shape: Shape) -> str:
    """Return the words that are kept of a real case: its reference, the name, all that was said."""
    turns = range(turns_of(number) if shape.has_messages else 0)
    return more_search("", [f"R-{number:09}", customer.name, *(text_of(number, turn) for turn in turns)])


def _messages(case: Case, at: datetime) -> Iterator[Message]:
    number = int(case.reference.removeprefix("R-"))
    for turn in range(turns_of(number)):
        yield Message(
            case=case, direction=Direction.OUT if turn % 2 else Direction.IN, channel=Channel.EMAIL,
            at=min(case.opened_at + turn * timedelta(hours=3), at),
            from_name="Customer", subject=case.subject, text=text_of(number, turn),
            delivery=Delivery.SENT if turn % 2 else Delivery.RECORDED,
        )  # fmt: skip


def _entry(case: Case, message: Message | None = None) -> Entry:
    facts: dict[str, Any] = {"kind": EntryKind.STATE, "after": CaseState.OPEN, "at": case.opened_at}
    if message:
        facts = {"kind": EntryKind.MESSAGE, "message": message, "at": message.at}
    return Entry(case=case, by_name="Customer", **facts)


def _clock(case: Case) -> Clock:
    return Clock(
        case=case, kind=ClockKind.SERVICE, target=Target.FIRST_REPLY, name="First reply",
        set_by_name="Rapport", started_at=case.opened_at, due_at=case.owed_at, warn_at=case.owed_at,
    )  # fmt: skip


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
