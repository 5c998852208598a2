"""Conversations marked by criterion: levels, what is left to a person, and what no salad can earn."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.engine.marking.conversation import (
    ADVISER,
    CRITERIA,
    CUSTOMER,
    ConversationMark,
    CriterionMark,
    Ear,
    Frame,
    Turn,
    mark_conversation,
)  # fmt: skip
from rapport.engine.marking.talks import talks_marked, turns_in
from rapport.lib.errors import Refusal

EAR = Ear()
COMPLAINT = "I waited three weeks for a chair and it came with a broken leg."
GOOD = (
    "Good morning, this is Priya from Thistlewood. How can I help?",
    COMPLAINT,
    "So you waited three weeks and the chair came broken. I see how hard that is. What would help you most?",
    "A new one by Friday.",
    "We will bring a new one on Thursday, because the van comes your way that day. Is that all right?",
    "Yes.",
    "Is there anything else? Thank you for telling us, have a good day.",
)
POOR = ("Yes?", COMPLAINT, "You should have checked it. That is not my job. Calm down.", "What?", "Bye.")


def talk(*said: str) -> list[Turn]:
    return [Turn(place, CUSTOMER if place % 2 else ADVISER, text) for place, text in enumerate(said)]


def criteria(mark: ConversationMark) -> dict[str, CriterionMark]:
    return {one.id: one for one in mark.criteria}


def marked(*said: str, frame: Frame | None = None) -> dict[str, CriterionMark]:
    return criteria(mark_conversation(talk(*said), EAR, frame))


def test_a_good_conversation_shows_each_criterion_with_its_turns() -> None:
    found = marked(*GOOD)

    assert list(found) == list(CRITERIA)
    assert (found["greeting_and_close"].level, found["greeting_and_close"].turns) == (2, (0, 6))
    assert (found["questioning"].level, found["questioning"].turns) == (2, (0, 2))
    assert (found["empathy"].level, found["empathy"].turns) == (2, (2,))
    assert (found["explanation"].level, found["tone"].level, found["promises"].level) == (2, 2, 2)


def test_what_is_half_real_is_likely_and_what_is_not_real_is_left_to_a_person() -> None:
    found = marked(*GOOD)

    assert (found["listening"].outcome, found["listening"].turns) == ("likely", (2,))
    assert found["empathy_depth"] == CriterionMark("empathy_depth", None, 0.5, (2,), "look")
    assert found["escalation"].outcome == "no_occasion"


def test_a_poor_conversation_shows_little_and_says_where_the_tone_was() -> None:
    found = marked(*POOR)

    assert {name: found[name].level for name in ("empathy", "listening", "tone", "explanation")} == {
        "empathy": 0, "listening": 0, "tone": 0, "explanation": 0,
    }  # fmt: skip
    assert found["tone"].turns == (2,)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("I will ring you on Friday about the refund.", 2),
        ("I will ring you about it soon, and we will find it.", 0),
        ("I will ring you on Friday. We will make it right for you.", 1),
    ],
)
def test_a_promise_is_worth_its_day(said: str, level: int) -> None:
    assert marked("Hello there.", COMPLAINT, said)["promises"].level == level


def test_a_promise_beyond_the_limits_is_worth_nothing_however_well_dated() -> None:
    assert marked(*GOOD, frame=Frame(beyond=(4,)))["promises"] == CriterionMark(
        "promises", 0, 0.05, (4,), "not_shown"
    )


def test_whether_it_was_to_be_passed_on_is_known_from_the_setting_alone() -> None:
    said = ("Hello.", "I want 500.", "I will pass this to my manager today and she rings you at four.")

    assert marked(*said)["escalation"].outcome == "look"
    assert marked(*said, frame=Frame(must_escalate=True))["escalation"].level == 2
    assert marked(*GOOD, frame=Frame(must_escalate=True))["escalation"].level == 0


def test_hard_words_explain_less() -> None:
    hard = (
        "The reconciliation of your outstanding contractual obligations necessitates comprehensive "
        "administrative verification, because organisational requirements regarding documentation "
        "unfortunately presuppose additional authorisation procedures."
    )

    assert marked("Hello there.", COMPLAINT, hard)["explanation"].level == 0


@pytest.mark.parametrize(
    ("said", "guard"),
    [
        (("Hello.", COMPLAINT, COMPLAINT), "copied_customer"),
        (("sorry frustrating understand refund manager Friday apology help question",), "word_salad"),
        (("Ich verstehe, dass das nicht gut ist und wir nicht mit der Antwort kommen.",), "other_language"),
        (("I am sorry for the delay.", COMPLAINT, "I am sorry for the delay."), "repeated_text"),
        (("I am sorry. I am sorry. I am sorry. I am sorry.",), "repeated_text"),
        (("Oh dear.",), "too_short"),
        (("I am sorry. " * 3_000,), "too_long"),
    ],
)
def test_what_is_no_answer_of_ones_own_is_told_and_not_counted(said: tuple[str, ...], guard: str) -> None:
    mark = mark_conversation(talk(*said), EAR)

    assert guard in mark.guards
    assert [one.acts for one in mark.turns if guard in one.guards] in ([], [()])


def test_without_a_turn_of_the_adviser_nothing_is_shown() -> None:
    mark = mark_conversation([Turn(1, CUSTOMER, COMPLAINT)], EAR)

    assert mark.guards == ("no_adviser_turn",)
    assert {one.outcome for one in mark.criteria} == {"not_shown"}


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=60)
def test_the_telling_words_of_good_turns_in_a_heap_earn_nothing(seed: int) -> None:
    words = "sorry frustrating understand apologise refund Friday manager because promise help feel question"
    heap = words.split()
    random.Random(seed).shuffle(heap)

    mark = mark_conversation(talk("Hello.", COMPLAINT, " ".join(heap)), EAR)

    assert [one.acts for one in mark.turns][-1] == ()


@given(st.lists(st.text(max_size=200), max_size=8))
@settings(deadline=None, max_examples=80)
def test_whatever_is_said_it_is_marked_within_bounds_and_always_alike(said: list[str]) -> None:
    mark = mark_conversation(talk(*said), EAR)

    assert mark == mark_conversation(talk(*said), EAR)
    assert all(one.level in (None, 0, 1, 2) for one in mark.criteria)
    assert all(0 <= one.p <= 1 for one in mark.criteria)


def test_lines_are_told_apart_by_conversation_and_a_bad_one_says_why_in_its_place() -> None:
    lines = [
        {"id": "b", "turn": 2, "by": "customer", "text": "Hi"},
        {"id": "a", "turn": 1, "by": "adviser", "text": "Hello, why is that?"},
        {"id": "b", "turn": 1, "by": "adviser", "text": "Good morning, how can I help you?"},
        {"id": "a", "turn": 1, "by": "adviser", "text": "again"},
        {"id": "a", "turn": True, "by": "adviser", "text": "x"},
        {"id": "a", "turn": 2, "by": "boss", "text": "x"},
        {"id": "a", "turn": 2, "by": "adviser"},
        ["a"],
        {"turn": 2, "by": "adviser", "text": "x"},
    ]
    told = [json.loads(one) for one in talks_marked(EAR, turns_in("\n".join(map(json.dumps, lines))))]

    assert [one["id"] for one in told] == ["b", "a", "a", "a", "a", "a", None, None]
    assert [one["turn"] for one in told[0]["turns"]] == [1]
    assert "turn is 1. It expects a number that stands once" in told[2]["error"]
    assert [one["error"].split(".")[0] for one in told[3:]] == [
        "turn is True", "by is 'boss'", "text is None", "The line is ['a']", "id is None",
    ]  # fmt: skip


def test_a_file_without_a_turn_is_refused() -> None:
    with pytest.raises(Refusal, match="There is no turn in it"):
        turns_in("\n \n")


def test_the_version_says_what_the_marks_rest_on() -> None:
    assert EAR.version == Ear().version
    assert len(EAR.version) == 16
