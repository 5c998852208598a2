"""What is done to a case by one button: a state, taking it, recognising a complaint, ending a link."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from rapport.desk import actions, queries
from rapport.desk.actions import joining, work
from rapport.desk.models import Case
from rapport.desk.queries.finding import next_case
from rapport.desk.queries.pages import links_visible_to
from rapport.desk.rules import CaseChangedMeanwhile, CaseFieldNotRight, CaseState
from rapport.desk.views.case import case_answer
from rapport.desk.views.finding import CONFLICT, seen_version
from rapport.staff.doors import needs
from rapport.staff.models import User
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

BY_BUTTON = (CaseState.OPEN, CaseState.WAITING, CaseState.RESOLVED, CaseState.CLOSED)


@needs(Sight.CASES)
@require_POST
def state(request: Request, number: int) -> HttpResponse:
    """Move a case to another state, and on to the next case where that was asked."""
    case = queries.case_visible_to(request.user, number)
    wanted = request.POST.get("state", "")
    if wanted not in BY_BUTTON:
        raise CaseFieldNotRight(field="state", value=wanted[:40], expected=", ".join(BY_BUTTON))
    try:
        actions.move_case(case, CaseState(wanted), by=request.user, at=now(), version=seen_version(request))
    except CaseChangedMeanwhile as refusal:
        since = refusal.facts["differences"]
        return case_answer(request, number, status=CONFLICT, side="reply", since=since)
    if "next" not in request.POST:
        return redirect(case)
    return redirect(next_case(request.user, case) or "desk:cases")


@needs(Sight.CASES)
@require_POST
def taken(request: Request, number: int) -> HttpResponse:
    """Take a case that nobody has."""
    return _done(request, number, work.take_case, "It is yours.")


@needs(Sight.CASES)
@require_POST
def complaint(request: Request, number: int) -> HttpResponse:
    """Recognise a case as a complaint; pressed twice it is recognised once."""
    return _done(request, number, work.recognise_complaint, "It is a complaint now; its history stays.")


@needs(Sight.CASES)
@require_POST
def link_dropped(request: Request, number: int, link: int) -> HttpResponse:
    """Take a link to another case away."""
    case = queries.case_visible_to(request.user, number)
    found = get_object_or_404(links_visible_to(request.user), pk=link)
    if case.pk not in (found.case_id, found.other_id):
        raise CaseFieldNotRight(field="link", value=link, expected="a link of this case")
    joining.unlink_cases(found, by=request.user, at=now())
    messages.success(request, "They are linked no longer.")
    return redirect(case)


def _done(request: Request, number: int, move: Callable[..., Case], said: str) -> HttpResponse:
    case = queries.case_visible_to(request.user, number)
    by: User = request.user
    at: datetime = now()
    move(case, by=by, at=at)
    messages.success(request, said)
    return redirect(case)
