"""Questions as they are written: points, their kinds, and what learners say who know or do not know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from rapport.lib.errors import Refusal

KINDS = ("count", "contrast", "cause", "example", "quantified", "method", "application", "observed")
FEWEST_EXAMPLES = 3  # of each sort; with fewer a point is never called shown
FEWEST_STATEMENTS = 3  # of each sort, to tell a wrong idea from its refutation
WHOLE = "answer"  # name of the point that a question without points implies


class QuestionNotRight(Refusal):
    code = "question_not_right"
    text = "{where}: {what} is {value}. It expects {expected}. Change it in the file of questions."


class QuestionKeyNotKnown(Refusal):
    code = "question_key_not_known"
    text = "{where} has a key '{key}', which is not known. {nearest} Rename it or take it out."


class QuestionTwice(Refusal):
    code = "question_twice"
    text = (
        "{where}: the name '{name}' is taken already. Every question, and every point and misconception in "
        "it, needs its own."
    )


@dataclass(frozen=True)
class Point:
    """One thing an answer should show, with answers in learners' words that do and do not."""

    id: str
    text: str
    kind: str = ""
    n: int = 0
    weight: float = 1.0
    good: tuple[str, ...] = ()
    insufficient: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()

    @property
    def has_examples(self) -> bool:
        """Tell whether there are enough examples of both sorts for a machine to call it shown."""
        return min(len(self.good), len(self.insufficient)) >= FEWEST_EXAMPLES


@dataclass(frozen=True)
class Belief:
    """A wrong idea: how it sounds and how the right one sounds, in learners' words, and what to ask then.

    `missing` names points of the question: where an answer shows none of them, the idea may be behind it.
    """

    id: str
    ask: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked, the points of a full answer, and wrong ideas that answers to it may state."""

    id: str
    prompt: str
    points: tuple[Point, ...]
    reference: str = ""
    misconceptions: tuple[Belief, ...] = ()


QUESTION_KEYS = tuple(field.name for field in fields(Question))
BELIEF_KEYS = tuple(field.name for field in fields(Belief))
POINT_KEYS = tuple(field.name for field in fields(Point))


def read_questions(told: Any) -> dict[str, Question]:
    """Return the questions of a JSON array by name; the first thing that is not right is refused."""
    if not isinstance(told, list) or not told:
        raise _wrong("The file", "the whole", told, "an array of questions, with one at least")
    found: dict[str, Question] = {}
    for place, one in enumerate(told, 1):
        question = _question(one, f"Question {place}")
        if question.id in found:
            raise QuestionTwice(where=f"Question {place}", name=question.id)
        found[question.id] = question
    return found


def _question(told: Any, where: str) -> Question:
    _check_keys(told, QUESTION_KEYS, where)
    name = read_name(told, where)
    where = f"Question '{name}'"
    prompt, reference = _text(told, "prompt", where), _text(told, "reference", where, default="")
    points = tuple(
        _point(one, f"{where}, point {place}") for place, one in enumerate(_listed(told, "points", where), 1)
    )
    _refuse_twice([point.id for point in points], where)
    if not points and not reference:
        raise _wrong(where, "points", [], "a point at least, or a reference to mark against")
    points = points or (Point(WHOLE, reference),)
    return Question(name, prompt, points, reference, _beliefs(told, points, where))


def _beliefs(told: Mapping[str, Any], points: Sequence[Point], where: str) -> tuple[Belief, ...]:
    listed = _listed(told, "misconceptions", where)
    names = [point.id for point in points]
    found = tuple(
        _belief(one, names, f"{where}, misconception {place}") for place, one in enumerate(listed, 1)
    )
    _refuse_twice([one.id for one in found], where)
    return found


def _belief(told: Any, points: Sequence[str], where: str) -> Belief:
    _check_keys(told, BELIEF_KEYS, where)
    wrong, right, missing = (_texts(told, key, where) for key in ("wrong", "right", "missing"))
    for key, texts in (("wrong", wrong), ("right", right)):
        if len(texts) < FEWEST_STATEMENTS:
            raise _wrong(where, key, list(texts), f"{FEWEST_STATEMENTS} statements at least")
    strange = next((one for one in missing if one not in points), None)
    if strange is not None:
        raise _wrong(where, "missing", strange, f"names of points: {', '.join(points)}")
    return Belief(read_name(told, where), _text(told, "ask", where), wrong, right, missing)


def _listed(told: Mapping[str, Any], key: str, where: str) -> list[Any]:
    listed = told.get(key) or []
    if not isinstance(listed, list):
        raise _wrong(where, key, listed, f"an array of {key}")
    return listed


def _refuse_twice(names: Sequence[str], where: str) -> None:
    twice = next((one for place, one in enumerate(names) if one in names[:place]), None)
    if twice is not None:
        raise QuestionTwice(where=where, name=twice)


def _point(told: Any, where: str) -> Point:
    _check_keys(told, POINT_KEYS, where)
    kind = told.get("kind") or ""
    if kind and kind not in KINDS:
        raise _wrong(where, "kind", kind, _nearest(str(kind), KINDS))
    return Point(
        id=read_name(told, where),
        text=_text(told, "text", where),
        kind=kind,
        n=_count(told, kind, where),
        weight=_weight(told, where),
        **{name: _texts(told, name, where) for name in ("good", "insufficient", "phrases", "contradictions")},
    )


def _check_keys(told: Any, known: Sequence[str], where: str) -> None:
    if not isinstance(told, Mapping):
        raise _wrong(where, "it", told, 'an object, such as {"id": "q1", ...}')
    for key in told:
        if key not in known:
            raise QuestionKeyNotKnown(where=where, key=key, nearest=_nearest(str(key), known))


def read_name(told: Mapping[str, Any], where: str) -> str:
    """Return the name of a question or point: text, or a whole number."""
    name = told.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or not str(name).strip():
        raise _wrong(where, "id", name, "a name, such as q1")
    return str(name)


def _text(told: Mapping[str, Any], key: str, where: str, *, default: str | None = None) -> str:
    text = told.get(key) or default
    if not isinstance(text, str) or (default is None and not text.strip()):
        raise _wrong(where, key, told.get(key), "text")
    return text


def _texts(told: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    texts = told.get(key) or []
    if not isinstance(texts, list) or not all(isinstance(one, str) and one.strip() for one in texts):
        raise _wrong(where, key, texts, "an array of texts")
    return tuple(texts)


def _count(told: Mapping[str, Any], kind: str, where: str) -> int:
    number = told.get("n")
    if kind != "count" and number is None:
        return 0
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= 50:
        raise _wrong(where, "n", number, "how many are asked for, a whole number from 1 to 50")
    return number


def _weight(told: Mapping[str, Any], where: str) -> float:
    weight = told.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1000:
        raise _wrong(where, "weight", weight, "a number above 0, up to 1000")
    return float(weight)


def _nearest(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"The nearest is '{near[0]}'." if near else f"Known are: {', '.join(known)}."


def _wrong(where: str, what: str, value: Any, expected: str) -> QuestionNotRight:
    return QuestionNotRight(where=where, what=what, value=repr(value)[:80], expected=expected.rstrip("."))
