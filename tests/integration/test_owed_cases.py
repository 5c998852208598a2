"""What a customer is owed, on a case: facts told, clocks by themselves, differences, choices, decisions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from rapport.customers.models import Customer
from rapport.desk.actions import Offer, offer_redress
from rapport.desk.actions.deadlines import NewDeadline, end_deadline, extend_deadline, record_deadline
from rapport.desk.actions.joining import merge_cases
from rapport.desk.actions.owed.decisions import (
    NewDecision,
    decide,
    decline_decision,
    note_choice,
    reverse_decision,
    sign_decision,
)
from rapport.desk.actions.owed.requests import Notice, extend_with_notice
from rapport.desk.actions.owed.telling import Telling, assess_again, tell_facts
from rapport.desk.models import Assessment, Case, Clock, RightDecision
from rapport.desk.queries.owed.assessments import day_at, how_it_stands, known_facts, newest, told_in
from rapport.desk.queries.owed.decisions import decisions_visible_to
from rapport.desk.queries.owed.letters import letter_draft
from rapport.desk.rules import EntryKind, RedressKind
from rapport.desk.rules.owed import answers
from rapport.desk.rules.owed.decisions import DecisionState, Way
from rapport.desk.rules.owed.facts import Told
from rapport.desk.rules.owed.refusals import (
    ChoiceNotOpen,
    ConclusionNotStated,
    DecisionBeyondAuthority,
    DecisionNotInState,
    DecisionNotRight,
    DecisionSignedByOneself,
    NothingAssessed,
)
from rapport.desk.rules.redress import RedressNotRight
from rapport.engine.rights.reading import FactNotKnown, FactsOutOfOrder
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed
from tests.case_makers import now_of
from tests.cast import client_of, make_person
from tests.complaint_cast import make_order
from tests.making import delivered_line
from tests.owed_cast import ACCESS, DAY_29, SOFA, TOASTER, make_matter, tell

REJECT = "goods.short_term_reject"
FINAL = "goods.price_reduction_or_final_reject"


@pytest.fixture
def case(dana: Customer, alice: User) -> Case:
    return make_matter(dana, alice)


def running(case: Case) -> dict[str, Any]:
    """Return what is due of us by law, by the engine's name."""
    found = Clock.objects.filter(case=case, ended_at__isnull=True).exclude(of_right="")
    return {one.of_right: one.due_at.date() for one in found if one.due_at}


def test_a_toaster_on_day_29_may_still_be_rejected(case: Case, alice: User) -> None:
    kept = tell(case, TOASTER, alice)
    stated = {one["code"] for one in kept.answer["conclusions"]}

    assert {REJECT, "goods.repair_or_replace", "goods.presumed_faulty_at_delivery"} <= stated
    assert {one["name"]: one["date"] for one in kept.answer["deadlines"]}["strr_last_day"] == "2026-04-08"
    assert running(case) == {}
    assert kept.as_of == date(2026, 4, 7)


def test_two_days_later_the_page_says_that_the_right_is_over(case: Case, alice: User) -> None:
    kept = tell(case, TOASTER, alice)
    stands = how_it_stands(kept, date(2026, 4, 9))

    assert any("No longer: The customer may reject" in one.words for one in stands.otherwise)
    assert not stands.is_other_law
    assert how_it_stands(kept, kept.as_of).otherwise == ()


def test_what_they_chose_and_what_we_agreed_start_the_clock_of_the_refund(case: Case, alice: User) -> None:
    tell(case, TOASTER, alice)
    note_choice(now_of(case), REJECT, "reject and be refunded", said="by phone", by=alice, at=DAY_29)
    facts = newest(case).facts  # type: ignore[union-attr]
    decide(now_of(case), NewDecision(REJECT, Way.FOR, "It stopped after four weeks"), by=alice, at=DAY_29)

    assert facts["rejected"] == "2026-04-07"
    assert running(case) == {"refund_last_day": date(2026, 4, 20)}
    assert now_of(case).due_for == "Pay the refund"
    assert RightDecision.objects.get().state == DecisionState.STANDS


def test_a_sofa_repaired_twice_may_be_rejected_for_good(case: Case, alice: User) -> None:
    kept = tell(case, SOFA, alice)

    assert FINAL in {one["code"] for one in kept.answer["conclusions"]}


