"""The syllabus: the rows that topics must cover, and where each is covered."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from rapport.lib.errors import Refusal
from rapport.practice.rules.checks import topic_problems
from rapport.practice.rules.content import Topic
from rapport.practice.rules.features import FEATURES, Covered, read_features
from rapport.practice.rules.reading import ContentNotFound, Problem, Tell, read_record, read_table

OURS = Path(str(files("rapport.practice") / "content"))
SYLLABUS = "syllabus.toml"
NO_TOPICS = (SYLLABUS, FEATURES)


@dataclass(frozen=True)
class Row:
    """One row of the syllabus: its group, its short id, and what it asks for."""

    group: str
    id: str
    text: str


@dataclass(frozen=True)
class Place:
    """Where a row is covered: in which topic, by what part of it."""

    row: str
    topic: str
    part: str


@dataclass(frozen=True)
class Content:
    """All that was read from a folder, and what does not hold in it."""

    topics: tuple[Topic, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    covered: tuple[Covered, ...] = ()  # rows that the product itself does something for

    def places(self) -> list[Place]:
        """Return every place where a row is covered, by topic."""
        return [place for topic in self.topics for place in places_in(topic)]


class ContentDoesNotHold(Refusal):
    code = "content_does_not_hold"
    text = "{number} things in the content do not hold, the first: {first} Run: rapport content check."


def read_content(folder: Path = OURS) -> Content:
    """Read a folder of topics; one with a syllabus of its own must cover every row of it.

    Without a syllabus the folder adds to ours: its rows must be known there, and need not be all.
    """
    paths = sorted(path for path in folder.glob("*.toml") if path.name not in NO_TOPICS)
    if not paths:
        raise ContentNotFound(folder=folder)
    problems: list[Problem] = []
    own = (folder / SYLLABUS).is_file()
    rows = _rows(folder / SYLLABUS if own else OURS / SYLLABUS, problems)
    read = [(path, _topic(path, problems)) for path in paths]
    topics = tuple((path.name, topic) for path, topic in read if topic)
    known = {row.id for row in rows}
    problems += [one for name, topic in topics for one in _strange_rows(name, topic, known)]
    found = tuple(topic for _, topic in topics)
    if own:
        problems += _open_rows(found, rows)
    covered = read_features(folder, known, problems)
    return Content(found, rows, tuple(problems), covered)


def places_in(topic: Topic) -> Iterator[Place]:
    """Yield where a topic covers which row."""
    for idea in topic.ideas:
        yield from (Place(row, topic.id, "key idea") for row in idea.covers)
    for question in topic.questions:
        yield from (Place(row, topic.id, f"question {question.id}") for row in question.covers)
    for case in topic.cases:
        yield from (Place(row, topic.id, f"case {case.id}") for row in case.covers)
    for part, rows in _own_rows(topic).items():
        yield from (Place(row, topic.id, part) for row in rows)


def _own_rows(topic: Topic) -> dict[str, list[str]]:
    """Return the rows of the parts that are a row themselves."""
    return {
        "misconception": [one.row for one in topic.misconceptions],
        "tip": [one.row for one in topic.tips],
        "marking point": [one.row for one in topic.marking_points],
        "disagreement": [one.row for one in topic.disagreements],
    }


def _teller(path: Path, problems: list[Problem]) -> Tell:
    return lambda place, says: problems.append(Problem(path.name, place, says))


def _topic(path: Path, problems: list[Problem]) -> Topic | None:
    tell = _teller(path, problems)
    table = read_table(path, tell)
    topic = read_record(Topic, table, tell) if table is not None else None
    for place, says in topic_problems(topic, path.stem) if topic else ():
        tell(place, says)
    return topic


def _rows(path: Path, problems: list[Problem]) -> tuple[Row, ...]:
    tell = _teller(path, problems)
    table = read_table(path, tell)
    if table is None:
        return ()
    rows = [row for group, below in table.items() for row in _rows_of(group, below, tell)]
    for name, times in Counter(row.id for row in rows).items():
        if times > 1:
            tell("", f"Row {name!r} stands {times} times. Give each its own id.")
    if not rows:
        tell("", 'It holds no row. Expected tables such as [concepts] with C01 = "what it is".')
    return tuple(rows)


def _rows_of(group: str, below: Any, tell: Tell) -> Iterator[Row]:
    """Yield the rows of a group, and tell of what is none."""
    if not isinstance(below, dict):
        tell(group, f"{below!r} stands where a table of rows was expected, such as [{group}].")
        return
    for name, text in below.items():
        if isinstance(text, str) and text.strip():
            yield Row(group, name, text)
        else:
            tell(group, f"Row {name!r} is {text!r}. Expected what it asks for, as text.")


def _strange_rows(file: str, topic: Topic, known: set[str]) -> Iterator[Problem]:
    for place in places_in(topic):
        if place.row not in known:
            yield Problem(file, place.part, f"Row {place.row!r} is not in the syllabus. Add it there.")


def _open_rows(topics: tuple[Topic, ...], rows: tuple[Row, ...]) -> Iterator[Problem]:
    covered = {place.row for topic in topics for place in places_in(topic)}
    for row in rows:
        if row.id not in covered:
            yield Problem(SYLLABUS, row.group, f"No topic covers {row.id} ({row.text}). Name it in one.")
