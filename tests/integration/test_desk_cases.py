"""A case is opened, spoken in, and moved from state to state."""

from datetime import timedelta

import pytest

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, Said, move_case, open_case, receive_message, write_reply
from rapport.desk.models import Case
from rapport.desk.queries import cases_visible_to
from rapport.desk.rules import CaseChangedMeanwhile, CaseKind, CaseState, StateNotReachable
from rapport.staff.models import User
from tests.cast import MONDAY_NINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    new = NewCase(CaseKind.ENQUIRY, "The gauge reads wrong", Channel.PHONE, customer=dana)
    return open_case(new, by=alice, at=MONDAY_NINE)


def test_a_case_is_never_without_its_first_entry(case: Case) -> None:
    assert [entry.after for entry in case.entries.all()] == [CaseState.OPEN]


def test_a_case_belongs_to_the_team_of_its_customer(case: Case, alice: User, charlie: User) -> None:
    assert case in cases_visible_to(alice)
    assert case not in cases_visible_to(charlie)


def test_a_waiting_case_opens_when_the_customer_writes(case: Case, alice: User) -> None:
    move_case(case, CaseState.WAITING, by=alice, at=MONDAY_NINE)

    receive_message(case, Said("Any news?", Channel.EMAIL), at=MONDAY_NINE + timedelta(hours=2))

    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    assert case.lying_since == MONDAY_NINE + timedelta(hours=2)


def test_the_same_reply_posted_twice_is_one(case: Case, alice: User) -> None:
    said = Said("We look into it today.", Channel.EMAIL)
    first, second = (write_reply(case, said, by=alice, at=MONDAY_NINE, send_key="k1") for _ in range(2))

    assert first == second
    assert case.messages.count() == 1


def test_a_stale_form_does_not_reopen_a_closed_case(case: Case, alice: User) -> None:
    seen = case.version
    move_case(case, CaseState.CLOSED, by=alice, at=MONDAY_NINE, version=seen)

    with pytest.raises(CaseChangedMeanwhile, match="state open → closed"):
        move_case(case, CaseState.OPEN, by=alice, at=MONDAY_NINE, version=seen)


def test_a_closed_case_does_not_wait(case: Case, alice: User) -> None:
    move_case(case, CaseState.CLOSED, by=alice, at=MONDAY_NINE)

    with pytest.raises(StateNotReachable, match="It can become: merged, open"):
        move_case(case, CaseState.WAITING, by=alice, at=MONDAY_NINE)
