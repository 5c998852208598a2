"""A machine builder, what we make for them, and what it waits for: for tests of promised lines."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from rapport.customers.models import ContactPoint, Customer
from rapport.customers.rules import Category, ContactKind, Kind
from rapport.orders.actions import add_order
from rapport.orders.actions.ahead import add_part, add_step
from rapport.orders.actions.lines import deliver, promise_line
from rapport.orders.models import Order, Part, PromisedLine, WorkStep
from rapport.orders.rules import Line
from rapport.orders.rules.lines import NewLine
from rapport.orders.rules.words import WorkStage
from rapport.staff.models import Team, User
from tests import cast

NOW = cast.MONDAY_NINE  # Monday 2 March 2026
FRIDAY_NEXT = NOW + timedelta(days=11, hours=8)  # Friday 13 March, 17:00


@dataclass(frozen=True)
class Works:
    """What is made of what, and by whom."""

    spring: Part
    glass: Part
    turning: WorkStep
    inspection: WorkStep


def make_works(by: User) -> Works:
    """Add two parts that are here, and two steps: turning by North, inspection by South."""
    north, south = cast.make_team(cast.NORTH), cast.make_team(cast.SOUTH)
    for team in (north, south):
        cast.make_customer(f"{team.name} works", team=team, category=Category.INTERNAL, served_team=team)
    return Works(
        add_part("P-1", "Spring", supplier="Fell Springs", by=by, at=NOW),
        add_part("P-2", "Glass", supplier="Lakeland Glass", by=by, at=NOW),
        add_step("Turning", WorkStage.PRODUCTION, team=north, days=2, by=by, at=NOW),
        add_step("Inspection", WorkStage.QUALITY, team=south, days=1, by=by, at=NOW),
    )


def make_builder(name: str = "Borrowdale Machines Ltd", *, team: Team | None = None) -> Customer:
    """Make a machine builder of team North, with an address to write to."""
    fields = {"kind": Kind.ORGANISATION, "category": Category.BUSINESS}
    builder = cast.make_customer(name, team=team or cast.make_team(cast.NORTH), **fields)
    address = f"{name.split(maxsplit=1)[0].lower()}@example.org"
    ContactPoint.objects.create(customer=builder, kind=ContactKind.EMAIL, value=address, key=address)
    return builder


def make_order(customer: Customer, by: User, *, at: datetime = NOW, number: str = "") -> Order:
    """Take in an order of a gauge, as plainly as can be."""
    lines = [Line("Gauge", Decimal(100))]
    return add_order(customer, lines, currency="GBP", ordered_at=at, by=by, at=at, number=number)


def make_line(customer: Customer, by: User, **fields: Any) -> PromisedLine:
    """Promise ten gauges by Friday of next week, unless `fields` say otherwise."""
    at = fields.pop("at", NOW)
    order = fields.pop("order", None) or make_order(customer, by, at=at)
    parts = fields.pop("parts", ())
    plain: dict[str, Any] = {
        "item": "Gauge",
        "route": "made to order",
        "quantity": Decimal(10),
        "due_at": FRIDAY_NEXT,
    }
    return promise_line(order, NewLine(**plain | fields), parts=parts, by=by, at=at)


def delivered_line(customer: Customer, by: User, *, due_on: date, on: date, **fields: Any) -> PromisedLine:
    """Promise a line for a day and deliver all of it on another, both at noon."""
    due_at, at = (NOW.replace(hour=12) + (day - NOW.date()) for day in (due_on, on))
    line = make_line(customer, by, at=min(due_at, at) - timedelta(days=20), due_at=due_at, **fields)
    return deliver(line, line.quantity, by=by, at=at)
