"""Wrong ideas in answers: read, told from their refutations, asked about, and seldom of who knows better."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rapport.engine.marking.mark import LOOK, NOT_SHOWN, Mark, Marker, mark_answers
from rapport.engine.marking.misconceptions import MISSING, STATED, Misconception
from rapport.engine.marking.model import shipped_model
from rapport.engine.marking.questions import (
    Belief,
    Point,
    Question,
    QuestionKeyNotKnown,
    QuestionNotRight,
    QuestionTwice,
    read_questions,
)
from rapport.engine.text.embeddings import Encoder, encoder
from rapport.practice.rules import handing, syllabus

DATA = Path(__file__).parents[1] / "data"


@cache
def exported() -> str:
    return handing.questions_json(syllabus.read_content().topics)


@cache
def marker() -> Marker:
    return Marker(read_questions(json.loads(exported())), shipped_model(None))


def marks(*asked: tuple[str, str]) -> list[Mark]:
    return mark_answers(marker(), asked)


def asked_of(belief: str) -> Question:
    """Return a question whose answers may state an idea."""
    return next(
        one for one in marker().questions.values() if belief in {known.id for known in one.misconceptions}
    )


def stated(mark: Mark) -> list[Misconception]:
    return [one for one in mark.misconceptions if one.kind == STATED]


def test_the_export_carries_every_misconception_and_is_read_back() -> None:
    found = {one.id: one for question in marker().questions.values() for one in question.misconceptions}

    assert sorted(found) == [f"M{number:02}" for number in range(1, 22)]
    assert marker().questions["communication.without-words"].misconceptions[0].missing == ("signals",)
    assert all(min(len(one.wrong), len(one.right)) >= 3 for one in found.values())


def test_a_wrong_statement_is_asked_about_with_its_place() -> None:
    question = asked_of("M09")
    text = "I think it is easy. If you want loyalty just lower the price, that is all there is to it."

    (mark,) = marks((question.id, text))

    (one,) = stated(mark)
    assert (one.id, one.p >= 0.7) == ("M09", True)
    assert one.ask == "Where do you yourself pay a little more, and why do you still go there?"
    assert one.span is not None
    assert text[slice(*one.span)].endswith("that is all there is to it.")


@pytest.mark.parametrize("with_what", [None, encoder()], ids=["words", "encoder"])
def test_what_an_author_wrote_is_asked_about_on_the_wrong_side_alone(with_what: Encoder | None) -> None:
    one = Marker(marker().questions, shipped_model(with_what), with_what)
    asked = [
        (asked_of(name).id, text, side)
        for name in ("M02", "M09", "M12", "M17", "M21")
        for known in asked_of(name).misconceptions
        if known.id == name
        for side in ("wrong", "right")
        for text in getattr(known, side)
    ]

    found = mark_answers(one, [(question, text) for question, text, _ in asked])

    told = [side for (_, _, side), mark in zip(asked, found, strict=True) if stated(mark)]
    assert (told.count("wrong") >= 11, told.count("right")) == (True, 0)


def test_its_refutation_is_not() -> None:
    question = asked_of("M09")
    right = next(one for one in question.misconceptions if one.id == "M09").right

    assert [stated(one) for one in marks(*((question.id, text) for text in right))] == [[], [], []]


def test_few_statements_written_afterwards_are_asked_about_wrongly() -> None:
    lines = map(json.loads, (DATA / "misconception_statements.jsonl").read_text("utf-8").splitlines())
    unseen = [told for told in lines if told["pass"] == "D"]

    found = marks(*((asked_of(told["misconception"]).id, told["text"]) for told in unseen))

    told_of = [one["stance"] for one, mark in zip(unseen, found, strict=True) if stated(mark)]
    assert len(told_of) >= 4
    assert told_of.count("wrong") / len(told_of) >= 0.85


def test_who_shows_the_points_is_seldom_asked() -> None:
    asked = [
        (question.id, text)
        for question in marker().questions.values()
        if question.misconceptions
        for point in question.points
        for text in point.good[:1]
    ]

    found = [bool(stated(one)) for one in marks(*asked)]

    assert len(found) > 100
    assert sum(found) / len(found) <= 0.02


def question_with(belief: Belief) -> Question:
    point = Point("p", "Listening makes the customer feel heard", "cause", good=("a b c d",) * 3)
    return Question("q", "Why do we listen?", (point, replace(point, id="p2")), "", (belief,))


BELIEF = Belief(
    "m", "And then?", *(tuple(f"{side} side {at}" for at in "abc") for side in ("wrong", "right"))
)


def test_an_idea_hides_where_no_point_that_it_names_is_shown() -> None:
    question = question_with(replace(BELIEF, missing=("p", "p2")))
    one = Marker({"q": question}, shipped_model(None))

    mark, empty = mark_answers(one, [("q", "The car park has forty places and a red gate."), ("q", "")])

    assert [point.outcome for point in mark.points] == [LOOK, LOOK]  # too few examples: nobody knows
    assert mark.misconceptions == ()
    assert empty.misconceptions == ()
    full = tuple(replace(point, good=SHOWS, insufficient=SHOWS_NOT) for point in question.points)
    two = Marker({"q": replace(question, points=full)}, shipped_model(None))
    (told,) = mark_answers(two, [("q", "The car park has forty places and a red gate.")])
    assert [point.outcome for point in told.points] == [NOT_SHOWN, NOT_SHOWN]
    (hidden,) = told.misconceptions
    assert (hidden.id, hidden.kind, hidden.ask, hidden.span) == ("m", MISSING, "And then?", None)
    assert hidden.p > 0.6


SHOWS = (
    "We listen because then the customer feels heard and calms down.",
    "Listening shows them that we care, so they feel understood.",
    "If I listen first the customer notices that I take it seriously.",
)
SHOWS_NOT = (
    "The shop opens at nine and we have two tills for everybody.",
    "Customers come in all day and some of them pay by card.",
    "I would be friendly and polite to all the customers we have.",
)


def test_an_idea_is_not_hinted_at_where_one_of_its_points_is_shown() -> None:
    points = tuple(
        replace(point, good=SHOWS, insufficient=SHOWS_NOT) for point in question_with(BELIEF).points
    )
    question = replace(question_with(replace(BELIEF, missing=("p",))), points=points)

    (mark,) = mark_answers(Marker({"q": question}, shipped_model(None)), [("q", SHOWS[0])])

    assert mark.points[0].outcome != NOT_SHOWN
    assert mark.misconceptions == ()


def test_a_question_without_misconceptions_is_marked_as_before() -> None:
    question = question_with(BELIEF)
    plain = replace(question, misconceptions=())
    text = "We listen because the customer feels heard."

    ones, others = (
        mark_answers(Marker({"q": one}, shipped_model(None)), [("q", text)]) for one in (plain, question)
    )

    assert [one.points for one in ones] == [one.points for one in others]


def test_another_misconception_is_another_version() -> None:
    ones, others = (
        Marker({"q": question_with(one)}, shipped_model(None)) for one in (BELIEF, replace(BELIEF, ask="So?"))
    )

    assert ones.version != others.version


Spoil = Callable[[dict[str, Any]], None]


@pytest.mark.parametrize(
    ("spoil", "kind", "says"),
    [
        (lambda one: one.update(wrong=one["wrong"][:2]), QuestionNotRight, "3 statements at least"),
        (lambda one: one.update(right="text"), QuestionNotRight, "an array of texts"),
        (lambda one: one.update(missing=["p9"]), QuestionNotRight, "names of points: p, p2"),
        (lambda one: one.pop("ask"), QuestionNotRight, "ask is None"),
        (lambda one: one.pop("id"), QuestionNotRight, "a name"),
        (lambda one: one.update(wrongs=[]), QuestionKeyNotKnown, "The nearest is 'wrong'"),
    ],
    ids=["few", "no list", "no point", "no question", "no name", "unknown key"],
)
def test_a_misconception_of_another_shape_is_refused(spoil: Spoil, kind: type[Exception], says: str) -> None:
    belief = {"id": "m", "ask": "And?", "wrong": ["a b", "c d", "e f"], "right": ["g h", "i j", "k l"]}
    spoil(belief)
    points = [{"id": name, "text": "one"} for name in ("p", "p2")]

    with pytest.raises(kind, match=says):
        read_questions([{"id": "q", "prompt": "Why?", "points": points, "misconceptions": [belief]}])


def test_a_misconception_stands_once() -> None:
    belief = {"id": "m", "ask": "And?", "wrong": ["a b", "c d", "e f"], "right": ["g h", "i j", "k l"]}

    with pytest.raises(QuestionTwice):
        read_questions(
            [{"id": "q", "prompt": "Why?", "reference": "one", "misconceptions": [belief, belief]}]
        )
