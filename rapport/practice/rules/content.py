"""The shape of practice content: a topic and all it holds. These classes are the schema of the files."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

Cell = str | int | float | date

LEAST_QUESTIONS, MOST_POINTS, LEAST_CASES = 6, 6, 2
LEAST_EXAMPLES = 4  # of each sort: fewer, and a machine should not call the point shown
LEAST_STATEMENTS = 3


class PointKind(StrEnum):
    """What an answer must do to show a point."""

    COUNT = "count"
    CONTRAST = "contrast"
    CAUSE = "cause"
    EXAMPLE = "example"
    QUANTIFIED = "quantified"
    METHOD = "method"
    APPLICATION = "application"
    OBSERVED = "observed"


class Evidence(StrEnum):
    """What can show a marking point."""

    WRITTEN = "written"
    CASE = "case"
    CALCULATOR = "calculator"
    PORTFOLIO = "portfolio"
    REPORT = "report"
    ROLE_PLAY = "role-play"


class Setting(StrEnum):
    """Where a case study plays."""

    SERVICE = "service"
    MANUFACTURING = "manufacturing"


def several(least: int = 1) -> Any:
    """Return a field that holds at least so many."""
    return field(metadata={"least": least})


@dataclass(frozen=True)
class Idea:
    """A key idea, and the rows of the syllabus it explains."""

    text: str
    covers: tuple[str, ...] = several()


@dataclass(frozen=True)
class Disagreement:
    """Where books say different things, and what we do about it."""

    row: str
    text: str
    decision: str


@dataclass(frozen=True)
class Misconception:
    """A wrong idea: how it sounds, how the right one sounds, and how to talk about it.

    `missing` names points (`question.point`) whose absence hints at it, where nobody says it aloud.
    """

    row: str
    idea: str
    counter: str
    ask: str
    wrong: tuple[str, ...] = several(LEAST_STATEMENTS)
    right: tuple[str, ...] = several(LEAST_STATEMENTS)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tip:
    """Advice to somebody who is about to be assessed."""

    row: str
    text: str


@dataclass(frozen=True)
class MarkingPoint:
    """What an assessor looks for, what shows it, and the points (`question.point`) that practise it."""

    row: str
    text: str
    pattern: PointKind
    evidence: tuple[Evidence, ...] = several()
    practised_by: tuple[str, ...] = ()
    n: int | None = None


@dataclass(frozen=True)
class Point:
    """One thing an answer is marked for, with answers in learners' words that show it and that do not."""

    id: str
    text: str
    kind: PointKind
    weight: int
    good: tuple[str, ...] = several(LEAST_EXAMPLES)
    insufficient: tuple[str, ...] = several(LEAST_EXAMPLES)
    phrases: tuple[str, ...] = several()
    contradictions: tuple[str, ...] = several()
    n: int | None = None


@dataclass(frozen=True)
class Question:
    """A question for a short answer, with a model answer."""

    id: str
    prompt: str
    reference: str
    covers: tuple[str, ...] = several()
    points: tuple[Point, ...] = several()


@dataclass(frozen=True)
class Task:
    """Something to work out from a case's table: the answer, and the way to it."""

    id: str
    ask: str
    answer: Cell
    unit: str
    how: str


@dataclass(frozen=True)
class Case:
    """A case study: a story, a table of data, and what to work out."""

    id: str
    title: str
    setting: Setting
    text: str
    covers: tuple[str, ...] = several()
    columns: tuple[str, ...] = several()
    rows: tuple[tuple[Cell, ...], ...] = several()
    tasks: tuple[Task, ...] = several()

    def column(self, name: str) -> tuple[Cell, ...]:
        """Return one column of the table."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)

    def total(self, name: str) -> float:
        """Return the sum of the numbers in a column."""
        return sum(cell for cell in self.column(name) if isinstance(cell, int | float))


@dataclass(frozen=True)
class Topic:
    """Something to learn: an explanation in two settings, questions, cases, and what is looked for."""

    id: str
    title: str
    version: int
    reviewed_on: date
    review_by: date
    explanation: str
    in_service: str
    in_manufacturing: str
    ideas: tuple[Idea, ...] = several()
    questions: tuple[Question, ...] = several(LEAST_QUESTIONS)
    cases: tuple[Case, ...] = several(LEAST_CASES)
    misconceptions: tuple[Misconception, ...] = ()
    tips: tuple[Tip, ...] = ()
    marking_points: tuple[MarkingPoint, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()

    def point_names(self) -> frozenset[str]:
        """Return every point as `question.point`."""
        return frozenset(f"{one.id}.{point.id}" for one in self.questions for point in one.points)
