"""Pages ask the database the same number of questions however many customers there are."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from rapport.customers.models import Customer, Need, Promise, TimelineEntry
from rapport.orders.models import Order
from rapport.staff.rules import Role
from tests.cast import client_of, make_customer, make_team
from tests.doors import doors
from tests.expectations import EXPECTED
from tests.world import NOW, World, make_world, value

FEW, MANY = 10, 60
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")  # how Ibis calls DuckDB


@pytest.fixture
def world(db: None, settings: Settings, report_page: Path) -> World:
    settings.REPORT, settings.DATA_DIR = report_page, report_page.parent
    return value(make_world())


def add_customers(world: World, numbers: range) -> None:
    """Add customers of all teams, with needs, promises and orders of their own."""
    owner, team = world.people[Role.OWNER], make_team("North")
    for number in numbers:
        one = make_customer(f"Number {number}", team=team if number % 2 else None, value=Decimal(number))
        Need.objects.create(customer=one, kind="information", text="x", source="letter", noted_on=NOW.date())
        Promise.objects.create(
            customer=one, made_by=owner, text="y", made_at=NOW, due_at=NOW + timedelta(hours=1)
        )
        Order.objects.create(
            customer=one, number=f"Z{number}", ordered_at=NOW, currency="GBP", total=Decimal(1)
        )


def add_to(one: Customer, numbers: range) -> None:
    """Add to what is said of one customer."""
    for number in numbers:
        Need.objects.create(
            customer=one, kind="information", text=f"{number}", source="letter", noted_on=NOW.date()
        )
        TimelineEntry.objects.create(customer=one, at=NOW, kind="note", text=f"{number}")
        Order.objects.create(customer=one, number=f"Y{number}", ordered_at=NOW, currency="GBP", total=1)


def counted(client: Client, world: World) -> dict[str, int]:
    """Return how many queries each page takes, asked for a second time."""
    counts = {}
    for door in doors():
        if door.name not in EXPECTED:
            continue
        address = door.address(world, world.customers["Northumberta"])
        if client.get(address).status_code == 200:
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts[door.name] = len(asked)
    return counts


def test_the_number_of_queries_does_not_grow_with_the_number_of_customers(world: World) -> None:
    olive, one = client_of(world.people[Role.OWNER]), world.customers["Northumberta"]
    add_customers(world, range(FEW))
    add_to(one, range(3))
    few = counted(olive, world)
    add_customers(world, range(FEW, MANY))
    add_to(one, range(3, 20))
    many = counted(olive, world)

    assert {name: (few[name], many[name]) for name in few if many.get(name) != few[name]} == {}
    assert max(many.values()) <= 40
