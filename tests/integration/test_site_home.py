"""Home: what is owed next, what happened since yesterday, who changed, and how worth stands."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

import pytest
from django.test import Client
from django.utils.timezone import now

from rapport.customers.models import Customer, ImportRun, Promise, TimelineEntry
from rapport.insights.models import Valuation
from rapport.staff.models import AuditEntry, Team, User
from tests.cast import make_customer

HOME_QUERIES = 14
ClientOf = Callable[..., Client]
Counted = Callable[[int], Any]


class Answered(Protocol):
    """What the test client hands back."""

    def getvalue(self) -> bytes: ...


def page(response: Answered) -> str:
    return response.getvalue().decode()


def promise(customer: Customer, by: User, text: str, **when: datetime) -> Promise:
    return Promise.objects.create(customer=customer, made_by=by, text=text, **when)


def entry(customer: Customer, text: str, *, at: datetime, kind: str = "contact") -> TimelineEntry:
    return TimelineEntry.objects.create(customer=customer, text=text, at=at, kind=kind)


def value(currency: str, as_of: date, equity: Decimal) -> Valuation:
    return Valuation.objects.create(
        currency=currency, as_of=as_of, equity=equity, horizon_days=364, model="MBG/NBD", version="1",
        customers=3, made_at=now(),
    )  # fmt: skip


def test_home_shows_what_is_owed_next_the_earliest_first_and_what_is_overdue(
    alice: User, dana: Customer, client_of: ClientOf
) -> None:
    at = now()
    promise(dana, alice, "Call back", made_at=at, due_at=at + timedelta(hours=2))
    promise(dana, alice, "Send the lamp", made_at=at - timedelta(days=3), due_at=at - timedelta(days=1))
    promise(dana, alice, "Long done", made_at=at, due_at=at + timedelta(hours=1), kept_at=at)

    found = page(client_of(alice).get("/"))

    assert found.index("Send the lamp") < found.index("Call back")
    assert found.count("overdue") == 1
    assert "Long done" not in found


def test_home_tells_what_happened_since_yesterday_and_nothing_older(
    alice: User, dana: Customer, client_of: ClientOf
) -> None:
    entry(dana, "Asked for a receipt", at=now() - timedelta(minutes=1))
    entry(dana, "Asked for a price", at=now() - timedelta(days=3))
    entry(dana, "Came with customers.csv", at=now() - timedelta(minutes=1), kind="import")

    found = page(client_of(alice).get("/"))

    assert "Asked for a receipt" in found
    assert "Asked for a price" not in found
    assert "Came with customers.csv" not in found


def test_home_tells_of_a_file_taken_in_once_and_to_those_who_may_import(
    alice: User, bob: User, client_of: ClientOf
) -> None:
    ImportRun.objects.create(
        kind="customers", file_name="customers.csv", rows=1200, made_at=now(), done_at=now(), state="done"
    )

    assert "1,200 rows" in page(client_of(bob).get("/"))
    assert "customers.csv" not in page(client_of(alice).get("/"))


def test_home_shows_nobody_elses_customers(
    alice: User, charlie: User, dana: Customer, client_of: ClientOf
) -> None:
    at = now()
    promise(dana, alice, "Call back", made_at=at, due_at=at + timedelta(hours=2))
    entry(dana, "Asked for a receipt", at=at - timedelta(minutes=1))

    found = page(client_of(charlie).get("/"))

    assert dana.name not in found
    assert "Call back" not in found
    assert "Asked for a receipt" not in found


def test_home_shows_the_newest_valuation_of_each_currency_to_those_who_may_see_worth(
    olive: User, lena: User, client_of: ClientOf
) -> None:
    for currency, day, equity in (("GBP", 1, 90), ("GBP", 2, 120), ("EUR", 1, 70)):
        value(currency, date(2026, 3, day), Decimal(equity))

    found = page(client_of(olive).get("/"))

    assert [amount in found for amount in ("120 <", "70 <", "90 <")] == [True, True, False]
    assert found.index("equity in GBP") < found.index("equity in EUR")
    assert "equity" not in page(client_of(lena).get("/"))


def test_home_teaches_where_there_is_nothing_yet(olive: User, lena: User, client_of: ClientOf) -> None:
    owner, learner = page(client_of(olive).get("/")), page(client_of(lena).get("/"))

    assert "Import customers" in owner
    assert "No valuation yet" in owner
    assert "Import customers" not in learner
    assert "assigned to you" in learner


def test_a_look_at_home_is_in_the_audit(alice: User, dana: Customer, client_of: ClientOf) -> None:
    client_of(alice).get("/")

    seen = AuditEntry.objects.get(person=alice.pk, deed="list")
    assert (seen.kind, seen.count, seen.detail) == ("customer", 1, {"page": "home"})


@pytest.mark.parametrize("how_many", [3, 30])
def test_home_asks_the_database_the_same_number_of_times_however_much_there_is(
    alice: User, north: Team, client_of: ClientOf, django_assert_num_queries: Counted, how_many: int
) -> None:
    at = now()
    for number in range(how_many):
        customer = make_customer(f"Customer {number}", team=north)
        promise(customer, alice, "Call back", made_at=at, due_at=at + timedelta(hours=2))
        entry(customer, "Called", at=at - timedelta(minutes=1))
    client = client_of(alice)
    client.get("/kept")  # the first page of a visit notes the visit in the session

    with django_assert_num_queries(HOME_QUERIES):
        client.get("/")
