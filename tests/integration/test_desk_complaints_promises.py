"""Promises: made in a case, warned of, kept, moved before they break, withdrawn, broken, and counted."""

from datetime import datetime, timedelta

import pytest

from rapport.customers import actions as register
from rapport.customers.actions import merge, undo_merge
from rapport.customers.models import Customer, Promise
from rapport.customers.rules import (
    PromiseAlreadyKept,
    PromiseBroken,
    PromiseCounts,
    PromiseMovedWithoutReason,
    PromiseState,
    PromiseWithdrawn,
)
from rapport.desk.actions import (
    break_overdue,
    keep_promise,
    move_promise,
    promise_in_case,
    tell_kept_elsewhere,
    warn_of_promises,
    withdraw_promise,
)
from rapport.desk.models import Case, Notice
from rapport.desk.queries import promise_counts, promises_shown
from rapport.desk.queries.counting import owed_in, promises_of
from rapport.desk.rules import EntryKind
from rapport.desk.rules.stages import PromiseToNobody
from rapport.staff.models import User
from tests.cast import MONDAY_NINE
from tests.complaint_cast import make_complaint

pytestmark = pytest.mark.django_db
NOON, FRIDAY = MONDAY_NINE + timedelta(hours=3), MONDAY_NINE + timedelta(days=4)


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    return make_complaint(dana, alice)


@pytest.fixture
def promise(case: Case, alice: User) -> Promise:
    return promise_in_case(case, "Ring with the result", NOON, kind="call", by=alice, at=MONDAY_NINE)


def told(case: Case) -> list[str]:
    return [entry.after for entry in case.entries.filter(kind=EntryKind.PROMISE)]


def test_a_promise_of_a_case_stands_in_the_register_and_in_the_queue(promise: Promise, case: Case) -> None:
    assert (promise.customer, promise.kind, promise.team) == (case.customer, "call", case.team)
    assert promises_of([case]) == {case.pk: [(NOON, "Ring with the result")]}


def test_it_is_kept_on_the_minute_and_late_after_it(promise: Promise, case: Case, alice: User) -> None:
    late = promise_in_case(case, "Write", NOON, by=alice, at=MONDAY_NINE)

    on_time = keep_promise(promise, by=alice, at=NOON)
    kept_late = keep_promise(late, by=alice, at=NOON + timedelta(seconds=1))

    assert (on_time.broken_at, kept_late.broken_at) == (None, NOON)
    assert told(case) == ["open", "open", "kept", "kept late"]
    assert not owed_in([case]).exists()
    with pytest.raises(PromiseAlreadyKept):
        keep_promise(promise, by=alice, at=NOON)


def test_it_is_moved_before_it_breaks_with_a_reason_and_words_for_the_customer(
    promise: Promise, case: Case, alice: User
) -> None:
    words = move_promise(promise, FRIDAY, reason="The workshop is closed.", by=alice, at=MONDAY_NINE)

    promise.refresh_from_db()
    assert promise.due_at == FRIDAY
    assert "We will not manage it by then. The workshop is closed." in words
    assert [shown.moves[0].endswith("The workshop is closed.") for shown in promises_shown(case, NOON)] == [
        True
    ]


def test_it_is_not_moved_without_a_reason_or_after_it_broke(promise: Promise, alice: User) -> None:
    with pytest.raises(PromiseMovedWithoutReason):
        move_promise(promise, FRIDAY, reason=" ", by=alice, at=MONDAY_NINE)
    for deed in (move_promise, withdraw_promise):
        when = {"due_at": FRIDAY} if deed is move_promise else {}
        with pytest.raises(PromiseBroken, match="broke then"):
            deed(promise, **when, reason="Forgot.", by=alice, at=NOON + timedelta(minutes=1))


def test_what_the_customer_needs_no_longer_is_withdrawn(promise: Promise, case: Case, alice: User) -> None:
    withdraw_promise(promise, reason="Dana found it herself.", by=alice, at=MONDAY_NINE)

    assert promises_of([case]) == {case.pk: []}
    with pytest.raises(PromiseWithdrawn):
        keep_promise(promise, by=alice, at=NOON)


