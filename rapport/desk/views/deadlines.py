"""Deadlines and targets of one case: what is due when, and deadlines by law recorded, extended and ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.actions.deadlines import end_deadline, extend_deadline, record_deadline
from rapport.desk.forms.deadlines import DeadlineForm, EndForm, ExtensionForm
from rapport.desk.models import Case, Clock
from rapport.desk.queries import case_visible_to, clocks_visible_to
from rapport.desk.rules import ClockKind
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def deadlines(request: Request, number: int) -> HttpResponse:
    """Show every clock of a case; record a deadline by law."""
    case = case_visible_to(request.user, number)
    if request.method != "POST":
        return _page(request, case, DeadlineForm())
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    clock = record_deadline(case, form.new_deadline(), by=request.user, at=now())
    messages.success(request, f"“{clock.name}” is recorded. It does not pause.")
    return redirect("desk:deadlines", case.pk)


@signed_in
@require_POST
def extended(request: Request, number: int, clock: int) -> HttpResponse:
    """Put a deadline off to a later day, with the reason."""
    found, form = _clock(request, number, clock), ExtensionForm(request.POST)
    if not form.is_valid():
        return _page(request, found.case, DeadlineForm(), status=422, faults=form.errors)
    extend_deadline(found, **form.cleaned_data, by=request.user, at=now())
    return redirect("desk:deadlines", number)


@signed_in
@require_POST
def ended(request: Request, number: int, clock: int) -> HttpResponse:
    """Say that a deadline was met, or why nothing is owed any more."""
    found, form = _clock(request, number, clock), EndForm(request.POST)
    if not form.is_valid():
        return _page(request, found.case, DeadlineForm(), status=422, faults=form.errors)
    end_deadline(found, **form.cleaned_data, by=request.user, at=now())
    return redirect("desk:deadlines", number)


def _clock(request: Request, number: int, clock: int) -> Clock:
    return get_object_or_404(clocks_visible_to(request.user), case=number, pk=clock)


def _page(
    request: Request, case: Case, form: DeadlineForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    clocks = clocks_visible_to(request.user).filter(case=case)
    context = {
        "case": case,
        "deadlines": clocks.filter(kind=ClockKind.STATUTORY).order_by("ended_at", "due_at"),
        "others": clocks.exclude(kind=ClockKind.STATUTORY).order_by("started_at", "pk"),
        "may_change": request.user.may(Sight.CASES),
        "form": form,
        "extension": ExtensionForm(auto_id=False),
        "ending": EndForm(auto_id=False),
        "now": now(),
        **more,
    }
    return render(request, "desk/deadlines.html", context, status=status)
