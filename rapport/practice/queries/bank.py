"""The marker at hand: the content's questions, the model, and the centre's bank of marked examples."""

from dataclasses import replace
from functools import cache, lru_cache

from rapport.engine.marking.bench import Example
from rapport.engine.marking.mark import Marker
from rapport.engine.marking.model import Model, shipped_model
from rapport.engine.marking.questions import Question
from rapport.engine.marking.records import questions_in
from rapport.engine.text.embeddings import encoder
from rapport.practice.models import PointAgreement, PointDecision
from rapport.practice.queries.content import content
from rapport.practice.rules.handing import questions_json
from rapport.practice.rules.outcomes import Outcome

Row = tuple[str, str, str, str]  # question (with its topic), point, text, outcome


def marker_now() -> Marker:
    """Return the marker with all that assessors decided so far; made anew only where that changed."""
    return _marker(bank_rows())


def bank_rows() -> tuple[Row, ...]:
    """Return every decided point as an example, the latest decision of each, in the order they were sent."""
    rows = PointDecision.objects.order_by("decision__sent", "decision__at", "decision", "pk").values_list(
        "decision__sent__answer__topic",
        "decision__sent__answer__question",
        "decision__sent__answer__text",
        "decision__sent",
        "point",
        "became",
    )
    latest = {
        (sent, point): (f"{topic}.{question}", point, text, became)
        for topic, question, text, sent, point, became in rows
    }
    return tuple(latest.values())


def points_off(topic: str, question: str) -> frozenset[str]:
    """Return the points of a question that the machine no longer marks."""
    off = PointAgreement.objects.filter(topic=topic, question=question, is_off=True)
    return frozenset(off.values_list("point", flat=True))


@cache
def _questions() -> dict[str, Question]:
    return questions_in(questions_json(content().topics))


@cache
def _model() -> Model:
    return shipped_model(encoder())


@lru_cache(maxsize=2)
def _marker(rows: tuple[Row, ...]) -> Marker:
    bank: dict[str, dict[str, tuple[Example, ...]]] = {}
    for question, point, text, outcome in rows:
        points = bank.setdefault(question, {})
        points[point] = (*points.get(point, ()), Example(text, float(outcome == Outcome.SHOWN)))
    return Marker(_questions(), replace(_model(), bank=bank), encoder())
