"""Rules over what a customer is owed: facts as they are told, whose a deadline is, letters, decisions."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.desk.rules.owed.answers import answer_to, ask_for, deadlines_of, differences, next_fact
from rapport.desk.rules.owed.beginnings import AWARE, BEGINNINGS, RECEIVED
from rapport.desk.rules.owed.deadlines import OURS, REPLIES, THEIRS, Deadline, wanted_clocks
from rapport.desk.rules.owed.decisions import AGREED, CHOSEN, Way, route_for, told_by_choice, told_by_decision
from rapport.desk.rules.owed.facts import ALWAYS_THERE, Form, Told, askable, flat, in_words, question
from rapport.desk.rules.owed.letters import NO_ADVICE, TO_YOU, Decided, Matter, letter_text
from rapport.engine.rights import read_facts
from rapport.engine.rights.codes import CODES
from rapport.engine.rights.reading import vocabulary
from tests.owed_cast import ACCESS, DAY_29, SOFA, TOASTER
from tests.rights_cases import CASES

ON = DAY_29.date()
NOBODY = Told()


def told(facts: dict[str, Any]) -> Told:
    return NOBODY.with_facts(facts, "Alice")


def clocks(facts: dict[str, Any], on: date = ON, extended: tuple[str, ...] = ()) -> dict[str, Any]:
    found = wanted_clocks(deadlines_of(answer_to(told(facts), on)), extended)
    return {one.name: one.moment for one in found}


def test_a_part_that_is_told_takes_the_place_of_the_word_that_there_is_none() -> None:
    none = told({"fault": None})
    some = none.with_facts({"fault.kind": "not_as_described"}, "Bob")

    assert dict(some.facts) == {"fault.kind": "not_as_described"}
    assert dict(some.with_facts({"fault": None}, "Bob").facts) == {"fault": None}


@given(
    st.lists(st.sampled_from([*TOASTER.items(), ("fault", None), ("request.kind", "erasure")]), max_size=9)
)
def test_whatever_is_told_in_whatever_order_can_be_read(pairs: list[tuple[str, Any]]) -> None:
    facts = NOBODY
    for name, value in pairs:
        facts = facts.with_facts({name: value}, "Alice")

    assert read_facts(facts.facts) is not None
    assert facts.facts.keys() == facts.sources.keys()


def test_what_nobody_knows_is_not_asked_again_until_it_is_told() -> None:
    first = next_fact(told(TOASTER), ON)
    assert first
    vain = told(TOASTER).without([question(first).fact], not_known=True)

    assert next_fact(vain, ON) != first
    assert first not in ask_for(vain, ON)
    assert vain.with_facts({question(first).fact: None}, "Alice").not_known == ()


@pytest.mark.parametrize("key", BEGINNINGS)
def test_from_every_beginning_the_questions_come_to_an_end(key: str) -> None:
    beginning = BEGINNINGS[key]
    when = {AWARE: "2026-03-06T21:30+00:00"} if key == "breach" else {RECEIVED: "2026-04-01"}
    facts = told({"customer": "consumer", **beginning.facts, **(when if beginning.kind else {})})
    asked = 0
    while (fact := next_fact(facts, ON)) and asked < 40:
        facts, asked = facts.without([question(fact).fact], not_known=True), asked + 1

    assert next_fact(facts, ON) is None


def test_every_fact_of_the_vocabulary_has_a_form_but_those_of_lists() -> None:
    names = {name.removesuffix("[]") for name, kind, _ in vocabulary() if not kind.part}
    whole = {name for name in names if "[]" not in name} - {"today", "as_at"}

    assert whole <= {one.fact for one in askable()}
    assert question("fault").form == Form.CHOICE
    assert question("tried[].conforming").fact == "tried"


@given(st.sampled_from(CASES))
def test_every_fact_of_every_case_can_be_said_in_words(case: Any) -> None:
    plain = flat(case["facts"])

    assert read_facts(plain) == read_facts(case["facts"])
    assert not any("_" in in_words(value) for value in plain.values())


def test_every_deadline_of_the_engine_is_ours_or_theirs() -> None:
    seen: dict[str, bool] = {}
    for case in CASES:
        for one in deadlines_of(answer_to(Told(case["facts"]), ON)):
            seen[one.name] = one.words != one.name.replace("_", " ").capitalize()

    assert [name for name, is_known in seen.items() if not is_known] == []
    assert not OURS.keys() & THEIRS.keys()


def test_the_last_day_to_reject_is_theirs_and_no_clock_of_ours() -> None:
    assert clocks(TOASTER) == {}


def test_from_our_word_the_refund_is_due_in_fourteen_days() -> None:
    agreed = TOASTER | {"rejected": "2026-04-07", "trader_agreed_refund": "2026-04-07"}

    assert clocks(agreed) == {"refund_last_day": date(2026, 4, 20)}


def test_a_request_of_31_january_is_answered_by_1_march() -> None:
    assert clocks(ACCESS, date(2027, 2, 1)) == {"sar_reply": date(2027, 3, 1)}


def test_a_reply_is_put_off_only_once_the_notice_is_recorded() -> None:
    complex_one = ACCESS | {"request.complex": True}
    on = date(2027, 2, 1)

    assert clocks(complex_one, on) == {"extension_notice": date(2027, 3, 1), "sar_reply": date(2027, 3, 1)}
    assert clocks(complex_one, on, ("sar_reply",))["sar_reply"] == date(2027, 4, 30)


@given(st.sampled_from(CASES))
def test_no_clock_falls_later_than_the_law_says_and_none_is_of_the_customer(case: Any) -> None:
    due = {one.name: one for one in deadlines_of(answer_to(Told(case["facts"]), ON)) if one.kind == "legal"}
    for one in wanted_clocks(due.values()):
        last = due[one.name].moment
        assert due[one.name].is_ours
        assert str(one.moment) <= str(last)
        assert one.name in OURS or any(one.name.startswith(f"{name}_") for name in OURS)


def test_a_breach_on_a_friday_night_is_told_by_monday_night() -> None:
    friday = {"request.kind": "data_breach", "request.aware": "2026-03-06T21:30+00:00", "nation": "england"}

    [moment] = clocks(friday, date(2026, 3, 6)).values()

    assert moment == datetime.fromisoformat("2026-03-09T21:30+00:00")


def test_a_difference_says_what_is_gained_lost_and_moved() -> None:
    before, after = answer_to(told(TOASTER), ON), answer_to(told(TOASTER), date(2026, 4, 9))
    words = [one.words for one in differences(before, after)]

    assert any(one.startswith("No longer: The customer may reject the goods") for one in words)
    assert differences(before, before) == []


@given(st.sampled_from(CASES), st.sampled_from(CASES))
def test_there_and_back_the_differences_are_as_many(one: Any, other: Any) -> None:
    first, second = answer_to(Told(one["facts"]), ON), answer_to(Told(other["facts"]), ON)

    assert len(differences(first, second)) == len(differences(second, first))
    assert differences(first, first) == []


def test_an_answer_keeps_the_rules_with_the_days_on_which_they_are_law() -> None:
    rules = answer_to(told(TOASTER), ON)["rules"]

    [reject] = [one for one in rules if "holds: goods.short_term_reject" in one["found"]]

    assert (reject["since"], reject["until"]) == ("2015-10-01", None)
    assert all(one["source"] and one["found"] for one in rules)


def test_the_letter_of_a_toaster_says_what_they_may_choose_and_until_when() -> None:
    matter = Matter("Dana Whitlock", "the toaster", ON, "Alice", "North")
    text = letter_text(matter, answer_to(told(TOASTER), ON), {})

    assert text.startswith("Dear Dana Whitlock,")
    assert "You may reject the goods and have the whole price back" in text
    assert "Consumer Rights Act 2015" in text
    assert "You may reject the goods until 8 April 2026" in text
    assert "Reject and be refunded, or repair or replacement instead: tell us which." in text
    assert NO_ADVICE in text


def test_a_decision_against_a_right_stands_in_the_letter_with_the_way_on() -> None:
    code = "goods.short_term_reject"
    decided = Decided("They may reject.", code, Way.AGAINST, "It was dropped", route_for(code, TOASTER))
    matter = Matter("Dana", "the toaster", ON, "Alice", "North")
    text = letter_text(matter, answer_to(told(TOASTER), ON), {}, [decided])

    assert "We cannot agree to this: You may reject the goods" in text
    assert "Why: It was dropped. You can ask us to look at this again. Citizens Advice" in text
    assert text.count("You may reject the goods and have") == 1


def test_after_the_sofa_failed_again_they_choose_between_two() -> None:
    answer = answer_to(told(SOFA), ON)
    chosen = {"goods.price_reduction_or_final_reject": "final rejection"}
    text = letter_text(Matter("Dana", "the sofa", ON, "Alice", ""), answer, chosen)

    assert "You may keep the goods for a lower price, or reject them for good" in text
    assert "You chose: final rejection." in text


def test_what_a_choice_or_decision_tells_is_a_fact_of_a_conclusion_that_there_is() -> None:
    assert {code for code, _ in CHOSEN} | AGREED.keys() | TO_YOU.keys() <= CODES.keys()
    assert all(choice in CODES[code].choices for code, choice in CHOSEN)
    rejected = read_facts(told_by_choice("goods.short_term_reject", "reject and be refunded", "2026-04-07"))
    assert rejected.rejected == date(2026, 4, 7)
    assert told_by_decision("goods.short_term_reject", Way.FOR, "2026-04-07") == {
        "trader_agreed_refund": "2026-04-07"
    }
    assert told_by_decision("goods.short_term_reject", Way.AGAINST, "2026-04-07") == {}


@pytest.mark.parametrize(
    ("code", "facts", "says"),
    [
        ("dp.access", {}, "Information Commissioner"),
        ("eq.reasonable_adjustment", {}, "Equality Advisory"),
        ("", {"request.kind": "complaint", "sector": "fca"}, "Financial Ombudsman"),
        ("goods.short_term_reject", {"nation": "scotland"}, "sheriff court"),
        ("b2b.damages", {"customer": "business"}, "claim in court"),
    ],
)
def test_who_is_refused_is_told_where_to_turn(code: str, facts: dict[str, Any], says: str) -> None:
    assert says in route_for(code, facts)


def test_what_always_is_there_cannot_be_none_and_the_rest_can() -> None:
    assert {one.fact for one in askable()} >= set(ALWAYS_THERE)
    assert not any(question(name).may_be_none for name in (*ALWAYS_THERE, "repair_possible"))
    assert all(question(name).may_be_none for name in ("goods_kind", "fault", "delivered", "tried"))


def test_every_reply_is_a_deadline_of_ours() -> None:
    assert set(REPLIES) == {name for name in OURS if name.endswith("_reply")}
    assert (
        Deadline("sar_reply_england", "legal", "2026-03-02", "", "").words
        == "Answer the access request (england)"
    )