def test_a_corrected_fact_moves_the_clock_that_it_made_and_no_other(case: Case, alice: User) -> None:
    by_hand = NewDeadline("Answer the letter", "Our word", "They asked", date(2026, 4, 7), date(2026, 4, 30))
    recorded = record_deadline(now_of(case), by_hand, by=alice, at=DAY_29)
    tell(case, TOASTER | {"rejected": "2026-04-07", "trader_agreed_refund": "2026-04-07"}, alice)
    before = Clock.objects.get(of_right="refund_last_day")
    tell(case, {"trader_agreed_refund": "2026-04-09"}, alice, at=DAY_29 + timedelta(days=2))
    after = Clock.objects.get(of_right="refund_last_day")

    assert after.pk == before.pk
    assert running(case) == {"refund_last_day": date(2026, 4, 22)}
    recorded.refresh_from_db()
    assert (recorded.ended_at, recorded.due_at.date()) == (None, date(2026, 4, 30))  # type: ignore[union-attr]


def test_what_no_longer_follows_ends_its_clock_and_comes_back_as_a_new_one(case: Case, alice: User) -> None:
    agreed = {"rejected": "2026-04-07", "trader_agreed_refund": "2026-04-07"}
    tell(case, TOASTER | agreed, alice)
    tell_facts(now_of(case), Telling(forget=("trader_agreed_refund",)), by=alice, at=DAY_29)
    assert running(case) == {}
    tell(case, agreed, alice)

    assert running(case) == {"refund_last_day": date(2026, 4, 20)}
    assert Clock.objects.filter(of_right="refund_last_day").count() == 2


def test_a_deadline_that_a_person_ended_or_extended_stays_as_they_left_it(case: Case, alice: User) -> None:
    tell(case, ACCESS, alice, at=datetime(2027, 2, 1, 9, tzinfo=UTC))
    clock = Clock.objects.get(of_right="sar_reply")
    at = datetime(2027, 2, 2, 9, tzinfo=UTC)
    extend_deadline(clock, date(2027, 4, 1), why="they agreed", by=alice, at=at)
    tell(case, {"request.by_third_party": False}, alice, at=at)
    assert running(case) == {"sar_reply": date(2027, 4, 1)}
    end_deadline(Clock.objects.get(pk=clock.pk), is_met=True, why="sent", by=alice, at=at)
    assess_again(now_of(case), by=alice, at=at)

    assert running(case) == {}
    assert Clock.objects.filter(of_right="sar_reply").count() == 1


def test_an_extension_outlasts_a_time_in_which_the_clock_stands_still(case: Case, alice: User) -> None:
    at = datetime(2027, 2, 1, 9, tzinfo=UTC)
    asked = ACCESS | {"request.complex": True, "request.large_volume": True}
    tell(case, asked, alice, at=at)
    extend_with_notice(now_of(case), Notice("ten years", date(2027, 2, 1)), by=make_person("Priya"), at=at)
    tell(case, {"request.clarification_asked": "2027-02-02"}, alice, at=at + timedelta(days=1))
    assert "sar_reply" not in running(case)
    answered = {"request.clarification_received": "2027-02-11"}
    tell(case, answered, alice, at=at + timedelta(days=10))

    assert running(case)["sar_reply"] == date(2027, 5, 10)


def test_every_assessment_is_kept_and_cannot_be_changed(case: Case, alice: User) -> None:
    first = tell(case, TOASTER, alice)
    tell(case, {"fault": None}, alice)

    assert Assessment.objects.filter(case=case).count() == 2
    assert Assessment.objects.get(pk=first.pk).facts["fault.kind"] == "not_satisfactory_quality"
    with pytest.raises(DatabaseError), transaction.atomic():
        Assessment.objects.filter(pk=first.pk).update(facts={})


