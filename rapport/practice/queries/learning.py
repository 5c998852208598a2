"""What can be asked of answers and of what comes back, and by whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from rapport.engine.marking.misconceptions import MISSING
from rapport.practice.models import Answer, Decision, Mark, PointCard, TaskAnswer
from rapport.practice.queries.content import question_or_none, topics
from rapport.practice.queries.marking import answers_hidden_from
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.rules.content import MarkingPoint, Misconception, Point, Question, Topic
from rapport.practice.rules.outcomes import OFF, Outcome, Result
from rapport.practice.rules.standing import ICONS, Standing, standing_of
from rapport.staff.models import User


@dataclass(frozen=True)
class Due:
    """A question that comes back, for the points of it that are due, since the first of their days."""

    topic: Topic
    question: Question
    points: tuple[Point, ...]
    since: date


@dataclass(frozen=True)
class Next:
    """The one question to go on with, and why this one."""

    topic: Topic
    question: Question
    why: str


@dataclass(frozen=True)
class PointProgress:
    """How far somebody is with a marking point, and how many of its points of practice they showed."""

    marking: MarkingPoint
    standing: Standing
    shown: int

    @property
    def icon(self) -> str:
        """The shape that stands for it beside the words."""
        return ICONS[self.standing]

    @property
    def all(self) -> int:
        """How many points of practice there are."""
        return len(self.marking.practised_by)


@dataclass(frozen=True)
class TopicProgress:
    """How far somebody is with a topic: questions answered, and each marking point."""

    topic: Topic
    answered: int
    points: tuple[PointProgress, ...]

    @property
    def reached(self) -> int:
        """How many marking points are practised at least."""
        return sum(one.standing is not Standing.NOT_SHOWN for one in self.points)


def answers_visible_to(user: User) -> QuerySet[Answer]:
    """Return the answers of oneself, and of the learners one assesses or assures."""
    learners = learners_visible_to(user).values("pk")
    return Answer.objects.filter(learner__in=learners).select_related("learner", "mark", "sent__enrolment")


def answers_of(learner: User, topic: str = "", question: str = "") -> QuerySet[Answer]:
    """Return somebody's answers, the latest first, to all questions or to one, each with `is_decided`."""
    named = {"topic": topic, "question": question} if topic else {}
    decided = Decision.objects.filter(sent__answer=OuterRef("pk"))
    return (
        Answer.objects.filter(learner=learner, **named)
        .select_related("mark", "sent")
        .annotate(is_decided=Exists(decided))
    )


def unmarked_answers() -> QuerySet[Answer]:
    """Return the answers that wait for the machine, the oldest first."""
    return Answer.objects.filter(mark__isnull=True).order_by("answered_at", "pk")


def results_of(answer: Answer, question: Question) -> tuple[Result, ...]:
    """Return how each point of an answer fared by the machine; nothing where it is not marked yet."""
    if not hasattr(answer, "mark"):
        return ()
    told = {one["id"]: one for one in answer.mark.points}
    return tuple(
        _result(number, point, told[point.id])
        for number, point in enumerate(question.points, start=1)
        if point.id in told
    )


def _result(number: int, point: Point, told: dict[str, object]) -> Result:
    span, because = told.get("span"), told.get("because") or ()
    return Result(
        number,
        point,
        Outcome(str(told["outcome"])),
        float(str(told["p"])),
        (int(span[0]), int(span[1])) if isinstance(span, list) else None,
        tuple(str(one) for one in because) if isinstance(because, list | tuple) else (),
    )


def due_questions(learner: User, on: date) -> list[Due]:
    """Return the questions that are back on a day, those that wait longest first."""
    cards = PointCard.objects.filter(learner=learner, due_on__lte=on).order_by("due_on", "pk")
    found: dict[tuple[str, str], list[PointCard]] = defaultdict(list)
    for card in cards:
        found[card.topic, card.question].append(card)
    due = [_due(topic, question, cards) for (topic, question), cards in found.items()]
    return [one for one in due if one]


def _due(topic: str, question: str, cards: list[PointCard]) -> Due | None:
    """Return what is due of a question; nothing where the content has it no longer."""
    asked = question_or_none(topic, question)
    names = {card.point for card in cards}
    points = tuple(one for one in asked[1].points if one.id in names) if asked else ()
    return Due(*asked, points, cards[0].due_on) if asked and points else None


def next_day_due(learner: User, after: date) -> date | None:
    """Return the next day on which something comes back."""
    later = PointCard.objects.filter(learner=learner, due_on__gt=after).order_by("due_on")
    return later.values_list("due_on", flat=True).first()


