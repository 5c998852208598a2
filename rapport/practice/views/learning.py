"""The pages of topics, questions, answers, what is due again, and progress."""

import logging

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from rapport.practice.actions import learning as actions
from rapport.practice.forms.learning import AnswerForm
from rapport.practice.models import Answer
from rapport.practice.queries import learning as queries
from rapport.practice.queries import marking
from rapport.practice.queries.content import question_named, question_or_none, topic_named
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.queries.progress import whole_progress_of
from rapport.practice.rules.content import Question, Topic
from rapport.practice.rules.outcomes import guard_words, pieces
from rapport.practice.rules.telling import paragraphs
from rapport.staff.doors import signed_in
from rapport.staff.models import User
from rapport.staff.requests import Request

DECLINED = 422
EARLIER, SENT = 10, 20
asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])
logger = logging.getLogger(__name__)


@signed_in
@require_safe
def due(request: Request) -> HttpResponse:
    """Show what comes back today, question by question."""
    today = localdate()
    context = {
        "due": queries.due_questions(request.user, today),
        "next_day": queries.next_day_due(request.user, today),
        "today": today,
    }
    return render(request, "practice/learning/due.html", context)


@signed_in
@require_safe
def topic(request: Request, topic: str) -> HttpResponse:
    """Show a topic: what it is about, its questions and its case studies."""
    found = topic_named(topic)
    done = queries.answered(request.user)
    context = {
        "topic": found,
        "explanation": paragraphs(found.explanation),
        "progress": next(one for one in whole_progress_of(request.user, request.user) if one.topic == found),
        "questions": [(one, (found.id, one.id) in done) for one in found.questions],
    }
    return render(request, "practice/learning/topic.html", context)


@signed_in
@asked_or_sent
def question(request: Request, topic: str, question: str) -> HttpResponse:
    """Ask a question; what is answered is kept first, then marked, then shown."""
    found, asked = question_named(topic, question)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = actions.give_answer(found, asked, form.cleaned_data["text"], by=request.user, at=now())
        _mark_if_it_works(answer)
        return redirect(answer)
    context = {
        "topic": found,
        "question": asked,
        "form": form,
        "earlier": queries.answers_of(request.user, found.id, asked.id)[:EARLIER],
    }
    status = DECLINED if form.errors else 200
    return render(request, "practice/learning/question.html", context, status=status)


def _mark_if_it_works(answer: Answer) -> None:
    """Mark an answer; where the marker fails it waits for the chore, and nothing is lost."""
    try:
        actions.mark_answer(answer, at=now())
    except Exception:
        logger.exception("Answer %s could not be marked; it waits for the chore practice-marks", answer.pk)


@signed_in
@require_safe
def answer(request: Request, number: int) -> HttpResponse:
    """Show an answer: the words that earned each point, what is missing, and one next question."""
    found = get_object_or_404(queries.answers_visible_to(request.user), pk=number)
    asked = question_or_none(found.topic, found.question)
    context = {
        "answer": found,
        "is_own": found.learner_id == request.user.pk,
        "asked": asked,
        "pieces": pieces(found.text, ()),
    }
    if asked:
        context |= _marks(found, *asked, request.user)
    if asked and context["is_own"]:
        context["next"] = queries.next_question(request.user, *asked, localdate())
        context["may_send"] = marking.enrolment_to_send_to(found)
    return render(request, "practice/learning/answer.html", context)


def _marks(answer: Answer, topic: Topic, question: Question, viewer: User) -> dict[str, object]:
    """Return what an answer page shows of marks: the machine's where the viewer may see it yet."""
    decided = marking.decisions_on(answer)
    context: dict[str, object] = {
        "topic": topic,
        "question": question,
        "has_changed": answer.content_version != topic.version,
        "decisions": decided,
        "is_hidden": marking.is_hidden_from(viewer, answer),
        "pieces": pieces(answer.text, ()),
    }
    if context["is_hidden"] or not hasattr(answer, "mark"):
        return context
    results = queries.results_of(answer, question)
    cut = pieces(answer.text, results)
    return context | {
        "results": results,
        "shown": sum(one.is_shown for one in results),
        "pieces": cut,
        "has_earned": any(one.earned for one in cut),
        "guards": guard_words(answer.mark.guards),
        "misconceptions": queries.said_wrongly(answer.mark),
        "think": queries.to_think_about(topic, question, results),
    }


@signed_in
@require_safe
def progress(request: Request, number: int | None = None) -> HttpResponse:
    """Show how far somebody is with each marking point: oneself, or a learner one looks after."""
    learner = request.user
    if number is not None:
        learner = get_object_or_404(learners_visible_to(request.user), pk=number)
    topics = whole_progress_of(learner, request.user)
    context = {
        "learner": learner,
        "is_own": learner == request.user,
        "topics": topics,
        "counts": queries.counts_of(topics),
        "sent": [
            (one, queries.asked_in(one))
            for one in queries.answers_of(learner).filter(sent__isnull=False)[:SENT]
        ],
    }
    return render(request, "practice/learning/progress.html", context)
