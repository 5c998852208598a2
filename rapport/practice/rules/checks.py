"""What must hold inside a topic beyond its shape; each check yields what is wrong, with its place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import mean

from rapport.practice.rules.content import MOST_POINTS, Case, MarkingPoint, Point, PointKind, Question, Topic

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FEWEST_WORDS = 4
LONGEST_RATIO = 1.25  # a head that sees longer good examples learns length, not sense

Found = Iterator[tuple[str, str]]


def topic_problems(topic: Topic, stem: str) -> Found:
    """Yield place and sentence for everything in a topic that does not hold."""
    if topic.id != stem:
        yield "id", f"{topic.id!r} is not the name of the file. Expected {stem!r}."
    if topic.version < 1:
        yield "version", f"It is {topic.version}. Expected 1 or more, raised with every change."
    if topic.review_by <= topic.reviewed_on:
        yield "review_by", f"{topic.review_by} is not after {topic.reviewed_on}, the day of the last review."
    yield from _names("questions", [one.id for one in topic.questions])
    yield from _names("cases", [one.id for one in topic.cases])
    for question in topic.questions:
        yield from _question_problems(question)
    for case in topic.cases:
        yield from _case_problems(case)
    for marking in topic.marking_points:
        yield from _number_problems(marking, f"marking_points {marking.row}", marking.pattern)
    yield from _reference_problems(topic)


def _names(place: str, names: list[str]) -> Found:
    for name, times in Counter(names).items():
        if times > 1:
            yield place, f"The id {name!r} stands {times} times. Give each its own."
        if not SLUG.fullmatch(name):
            yield place, f"The id {name!r} is not small letters, digits and hyphens, such as 'three-kinds'."


def _question_problems(question: Question) -> Found:
    place = f"questions {question.id}"
    yield from _names(place, [point.id for point in question.points])
    if len(question.points) > MOST_POINTS:
        yield place, f"It has {len(question.points)} points. Expected {MOST_POINTS} at most; split it."
    for point in question.points:
        yield from _point_problems(point, f"{place}, points {point.id}")


def _point_problems(point: Point, place: str) -> Found:
    yield from _number_problems(point, place, point.kind)
    if point.weight < 1:
        yield place, f"The weight is {point.weight}. Expected 1 or more."
    examples = [*point.good, *point.insufficient, *point.contradictions]
    for text, times in Counter(" ".join(_words(one)) for one in examples).items():
        if times > 1:
            yield place, f"The example {text!r} stands {times} times. Each must be another, of one sort."
    for text in examples:
        if len(_words(text)) < FEWEST_WORDS:
            yield place, f"The example {text!r} is too short to learn from. Expected {FEWEST_WORDS} words."
    yield from _length_problems(point, place)


def _length_problems(point: Point, place: str) -> Found:
    good, other = _length(point.good), _length(point.insufficient)
    if max(good, other) > LONGEST_RATIO * min(good, other):
        lengths = f"Good examples have {good:.1f} words on average, insufficient ones {other:.1f}."
        yield place, f"{lengths} Make them as long as each other, so that length tells nothing."


def _number_problems(point: Point | MarkingPoint, place: str, kind: PointKind) -> Found:
    if kind is PointKind.COUNT and (point.n is None or point.n < 2):
        yield place, f"It counts, and n is {point.n}. Expected how many, 2 or more."
    if kind is not PointKind.COUNT and point.n is not None:
        yield place, f"n is {point.n}, but the kind is {kind}, not count. Take n out."


def _case_problems(case: Case) -> Found:
    place = f"cases {case.id}"
    yield from _names(place, [task.id for task in case.tasks])
    for number, row in enumerate(case.rows, start=1):
        if len(row) != len(case.columns):
            yield place, f"Row {number} has {len(row)} cells. Expected {len(case.columns)}, one per column."


def _reference_problems(topic: Topic) -> Found:
    known = topic.point_names()
    named = [(f"misconceptions {one.row}", one.missing) for one in topic.misconceptions]
    named += [(f"marking_points {one.row}", one.practised_by) for one in topic.marking_points]
    for place, points in named:
        for name in points:
            if name not in known:
                yield place, f"{name!r} is no point of this topic. Expected question.point, both by id."


def _length(texts: Iterable[str]) -> float:
    return mean(len(_words(text)) for text in texts)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'’£%.,]*\w[\w'’%]*", text.casefold())
