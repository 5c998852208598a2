"""Files of questions and answers: what is refused, with which words."""

import json
from typing import Any

import pytest

from rapport.engine.marking.questions import (
    QuestionKeyNotKnown,
    QuestionNotRight,
    QuestionTwice,
    read_questions,
)
from rapport.engine.marking.records import (
    NoAnswers,
    QuestionsNotJson,
    answers_in,
    marked_of,
    questions_in,
)  # fmt: skip

POINT: dict[str, Any] = {"id": "p1", "text": "Listen", "kind": "cause", "weight": 2, "good": ["I listen"]}
QUESTION: dict[str, Any] = {"id": "q1", "prompt": "Why listen?", "points": [POINT]}
QUESTIONS = read_questions([QUESTION])


def test_a_question_without_points_has_its_reference_as_the_one_point() -> None:
    (question,) = read_questions([{"id": 7, "prompt": "Why?", "reference": "Because."}]).values()

    assert (question.id, question.points[0].text) == ("7", "Because.")
    assert not question.points[0].has_examples


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"prompt": ""}, "prompt is ''. It expects text."),
        ({"points": [POINT | {"kind": "cuase"}]}, "The nearest is 'cause'."),
        ({"points": [POINT | {"kind": "count"}]}, "n is None. It expects how many are asked for"),
        ({"points": [POINT | {"weight": 0}]}, "weight is 0. It expects a number above 0"),
        ({"points": [POINT | {"good": "text"}]}, "good is 'text'. It expects an array of texts."),
        ({"points": []}, "a point at least, or a reference"),
        ({"id": None}, "id is None. It expects a name"),
    ],
)
def test_what_is_not_right_is_said_with_its_place(change: dict[str, Any], says: str) -> None:
    with pytest.raises(QuestionNotRight) as refused:
        read_questions([QUESTION | change])

    assert says in str(refused.value)


def test_a_key_that_is_not_known_is_refused_with_the_nearest() -> None:
    with pytest.raises(QuestionKeyNotKnown, match="'goood'.*nearest is 'good'"):
        read_questions([QUESTION | {"points": [POINT | {"goood": []}]}])


def test_a_name_may_be_used_once() -> None:
    with pytest.raises(QuestionTwice, match="'q1'"):
        read_questions([QUESTION, QUESTION])
    with pytest.raises(QuestionTwice, match="'p1'"):
        read_questions([QUESTION | {"points": [POINT, POINT]}])


@pytest.mark.parametrize("told", [{}, [], None, 3])
def test_a_file_that_is_no_array_is_refused(told: object) -> None:
    with pytest.raises(QuestionNotRight):
        read_questions(told)


def test_a_file_that_is_no_json_is_refused() -> None:
    with pytest.raises(QuestionsNotJson):
        questions_in("[{")
    with pytest.raises(NoAnswers):
        answers_in(" \n", QUESTIONS)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{no", "is no JSON"),
        ("3", "It expects an object"),
        ('{"id": 1, "question": "q2", "text": ""}', "There is no question 'q2'. Known are: q1."),
        ('{"id": 1, "question": "q1"}', "text is None"),
    ],
)
def test_a_bad_line_says_why(line: str, says: str) -> None:
    (read,) = answers_in(line, QUESTIONS)

    assert says in read.error


@pytest.mark.parametrize(
    ("worth", "found"),
    [
        ({"score": 0.5}, 0.5),
        ({"points": {"p1": 1}}, 1.0),
        ({"points": [{"id": "p1", "score": 0}]}, 0.0),
        ({"points": [{"id": "p1", "p": True}]}, 1.0),
    ],
)
def test_a_marked_answer_tells_its_worth_whole_or_by_point(worth: dict[str, Any], found: float) -> None:
    lines = answers_in(
        json.dumps({"id": 1, "question": "q1", "text": "x", **worth}), QUESTIONS, are_marked=True
    )

    assert marked_of(lines)[0].worths == {"p1": found}


@pytest.mark.parametrize("worth", [{}, {"score": 2}, {"points": {"p9": 1}}, {"points": [3]}, {"score": "1"}])
def test_a_worth_that_cannot_be_is_refused(worth: dict[str, Any]) -> None:
    (line,) = answers_in(
        json.dumps({"id": 1, "question": "q1", "text": "x", **worth}), QUESTIONS, are_marked=True
    )

    assert line.error
