"""The assessor's desk for answers: the queue, an answer beside its points, and how far the machine agrees."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.practice.actions import marking as actions
from rapport.practice.forms.marking import DecisionForm
from rapport.practice.models import SentAnswer
from rapport.practice.queries import learning as learning_queries
from rapport.practice.queries import marking as queries
from rapport.practice.queries.content import question_named
from rapport.practice.rules.deciding import ENOUGH_DECISIONS, LEAST_KAPPA
from rapport.practice.rules.outcomes import guard_words
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

DECLINED = 422
SHOWN = 30


@signed_in
@require_POST
def answer_sent(request: Request, number: int) -> HttpResponse:
    """Send one's own answer to one's assessor."""
    found = get_object_or_404(learning_queries.answers_of(request.user), pk=number)
    sent = actions.send_answer(found, by=request.user, at=now())
    messages.success(request, f"The answer is with {sent.enrolment.assessor} now.")
    return redirect(found)


@needs(Sight.ASSESS)
@require_safe
def marking(request: Request) -> HttpResponse:
    """Show the answers that wait to be marked, who waits longest first, and those that are marked."""
    context = {
        "waiting": _rows(queries.queue_of(request.user)[:SHOWN]),
        "decided": _rows(queries.decided_by(request.user)[:SHOWN]),
        "learners": queries.learners_of(request.user),
        "now": now(),
    }
    return render(request, "practice/marking/queue.html", context)


def _rows(sent: Any) -> list[tuple[SentAnswer, Any]]:
    return [(one, learning_queries.asked_in(one.answer)) for one in sent]


@needs(Sight.ASSESS)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, number: int) -> HttpResponse:
    """Show an answer beside its points, and keep what the assessor decides."""
    sent = get_object_or_404(queries.sent_to(request.user), pk=number)
    topic, question = question_named(sent.answer.topic, sent.answer.question)
    standing = queries.standing_decisions(sent.answer)
    form = DecisionForm(
        request.POST if request.method == "POST" else None, points=question.points, standing=standing
    )
    if form.is_valid():
        comment = form.cleaned_data["comment"]
        actions.decide(sent, form.verdicts(), comment, by=request.user, at=now())
        messages.success(request, f"Marked. {sent.answer.learner.name} can read it now.")
        return redirect(sent)
    is_hidden = queries.is_hidden_from(request.user, sent.answer)
    machine = () if is_hidden else learning_queries.results_of(sent.answer, question)
    context = {
        "sent": sent, "answer": sent.answer, "topic": topic, "question": question, "form": form,
        "pairs": form.pairs(), "decisions": queries.decisions_on(sent.answer), "is_hidden": is_hidden,
        "results": {one.point.id: one for one in machine},
        "both": [(one, standing.get(one.point.id)) for one in machine] if standing else [],
        "guards": guard_words(sent.answer.mark.guards) if machine else [],
        "following": queries.queue_of(request.user).exclude(pk=sent.pk).first(),
    }  # fmt: skip
    status = DECLINED if form.errors else 200
    return render(request, "practice/marking/one.html", context, status=status)


@signed_in
@require_safe
def agreement(request: Request) -> HttpResponse:
    """Show how far the machine agrees with assessors on each point, and which it no longer marks."""
    if not (request.user.may(Sight.ASSESS) or request.user.may(Sight.ASSURE)):
        raise Http404
    context = {"rows": queries.agreements(), "enough": ENOUGH_DECISIONS, "least": LEAST_KAPPA}
    return render(request, "practice/marking/agreement.html", context)
