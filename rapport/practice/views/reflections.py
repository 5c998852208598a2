"""The pages of reflections: the list, writing one, and one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.lib.errors import Refusal
from rapport.practice.actions import reflections as actions
from rapport.practice.forms.reflections import ReflectionForm
from rapport.practice.queries import reflections as queries
from rapport.practice.views.declining import DECLINED, PRIVATE, lay_blame, said_in
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request

SHOWN = 100


@signed_in
@require_safe
def reflections(request: Request) -> HttpResponse:
    """Show one's own reflections and those of one's learners, the newest first."""
    shown = queries.reflections_visible_to(request.user)[:SHOWN]
    return render(request, "practice/reflections/list.html", {"reflections": shown})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a reflection; a customer's data in it are found, and a text without them is offered."""
    first = {name: request.GET.get(name, "")[:20] for name in ("source", "number")}
    form = ReflectionForm(request.POST or None, initial=first)
    offer: dict[str, str] = {}
    if form.is_valid():
        if request.POST.get("deed") == "without":
            return _form_page(request, _form_without(request, form), {}, status=200)
        try:
            written = actions.write_reflection(
                actions.Thoughts(**form.cleaned_data), by=request.user, at=now()
            )
        except Refusal as refusal:
            lay_blame(form, refusal)
            offer = _offered(request, form)
        else:
            messages.success(request, "Your reflection is kept.")
            return redirect(written)
    return _form_page(request, form, offer, status=DECLINED if form.errors else 200)


def _form_page(request: Request, form: ReflectionForm, offer: dict[str, str], *, status: int) -> HttpResponse:
    return render(request, "practice/reflections/form.html", {"form": form, "offer": offer}, status=status)


def _texts_without(request: Request, filled: dict[str, Any]) -> dict[str, str]:
    """Return the three texts without a customer's data."""
    case = queries.case_of_source(request.user, filled["source"], filled["number"])
    return actions.texts_without({name: filled[name] for name in actions.PARTS}, case, by=request.user)


def _form_without(request: Request, form: ReflectionForm) -> ReflectionForm:
    """Return the form again, with texts that hold no customer's data."""
    filled = form.cleaned_data
    return ReflectionForm(initial={**filled, **_texts_without(request, filled)})


def _offered(request: Request, form: ReflectionForm) -> dict[str, str]:
    """Return how the texts with a customer's data in them would read without, by their question."""
    filled = form.cleaned_data
    if not said_in(form, *PRIVATE):
        return {}
    without = _texts_without(request, filled)
    return {words: without[name] for name, words in actions.PARTS.items() if without[name] != filled[name]}


@signed_in
@require_safe
def reflection(request: Request, number: int) -> HttpResponse:
    """Show a reflection, what it is about, and what became of “now what”."""
    found = get_object_or_404(queries.reflections_visible_to(request.user), pk=number)
    context = {
        "reflection": found,
        "is_own": found.learner_id == request.user.pk,
        "about": queries.address_of_source(request.user, found.source, found.number),
    }
    return render(request, "practice/reflections/reflection.html", context)


@signed_in
@require_POST
def goal(request: Request, number: int) -> HttpResponse:
    """Make “now what” a goal, and open it."""
    found = get_object_or_404(queries.reflections_of(request.user), pk=number)
    made = actions.make_goal(found, by=request.user, at=now())
    messages.success(request, "It is a goal now. The checks say what is still open in it.")
    return redirect(made)