def test_a_promise_whose_time_passed_is_broken_and_those_it_concerns_are_told_once(
    promise: Promise, case: Case, alice: User, bob: User
) -> None:
    Case.objects.filter(pk=case.pk).update(assignee=bob)

    assert [break_overdue(at=at) for at in (NOON, NOON + timedelta(minutes=1), FRIDAY)] == [0, 1, 0]

    promise.refresh_from_db()
    assert promise.broken_at == NOON
    assert told(case)[-1] == "broken"
    assert sorted(notice.person.name for notice in Notice.objects.filter(kind="promise")) == ["Alice", "Bob"]
    assert owed_in([case]).get().promise == promise


def test_a_case_hears_once_of_a_promise_that_was_kept_on_the_customers_page(
    promise: Promise, case: Case, alice: User
) -> None:
    register.keep_promise(promise, by=alice, at=NOON)

    assert [tell_kept_elsewhere(at=NOON + timedelta(minutes=place)) for place in (1, 2)] == [1, 0]
    assert told(case) == ["open", "kept"]


def test_a_near_promise_is_warned_of_once_and_anew_after_a_move(promise: Promise, alice: User) -> None:
    near = NOON - timedelta(hours=1)

    assert [warn_of_promises(at=at) for at in (MONDAY_NINE, near, near + timedelta(minutes=5))] == [0, 1, 0]
    move_promise(promise, FRIDAY, reason="The workshop is closed.", by=alice, at=near)
    assert warn_of_promises(at=FRIDAY - timedelta(hours=1)) == 1


def test_a_promise_is_made_to_somebody_of_the_register(case: Case, alice: User) -> None:
    Case.objects.filter(pk=case.pk).update(customer=None)

    with pytest.raises(PromiseToNobody):
        promise_in_case(case, "Ring", NOON, by=alice, at=MONDAY_NINE)


def test_promises_follow_a_merge_of_customers_and_its_undoing(
    promise: Promise, dana: Customer, northwind: Customer, alice: User
) -> None:
    joined = merge(northwind, dana, reason="same party", by=alice, at=MONDAY_NINE)
    promise.refresh_from_db()
    assert promise.customer == northwind
    move_promise(promise, FRIDAY, reason="The workshop is closed.", by=alice, at=MONDAY_NINE)

    undo_merge(joined, by=alice, at=MONDAY_NINE)

    promise.refresh_from_db()
    assert (promise.customer, promise.moves.count()) == (dana, 1)


def test_promises_are_counted_by_how_they_ended(
    dana: Customer, alice: User, bob: User, charlie: User
) -> None:
    def promised(by: User, kept_at: datetime | None, kind: str = "call") -> Promise:
        made = register.make_promise(dana, "Ring", due_at=NOON, kind=kind, by=by, at=MONDAY_NINE)
        return register.keep_promise(made, by=by, at=kept_at) if kept_at else made

    promised(alice, NOON)
    promised(alice, FRIDAY, kind="refund")
    promised(bob, None)
    moved = promised(bob, None)
    register.move_promise(moved, NOON + timedelta(hours=1), reason="Late van", by=bob, at=MONDAY_NINE)
    register.withdraw_promise(promised(bob, None), reason="Not needed", by=bob, at=MONDAY_NINE)

    def counts(by: str, user: User = alice) -> dict[str, PromiseCounts]:
        return promise_counts(user, MONDAY_NINE, FRIDAY, by=by)

    assert counts("person") == {
        "Alice": PromiseCounts(kept=1, kept_late=1),
        "Bob": PromiseCounts(broken=2, withdrawn=1, moved=1),
    }
    assert counts("kind")["refund"].n == 1
    assert counts("team")["North"] == PromiseCounts(kept=1, kept_late=1, broken=2, withdrawn=1, moved=1)
    assert counts("")[""].n == 4
    assert counts("person", charlie) == {}


def test_a_broken_promise_that_was_kept_shows_as_kept_late(promise: Promise, case: Case, alice: User) -> None:
    break_overdue(at=FRIDAY)
    assert [one.state for one in promises_shown(case, FRIDAY)] == [PromiseState.BROKEN]

    keep_promise(promise, by=alice, at=FRIDAY)

    assert [one.state for one in promises_shown(case, FRIDAY)] == [PromiseState.KEPT_LATE]
