"""The pages of goals: the list, the helper with its checks, and one goal with its history."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.lib.errors import Refusal
from rapport.practice.actions import goals as actions
from rapport.practice.forms.goals import ChangeForm, EndForm, GoalForm, ProgressForm
from rapport.practice.models import Goal
from rapport.practice.queries import goals as queries
from rapport.practice.rules.goals import LONGEST_TEXT, GoalState
from rapport.practice.rules.smart import Check, Prompt, open_checks
from rapport.practice.views.declining import DECLINED, lay_blame
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request

asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def goals(request: Request) -> HttpResponse:
    """Show one's own goals, those to look at first, and those of one's learners."""
    context = {
        "goals": [(goal, _open_words(goal)) for goal in queries.goals_open(request.user)],
        "ended": queries.goals_ended(request.user)[:20],
        "of_learners": queries.goals_of_learners(request.user).order_by("learner__name", "review_on"),
        "links": queries.links(),
        "today": localdate(),
    }
    return render(request, "practice/goals/list.html", context)


def _open_words(goal: Goal) -> str:
    found = open_checks(goal.wording, localdate())
    return ", ".join(str(prompt.check).lower() for prompt in found)


@signed_in
@asked_or_sent
def new(request: Request) -> HttpResponse:
    """Write a goal with the five checks beside it; it can be set with any of them open."""
    form = GoalForm(request.POST or None, initial=_begun(request))
    if _only_checks(request):
        return _checks(request, form)
    if form.is_valid():
        try:
            goal = actions.set_goal(form.wording(), by=request.user, at=now())
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, f"The goal is set. Look at it again on {goal.review_on:%-d %B}.")
            return redirect(goal)
    return _form_page(request, form, None)


def _begun(request: Request) -> dict[str, str]:
    """Return what an address brings along: a text or a topic that led here."""
    return {name: request.GET.get(name, "")[:LONGEST_TEXT] for name in ("text", "link")}


@signed_in
@asked_or_sent
def change(request: Request, number: int) -> HttpResponse:
    """Change how a goal reads, with a word why."""
    goal = get_object_or_404(queries.goals_of(request.user), pk=number)
    form = ChangeForm(request.POST or None, initial=vars(goal.wording))
    if _only_checks(request):
        return _checks(request, form, goal)
    if form.is_valid():
        try:
            actions.change_goal(goal, form.wording(), form.cleaned_data["why"], by=request.user, at=now())
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, "The goal is changed. How it read before stays in its history.")
            return redirect(goal)
    return _form_page(request, form, goal)


def _only_checks(request: Request) -> bool:
    return request.method == "POST" and request.POST.get("deed") == "check"


def _checks(request: Request, form: GoalForm, goal: Goal | None = None) -> HttpResponse:
    """Answer what the checks leave open, and save nothing: a part of the page, or the page."""
    form.is_valid()
    context = _form_context(form, goal)
    form.errors.clear()  # nothing was sent off yet
    part = "#checks" if request.htmx else ""
    return render(request, f"practice/goals/form.html{part}", context)


def _form_page(request: Request, form: GoalForm, goal: Goal | None) -> HttpResponse:
    status = DECLINED if form.errors else 200
    context = _form_context(form, goal)
    return render(request, "practice/goals/form.html", context, status=status)


def _form_context(form: GoalForm, goal: Goal | None) -> dict[str, Any]:
    return {"form": form, "goal": goal, "checks": _each(open_checks(form.wording(), localdate()))}


def _each(found: Sequence[Prompt]) -> list[tuple[Check, str]]:
    """Return every check with what it says, and nothing where it is closed."""
    says = {prompt.check: prompt.says for prompt in found}
    return [(check, says.get(check, "")) for check in Check]


@signed_in
@require_safe
def goal(request: Request, number: int) -> HttpResponse:
    """Show a goal, what is open in it, what was done, and what can be done next."""
    return _page(request, get_object_or_404(queries.goals_visible_to(request.user), pk=number))


@signed_in
@require_POST
def progress(request: Request, number: int) -> HttpResponse:
    """Note a step towards a goal, and when to look at it again."""
    goal = get_object_or_404(queries.goals_of(request.user), pk=number)
    form = ProgressForm(request.POST)
    if form.is_valid():
        filled = form.cleaned_data
        try:
            goal = actions.note_progress(goal, filled["note"], filled["look_on"], by=request.user, at=now())
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, f"Noted. Look at it again on {goal.review_on:%-d %B}.")
            return redirect(goal)
    return _page(request, goal, progress=form)


@signed_in
@require_POST
def ended(request: Request, number: int) -> HttpResponse:
    """Say that a goal is reached, or that it is dropped."""
    goal = get_object_or_404(queries.goals_of(request.user), pk=number)
    form = EndForm(request.POST)
    if form.is_valid():
        filled = form.cleaned_data
        try:
            actions.end_goal(goal, GoalState(filled["state"]), filled["why"], by=request.user, at=now())
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            reached = filled["state"] == GoalState.REACHED
            messages.success(request, "Well done: it is reached." if reached else "It is dropped.")
            return redirect(goal)
    return _page(request, goal, end=form)


def _page(
    request: Request, goal: Goal, *, progress: ProgressForm | None = None, end: EndForm | None = None
) -> HttpResponse:
    context = {
        "goal": goal,
        "is_own": goal.learner_id == request.user.pk,
        "prompts": open_checks(goal.wording, localdate()) if goal.is_open else (),
        "link": queries.links().get(goal.link, goal.link),
        "entries": goal.entries.select_related("by").order_by("-at", "-pk"),
        "progress": progress or ProgressForm(),
        "end": end or EndForm(),
        "refused": [*(progress or end or EndForm()).non_field_errors()],
        "today": localdate(),
    }
    return render(request, "practice/goals/goal.html", context, status=DECLINED if progress or end else 200)
