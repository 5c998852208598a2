"""Feedback is asked for, given once, or declined; both are told."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from rapport.desk.actions.notices import tell_colleague
from rapport.practice.actions.reflections import refuse_texts
from rapport.practice.models import Feedback
from rapport.practice.queries.reflections import case_of_source
from rapport.practice.rules.feedback import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    AskedOneself,
    ColleagueNotThere,
    FeedbackSettled,
    FeedbackState,
)
from rapport.practice.rules.goals import refuse_empty
from rapport.practice.rules.reflections import Source
from rapport.staff.models import User

FEEDBACK = "feedback"


@dataclass(frozen=True)
class Asking:
    """A question to a colleague, and what it is about."""

    colleague: User
    question: str
    source: str = Source.NONE
    number: int | None = None
    said_no_customer: bool = False


@transaction.atomic
def ask_feedback(asking: Asking, *, by: User, at: datetime) -> Feedback:
    """Ask a colleague about something particular, and tell them; a customer's data in it are refused."""
    if asking.colleague.pk == by.pk:
        raise AskedOneself
    if not asking.colleague.is_active:
        raise ColleagueNotThere(name=asking.colleague.name)
    case = case_of_source(by, asking.source, asking.number)
    question = refuse_empty("Your question", asking.question, LONGEST_QUESTION)
    refuse_texts({"question": question}, case, said_none=asking.said_no_customer, by=by)
    asked = Feedback.objects.create(
        learner=by,
        colleague=asking.colleague,
        question=question,
        source=asking.source,
        number=asking.number if asking.source else None,
        asked_at=at,
    )
    words = f"{by.name} asks you for feedback, under Goals: {question}"
    tell_colleague(asked.colleague, words, kind=FEEDBACK, case=None, by=by, at=at)
    return asked


@transaction.atomic
def give_feedback(
    feedback: Feedback, answer: str, *, said_no_customer: bool = False, by: User, at: datetime
) -> Feedback:
    """Answer what one was asked, once."""
    locked = _waiting(feedback)
    words = refuse_empty("Your answer", answer, LONGEST_ANSWER)
    refuse_texts({"answer": words}, None, said_none=said_no_customer, by=by)
    return _settle(locked, FeedbackState.ANSWERED, words, by=by, at=at)


@transaction.atomic
def decline_feedback(feedback: Feedback, *, by: User, at: datetime) -> Feedback:
    """Decline to answer what one was asked; no reason is asked for."""
    return _settle(_waiting(feedback), FeedbackState.DECLINED, "", by=by, at=at)


def _waiting(feedback: Feedback) -> Feedback:
    locked = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if locked.settled_at:
        raise FeedbackSettled(state=locked.state, day=f"{localtime(locked.settled_at):%-d %B %Y}")
    return locked


def _settle(feedback: Feedback, state: FeedbackState, answer: str, *, by: User, at: datetime) -> Feedback:
    feedback.state, feedback.answer, feedback.settled_at = state, answer, at
    feedback.save()
    words = f"{by.name} {state} what you asked, under Goals: {feedback.question}"
    tell_colleague(feedback.learner, words, kind=FEEDBACK, case=None, by=by, at=at)
    return feedback
