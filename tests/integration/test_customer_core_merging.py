"""Two records of one party are found, joined, and taken apart again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from rapport.customers import actions, queries
from rapport.customers.models import Customer, Merge, TimelineEntry
from rapport.customers.rules import (
    ChangedMeanwhile,
    CustomerNotFound,
    MergedMeanwhile,
    MergeNotPossible,
    Reason,
    UndoNotPossible,
    ask_from,
)
from rapport.staff.models import Team, User
from tests.cast import make_customer, make_dana, make_northwind, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(alice: User, monday_nine: datetime) -> Customer:
    """Dana once more, with a number that Dana has not and an address that she has."""
    added = actions.add_customer({"name": "Dana Whitlok", "language": "fr"}, by=alice, at=monday_nine)
    actions.add_contact_point(added, "phone", "020 7946 0958", by=alice, at=monday_nine)
    actions.add_contact_point(added, "email", "dana@example.org", by=alice, at=monday_nine)
    actions.note_need(added, "information", "A date", source="call", by=alice, at=monday_nine)
    return added


def state_of(*customers: Customer) -> list[Any]:
    """Return all that a merge may touch, time-lines and versions apart."""
    fresh = [Customer.objects.get(pk=customer.pk) for customer in customers]
    return [
        (
            customer.name, customer.language, customer.merged_into_id, customer.search,
            sorted(customer.contact_points.values_list("pk", "key")),
            sorted(customer.needs.values_list("pk", "text")),
            sorted(customer.relations.values_list("pk", "role", "other")),
            sorted(customer.related.values_list("pk", "role", "customer")),
            sorted(customer.consents.values_list("pk", "state")),
            sorted(customer.promises.values_list("pk", "text")),
            sorted(customer.assignments.values_list("pk", "person")),
        )
        for customer in fresh
    ]  # fmt: skip


def test_a_merge_brings_everything_to_the_one_that_is_kept(
    alice: User, dana: Customer, twin: Customer, monday_nine: datetime
) -> None:
    actions.merge(dana, twin, reason="Same e-mail", by=alice, at=monday_nine)

    page = queries.customer_page(alice, dana.pk, at=monday_nine)
    assert {point.key for point in page.contact_points} == {"dana@example.org", "+442079460958"}
    assert ([need.text for need in page.needs], page.customer.language) == (["A date"], "fr")
    assert [merge.gone for merge in page.merges] == [twin]
    assert TimelineEntry.objects.filter(customer=dana, text__contains="Same e-mail").exists()


def test_a_merged_customer_is_shown_nowhere_and_its_number_leads_on(
    alice: User, charlie: User, dana: Customer, twin: Customer, monday_nine: datetime
) -> None:
    actions.merge(dana, twin, reason="Same e-mail", by=alice, at=monday_nine)

    found = queries.find_customers(alice, ask_from({"q": "dana"})).rows
    assert [row.customer for row in found] == [dana]
    assert queries.customer_page(alice, twin.pk, at=monday_nine).customer == dana
    assert (queries.resolve(twin.pk), queries.merged_into()) == (dana.pk, {twin.pk: dana.pk})
    with pytest.raises(CustomerNotFound):
        queries.customer_visible_to(charlie, twin.pk)


def test_numbers_lead_on_through_several_merges(
    alice: User, dana: Customer, twin: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    actions.merge(twin, dana, reason="One", by=alice, at=monday_nine)
    actions.merge(northwind, twin, reason="Two", by=alice, at=monday_nine)

    assert queries.resolve(dana.pk) == northwind.pk
    assert queries.merged_into() == {dana.pk: northwind.pk, twin.pk: northwind.pk}


def test_an_undone_merge_leaves_both_as_they_were(
    alice: User, charlie: User, dana: Customer, twin: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    for customer in (dana, twin):
        actions.relate(customer, "member", northwind, by=alice, at=monday_nine)
        actions.relate(northwind, "agent", customer, by=alice, at=monday_nine)
        actions.relate(customer, "buyer", by=alice, at=monday_nine)
        actions.assign(customer, charlie, by=alice, at=monday_nine)
        actions.record_consent(customer, "marketing", "email", "given", by=alice, at=monday_nine)
    actions.relate(twin, "referred by", dana, by=alice, at=monday_nine)
    actions.write_timeline(dana, "5 orders", kind="import", at=monday_nine, source="import 1")
    actions.write_timeline(twin, "2 orders", kind="import", at=monday_nine, source="import 1")
    actions.write_search([dana.pk, twin.pk])
    before = state_of(dana, twin, northwind)

    merged = actions.merge(dana, twin, reason="Same e-mail", by=alice, at=monday_nine)
    assert state_of(dana, twin, northwind) != before
    actions.undo_merge(merged, by=alice, at=monday_nine)

    assert state_of(dana, twin, northwind) == before
    assert TimelineEntry.objects.get(customer=twin, source="import 1").text == "2 orders"


def test_what_came_after_a_merge_stays_when_it_is_undone(
    alice: User, dana: Customer, twin: Customer, monday_nine: datetime
) -> None:
    merged = actions.merge(dana, twin, reason="Same e-mail", by=alice, at=monday_nine)
    need = actions.note_need(dana, "information", "Later", source="call", by=alice, at=monday_nine)
    actions.undo_merge(merged, by=alice, at=monday_nine)

    assert queries.customer_page(alice, dana.pk, at=monday_nine).needs == (need,)


def test_a_merge_is_undone_once_and_the_newest_first(
    alice: User, dana: Customer, twin: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    first = actions.merge(dana, twin, reason="One", by=alice, at=monday_nine)
    second = actions.merge(northwind, dana, reason="Two", by=alice, at=monday_nine)

    with pytest.raises(UndoNotPossible, match="Undo that merge first"):
        actions.undo_merge(first, by=alice, at=monday_nine)
    actions.undo_merge(second, by=alice, at=monday_nine)
    actions.undo_merge(first, by=alice, at=monday_nine)
    with pytest.raises(UndoNotPossible, match="undone already"):
        actions.undo_merge(first, by=alice, at=monday_nine)


def test_a_record_takes_in_neither_itself_nor_what_is_gone(
    alice: User, dana: Customer, twin: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    with pytest.raises(MergeNotPossible):
        actions.merge(dana, dana, reason="Itself", by=alice, at=monday_nine)
    actions.merge(dana, twin, reason="One", by=alice, at=monday_nine)
    for kept, gone in ((northwind, twin), (twin, northwind)):
        with pytest.raises(MergedMeanwhile, match=str(dana.pk)):
            actions.merge(kept, gone, reason="Late", by=alice, at=monday_nine)
    with pytest.raises(MergedMeanwhile):
        actions.change_customer(twin, {"name": "Late"}, version=1, by=alice, at=monday_nine)
    with pytest.raises(MergedMeanwhile):
        actions.note_need(twin, "information", "Late", source="call", by=alice, at=monday_nine)


def at_once(*deeds: Callable[[], str]) -> list[str]:
    """Return how deeds ended that began at one time; on SQLite, which lets one write, in turn."""
    if connection.vendor == "sqlite":
        return sorted(deed() for deed in deeds)
    start = Barrier(len(deeds))

    def do(deed: Callable[[], str]) -> str:
        start.wait(timeout=20)
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        ends = [threads.submit(do, deed) for deed in deeds]
        return sorted(end.result(timeout=60) for end in ends)


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_crosswise_one_wins_and_one_is_told(monday_nine: datetime) -> None:
    alice, dana, northwind = make_person("Alice"), make_dana(), make_northwind()

    def attempt(kept: Customer, gone: Customer) -> str:
        try:
            actions.merge(kept, gone, reason="Crosswise", by=alice, at=monday_nine)
        except MergedMeanwhile:
            return "told"
        return "won"

    ends = at_once(partial(attempt, dana, northwind), partial(attempt, northwind, dana))

    assert ends == ["told", "won"]
    assert Merge.objects.count() == 1
    assert Customer.objects.filter(merged_into__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(monday_nine: datetime) -> None:
    alice, dana = make_person("Alice"), make_dana()

    def attempt(name: str) -> str:
        try:
            return actions.change_customer(dana, {"name": name}, version=1, by=alice, at=monday_nine).name
        except ChangedMeanwhile as refused:
            return f"told {refused.differences[0].theirs}"

    assert at_once(partial(attempt, "X"), partial(attempt, "Y")) in (["X", "told X"], ["Y", "told Y"])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "Dana Witlock"}, Reason.NEAR_NAME),
        ({"name": "Somebody Else", "external_id": "c 01001"}, Reason.EXTERNAL_ID),
    ],
)
def test_a_duplicate_is_found_with_its_reason(
    fields: dict[str, str], reason: Reason, alice: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.write_search([dana.pk])
    other = actions.add_customer(fields, by=alice, at=monday_nine)

    (found,) = queries.duplicates_of(alice, dana)

    assert (found.customer, found.reasons[0]) == (other, reason)


def test_duplicates_of_all_are_shown_to_who_may_see_both(
    alice: User, charlie: User, dana: Customer, twin: Customer
) -> None:
    (pair,) = queries.duplicates_visible_to(alice)

    assert {pair.one, pair.other} == {dana, twin}
    assert pair.reasons == (Reason.EMAIL, Reason.NEAR_NAME)
    assert queries.duplicates_visible_to(charlie) == ()


def test_people_of_one_name_in_one_house_may_be_one(alice: User, north: Team, monday_nine: datetime) -> None:
    for _ in range(2):
        made = make_customer("Gail Hill", team=north)
        actions.add_contact_point(made, "address", "1 High St, York YO1 7HX", by=alice, at=monday_nine)

    (pair,) = queries.duplicates_visible_to(alice)

    assert pair.reasons[0] is Reason.NAME_AND_POSTCODE


def test_a_duplicate_of_another_team_is_not_shown(
    alice: User, dana: Customer, south: Team, monday_nine: datetime
) -> None:
    actions.write_search([dana.pk])
    other = make_customer("Dana Whitlock", team=south)
    actions.add_contact_point(other, "email", "dana@example.org", by=alice, at=monday_nine)

    assert queries.duplicates_of(alice, dana) == ()
    assert queries.duplicates_visible_to(alice) == ()
