"""Redress: within one's limit allowed, above it signed by another; given once; and nothing gets round it."""

from decimal import Decimal

import pytest

from rapport.customers.models import Customer
from rapport.desk.actions import (
    Offer,
    decline_redress,
    give_redress,
    offer_redress,
    offer_redress_in_bulk,
    set_limit,
    sign_redress,
    withdraw_redress,
)
from rapport.desk.models import Case, Notice, Redress
from rapport.desk.queries import boundary_of, limits_of, progress_of, standing_in
from rapport.desk.rules import EntryKind, RedressKind, RedressState
from rapport.desk.rules.redress import (
    NobodyMaySign,
    RedressNotInState,
    RedressNotRight,
    RefundWithoutOrder,
    SignatureBeyondLimit,
    SignedByOneself,
)
from rapport.orders.models import Refund
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Role
from tests.cast import MONDAY_NINE
from tests.complaint_cast import goodwill, make_complaint, make_order, refund

pytestmark = pytest.mark.django_db
AT = MONDAY_NINE
ASKED, ALLOWED, GIVEN = RedressState.ASKED, RedressState.ALLOWED, RedressState.GIVEN


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    return make_complaint(dana, alice)


@pytest.fixture
def asked(case: Case, alice: User, bob: User) -> Redress:
    """Goodwill above Alice's limit and within Bob's."""
    return offer_redress(case, goodwill("60"), by=alice, at=AT)


def refusals(case: Case) -> list[str]:
    return [entry.detail["code"] for entry in case.entries.filter(kind=EntryKind.REFUSED)]


def test_within_the_limit_it_is_allowed_by_whoever_offers(case: Case, alice: User) -> None:
    made = offer_redress(case, goodwill("20"), by=alice, at=AT)

    assert (made.state, made.allowed_by) == (ALLOWED, alice)


def test_above_the_limit_a_second_signature_is_asked_for(asked: Redress, bob: User) -> None:
    assert (asked.state, asked.allowed_by) == (ASKED, None)
    assert [notice.person for notice in Notice.objects.filter(kind="signature")] == [bob]


def test_a_sum_in_parts_is_still_the_sum(case: Case, alice: User, bob: User) -> None:
    first = offer_redress(case, goodwill("15"), by=alice, at=AT)
    second = offer_redress(case, goodwill("15"), by=alice, at=AT)

    assert (first.state, second.state) == (ALLOWED, ASKED)


def test_neither_another_kind_nor_another_person_gets_round_the_limit(
    case: Case, dana: Customer, alice: User, bob: User, anita: User
) -> None:
    offer_redress(case, refund(make_order(dana, alice), "50"), by=alice, at=AT)
    other_kind = offer_redress(case, goodwill("20"), by=alice, at=AT)
    other_person = offer_redress(case, goodwill("5"), by=anita, at=AT)

    assert (other_kind.state, other_person.state) == (ASKED, ASKED)


def test_what_it_costs_us_counts_where_it_is_more_than_it_is_worth(
    case: Case, alice: User, bob: User
) -> None:
    dear = Offer(RedressKind.REPLACEMENT, "it was broken", worth=Decimal(1), cost=Decimal(200))

    assert offer_redress(case, dear, by=alice, at=AT).state == ASKED


def test_declined_and_withdrawn_redress_counts_no_longer(
    case: Case, asked: Redress, alice: User, bob: User
) -> None:
    decline_redress(asked, answer="Not for a delay of a day.", by=bob, at=AT)
    kept = offer_redress(case, goodwill("20"), by=alice, at=AT)
    withdraw_redress(kept, why="They want a voucher.", by=alice, at=AT)

    assert offer_redress(case, goodwill("20"), by=alice, at=AT).state == ALLOWED


def test_two_currencies_are_not_two_limits(case: Case, alice: User, olive: User) -> None:
    set_limit(Role.ADVISER, RedressKind.GOODWILL, Decimal(20), currency="EUR", by=olive, at=AT)
    offer_redress(case, goodwill("20"), by=alice, at=AT)
    in_euro = Offer(RedressKind.GOODWILL, "they waited", Decimal(20), currency="EUR")

    with pytest.raises(RedressNotRight, match="expects GBP"):
        offer_redress(case, in_euro, by=alice, at=AT)


def test_another_person_with_the_limit_signs(asked: Redress, bob: User) -> None:
    signed = sign_redress(asked, by=bob, at=AT, answer="Fair.")

    assert (signed.state, signed.allowed_by) == (ALLOWED, bob)


def test_nobody_signs_for_themselves(asked: Redress, alice: User) -> None:
    with pytest.raises(SignedByOneself, match="Bob"):
        sign_redress(asked, by=alice, at=AT)

    assert refusals(asked.case) == ["signed_by_oneself"]


def test_a_signature_needs_the_limit_too(asked: Redress, anita: User, case: Case) -> None:
    with pytest.raises(SignatureBeyondLimit, match="is 20 of it"):
        sign_redress(asked, by=anita, at=AT)

    asked.refresh_from_db()
    assert (asked.state, refusals(case)) == (ASKED, ["signature_beyond_limit"])


def test_a_leader_does_not_sign_what_a_leader_asked_for_alone(case: Case, bob: User, maxine: User) -> None:
    made = offer_redress(case, goodwill("300"), by=bob, at=AT)

    with pytest.raises(SignedByOneself, match="Maxine"):
        sign_redress(made, by=bob, at=AT)
    assert sign_redress(made, by=maxine, at=AT).state == ALLOWED


