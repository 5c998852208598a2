"""Cases are found by what was said, filtered by named keys alone, kept as views, done with in bulk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from rapport.customers.models import Customer
from rapport.desk.actions import move_case, write_note
from rapport.desk.actions.tagging import set_tags
from rapport.desk.models import BulkDeed, Case, CaseView
from rapport.desk.queries import finding, search
from rapport.desk.queries.finding import PAGE, find_cases
from rapport.desk.rules import CaseState
from rapport.desk.rules.case_asks import ask_from
from rapport.desk.rules.case_refusals import CaseFilterNotKnown
from rapport.staff.models import User
from tests.case_makers import hear, make_case, now_of
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
LATER = MONDAY_NINE + timedelta(hours=3)


def found(user: User, **asked: str) -> list[str]:
    return [row.case.subject for row in find_cases(user, ask_from(asked), at=LATER).rows]


@pytest.fixture
def cases(dana: Customer, northwind: Customer, alice: User) -> list[Case]:
    gauge, invoice = make_case(dana, "Gauge"), make_case(northwind, "Invoice")
    hear(gauge, "The barometer in the hall shows 12 bar, naïvely.")
    write_note(invoice, "Ask Priyanka about the discount", by=alice, at=LATER)
    return [gauge, invoice]


@pytest.mark.parametrize(
    ("words", "subjects"),
    [
        ("barom", ["Gauge"]),
        ("BAROMETER hall", ["Gauge"]),
        ("barometer discount", []),
        ("naive", ["Gauge"]),
        ("whitlock", ["Gauge"]),
        ("dana@example.org", ["Gauge"]),
        ("priyanka", ["Invoice"]),
        ('"*', []),
        ("NEAR( invoice", []),
    ],
)
def test_a_case_is_found_by_words_in_messages_notes_and_names(
    alice: User, cases: list[Case], words: str, subjects: list[str]
) -> None:
    assert found(alice, q=words) == subjects


def test_a_case_is_found_by_its_reference(alice: User, cases: list[Case]) -> None:
    assert found(alice, q=cases[0].reference) == ["Gauge"]


def test_charlie_finds_nothing_and_counts_nothing(charlie: User, cases: list[Case]) -> None:
    """Test 29: search hit and count."""
    page = find_cases(charlie, ask_from({"q": "barometer"}), at=LATER)

    assert (page.rows, page.count) == ((), 0)


@pytest.mark.parametrize(
    "asked",
    [
        {"customer__name": "Dana"},
        {"colour": "red"},
        {"sort": "customer__user__password"},
        {"sort": "-changed"},
        {"state": "asleep"},
        {"team": "1 OR 1"},
        {"assignee": "-1"},
        {"after": "nonsense"},
        {"after": "2026-03-02T09:00:00_1"},
        {"q": "x" * 201},
    ],
)
def test_only_named_filters_and_sorts_are_taken(
    client_of: ClientOf, alice: User, asked: dict[str, str]
) -> None:
    """Test 33 and 34."""
    with pytest.raises(CaseFilterNotKnown):
        ask_from(asked)
    assert client_of(alice).get("/cases", asked).status_code == 422


def test_filters_narrow_the_list(alice: User, cases: list[Case], dana: Customer) -> None:
    gauge, invoice = cases
    move_case(gauge, CaseState.CLOSED, by=alice, at=LATER)
    set_tags(invoice, ["  Billing ", "urgent"], by=alice, at=LATER)

    assert found(alice, state="live") == ["Invoice"]
    assert found(alice, state="closed") == ["Gauge"]
    assert found(alice, tag="Billing") == ["Invoice"]
    assert found(alice, customer=str(dana.pk)) == ["Gauge"]
    assert sorted(found(alice, assignee="none", kind="order question")) == ["Gauge", "Invoice"]


def test_pages_follow_each_other_without_a_gap(alice: User, dana: Customer) -> None:
    for number in range(PAGE + 7):
        make_case(dana, f"Number {number}", at=MONDAY_NINE + timedelta(minutes=number // 3))
    first = find_cases(alice, ask_from({}), at=LATER)
    second = find_cases(alice, ask_from({"after": first.after}), at=LATER)

    subjects = [row.case.subject for row in (*first.rows, *second.rows)]
    assert len(first.rows) == PAGE
    assert len(set(subjects)) == PAGE + 7
    assert second.after == ""


def test_a_view_is_kept_and_is_ones_own(
    client_of: ClientOf, alice: User, bob: User, cases: list[Case]
) -> None:
    client = client_of(alice)
    client.post("/cases/views", {"name": "Closed", "query": "state=closed"})
    view = CaseView.objects.get()

    assert "Closed" in client.get("/cases").content.decode()
    assert client_of(bob).post(f"/cases/views/{view.pk}/dropped").status_code == 404
    client.post("/cases/views", {"name": "Bad", "query": "colour=red"})
    assert CaseView.objects.count() == 1


def test_a_deed_in_bulk_is_undone_as_a_whole(
    client_of: ClientOf, alice: User, bob: User, cases: list[Case]
) -> None:
    client = client_of(alice)
    gauge, invoice = cases
    move_case(gauge, CaseState.WAITING, by=alice, at=LATER)
    client.post("/cases/bulk", {"case": [gauge.pk, invoice.pk], "deed": "close"})
    assert [now_of(case).state for case in cases] == [CaseState.CLOSED] * 2
    deed = BulkDeed.objects.get()

    assert client_of(bob).post(f"/cases/bulk/{deed.pk}/undone").status_code == 404
    client.post(f"/cases/bulk/{deed.pk}/undone")

    assert [now_of(case).state for case in cases] == [CaseState.WAITING, CaseState.OPEN]
    assert [now_of(case).reopened for case in cases] == [0, 0]
    assert client.post(f"/cases/bulk/{deed.pk}/undone").status_code == 422


def test_undoing_leaves_what_somebody_changed_since(
    client_of: ClientOf, alice: User, bob: User, cases: list[Case]
) -> None:
    client = client_of(alice)
    gauge, invoice = cases
    client.post("/cases/bulk", {"case": [gauge.pk, invoice.pk], "deed": f"assign:{alice.pk}"})
    write_note(gauge, "I talked to her", by=bob, at=LATER)

    page = client.post(f"/cases/bulk/{BulkDeed.objects.get().pk}/undone", follow=True).content.decode()

    assert [now_of(case).assignee for case in cases] == [alice, None]
    assert f"Case {gauge.pk}" in page


def test_what_is_not_seen_is_not_done_in_bulk(client_of: ClientOf, charlie: User, cases: list[Case]) -> None:
    answer = client_of(charlie).post("/cases/bulk", {"case": [cases[0].pk], "deed": "close"})

    assert answer.status_code == 422
    assert now_of(cases[0]).state == CaseState.OPEN


@pytest.mark.parametrize("few", [0, 1000])
def test_few_and_many_fits_come_in_the_same_order(
    dana: Customer, alice: User, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("rapport.desk.queries.search.FEW", few)
    for number, hours in enumerate((1, 3, 2)):
        case = make_case(dana, f"Barometer {number}")
        Case.objects.filter(pk=case.pk).update(changed_at=MONDAY_NINE + timedelta(hours=hours))

    assert found(alice, q="barometer") == ["Barometer 1", "Barometer 2", "Barometer 0"]


@pytest.mark.parametrize("word", ["gauge", "third", "late"])
def test_a_word_that_many_have_is_looked_for_among_the_newest_and_then_among_all(
    alice: User, charlie: User, dana: Customer, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setattr(search, "FEW", 2)
    monkeypatch.setattr(search, "WINDOWS", (4, 8))
    monkeypatch.setattr(finding, "PAGE", 3)
    for number in range(14):
        words = f"Gauge {number}{' third' if number % 3 == 0 else ''}{' late' if number < 5 else ''}"
        make_case(dana, words, at=MONDAY_NINE + timedelta(minutes=number))
    newest_first = Case.objects.order_by("-changed_at").values_list("subject", flat=True)

    pages = [find_cases(alice, ask_from({"q": word}), at=LATER)]
    while pages[-1].after:
        pages.append(find_cases(alice, ask_from({"q": word, "after": pages[-1].after}), at=LATER))

    shown = [row.case.subject for page in pages for row in page.rows]
    assert shown == [subject for subject in newest_first if word in subject.lower().split()]
    assert {page.counted for page in pages} == {"3+"}
    assert find_cases(charlie, ask_from({"q": word}), at=LATER).count == 0
