"""Nothing gets round a limit: no second case, no split, no second refund, no limit set for oneself."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rapport.customers.models import Customer
from rapport.desk.actions import offer_redress, set_limit, sign_redress
from rapport.desk.actions.joining import link_cases, split_case, unlink_cases
from rapport.desk.models import Case, CaseLink
from rapport.desk.rules import CaseFieldNotRight, LinkKind, RedressKind, RedressState
from rapport.desk.rules.redress import LimitBeyondOwn, RedressNotRight
from rapport.staff.models import User
from rapport.staff.rules import Role
from tests.case_makers import hear
from tests.cast import MONDAY_NINE, make_customer
from tests.complaint_cast import goodwill, make_complaint, make_order, refund

pytestmark = pytest.mark.django_db
AT = MONDAY_NINE
ASKED, ALLOWED = RedressState.ASKED, RedressState.ALLOWED


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    return make_complaint(dana, alice)


def test_a_limit_is_had_once_for_a_customer_and_not_once_in_every_case(
    case: Case, dana: Customer, alice: User, anita: User, bob: User
) -> None:
    first = offer_redress(case, goodwill("20"), by=alice, at=AT)
    second = offer_redress(make_complaint(dana, alice), goodwill("5"), by=alice, at=AT + timedelta(days=29))
    third = offer_redress(make_complaint(dana, alice), goodwill("5"), by=alice, at=AT + timedelta(days=60))

    assert [one.state for one in (first, second, third)] == [ALLOWED, ASKED, ALLOWED]
    told = second.case.entries.get(kind="redress").text
    assert told.endswith("(Alice gave this customer 20.00 GBP alone in other cases of late)")
    assert sign_redress(second, by=bob, at=AT + timedelta(days=29)).state == ALLOWED


def test_another_customer_and_another_colleague_are_another_matter(
    case: Case, dana: Customer, alice: User, anita: User
) -> None:
    offer_redress(case, goodwill("20"), by=alice, at=AT)
    others = make_complaint(make_customer("Erin Sloan"), alice)

    assert offer_redress(others, goodwill("20"), by=alice, at=AT).state == ALLOWED
    assert offer_redress(make_complaint(dana, alice), goodwill("20"), by=anita, at=AT).state == ALLOWED


def test_a_split_case_is_one_matter_with_what_it_was_split_from(
    case: Case, alice: User, anita: User, bob: User
) -> None:
    moved = [hear(case, text, at=AT).pk for text in ("The gauge.", "The invoice.")]
    offer_redress(case, goodwill("20"), by=alice, at=AT)
    part = split_case(case, moved[1:], by=alice, at=AT)
    again = split_case(case, moved[:1], by=alice, at=AT) if case.messages.count() > 1 else part

    assert offer_redress(again, goodwill("5"), by=anita, at=AT).state == ASKED


def test_that_a_case_was_split_off_another_stays_on_record(case: Case, dana: Customer, alice: User) -> None:
    moved = [hear(case, text, at=AT).pk for text in ("The gauge.", "The invoice.")]
    split_case(case, moved[1:], by=alice, at=AT)

    with pytest.raises(CaseFieldNotRight, match="stays on record"):
        unlink_cases(CaseLink.objects.get(), by=alice, at=AT)
    with pytest.raises(CaseFieldNotRight, match="related, caused by"):
        link_cases(case, make_complaint(dana, alice), by=alice, at=AT, kind=LinkKind.SPLIT_FROM)


def test_two_cases_promise_no_more_of_an_order_than_there_is(
    case: Case, dana: Customer, alice: User, anita: User
) -> None:
    order = make_order(dana, alice, "60.00")
    offer_redress(case, refund(order, "40"), by=alice, at=AT)

    with pytest.raises(RedressNotRight, match=r"at most the 20\.00 GBP left"):
        offer_redress(make_complaint(dana, alice), refund(order, "40"), by=anita, at=AT)


@pytest.mark.parametrize("role", [Role.LEADER, Role.MANAGER, Role.OWNER, Role.PRIVACY])
def test_a_leader_sets_no_limit_of_their_own_role_nor_of_one_above(bob: User, role: Role) -> None:
    with pytest.raises(LimitBeyondOwn):
        set_limit(role, RedressKind.GOODWILL, Decimal(1), currency="GBP", by=bob, at=AT)


def test_nobody_hands_on_more_than_they_may_give(bob: User, maxine: User, olive: User) -> None:
    def let(by: User, role: Role, most: int | None, currency: str = "GBP") -> None:
        worth = None if most is None else Decimal(most)
        set_limit(role, RedressKind.GOODWILL, worth, currency=currency, by=by, at=AT)

    with pytest.raises(LimitBeyondOwn, match="your own limit is 100"):
        let(bob, Role.ADVISER, 101)
    with pytest.raises(LimitBeyondOwn, match="you may not give it yourself"):
        let(bob, Role.ADVISER, 1, "EUR")
    let(bob, Role.ADVISER, 100)
    let(bob, Role.ADVISER, None)
    let(maxine, Role.LEADER, 500)
    let(olive, Role.OWNER, 90_000)
