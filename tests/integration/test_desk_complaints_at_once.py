"""Two at once: one refund, one signature, one step, one promise kept; and the ready procedures once."""

from datetime import timedelta

import pytest

from rapport.desk.actions import (
    choose_procedure,
    do_step,
    give_redress,
    keep_promise,
    make_ready_procedures,
    offer_redress,
    promise_in_case,
    sign_redress,
)
from rapport.desk.models import Procedure, Redress, StepDone
from rapport.desk.rules import Evidence
from rapport.orders.models import Refund
from tests.at_once import TOGETHER, at_once
from tests.cast import MONDAY_NINE, make_dana, make_person
from tests.complaint_cast import FOUND, goodwill, make_complaint, make_order, refund

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_refund_given_by_four_at_once_is_one() -> None:
    alice, dana = make_person("Alice"), make_dana()
    made = offer_redress(
        make_complaint(dana, alice), refund(make_order(dana, alice), "40"), by=alice, at=MONDAY_NINE
    )

    codes = at_once(lambda _: give_redress(made, by=alice, at=MONDAY_NINE))

    assert codes == ["", *["redress_not_in_state"] * (TOGETHER - 1)]
    assert Refund.objects.count() == 1


def test_the_same_offer_sent_by_four_at_once_is_one_and_four_offers_are_a_sum() -> None:
    alice, dana = make_person("Alice"), make_dana()
    make_person("Bob")
    case = make_complaint(dana, alice)

    at_once(lambda _: offer_redress(case, goodwill("15"), by=alice, at=MONDAY_NINE, send_key="k"))
    assert Redress.objects.count() == 1
    at_once(lambda place: offer_redress(case, goodwill("15"), by=alice, at=MONDAY_NINE, send_key=str(place)))

    assert sorted(Redress.objects.values_list("state", flat=True)) == ["allowed", *["asked"] * TOGETHER]


def test_a_signature_a_step_and_a_promise_count_once() -> None:
    alice, bob, dana = make_person("Alice"), make_person("Bob"), make_dana()
    case = make_complaint(dana, alice)
    asked = offer_redress(case, goodwill("60"), by=alice, at=MONDAY_NINE)
    choose_procedure(case, "four-step", by=alice, at=MONDAY_NINE)
    promise = promise_in_case(case, "Ring", MONDAY_NINE + timedelta(hours=1), by=alice, at=MONDAY_NINE)
    noted = {Evidence.NOTE: FOUND}

    signed = at_once(lambda _: sign_redress(asked, by=bob, at=MONDAY_NINE))
    done = at_once(lambda _: do_step(case, 1, noted, by=alice, at=MONDAY_NINE))
    kept = at_once(lambda _: keep_promise(promise, by=alice, at=MONDAY_NINE))

    assert [codes.count("") for codes in (signed, done, kept)] == [1, 1, 1]
    assert StepDone.objects.count() == 1


def test_the_ready_procedures_are_written_once_by_four_at_once() -> None:
    at_once(lambda _: make_ready_procedures(at=MONDAY_NINE))

    assert Procedure.objects.count() == 3
