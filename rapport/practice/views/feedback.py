"""The pages of feedback: what was asked and what came, asking, and answering."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.lib.errors import Refusal
from rapport.practice.actions import feedback as actions
from rapport.practice.forms.feedback import AnswerForm, AskForm
from rapport.practice.models import Feedback
from rapport.practice.queries import feedback as queries
from rapport.practice.queries.reflections import address_of_source
from rapport.practice.views.declining import DECLINED, PRIVATE, lay_blame, said_in
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request

SHOWN = 100


@signed_in
@require_safe
def feedback_list(request: Request) -> HttpResponse:
    """Show what one is asked, what one asked, and what one's learners asked."""
    context = {
        "to_give": queries.feedback_to_give(request.user),
        "asked": queries.feedback_asked_by(request.user)[:SHOWN],
        "given": queries.feedback_given(request.user)[:SHOWN],
        "of_learners": queries.feedback_of_learners(request.user)[:SHOWN],
    }
    return render(request, "practice/feedback/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask a colleague about something particular."""
    first = {name: request.GET.get(name, "")[:20] for name in ("source", "number")}
    form = AskForm(request.POST or None, initial=first)
    form.fields["colleague"].queryset = queries.colleagues_to_ask(request.user)  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            asked = actions.ask_feedback(actions.Asking(**form.cleaned_data), by=request.user, at=now())
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, f"{asked.colleague.name} is asked. You are told when they answer.")
            return redirect("practice:feedback")
    context = {"form": form, "may_tick": said_in(form, *PRIVATE)}
    return render(request, "practice/feedback/ask.html", context, status=DECLINED if form.errors else 200)


@signed_in
@require_safe
def one(request: Request, number: int) -> HttpResponse:
    """Show a question and its answer, and the form to whoever was asked."""
    return _page(request, get_object_or_404(queries.feedback_visible_to(request.user), pk=number))


@signed_in
@require_POST
def answered(request: Request, number: int) -> HttpResponse:
    """Answer what one was asked."""
    found = _asked_of(request, number)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.give_feedback(found, **form.cleaned_data, by=request.user, at=now())
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, f"{found.learner.name} has your answer.")
            return redirect(found)
    return _page(request, found, form)


@signed_in
@require_POST
def declined(request: Request, number: int) -> HttpResponse:
    """Decline to answer."""
    found = _asked_of(request, number)
    actions.decline_feedback(found, by=request.user, at=now())
    messages.success(request, "You declined. No reason is asked for.")
    return redirect("practice:feedback")


def _asked_of(request: Request, number: int) -> Feedback:
    return get_object_or_404(queries.feedback_visible_to(request.user), pk=number, colleague=request.user)


def _page(request: Request, found: Feedback, form: AnswerForm | None = None) -> HttpResponse:
    context = {
        "one": found,
        "is_asked": found.colleague_id == request.user.pk and found.is_waiting,
        "about": address_of_source(request.user, found.source, found.number),
        "form": form or AnswerForm(),
        "may_tick": form is not None and said_in(form, *PRIVATE),
        "refused": [*form.non_field_errors()] if form else [],
    }
    return render(request, "practice/feedback/one.html", context, status=DECLINED if form else 200)