def test_beyond_everybody_it_is_refused_and_written_down(case: Case, alice: User, bob: User) -> None:
    with pytest.raises(NobodyMaySign, match="nobody's limit reaches so far"):
        offer_redress(case, goodwill("9000"), by=alice, at=AT)

    assert (case.redress.count(), refusals(case)) == (0, ["nobody_may_sign"])


def test_what_is_not_allowed_is_not_given(asked: Redress, alice: User) -> None:
    with pytest.raises(RedressNotInState, match="Somebody else signs"):
        give_redress(asked, by=alice, at=AT)

    assert refusals(asked.case) == ["redress_not_in_state"]


def test_a_signature_is_given_once(asked: Redress, bob: User, maxine: User) -> None:
    sign_redress(asked, by=bob, at=AT)

    with pytest.raises(RedressNotInState):
        sign_redress(asked, by=maxine, at=AT)


def test_a_refund_is_one_refund_of_its_order(case: Case, dana: Customer, alice: User) -> None:
    order = make_order(dana, alice)
    made = offer_redress(case, refund(order, "50"), by=alice, at=AT)
    given = give_redress(made, by=alice, at=AT)
    with pytest.raises(RedressNotInState):
        give_redress(made, by=alice, at=AT)

    assert given.state == GIVEN
    assert [(row.amount, row.pk) for row in Refund.objects.all()] == [(Decimal(50), given.refund_id)]


def test_no_more_goes_back_than_was_paid_and_nothing_of_others(
    case: Case, dana: Customer, northwind: Customer, alice: User
) -> None:
    order, of_others = make_order(dana, alice, "40.00"), make_order(northwind, alice)

    with pytest.raises(RedressNotRight, match="at most the 40.00 GBP left"):
        offer_redress(case, refund(order, "50"), by=alice, at=AT)
    for wrong in (refund(of_others, "10"), Offer(RedressKind.REFUND, "because", Decimal(10))):
        with pytest.raises(RefundWithoutOrder):
            offer_redress(case, wrong, by=alice, at=AT)


def test_the_same_offer_sent_six_times_is_one(case: Case, alice: User) -> None:
    made = {offer_redress(case, goodwill("5"), by=alice, at=AT, send_key="k").pk for _ in range(6)}

    assert len(made) == 1


def test_a_key_of_another_case_gives_nothing_away(case: Case, northwind: Customer, alice: User) -> None:
    offer_redress(case, goodwill("5"), by=alice, at=AT, send_key="k")

    with pytest.raises(RedressNotRight, match="a key that no other offer has"):
        offer_redress(make_complaint(northwind, alice), goodwill("5"), by=alice, at=AT, send_key="k")


def test_in_bulk_each_case_has_its_own_limit_record_and_refusal(
    case: Case, northwind: Customer, alice: User, bob: User
) -> None:
    offer_redress(case, goodwill("20"), by=alice, at=AT)
    other = make_complaint(northwind, alice)

    offered = offer_redress_in_bulk([case, other], goodwill("20"), by=alice, at=AT, send_key="b")
    again = offer_redress_in_bulk([case, other], goodwill("20"), by=alice, at=AT, send_key="b")
    beyond = offer_redress_in_bulk([case, other], goodwill("9000"), by=alice, at=AT, send_key="c")

    assert [one.redress.state for one in offered if one.redress] == [ASKED, ALLOWED]
    assert [one.redress for one in again] == [one.redress for one in offered]
    assert [type(one.refusal) for one in beyond] == [NobodyMaySign, NobodyMaySign]
    assert refusals(case) == refusals(other) == ["nobody_may_sign"]


@pytest.mark.parametrize("worth", ["-1", "0", "0.001", "NaN", "Infinity", "99999999999"])
def test_amounts_that_are_none_are_declined(case: Case, alice: User, worth: str) -> None:
    with pytest.raises(RedressNotRight):
        offer_redress(case, goodwill(worth), by=alice, at=AT)


def test_a_manager_changes_a_limit_and_an_adviser_does_not(case: Case, alice: User, maxine: User) -> None:
    with pytest.raises(NotAllowed):
        set_limit(Role.ADVISER, RedressKind.GOODWILL, Decimal(500), currency="GBP", by=alice, at=AT)
    set_limit(Role.ADVISER, RedressKind.GOODWILL, Decimal(60), currency="GBP", by=maxine, at=AT)
    assert offer_redress(case, goodwill("60"), by=alice, at=AT).state == ALLOWED

    set_limit(Role.ADVISER, RedressKind.GOODWILL, None, currency="GBP", by=maxine, at=AT)
    assert RedressKind.GOODWILL not in limits_of(Role.ADVISER, "GBP")


def test_a_case_says_when_it_is_beyond_somebody_and_hands_on_a_summary(
    asked: Redress, case: Case, alice: User, bob: User
) -> None:
    beyond = boundary_of(case, alice, progress_of(case, alice), standing_in(case), at=AT)

    assert beyond.reasons == ("goodwill of 60.00 GBP is above the limit of your role",)
    assert bob in beyond.people
    assert "Redress asked: goodwill, 60.00 GBP, because they waited a week" in beyond.summary
    assert not boundary_of(case, bob, progress_of(case, bob), standing_in(case), at=AT).is_beyond
