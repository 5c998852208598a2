"""The page of a customer: what hangs on them, both ways, for whom, and in how many queries."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.customers import actions, queries
from rapport.customers.models import Customer, TimelineEntry
from rapport.customers.rules import (
    AlreadyEnded,
    ContactThere,
    FilterNotKnown,
    PromiseAlreadyKept,
    PromiseInThePast,
    RelationNotPossible,
    Stage,
    ValuationFacts,
    ViewNameTaken,
    WorthRow,
)
from rapport.staff.models import AuditEntry, Team, User
from rapport.staff.rules import NotAllowed
from tests.cast import make_customer

pytestmark = pytest.mark.django_db


def fill(customer: Customer, *, by: User, at: datetime, times: int) -> None:
    """Hang some of everything on a customer."""
    for number in range(times):
        other = make_customer(f"Other {number}", team=by.team)
        actions.add_contact_point(customer, "email", f"a{number}@example.org", by=by, at=at)
        actions.relate(customer, "agent", other, by=by, at=at)
        actions.note_need(customer, "information", f"Need {number}", source="call", by=by, at=at)
        actions.note_access_need(customer, f"Large print {number}", by=by, at=at)
        actions.note_alternative(customer, f"Rival {number}", by=by, at=at)
        actions.make_promise(customer, f"{number}", due_at=at + timedelta(days=1), by=by, at=at)
        actions.record_consent(customer, f"purpose {number}", "email", "given", by=by, at=at)
        actions.note_touchpoint(customer, "Rang", stage="use", channel="phone", by=by, at=at)


def test_the_page_asks_as_often_for_much_as_for_little(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    fill(dana, by=alice, at=monday_nine, times=1)
    with CaptureQueriesContext(connection) as little:
        queries.customer_page(alice, dana.pk, at=monday_nine)
    fill(make_customer("Full", team=alice.team), by=alice, at=monday_nine, times=12)
    full = Customer.objects.get(name="Full")
    with CaptureQueriesContext(connection) as much:
        page = queries.customer_page(alice, full.pk, at=monday_nine)

    assert len(page.needs) == len(page.relations) == len(page.promises) == len(page.contact_points) == 12
    assert len(much) == len(little) <= 15


def test_needs_stand_apart_from_wants_and_an_ended_one_is_gone(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    need = actions.note_need(dana, "information", "A date", source="call", by=alice, at=monday_nine)
    want = actions.note_need(
        dana, "emotional support", "A kind word", source="call", is_want=True, by=alice, at=monday_nine
    )

    page = queries.customer_page(alice, dana.pk, at=monday_nine)
    assert (page.needs, page.wants) == ((need,), (want,))

    actions.end_need(need, by=alice, at=monday_nine)
    assert queries.customer_page(alice, dana.pk, at=monday_nine).needs == ()
    with pytest.raises(AlreadyEnded):
        actions.end_need(need, by=alice, at=monday_nine)


def test_an_access_need_is_told_to_nobody_who_may_not_know(
    alice: User, lena: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.assign(dana, lena, by=alice, at=monday_nine)
    actions.note_access_need(dana, "A sign language interpreter", by=alice, at=monday_nine)

    page = queries.customer_page(lena, dana.pk, at=monday_nine)

    assert (page.access_needs, page.worth) == (None, None)
    assert not TimelineEntry.objects.filter(text__contains="sign language").exists()
    assert "sign language" not in str([*AuditEntry.objects.values_list("detail", flat=True)])
    assert queries.access_needs_visible_to(lena).count() == 0
    with pytest.raises(NotAllowed):
        actions.note_access_need(dana, "Anything", by=lena, at=monday_nine)


def test_a_relation_shows_on_both_pages(
    alice: User, dana: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    actions.relate(dana, "decision maker", northwind, by=alice, at=monday_nine)

    (of_dana,) = queries.relations_shown(alice, dana)
    (of_northwind,) = queries.relations_shown(alice, northwind)

    assert (of_dana.other, of_dana.is_of_them) == (northwind, True)
    assert (of_northwind.other, of_northwind.is_of_them) == (dana, False)


def test_a_party_of_another_team_is_not_named(
    alice: User, charlie: User, dana: Customer, south: Team, monday_nine: datetime
) -> None:
    secret = make_customer("Secret Party", team=south)
    actions.relate(secret, "agent", dana, by=charlie, at=monday_nine)

    (shown,) = queries.customer_page(alice, dana.pk, at=monday_nine).relations

    assert (shown.other, shown.other_name) == (None, "a customer of another team")
    assert not TimelineEntry.objects.filter(customer=dana, text__contains="Secret").exists()


def test_a_party_can_be_supplier_and_buyer_at_once(
    alice: User, northwind: Customer, monday_nine: datetime
) -> None:
    for role in ("supplier", "buyer"):
        actions.relate(northwind, role, by=alice, at=monday_nine)

    assert {shown.other_name for shown in queries.relations_shown(alice, northwind)} == {"us"}
    with pytest.raises(RelationNotPossible, match="stands already"):
        actions.relate(northwind, "buyer", by=alice, at=monday_nine)
    with pytest.raises(RelationNotPossible, match="same party"):
        actions.relate(northwind, "agent", northwind, by=alice, at=monday_nine)


def test_a_relation_that_ends_is_told_to_both(
    alice: User, dana: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    relation = actions.relate(dana, "member", northwind, by=alice, at=monday_nine)

    actions.unrelate(relation, by=alice, at=monday_nine)

    assert queries.relations_shown(alice, dana) == ()
    assert TimelineEntry.objects.filter(text__startswith="No longer").count() == 2


def test_a_number_is_kept_once_however_it_is_written(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    actions.add_contact_point(dana, "phone", "020 7946 0958", by=alice, at=monday_nine)

    with pytest.raises(ContactThere):
        actions.add_contact_point(dana, "phone", "+44 20 79460958", by=alice, at=monday_nine)


def test_one_number_is_preferred(alice: User, dana: Customer, monday_nine: datetime) -> None:
    for number in ("020 7946 0958", "020 7946 0111"):
        actions.add_contact_point(dana, "phone", number, is_preferred=True, by=alice, at=monday_nine)

    assert dana.contact_points.get(is_preferred=True).key == "+442079460111"


def test_a_promise_is_owed_until_it_is_kept_and_late_after_its_time(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    due_at = monday_nine + timedelta(hours=2)
    promise = actions.make_promise(dana, "Ring back", due_at=due_at, by=alice, at=monday_nine)
    later = due_at + timedelta(minutes=1)

    owed = queries.customer_page(alice, dana.pk, at=later).owed_next
    assert owed is not None
    assert owed.is_late

    actions.keep_promise(promise, by=alice, at=later)
    assert queries.customer_page(alice, dana.pk, at=later).owed_next is None
    with pytest.raises(PromiseAlreadyKept):
        actions.keep_promise(promise, by=alice, at=later)


def test_a_promise_falls_due_after_it_is_made(alice: User, dana: Customer, monday_nine: datetime) -> None:
    with pytest.raises(PromiseInThePast):
        actions.make_promise(dana, "Yesterday", due_at=monday_nine, by=alice, at=monday_nine)


def test_the_time_line_goes_on_where_it_ended(alice: User, dana: Customer, monday_nine: datetime) -> None:
    for number in range(70):
        actions.note(dana, f"{number}", by=alice, at=monday_nine + timedelta(minutes=number // 3))

    texts: list[str] = []
    stretch = queries.timeline_of(alice, dana)
    texts += [entry.text for entry in stretch.entries]
    while stretch.after:
        stretch = queries.timeline_of(alice, dana, after=stretch.after)
        texts += [entry.text for entry in stretch.entries]

    assert texts == [str(number) for number in reversed(range(70))]


@pytest.mark.parametrize("after", ["!!", "WyJ4IiwxXQ", "W251bGwsMV0"])
def test_a_place_that_no_time_line_gave_is_refused(after: str, alice: User, dana: Customer) -> None:
    with pytest.raises(FilterNotKnown):
        queries.timeline_of(alice, dana, after=after)


def test_the_journey_shows_the_stage_that_was_passed_in_silence(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    for stage in ("aware", "use"):
        actions.note_touchpoint(dana, stage, stage=stage, channel="email", by=alice, at=monday_nine)

    seen = queries.journey_of(dana, at=monday_nine + timedelta(days=100))

    assert seen.gaps == (Stage.CONSIDER, Stage.BUY)
    assert [silence.days for silence in seen.silences] == [100]


def test_types_are_compared_from_the_records_one_may_see(
    alice: User, charlie: User, dana: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    for customer in (dana, northwind):
        actions.note_need(
            customer, "information", "A date", meets="By noon", source="call", by=alice, at=monday_nine
        )

    consumer, business, internal, _ = queries.types_compared(alice)

    assert (consumer.customers, consumer.with_needs, business.customers, internal.customers) == (1, 1, 1, 0)
    assert (consumer.needs[0].n, consumer.needs[0].most_frequent[0].text) == (1, "A date")
    assert (consumer.meets[0].text, consumer.meets[0].n) == ("By noon", 1)
    assert all(compared.customers == 0 for compared in queries.types_compared(charlie))


def test_the_texts_shown_are_the_most_frequent_and_the_number_is_of_all(
    alice: User, dana: Customer, monday_nine: datetime
) -> None:
    for text, times in (("Four", 4), ("One", 1), ("Three", 3), ("Two", 2)):
        for number in range(times):
            actions.note_need(
                dana, "information", text, is_want=number == 0, source="call", by=alice, at=monday_nine
            )

    (of_information, *_) = queries.types_compared(alice)[0].needs

    assert (of_information.n, of_information.wants) == (10, 4)
    assert [(said.text, said.n) for said in of_information.most_frequent] == [
        ("Four", 4),
        ("Three", 3),
        ("Two", 2),
    ]


def test_worth_is_recorded_for_many_at_once_and_a_new_rung_is_told(
    alice: User, dana: Customer, northwind: Customer, monday_nine: datetime
) -> None:
    facts = ValuationFacts(date(2026, 3, 1), "GBP", "mbgnbd")
    row = WorthRow(
        dana.pk, Decimal("12.34"), Decimal("1.00"), Decimal("20.50"), "Because.", 0.75, "client", "loyal",
        is_lapsed=True, first_bought_on=date(2025, 1, 1), last_bought_on=date(2026, 1, 1), purchases=4,
    )  # fmt: skip
    unmeasured = WorthRow(northwind.pk, note="Not measured in money.")

    assert actions.record_worths(facts, [row, unmeasured], at=monday_nine) == 2
    actions.record_worths(facts, [WorthRow(dana.pk, rung="prospect")], at=monday_nine)
    actions.record_worths(facts, [row], at=monday_nine)

    kept = Customer.objects.get(pk=dana.pk)
    assert [kept.value, kept.value_low, kept.value_high] == [Decimal(one) for one in ("12.34", "1", "20.5")]
    assert (kept.value_currency, kept.worth_as_of, kept.worth_model) == ("GBP", date(2026, 3, 1), "mbgnbd")
    assert (kept.p_alive, kept.rung, kept.segment, kept.purchases) == (0.75, "client", "loyal", 4)
    assert (kept.is_lapsed, kept.is_hostage, kept.version) == (True, False, 1)
    assert (kept.first_bought_on, kept.last_bought_on) == (date(2025, 1, 1), date(2026, 1, 1))
    assert TimelineEntry.objects.get(customer=dana).text == "On the ladder: from client to prospect."
    worth = queries.customer_page(alice, northwind.pk, at=monday_nine).worth
    assert worth is not None
    assert (worth.is_measured, worth.sentence) == (False, "Not measured in money.")


def test_a_view_is_saved_without_its_place_and_dropped_by_its_owner_alone(
    alice: User, bob: User, monday_nine: datetime
) -> None:
    view = actions.save_view("My firms", "?category=business&after=W10", by=alice, at=monday_nine)

    assert view.query == "category=business"
    with pytest.raises(ViewNameTaken):
        actions.save_view("My firms", "", by=alice, at=monday_nine)
    with pytest.raises(FilterNotKnown):
        actions.save_view("Other", "colour=red", by=alice, at=monday_nine)
    actions.drop_view(view, by=bob, at=monday_nine)
    assert [*queries.saved_views_of(alice)] == [view]
    actions.drop_view(view, by=alice, at=monday_nine)
    assert [*queries.saved_views_of(alice)] == []
