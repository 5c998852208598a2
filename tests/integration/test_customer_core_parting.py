"""A merge that is undone: what was taken back stays so, neither is named to the other, size is no bar."""

import json
from datetime import datetime, timedelta

import pytest

from rapport.customers import actions, queries
from rapport.customers.models import ConsentEvent, ContactPoint, Customer, TimelineEntry
from rapport.customers.rules import ContactKind, Receipt
from rapport.staff.models import User
from tests.cast import make_customer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MANY = 1500  # SQLite's expressions go a thousand deep


@pytest.fixture
def edwin(alice: User, dana: Customer) -> Customer:
    """Somebody else, who will be taken for Dana."""
    return make_customer("Edwin Ashby", team=dana.team)


def say(customer: Customer, state: str, *, by: User, at: datetime) -> Receipt:
    return actions.record_consent(customer, "marketing", "email", state, by=by, at=at)


def may_write_to(customer: Customer, at: datetime) -> bool:
    return queries.may_contact(customer, "marketing", "email", at).is_given


def test_a_consent_taken_back_meanwhile_stays_taken_back_for_both(
    alice: User, dana: Customer, edwin: Customer, monday_nine: datetime
) -> None:
    say(edwin, "given", by=alice, at=monday_nine)
    merge = actions.merge(dana, edwin, reason="Same street", by=alice, at=monday_nine + HOUR)
    say(dana, "withdrawn", by=alice, at=monday_nine + 2 * HOUR)
    actions.undo_merge(merge, by=alice, at=monday_nine + 3 * HOUR)

    later = monday_nine + 4 * HOUR
    assert [may_write_to(customer, later) for customer in (dana, edwin)] == [False, False]
    last = ConsentEvent.objects.filter(customer=edwin).order_by("-at", "-pk")[0]
    assert (last.state, last.by_name) == ("withdrawn", "Edwin Ashby")


def test_a_withdrawal_survives_merges_upon_merges(
    alice: User, dana: Customer, edwin: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    say(edwin, "given", by=alice, at=monday_nine)
    first = actions.merge(dana, edwin, reason="One", by=alice, at=monday_nine + HOUR)
    second = actions.merge(northwind, dana, reason="Two", by=alice, at=monday_nine + 2 * HOUR)
    say(northwind, "withdrawn", by=alice, at=monday_nine + 3 * HOUR)
    actions.undo_merge(second, by=alice, at=monday_nine + 4 * HOUR)
    actions.undo_merge(first, by=alice, at=monday_nine + 5 * HOUR)

    assert not may_write_to(edwin, monday_nine + 6 * HOUR)


def test_what_was_asked_for_and_then_refused_is_refused_for_both(
    alice: User, dana: Customer, edwin: Customer, monday_nine: datetime
) -> None:
    say(edwin, "given", by=alice, at=monday_nine)
    say(edwin, "expired", by=alice, at=monday_nine)
    merge = actions.merge(dana, edwin, reason="Same street", by=alice, at=monday_nine + HOUR)
    say(dana, "refused", by=alice, at=monday_nine + 2 * HOUR)
    actions.undo_merge(merge, by=alice, at=monday_nine + 3 * HOUR)

    states = [*ConsentEvent.objects.filter(customer=edwin).values_list("state", flat=True)]
    assert states == ["given", "expired", "refused"]


def test_consent_that_stood_before_stands_again_where_nobody_took_it_back(
    alice: User, dana: Customer, edwin: Customer, monday_nine: datetime
) -> None:
    say(edwin, "given", by=alice, at=monday_nine)
    say(dana, "refused", by=alice, at=monday_nine)
    merge = actions.merge(dana, edwin, reason="Same street", by=alice, at=monday_nine + HOUR)
    actions.undo_merge(merge, by=alice, at=monday_nine + 2 * HOUR)

    later = monday_nine + 3 * HOUR
    assert [may_write_to(customer, later) for customer in (dana, edwin)] == [False, True]


def test_nothing_of_the_kept_customer_names_the_other_after_a_merge_is_undone(
    alice: User, dana: Customer, edwin: Customer, monday_nine: datetime
) -> None:
    say(edwin, "given", by=alice, at=monday_nine)
    merge = actions.merge(dana, edwin, reason="Edwin moved", by=alice, at=monday_nine + HOUR)
    say(dana, "withdrawn", by=alice, at=monday_nine + 2 * HOUR)
    actions.undo_merge(merge, by=alice, at=monday_nine + 3 * HOUR)

    event = ConsentEvent.objects.get(customer=dana)
    receipt = json.dumps(queries.receipt_of(event).as_json)
    lines = " ".join(TimelineEntry.objects.filter(customer=dana).values_list("text", flat=True))
    assert "Edwin" not in receipt + lines
    assert f"customer {edwin.pk}" not in lines
    assert "That was undone" in lines
    records = ConsentEvent.objects.order_by().values_list("record", "customer").distinct()
    assert len({record for record, _ in records}) == len(records), "a record is of one customer"


def test_thousands_of_contact_points_merge_and_part(
    alice: User, dana: Customer, edwin: Customer, monday_nine: datetime
) -> None:
    for customer in (dana, edwin):
        ContactPoint.objects.bulk_create(
            ContactPoint(customer=customer, kind=ContactKind.EMAIL, value=key, key=key)
            for key in (f"{number}-{customer.pk * (number % 2)}@example.org" for number in range(MANY))
        )
    before = [customer.contact_points.count() for customer in (dana, edwin)]
    merge = actions.merge(dana, edwin, reason="Same street", by=alice, at=monday_nine)

    assert dana.contact_points.count() == before[0] + MANY // 2
    assert edwin.contact_points.count() == before[1] - MANY // 2
    actions.undo_merge(merge, by=alice, at=monday_nine + HOUR)
    assert [customer.contact_points.count() for customer in (dana, edwin)] == before
