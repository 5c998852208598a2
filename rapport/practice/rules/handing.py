"""Practice questions in the form that `rapport mark` reads."""

import json
from collections.abc import Iterable
from typing import Any

from rapport.practice.rules.content import Misconception, Point, Question, Topic


def questions_json(topics: Iterable[Topic]) -> str:
    """Return the questions of all topics as a JSON array; a question is named `topic.question`."""
    told = [_question(topic, question) for topic in topics for question in topic.questions]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _question(topic: Topic, question: Question) -> dict[str, Any]:
    return {
        "id": f"{topic.id}.{question.id}",
        "prompt": question.prompt,
        "reference": question.reference,
        "points": [_point(point) for point in question.points],
        "misconceptions": [_misconception(one, question) for one in topic.misconceptions],
    }


def _misconception(one: Misconception, question: Question) -> dict[str, Any]:
    """Return a misconception of the topic; of the points that hint at it those of this question."""
    own = f"{question.id}."
    return {
        "id": one.row,
        "ask": one.ask,
        "wrong": [*one.wrong],
        "right": [*one.right],
        "missing": [name.removeprefix(own) for name in one.missing if name.startswith(own)],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "id": point.id,
        "text": point.text,
        "kind": point.kind.value,
        **({"n": point.n} if point.n is not None else {}),
        "weight": point.weight,
        "good": [*point.good],
        "insufficient": [*point.insufficient],
        "phrases": [*point.phrases],
        "contradictions": [*point.contradictions],
    }
