"""Files of questions, answers and marks as the command reads and writes them; a bad line stops no other."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

from rapport.engine.marking.calling import Endpoint
from rapport.engine.marking.mark import Marker, mark_answers
from rapport.engine.marking.model import Marked
from rapport.engine.marking.questions import Question, read_questions
from rapport.engine.marking.second import mark_twice
from rapport.lib.errors import Refusal

TOGETHER = 2_000  # answers marked at once: memory stays small however long the file


class QuestionsNotJson(Refusal):
    code = "questions_not_json"
    text = "The file of questions is no JSON ({fault}). It expects an array of questions; mend that place."


class NoAnswers(Refusal):
    code = "no_answers"
    text = (
        'There is no answer in it. It expects {{"id": "a1", "question": "q1", "text": "..."}} on each line.'
    )


class AnswerNotRight(Refusal):
    code = "answer_not_right"
    text = "{what} is {value}. It expects {expected}. Mend the line."


class QuestionNotKnown(Refusal):
    code = "question_not_known"
    text = (
        "There is no question '{question}'. {nearest} Write the question's name as in the file of questions."
    )


@dataclass(frozen=True)
class Line:
    """One line: what it is called, and what is in it or why it cannot be read."""

    id: Any
    question: str = ""
    text: str = ""
    worths: Mapping[str, float] | None = None
    error: str = ""


def questions_in(text: str) -> dict[str, Question]:
    """Return the questions in a file."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise QuestionsNotJson(fault=fault) from None
    return read_questions(told)


def answers_in(text: str, questions: Mapping[str, Question], *, are_marked: bool = False) -> list[Line]:
    """Return the lines of a file of answers, in order; of marked ones with what they are worth."""
    lines = [_line(line, questions, are_marked=are_marked) for line in text.split("\n") if line.strip()]
    if not lines:
        raise NoAnswers
    return lines


def _line(line: str, questions: Mapping[str, Question], *, are_marked: bool) -> Line:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return Line(
            None, error=f"The line {line[:60]!r} is no JSON ({fault}). Write one object on each line."
        )
    name = told.get("id") if isinstance(told, Mapping) else None
    try:
        question = _question_of(told, questions)
        worths = _worths(told, question) if are_marked else None
        return Line(name, question.id, _text_of(told), worths)
    except Refusal as refusal:
        return Line(name, error=str(refusal))


def _question_of(told: Any, questions: Mapping[str, Question]) -> Question:
    if not isinstance(told, Mapping):
        raise _wrong("The line", told, 'an object, such as {"id": "a1", "question": "q1", "text": "..."}')
    name = told.get("question")
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise _wrong("question", name, "the name of a question")
    if str(name) not in questions:
        near = get_close_matches(str(name), questions, 1)
        few = f"Known are: {', '.join(questions)}." if len(questions) <= 10 else ""
        raise QuestionNotKnown(question=name, nearest=f"The nearest is '{near[0]}'." if near else few)
    return questions[str(name)]


def _text_of(told: Mapping[str, Any]) -> str:
    text = told.get("text")
    if not isinstance(text, str):
        raise _wrong("text", text, "the answer as text, which may be empty")
    return text.encode("utf-8", "replace").decode()


def _worths(told: Mapping[str, Any], question: Question) -> dict[str, float]:
    """Return what a marked answer is worth by point: as told for each, or its score for all of them."""
    points = told.get("points")
    if points is None:
        score = _share(told.get("score"), "score")
        return {point.id: score for point in question.points}
    if isinstance(points, Mapping):
        points = [{"id": name, "score": worth} for name, worth in points.items()]
    if not isinstance(points, list) or not all(isinstance(one, Mapping) for one in points) or not points:
        raise _wrong("points", points, 'what each is worth, such as {"p1": 1, "p2": 0}')
    known = [point.id for point in question.points]
    strange = next((one.get("id") for one in points if str(one.get("id")) not in known), None)
    if strange is not None or any("id" not in one for one in points):
        raise _wrong("points", strange, f"names of points: {', '.join(known[:10])}")
    return {str(one["id"]): _share(one.get("score", one.get("p")), f"points, {one['id']}") for one in points}


def _share(value: Any, what: str) -> float:
    if isinstance(value, bool):
        return float(value)
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _wrong(what, value, "a number from 0 to 1")
    return float(value)


def _wrong(what: str, value: Any, expected: str) -> AnswerNotRight:
    return AnswerNotRight(what=what, value=repr(value)[:80], expected=expected)


def marked_of(lines: Sequence[Line]) -> list[Marked]:
    """Return the marked answers among lines."""
    return [Marked(one.question, one.text, one.worths) for one in lines if one.worths is not None]


def marks_in(marker: Marker, lines: Sequence[Line], endpoint: Endpoint | None = None) -> Iterator[str]:
    """Yield the mark of each line as a line of JSON, in their order; what cannot be read says why."""
    for first in range(0, len(lines), TOGETHER):
        some = lines[first : first + TOGETHER]
        asked = [(one.question, one.text) for one in some if not one.error]
        marks = iter(_marks(marker, asked, endpoint))
        for one in some:
            told = {"error": one.error} if one.error else next(marks)
            yield _written({"id": one.id, **told})


def _marks(
    marker: Marker, asked: Sequence[tuple[str, str]], endpoint: Endpoint | None
) -> Iterator[dict[str, Any]]:
    """Yield marks as JSON can hold them, each with the version of what gave it."""
    if endpoint is None:
        yield from ({**asdict(mark), "version": marker.version} for mark in mark_answers(marker, asked))
        return
    for one in mark_twice(marker, endpoint, asked):
        yield {**asdict(one.mark), "version": one.version}


def _written(told: Mapping[str, Any]) -> str:
    """Return an object as one line; half a character, which JSON can hold, is no text and is replaced."""
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace").decode()
