"""Customers are found by words, filters and sorts, page by page, and only by who may see them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.customers import actions, queries
from rapport.customers.models import Customer
from rapport.customers.queries import find_customers, finding, search
from rapport.customers.rules import ask_from
from rapport.staff.models import Team, User
from rapport.staff.rules import NotAllowed
from tests.cast import make_customer

pytestmark = pytest.mark.django_db


def names(user: User, **asked: str) -> list[str]:
    return [row.customer.name for row in find_customers(user, ask_from(asked)).rows]


@pytest.fixture
def erin(alice: User, monday_nine: datetime) -> Customer:
    """Somebody with a name, a number, an address, an id and a note to be found by."""
    fields = {"name": "Erín O'Vale-Wood", "external_id": "XK-77", "notes": "Collects barometers."}
    added = actions.add_customer(fields, by=alice, at=monday_nine)
    for kind, value in (("phone", "020 7946 0958"), ("email", "Erin.Vale@Example.org")):
        actions.add_contact_point(added, kind, value, by=alice, at=monday_nine)
    return added


@pytest.mark.parametrize(
    "words",
    [
        "erin", "ERÍN", "eri", "vale wood", "wood erin", "o'vale", "xk-77", "xk 77", "barom",
        "020 7946 0958", "+44 20 7946 0958", "0044 207946", "02079460958",
        "erin.vale@example.org", "erin.vale@", "@example.org",
    ],
)  # fmt: skip
def test_a_customer_is_found_by_the_beginnings_of_words(words: str, alice: User, erin: Customer) -> None:
    assert names(alice, q=words) == [erin.name]


@pytest.mark.parametrize("few", [0, 1, 2])
def test_few_and_many_are_found_alike(
    few: int, alice: User, erin: Customer, north: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_customer("Wood and Sons", team=north)
    monkeypatch.setattr(search, "FEW", few)

    assert names(alice, q="wood") == [erin.name, "Wood and Sons"]
    assert names(alice, q="wood erin") == [erin.name]
    assert find_customers(alice, ask_from({"q": "nobody"})).count == 0


@pytest.mark.parametrize(
    "words", ["rin", "erin smith", '"', "*", "erin AND", "name:erin", "NEAR(erin)", "-", "'; DROP TABLE x --"]
)
def test_what_is_no_beginning_is_not_found(words: str, alice: User, erin: Customer) -> None:
    assert names(alice, q=words) == []


@pytest.mark.parametrize("words", ['"erin"', "erin*", "(erin", "erin & !", "erin:*", "^erin", "\\erin"])
def test_an_operator_is_only_a_sign(words: str, alice: User, erin: Customer) -> None:
    assert names(alice, q=words) == [erin.name]


def test_a_dropped_number_and_an_old_name_are_found_no_more(
    alice: User, erin: Customer, monday_nine: datetime
) -> None:
    point = erin.contact_points.get(kind="phone")
    actions.drop_contact_point(point, by=alice, at=monday_nine)
    actions.change_customer(erin, {"name": "Erin Hill"}, version=1, by=alice, at=monday_nine)

    assert names(alice, q="020 7946") == []
    assert names(alice, q="wood") == []
    assert names(alice, q="hill") == ["Erin Hill"]


def test_a_row_written_in_bulk_is_found_by_its_name(alice: User, north: Team) -> None:
    make_customer("Frank Überall", team=north, search="")

    assert names(alice, q="frank") == ["Frank Überall"]


def test_charlie_finds_nothing_of_north(charlie: User, erin: Customer) -> None:
    page = find_customers(charlie, ask_from({"q": "erin"}))

    assert (page.rows, page.count) == ((), 0)


@pytest.fixture
def hundred_and_twenty(north: Team, monday_nine: datetime) -> list[Customer]:
    """Customers with equal names, equal values and none, so that a page can end between equals."""
    made = []
    for number in range(120):
        fields: dict[str, Any] = {
            "value": None if number % 3 == 0 else Decimal(number % 7),
            "last_bought_on": None if number % 4 == 0 else date(2026, 1, 1 + number % 9),
            "changed_at": monday_nine - timedelta(minutes=number % 11),
        }
        made.append(make_customer(f"{'aAbB'[number % 4]} Same", team=north, **fields))
    return made


@pytest.mark.parametrize("sort", ["name", "value", "last_bought", "changed"])
def test_turning_the_pages_shows_everybody_once_and_in_order(
    sort: str, alice: User, hundred_and_twenty: list[Customer]
) -> None:
    numbers: list[int] = []
    words: dict[str, str] = {"sort": sort}
    lengths = []
    for _ in range(3):
        page = find_customers(alice, ask_from(words))
        numbers += [row.customer.pk for row in page.rows]
        words["after"] = page.after
        lengths.append(len(page.rows))

    assert (lengths, words["after"]) == ([50, 50, 20], "")
    assert sorted(numbers) == sorted(customer.pk for customer in hundred_and_twenty)
    assert numbers == expected_order(sort, hundred_and_twenty)


def expected_order(sort: str, customers: list[Customer]) -> list[int]:
    """Return the order told plainly: newest and dearest first, nothing last, equals by number."""

    def key(customer: Customer) -> tuple[Any, ...]:
        match sort:
            case "name":
                return (customer.name.lower(), customer.pk)
            case "value":
                return (customer.value is None, -(customer.value or 0), customer.pk)
            case "last_bought":
                day = customer.last_bought_on
                return (day is None, -day.toordinal() if day else 0, customer.pk)
        return (-customer.changed_at.timestamp(), customer.pk)

    return [customer.pk for customer in sorted(customers, key=key)]


def test_an_export_is_the_list_in_its_order(alice: User, hundred_and_twenty: list[Customer]) -> None:
    exported = queries.customers_for_export(alice, ask_from({"sort": "value"}))

    assert [customer.pk for customer in exported] == expected_order("value", hundred_and_twenty)


def test_a_count_ends_at_a_bound(
    alice: User, hundred_and_twenty: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 100)

    assert find_customers(alice, ask_from({})).counted == "100+"
    assert find_customers(alice, ask_from({"sort": "name", "q": "a"})).counted == "60"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"category": "consumer"}, True), ({"category": "business"}, False), ({"category": "none"}, False),
        ({"kind": "person"}, True), ({"kind": "team"}, False), ({"team": "none"}, False),
        ({"rung": "client"}, True), ({"segment": "loyal"}, False), ({"lapsed": "yes"}, True),
        ({"lapsed": "no"}, False), ({"channel": "phone"}, True), ({"channel": "none"}, False),
        ({"has_needs": "no"}, True), ({"has_needs": "yes"}, False), ({"archived": "yes"}, False),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_it_names(asked: dict[str, str], found: int, alice: User, north: Team) -> None:
    make_customer("Gail", team=north, rung="client", is_lapsed=True, preferred_channel="phone")

    assert names(alice, **asked) == ["Gail"] * found


@pytest.mark.parametrize(
    "asked", [{"sort": "value"}, {"rung": "client"}, {"segment": "new"}, {"lapsed": "no"}]
)
def test_who_may_not_see_worth_may_not_ask_by_it(asked: dict[str, str], lena: User) -> None:
    with pytest.raises(NotAllowed):
        find_customers(lena, ask_from(asked))


def test_the_row_shows_the_promise_that_falls_due_first(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    for days in (3, 1, 2):
        due_at = monday_nine + timedelta(days=days)
        actions.make_promise(dana, f"In {days} days", due_at=due_at, by=alice, at=monday_nine)

    (row,) = find_customers(alice, ask_from({})).rows

    assert row.owed_next is not None
    assert row.owed_next.text == "In 1 days"


@pytest.mark.parametrize("asked", [{}, {"sort": "value"}, {"q": "a", "sort": "last_bought"}])
def test_the_list_asks_as_often_for_many_as_for_few(
    asked: dict[str, str], alice: User, north: Team, hundred_and_twenty: list[Customer]
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as many:
        find_customers(alice, ask_from(asked))
    Customer.objects.filter(pk__in=[customer.pk for customer in hundred_and_twenty[2:]]).delete()
    with CaptureQueriesContext(connection) as few:
        find_customers(alice, ask_from(asked))

    assert len(many) <= 6
    assert abs(len(many) - len(few)) <= 1  # the stretch without a value is asked for on the last page alone