def next_question(learner: User, topic: Topic, question: Question, on: date) -> Next | None:
    """Return the one question to go on with: what is due here, what is new here, then elsewhere."""
    done = answered(learner)
    for one in _candidates(topic, due_questions(learner, on), done):
        if (one.topic.id, one.question.id) != (topic.id, question.id):
            return one
    return None


def _candidates(topic: Topic, due: list[Due], done: AbstractSet[tuple[str, str]]) -> Iterator[Next]:
    here = [one for one in due if one.topic.id == topic.id]
    yield from (Next(one.topic, one.question, "It is due again, from this topic.") for one in here)
    yield from _new_ones([topic], done, "You have not answered it yet, and it is from this topic.")
    yield from (Next(one.topic, one.question, "It is due again.") for one in due)
    yield from _new_ones(topics(), done, "You have not answered it yet.")
    yield from (Next(topic, one, "It practises this topic once more.") for one in topic.questions)


def _new_ones(among: Iterable[Topic], done: AbstractSet[tuple[str, str]], why: str) -> Iterator[Next]:
    for topic in among:
        for question in topic.questions:
            if (topic.id, question.id) not in done:
                yield Next(topic, question, why)


def answered(learner: User) -> frozenset[tuple[str, str]]:
    """Return topic and question of all that somebody ever answered."""
    return frozenset(Answer.objects.filter(learner=learner).values_list("topic", "question").order_by())


def points_shown(learner: User, viewer: User) -> dict[str, set[str]]:
    """Return the points (`question.point`) that somebody showed in practice, by topic, as a viewer may know.

    A point shown last by an answer that a blind assessor has not decided on is not told to them.
    """
    shown: dict[str, set[str]] = defaultdict(set)
    hidden = {*answers_hidden_from(viewer, learner).values_list("topic", "question", "answered_at")}
    cards = PointCard.objects.filter(learner=learner, shown_at__isnull=False)
    for topic, question, point, at in cards.values_list("topic", "question", "point", "shown_at"):
        if (topic, question, at) not in hidden:
            shown[topic].add(f"{question}.{point}")
    return shown


def progress_of(
    learner: User,
    viewer: User,
    *,
    evidenced: AbstractSet[str] = frozenset(),
    signed_off: AbstractSet[str] = frozenset(),
) -> list[TopicProgress]:
    """Return how far somebody is, topic by topic, as a viewer may know.

    `evidenced` and `signed_off` are rows of the syllabus (P01 to P26) that their portfolio has shown.
    """
    shown, done = points_shown(learner, viewer), answered(learner)
    return [
        TopicProgress(
            topic,
            sum((topic.id, one.id) in done for one in topic.questions),
            tuple(
                PointProgress(
                    one,
                    standing_of(one, shown[topic.id], evidenced=evidenced, signed_off=signed_off),
                    len(shown[topic.id] & set(one.practised_by)),
                )
                for one in topic.marking_points
            ),
        )
        for topic in topics()
    ]


def to_think_about(topic: Topic, question: Question, results: Iterable[Result]) -> Misconception | None:
    """Return the wrong idea that a missing point hints at, if there is one."""
    missing = {f"{question.id}.{one.point.id}" for one in results if one.outcome is Outcome.NOT_SHOWN}
    return next((one for one in topic.misconceptions if missing & set(one.missing)), None)


def said_wrongly(mark: Mark) -> list[dict[str, Any]]:
    """Return the wrong ideas that an answer's words come close to; what its gaps hint at is none of them."""
    return [one for one in mark.misconceptions if one.get("kind") != MISSING]


def is_off(result: Result) -> bool:
    """Tell whether a point is left to a person because the machine agreed too little with people."""
    return OFF in result.because


def task_answers(learner: User, topic: str, case: str) -> dict[str, TaskAnswer]:
    """Return somebody's latest answer to each task of a case study."""
    given = TaskAnswer.objects.filter(learner=learner, topic=topic, case=case)
    return {one.task: one for one in given.order_by("answered_at", "pk")}


def asked_in(answer: Answer) -> tuple[Topic, Question] | None:
    """Return the question that an answer is to, or None where the content has it no longer."""
    return question_or_none(answer.topic, answer.question)


def counts_of(topics: Iterable[TopicProgress]) -> list[tuple[Standing, str, int]]:
    """Return how many marking points stand where, with the shape of each standing."""
    found = [point.standing for topic in topics for point in topic.points]
    return [(one, ICONS[one], found.count(one)) for one in Standing]