def test_a_change_of_law_shows_what_is_otherwise(
    case: Case, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tell(case, TOASTER, alice)
    real = answers.answer_to

    def amended(told: Told, on: date) -> dict[str, Any]:
        answer = real(told, on)
        for one in answer["deadlines"]:
            if one["name"] == "strr_last_day":
                one["date"] = "2026-05-08"
        return answer

    monkeypatch.setattr("rapport.desk.queries.owed.assessments.answer_to", amended)
    stands = how_it_stands(kept, kept.as_of)

    assert stands.is_other_law
    assert [one.words for one in stands.otherwise] == [
        "They may reject the goods until: 8 May 2026 instead of 8 April 2026"
    ]


def test_what_the_records_know_is_shown_with_its_source_and_taken_only_when_confirmed(
    dana: Customer, alice: User
) -> None:
    order = make_order(dana, alice)
    case = make_matter(dana, alice, order=order)
    known = {one.fact: (one.value, one.source) for one in known_facts(case, alice, told_in(None))}

    assert known["customer"] == ("consumer", "the register: consumer")
    assert known["nation"] == ("england", "the team North")
    assert known["contract_date"] == ("2026-03-02", f"order {order.number}")
    assert known["price_gbp"] == (400.0, f"order {order.number}")
    assert newest(case) is None


def test_the_delivery_of_the_one_promised_line_is_known_too(dana: Customer, alice: User) -> None:
    line = delivered_line(dana, alice, due_on=date(2026, 3, 6), on=date(2026, 3, 10))
    case = make_matter(dana, alice, order=line.order)
    known = {one.fact: one.value for one in known_facts(case, alice, told_in(None))}
    charlies = {one.fact for one in known_facts(case, make_person("Charlie"), told_in(None))}

    assert known["delivery_agreed"] == "2026-03-06"
    assert known["delivered"] == "2026-03-10"
    assert not charlies & {"delivered", "contract_date"}


def test_what_the_engine_cannot_read_is_refused_and_nothing_is_kept(case: Case, alice: User) -> None:
    tell(case, TOASTER, alice)
    with pytest.raises(FactsOutOfOrder):
        tell(case, {"delivered": "2026-01-01"}, alice)
    with pytest.raises(FactNotKnown):
        tell(case, {"deliverd": "2026-04-01"}, alice)

    assert Assessment.objects.count() == 1


def test_a_business_a_colleague_and_a_stakeholder_get_their_own_answers(case: Case, alice: User) -> None:
    found = {}
    for who in ("business", "internal", "stakeholder"):
        kept = tell(case, TOASTER | {"customer": who}, alice)
        found[who] = {one["code"] for one in kept.answer["conclusions"]}

    assert "scope.b2b" in found["business"]
    assert "b2b.soga_quality" in found["business"]
    assert not any(REJECT in codes for codes in found.values())
    assert "scope.internal" in found["internal"]
    assert "scope.stakeholder" in found["stakeholder"]
    assert not any(code.startswith(("goods.", "ccr.")) for codes in found.values() for code in codes)


def test_an_adviser_asks_and_a_leader_signs_a_decision_against_a_right(
    case: Case, alice: User, bob: User
) -> None:
    tell(case, TOASTER, alice)
    new = NewDecision(REJECT, Way.AGAINST, "It fell into the bath")
    asked = decide(now_of(case), new, by=alice, at=DAY_29)
    state_before = asked.state
    with pytest.raises(DecisionSignedByOneself):
        sign_decision(asked, by=alice, at=DAY_29)
    signed = sign_decision(asked, by=bob, at=DAY_29, answer="So it was.")

    assert (state_before, signed.state) == (DecisionState.ASKED, DecisionState.STANDS)
    assert "Citizens Advice" in signed.route
    assert bob.notices.filter(kind="escalated").exists()
    assert "We cannot agree to this" in letter_draft(now_of(case), alice, at=DAY_29)
    with pytest.raises(DecisionNotInState):
        sign_decision(asked, by=bob, at=DAY_29)


def test_who_lacks_the_authority_signs_nothing_and_the_try_is_written_down(
    case: Case, alice: User, bob: User
) -> None:
    tell(case, TOASTER, alice)
    asked = decide(now_of(case), NewDecision(REJECT, Way.AGAINST, "It was dropped"), by=alice, at=DAY_29)
    anna = make_person("Anna")
    with pytest.raises(DecisionBeyondAuthority, match="Bob"):
        sign_decision(asked, by=anna, at=DAY_29)
    with pytest.raises(DecisionNotRight):
        decline_decision(asked, answer="", by=bob, at=DAY_29)
    declined = decline_decision(asked, answer="Nobody saw that", by=bob, at=DAY_29)

    assert declined.state == DecisionState.DECLINED
    assert case.entries.filter(kind=EntryKind.REFUSED, by=anna).count() == 1
    assert "We cannot agree" not in letter_draft(now_of(case), alice, at=DAY_29)


def test_a_leader_does_not_decide_against_a_right_over_data_but_the_lead_does(case: Case, bob: User) -> None:
    priya = make_person("Priya")
    tell(case, ACCESS, bob, at=datetime(2027, 2, 1, 9, tzinfo=UTC))
    new = NewDecision("dp.access", Way.PART, "It would show the data of others")
    by_leader = decide(now_of(case), new, by=bob, at=datetime(2027, 2, 1, 10, tzinfo=UTC))
    by_lead = decide(now_of(case), new, by=priya, at=datetime(2027, 2, 1, 11, tzinfo=UTC))

    assert (by_leader.state, by_lead.state) == (DecisionState.ASKED, DecisionState.STANDS)
    assert "Information Commissioner" in by_lead.route


def test_a_decision_is_reversed_by_another_and_both_stay(case: Case, alice: User, bob: User) -> None:
    tell(case, TOASTER | {"rejected": "2026-04-07"}, alice)
    wrong = decide(now_of(case), NewDecision(REJECT, Way.AGAINST, "It was dropped"), by=bob, at=DAY_29)
    with pytest.raises(DecisionBeyondAuthority):
        reverse_decision(wrong, Way.FOR, reason="It was not", by=alice, at=DAY_29)
    right = reverse_decision(wrong, Way.FOR, reason="The film shows it was not", by=bob, at=DAY_29)
    wrong.refresh_from_db()

    assert (wrong.state, wrong.reversed_by) == (DecisionState.REVERSED, right)
    assert running(case) == {"refund_last_day": date(2026, 4, 20)}


def test_nothing_is_chosen_or_decided_that_does_not_follow(case: Case, alice: User) -> None:
    with pytest.raises(NothingAssessed):
        note_choice(now_of(case), REJECT, "x", by=alice, at=DAY_29)
    tell(case, TOASTER, alice)
    with pytest.raises(ConclusionNotStated):
        note_choice(now_of(case), "ccr.cancel", "cancel", by=alice, at=DAY_29)
    with pytest.raises(ChoiceNotOpen):
        note_choice(now_of(case), REJECT, "a car", by=alice, at=DAY_29)
    with pytest.raises(ConclusionNotStated):
        decide(now_of(case), NewDecision("ccr.cancel", Way.FOR, "because"), by=alice, at=DAY_29)
    with pytest.raises(DecisionNotRight):
        decide(now_of(case), NewDecision(REJECT, Way.FOR, " "), by=alice, at=DAY_29)


def test_what_is_left_to_a_person_can_be_decided_in_its_own_words(case: Case, bob: User) -> None:
    kept = tell(case, TOASTER, bob)
    left = kept.answer["human_decides"][0]
    made = decide(now_of(case), NewDecision(left, Way.FOR, "We looked at it"), by=bob, at=DAY_29)

    assert (made.code, made.about[:20].lower()) == ("", left[:20].lower())


def test_a_learner_tells_no_facts(case: Case) -> None:
    with pytest.raises(NotAllowed):
        tell(case, TOASTER, make_person("Lena"))


def test_charlie_sees_nothing_of_it(case: Case, bob: User, charlie: User) -> None:
    tell(case, TOASTER, bob)
    decide(now_of(case), NewDecision(REJECT, Way.FOR, "of course"), by=bob, at=DAY_29)

    assert decisions_visible_to(bob).count() == 1
    assert decisions_visible_to(charlie).count() == 0


def test_what_was_assessed_follows_a_case_that_is_merged(case: Case, dana: Customer, alice: User) -> None:
    tell(case, TOASTER, alice)
    kept = make_matter(dana, alice, subject="The same again")
    merge_cases(kept, now_of(case), by=alice, at=DAY_29)

    assert newest(kept)
    assert day_at(kept, DAY_29) == date(2026, 4, 7)


def test_of_two_clocks_for_one_duty_after_a_merge_one_goes_on(
    case: Case, dana: Customer, alice: User
) -> None:
    agreed = TOASTER | {"rejected": "2026-04-07", "trader_agreed_refund": "2026-04-07"}
    other = make_matter(dana, alice, subject="The same again")
    tell(case, agreed, alice)
    tell(other, agreed, alice)
    merge_cases(now_of(case), now_of(other), by=alice, at=DAY_29)
    assess_again(now_of(case), by=alice, at=DAY_29)

    assert Clock.objects.filter(case=case, of_right="refund_last_day", ended_at__isnull=True).count() == 1


def test_redress_names_the_right_it_is_owed_by_and_goodwill_is_told_apart(case: Case, alice: User) -> None:
    tell(case, TOASTER, alice)
    owed = Offer(RedressKind.DISCOUNT, "they may reject it", Decimal(5), right=REJECT)
    beyond = Offer(RedressKind.GOODWILL, "they waited", Decimal(5))
    wrong = Offer(RedressKind.DISCOUNT, "they may cancel", Decimal(5), right="ccr.cancel")
    made = [offer_redress(now_of(case), one, by=alice, at=DAY_29) for one in (owed, beyond)]
    page = client_of(alice).get(f"/cases/{case.pk}/owed").content.decode()

    assert [(one.is_owed, one.right) for one in made] == [(True, REJECT), (False, "")]
    assert page.count("goodwill, beyond the law") == 1
    with pytest.raises(RedressNotRight, match="right"):
        offer_redress(now_of(case), wrong, by=alice, at=DAY_29)
