"""What marker and exports do for people in practice: a wrong idea asked about, statements handed out."""

import json
from datetime import timedelta
from typing import Any

import pytest

from rapport.practice.actions import learning as actions
from rapport.practice.models import Answer, Enrolment, RolePlay
from rapport.practice.queries.content import question_named
from rapport.practice.rules.export.xapi import VERBS
from rapport.staff.models import User
from tests.cast import client_of, make_person
from tests.clock import NOW

pytestmark = pytest.mark.django_db
FLAT = "Once they are satisfied, there is no way that they change to a rival. I have seen it in our own shop."
MAILED = "I mail dana@example.org after a week to see that it works well."
PAUSE = timedelta(hours=1)


@pytest.fixture
def ann(lena: User) -> User:
    ann = make_person("Ann")
    Enrolment.objects.create(learner=lena, assessor=ann, started_at=NOW, marks_blind=True)
    return ann


def answered(person: User, topic: str, question: str, text: str) -> Answer:
    given = actions.give_answer(*question_named(topic, question), text, by=person, at=NOW + PAUSE)
    actions.mark_answer(given, at=NOW + PAUSE)
    return given


def loyalty_question() -> str:
    from rapport.practice.queries.content import topics

    return next(topic for topic in topics() if topic.id == "loyalty").questions[0].id


def statements(person: User, learner: User) -> list[dict[str, Any]]:
    answer = client_of(person).get(f"/practice/portfolio/export/xapi?learner={learner.pk}")
    assert answer.status_code == 200
    told: list[dict[str, Any]] = json.loads(answer.content)
    return told


def verbs(told: list[dict[str, Any]]) -> list[str]:
    names = {address: name for name, address in VERBS.items()}
    return [names[one["verb"]["id"]] for one in told]


def test_an_answer_that_states_a_wrong_idea_is_asked_about_on_its_page(lena: User) -> None:
    given = answered(lena, "loyalty", loyalty_question(), FLAT)

    page = client_of(lena).get(f"/practice/answers/{given.pk}").content.decode()

    stated = [one for one in given.mark.misconceptions if one["kind"] == "stated"]
    assert [one["id"] for one in stated] == ["M02"]
    assert FLAT[slice(*stated[0]["span"])].startswith("Once they are satisfied")
    assert "What would a rival have to offer to your most satisfied customer?" in page
    assert "come close to something that is known to be wrong" in page


def test_what_gaps_hint_at_is_something_to_think_about_and_no_wrong_idea(lena: User) -> None:
    given = answered(
        lena, "communication", "without-words", "The car park of our shop has forty places and a red gate."
    )

    page = client_of(lena).get(f"/practice/answers/{given.pk}").content.decode()

    assert {one["kind"] for one in given.mark.misconceptions} == {"missing"}
    assert "Something to think about:" in page
    assert "known to be wrong" not in page


def test_statements_tell_what_was_answered_and_played_without_personal_data(lena: User) -> None:
    answered(lena, "complaints", "follow-up", MAILED)
    RolePlay.objects.create(
        learner=lena, scene="late-parcel", title="A late parcel", version=1, seed=1, channel="chat",
        reads_with="words", started_at=NOW, ended_at=NOW + PAUSE * 2, ending="left",
    )  # fmt: skip

    told = statements(lena, lena)

    assert verbs(told) == ["answered", "scored", "completed"] or verbs(told) == [
        "scored", "answered", "completed",
    ]  # fmt: skip
    (answer,) = (one for one in told if "response" in one.get("result", {}))
    assert answer["result"]["response"] == "I mail [email] after a week to see that it works well."


def test_a_blind_assessor_is_not_told_the_score_before_they_decide(lena: User, ann: User) -> None:
    answered(lena, "complaints", "follow-up", MAILED)

    assert sorted(verbs(statements(lena, lena))) == ["answered", "scored"]
    assert verbs(statements(ann, lena)) == ["answered"]
