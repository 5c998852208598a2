"""The rules of law held against cases of our own, boundary days on both sides."""

from collections import Counter
from typing import Any

import pytest

from rapport.engine.rights import as_json, assess, next_question, question_of, read_facts
from rapport.engine.rights.bodies import BODIES
from rapport.engine.rights.codes import CODES
from tests.rights_cases import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['body']}: {case['text']}")
def test_a_case_is_answered_as_the_law_answers_it(case: dict[str, Any]) -> None:
    found = as_json(assess(read_facts(case["facts"])))
    dates = {one["name"]: one["date"] for one in found["deadlines"]}

    assert set(case["holds"]) <= set(found["entitled"])
    assert not set(case["never"]) & set(found["entitled"])
    assert {name: dates.get(name) for name in case["due"]} == case["due"]
    assert set(case["ask"]) <= {one["fact"] for one in found["ask"]}


def test_every_body_of_law_has_five_cases_or_more() -> None:
    assert min(Counter(case["body"] for case in CASES).values()) >= 5


def test_every_code_is_reached_and_every_code_reached_is_explained() -> None:
    reached = set()
    for case in CASES:
        found = assess(read_facts(case["facts"]))
        reached |= {code.partition(":")[0] for code in (*found.entitled, *found.not_entitled)}

    assert reached <= set(CODES)
    assert set(CODES) - reached == set()


def test_every_rule_has_a_source_and_a_day_from_which_it_holds() -> None:
    rules = [rule for body in BODIES for rule in body.rules]

    assert [rule.id for rule in rules if not (rule.source and rule.since.year > 1970)] == []
    assert {rule.status for rule in rules} <= {"V", "S", "U"}


@pytest.mark.parametrize("case", [case for case in CASES if case["ask"]], ids=lambda case: case["text"])
def test_what_is_asked_next_is_one_of_what_is_missing(case: dict[str, Any]) -> None:
    facts = read_facts(case["facts"])
    asked = [ask.fact for ask, _ in assess(facts).asked]

    best = next_question(facts)

    assert best in asked
    assert question_of(best or "").endswith("?")
