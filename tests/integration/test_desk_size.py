"""Tests 72 and 73: many cases, and one customer with very many. The times stand in `make bench`."""

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.customers.models import ContactPoint, Customer
from rapport.customers.rules import ContactKind
from rapport.desk.models import Case
from rapport.staff.models import User
from tests.benchmarks.desk_cases import Shape, make_cases, make_desk
from tests.cast import MONDAY_NINE, client_of, make_person
from tests.portal_world import visit

pytestmark = pytest.mark.django_db
FEW, MANY = 1_000, 10_000
VERY_MANY = 7_000
SHAPE = Shape(open_share=0.6)  # so that the first page is full with few, too
ADA = "ada@example.org"
PAGES = ("/queue?tab=all", "/cases", "/cases?q=customer", "/", "/desk/reports")


def cost(client: Client, address: str) -> tuple[int, int]:
    """Return how many queries a page takes, asked for a second time, and its length in kilobytes."""
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    return len(asked), len(page.content) // 1_000


def test_72_ten_times_the_cases_take_no_more_queries_and_no_longer_pages() -> None:
    """Test 72: the queue, the list, the search, the start page and the reports."""
    desk = make_desk(60, teams=2, people=6)
    alice = make_person("Alice", team=desk.teams[0])
    client = client_of(alice)
    make_cases(FEW, desk, shape=SHAPE, at=MONDAY_NINE)
    few = {address: cost(client, address) for address in PAGES}

    Case.objects.update(reference=_earlier("reference"), reply_key=_earlier("reply_key"))
    make_cases(MANY - FEW, desk, shape=SHAPE, at=MONDAY_NINE)
    many = {address: cost(client, address) for address in PAGES}

    assert Case.objects.count() == MANY
    assert [address for address in PAGES if many[address][0] > few[address][0]] == []
    assert [address for address in PAGES if many[address][1] > few[address][1] * 1.5] == []


def _earlier(field: str) -> Concat:
    """Make room for cases of the same names."""
    return Concat(Value("E"), F(field))


def test_73_a_customer_with_very_many_cases_is_opened_as_one_with_few() -> None:
    """Test 73: their page, the search, their portal. Exporting and erasing come with privacy."""
    desk = make_desk(1, teams=1, people=3)
    alice, ada = make_person("Alice", team=desk.teams[0]), desk.customers[0]
    ContactPoint.objects.create(customer=ada, kind=ContactKind.EMAIL, value=ADA, key=ADA)
    make_cases(FEW, desk, shape=SHAPE, at=MONDAY_NINE)
    few = _costs_of(ada, alice)

    Case.objects.update(reference=_earlier("reference"), reply_key=_earlier("reply_key"))
    make_cases(VERY_MANY, desk, shape=SHAPE, at=MONDAY_NINE)
    many = _costs_of(ada, alice)

    assert [address for address in few if many[address][0] > few[address][0]] == []
    assert [address for address in few if many[address][1] > few[address][1] * 1.5 + 1] == []


def _costs_of(customer: Customer, person: User) -> dict[str, tuple[int, int]]:
    at_the_desk, at_the_portal = client_of(person), visit(ADA)
    seen = {
        page: cost(at_the_desk, page) for page in (f"/customers/{customer.pk}", f"/cases?q={customer.name}")
    }
    return seen | {"/portal": cost(at_the_portal, "/portal")}
