"""The queue through its page: who sees what, in which order, with which reasons, and the next case taken."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, move_case, open_case
from rapport.desk.actions.taking import take_next
from rapport.desk.models import Case, Presence
from rapport.desk.queries.queue import find_queue
from rapport.desk.rules import CaseKind, CaseState, NothingToTake, Severity, StatedNeed
from rapport.desk.rules.asks import Ask, Tab
from rapport.staff.actions import set_week
from rapport.staff.actions.teams import USUAL_WEEK
from rapport.staff.models import Team, User
from rapport.staff.rules import NotAllowed
from tests.cast import MONDAY_NINE, client_of, make_customer, make_person

pytestmark = pytest.mark.django_db
NOON = MONDAY_NINE + timedelta(hours=3)


def opened(customer: Customer, by: User, hours_ago: float = 0, **facts: Any) -> Case:
    known = {"kind": CaseKind.ENQUIRY, "subject": "Where is my parcel", "channel": Channel.PHONE} | facts
    return open_case(NewCase(customer=customer, **known), by=by, at=NOON - timedelta(hours=hours_ago))


def subjects(user: User, tab: Tab = Tab.ALL) -> list[str]:
    return [row.case.subject for row in find_queue(user, Ask(tab), at=NOON).rows]


def test_deadlines_come_first_then_long_waits_then_points(dana: Customer, alice: User) -> None:
    opened(dana, alice, 1, subject="praise")
    opened(dana, alice, 3, subject="severe", severity=Severity.HIGH)
    opened(dana, alice, 60, subject="long ago", severity=Severity.LOW)
    opened(dana, alice, 0.5, subject="gas smells", severity=Severity.HARM)

    assert subjects(alice) == ["gas smells", "long ago", "severe", "praise"]


def test_the_reasons_stand_in_plain_words_and_add_up(dana: Customer, alice: User) -> None:
    opened(dana, alice, 5, severity=Severity.HIGH, stated_need=StatedNeed.HARDSHIP)

    reason = find_queue(alice, Ask(Tab.ALL), at=NOON).rows[0].reason

    assert [(part.words, part.points) for part in reason.parts] == [
        ("severity high", 40), ("told us of: hardship", 30), ("medium piece of work", 2),
        ("waiting 5 hours", 10),
    ]  # fmt: skip
    assert reason.score == 82


def test_worth_is_named_to_those_alone_who_may_see_it(dana: Customer, alice: User, lena: User) -> None:
    Customer.objects.filter(pk=dana.pk).update(value=1_600, rung="partner")
    dana.refresh_from_db()
    opened(dana, alice)
    lena.assigned.create(customer=dana, assigned_at=NOON)

    def words(user: User) -> list[str]:
        return [part.words for part in find_queue(user, Ask(Tab.ALL), at=NOON).rows[0].reason.parts]

    assert {"partner", "worth"} <= set(words(alice))
    assert "what is known of the customer" in words(lena)
    assert not {"partner", "worth"} & set(words(lena))


@pytest.mark.parametrize("tab", Tab)
def test_32_charlie_sees_nothing_of_another_team(
    dana: Customer, alice: User, charlie: User, tab: Tab
) -> None:
    """Test 32: agent of another queue, same list: neither rows nor counts."""
    late = opened(dana, alice, 200)
    move_case(opened(dana, alice, subject="We wait for her"), CaseState.WAITING, by=alice, at=NOON)
    Case.objects.filter(pk=late.pk).update(assignee=alice)

    page = client_of(charlie).get(f"/queue?tab={tab}").content.decode()

    assert "Where is my parcel" not in page
    assert "We wait for her" not in page
    assert page.count('<span class="number">0</span>') == len(Tab)


@pytest.mark.parametrize(
    "words",
    ["customer__user__password=x", "kind=nonsense", "tab=secret", "after=x", "team=1%20OR%201", "sort=name"],
)
def test_33_only_named_filters_are_taken(alice: User, words: str) -> None:
    """Test 33: filter and sort keys: only named ones."""
    answer = client_of(alice).get(f"/queue?{words}")

    assert answer.status_code == 422
    assert b"The queue has no" in answer.content


@pytest.mark.parametrize(
    "words", ["size=1000", "size=-1", "size=50;drop", "zone=Europe/Paris", "columns=search"]
)
def test_34_sizes_come_from_a_fixed_list(alice: User, words: str) -> None:
    """Test 34: page size and columns from a fixed list; there is no zone to ask for."""
    assert client_of(alice).get(f"/queue?{words}").status_code == 422


def test_a_page_goes_on_where_the_last_one_ended(dana: Customer, alice: User) -> None:
    for number in range(60):
        opened(dana, alice, number, subject=f"case {number:02}", severity=[*Severity][number % 3])

    first = find_queue(alice, Ask(Tab.ALL, size=25), at=NOON)
    seen = [row.case.pk for row in first.rows]
    while first.after:
        from rapport.desk.rules.asks import place_from

        first = find_queue(alice, Ask(Tab.ALL, size=25, after=place_from(first.after)), at=NOON)
        seen += [row.case.pk for row in first.rows]

    everything = [row.case.pk for row in find_queue(alice, Ask(Tab.ALL, size=100), at=NOON).rows]
    assert seen == everything
    assert len(set(seen)) == 60


def test_who_reads_or_writes_now_stands_in_the_row(dana: Customer, alice: User, bob: User) -> None:
    case = opened(dana, alice)
    Presence.objects.create(case=case, person=bob, is_writing=True, seen_at=NOON)
    Presence.objects.create(case=case, person=make_person("Gone"), seen_at=NOON - timedelta(minutes=5))

    assert find_queue(alice, Ask(Tab.ALL), at=NOON).rows[0].present == ["Bob is writing"]


def test_waiting_and_overdue_have_tabs_of_their_own(
    dana: Customer, alice: User, north: Team, bob: User
) -> None:
    set_week(north, USUAL_WEEK, by=bob, at=NOON)
    waits = opened(dana, alice, 30, subject="waits")
    move_case(waits, CaseState.WAITING, by=alice, at=NOON)
    opened(dana, alice, 80, subject="late")

    assert subjects(alice, Tab.WAITING) == ["waits"]
    assert subjects(alice, Tab.OVERDUE) == ["late"]
    assert subjects(alice) == ["late"]


def test_the_next_case_is_the_first_that_nobody_has(dana: Customer, alice: User, bob: User) -> None:
    opened(dana, bob, 1, subject="mild")
    bad = opened(dana, bob, 1, subject="bad", severity=Severity.HIGH)

    taken = take_next(alice, Ask(), at=NOON)

    assert (taken.pk, taken.assignee) == (bad.pk, alice)
    assert [entry.after for entry in taken.entries.all()] == ["open", "Alice"]


def test_the_button_takes_the_next_case_and_opens_it(dana: Customer, alice: User) -> None:
    opened(dana, alice, 2, kind=CaseKind.PRAISE)
    case = opened(dana, alice, 1)

    answer = client_of(alice).post("/queue/next", {"kind": CaseKind.ENQUIRY})

    assert answer["Location"] == f"/cases/{case.pk}"
    assert Case.objects.get(assignee=alice) == case


def test_56_two_who_ask_at_once_never_get_the_same(dana: Customer, alice: User, bob: User) -> None:
    """Test 56: auto-assign from two workers: one owner each."""
    for number in range(4):
        opened(dana, alice, number, subject=f"case {number}")

    taken = [take_next(user, Ask(), at=NOON).pk for user in (alice, bob, alice, bob)]

    assert len(set(taken)) == 4
    with pytest.raises(NothingToTake):
        take_next(alice, Ask(), at=NOON)


def test_a_leader_takes_from_their_own_team_first(north: Team, south: Team, bob: User, alice: User) -> None:
    opened(make_customer("Sue", team=south), alice, 5, subject="of South", severity=Severity.HIGH)
    opened(make_customer("Ned", team=north), alice, subject="of North")

    assert take_next(bob, Ask(), at=NOON).subject == "of North"
    assert take_next(bob, Ask(team=str(south.pk)), at=NOON).subject == "of South"


def test_a_learner_takes_no_case(dana: Customer, alice: User, lena: User) -> None:
    opened(dana, alice)

    assert client_of(lena).post("/queue/next").status_code == 404
    with pytest.raises(NotAllowed):
        take_next(lena, Ask(), at=NOON)


def test_nothing_to_take_is_said_and_is_no_fault(alice: User) -> None:
    answer = client_of(alice).post("/queue/next", follow=True)

    assert "unassigned" in answer.content.decode()


def test_a_longer_queue_takes_no_more_queries(
    dana: Customer, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        opened(dana, alice, number)
    client: Client = client_of(alice)
    client.get("/queue?tab=all")

    with django_assert_max_num_queries(26):
        client.get("/queue?tab=all")


def test_the_rows_alone_come_back_when_they_are_looked_at_again(dana: Customer, alice: User) -> None:
    opened(dana, alice)

    page = (
        client_of(alice).get("/queue", headers={"HX-Request": "true", "HX-Target": "rows"}).content.decode()
    )

    assert "<html" not in page
    assert "Where is my parcel" in page
