"""What a learner does: answer a question, work out a task; and the marking of what they wrote."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from rapport.engine.marking.mark import Mark as Found
from rapport.engine.marking.mark import PointMark, mark_answers
from rapport.practice.models import Answer, Mark, PointCard, TaskAnswer
from rapport.practice.queries.bank import marker_now, points_off
from rapport.practice.rules.content import Case, Question, Topic
from rapport.practice.rules.outcomes import OFF, Outcome
from rapport.practice.rules.returning import new_card, overruled, rated
from rapport.practice.rules.working_out import is_right
from rapport.staff.models import User

PRESSED_TWICE = timedelta(seconds=10)


@transaction.atomic
def give_answer(topic: Topic, question: Question, text: str, *, by: User, at: datetime) -> Answer:
    """Keep what somebody wrote to a question; it is marked afterwards, and kept whatever comes of that.

    The same words sent again within seconds are a button that was pressed twice: one answer.
    """
    User.objects.select_for_update().get(pk=by.pk)
    last = Answer.objects.filter(learner=by, topic=topic.id, question=question.id).order_by("-pk").first()
    if last and last.text == text and timedelta() <= at - last.answered_at < PRESSED_TWICE:
        return last
    return Answer.objects.create(
        learner=by, topic=topic.id, question=question.id, content_version=topic.version, text=text,
        answered_at=at,
    )  # fmt: skip


def mark_answer(answer: Answer, *, at: datetime) -> Mark:
    """Mark an answer by machine, and say when each of its points comes back; once marked it stays so.

    The points come back as of the moment of the answer, however late it is marked. The marker works before
    the transaction begins: it may take a second, and nobody waits for it to write.
    """
    marker, off = marker_now(), points_off(answer.topic, answer.question)
    [found] = mark_answers(marker, [(f"{answer.topic}.{answer.question}", answer.text)])
    found = replace(found, points=tuple(_left_to_a_person(one, off) for one in found.points))
    return _keep_mark(answer, found, _version(marker.version, off), at=at)


@transaction.atomic
def _keep_mark(answer: Answer, found: Found, version: str, *, at: datetime) -> Mark:
    answer = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    kept = Mark.objects.filter(answer=answer).first()
    if kept:
        return kept
    mark = Mark.objects.create(
        answer=answer, version=version, score=found.score, guards=list(found.guards),
        points=[asdict(one) for one in found.points],
        misconceptions=[asdict(one) for one in found.misconceptions], marked_at=at,
    )  # fmt: skip
    _let_points_return(answer, found)
    return mark


def _left_to_a_person(mark: PointMark, off: frozenset[str]) -> PointMark:
    """Return a point's mark; its chance is kept, so that agreement is still counted."""
    if mark.id not in off:
        return mark
    return replace(mark, outcome=Outcome.LOOK.value, because=(*mark.because, OFF))


def _version(version: str, off: frozenset[str]) -> str:
    return f"{version} without {', '.join(sorted(off))}"[:200] if off else version


def _let_points_return(answer: Answer, found: Found) -> None:
    wrong = {one.point for one in found.misconceptions}
    for mark in found.points:
        outcome = Outcome.NOT_SHOWN if mark.id in wrong else Outcome(mark.outcome)
        card = _card(answer, mark.id)
        at = localtime(answer.answered_at)
        card.card, card.due_on = rated(card.card, outcome, at=at)
        if outcome is Outcome.SHOWN:
            card.shown_at = max(answer.answered_at, card.shown_at or answer.answered_at)
        card.save()


def _card(answer: Answer, point: str) -> PointCard:
    names = {"learner": answer.learner, "topic": answer.topic, "question": answer.question, "point": point}
    found = PointCard.objects.select_for_update(of=("self",)).filter(**names).first()
    return found or PointCard(**names, card=new_card(answer.answered_at))


def rate_by_person(answer: Answer, outcomes: Mapping[str, Outcome], *, at: datetime) -> None:
    """Let a person's decision count for when points come back, and for what was shown in practice."""
    for point, outcome in outcomes.items():
        card = _card(answer, point)
        card.card, card.due_on = overruled(card.card, outcome, at=localtime(at))
        if outcome is Outcome.SHOWN:
            card.shown_at = max(answer.answered_at, card.shown_at or answer.answered_at)
        elif card.shown_at and card.shown_at <= answer.answered_at:
            card.shown_at = None
        card.save()


@transaction.atomic
def work_out(topic: Topic, case: Case, typed: Mapping[str, str], *, by: User, at: datetime) -> None:
    """Keep and check what somebody worked out, by task; what is left empty is left out."""
    for task in case.tasks:
        text = typed.get(task.id, "").strip()
        if text:
            TaskAnswer.objects.create(
                learner=by, topic=topic.id, case=case.id, task=task.id, content_version=topic.version,
                text=text, is_right=is_right(task, text), answered_at=at,
            )  # fmt: skip
