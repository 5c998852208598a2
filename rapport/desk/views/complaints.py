"""The complaint desk: everything about one complaint on one page, and what is done there."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from rapport.desk import actions, queries
from rapport.desk.models import Case
from rapport.desk.queries.papers import papers_of
from rapport.desk.rules.papers import plain_name
from rapport.desk.views.complaint_deeds import DEEDS, ENDINGS, Asked, Deed, thing_of
from rapport.desk.views.complaint_panels import PANELS, Seen
from rapport.lib.errors import Refusal
from rapport.staff.actions import record, record_view
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

DECLINED = 422


@signed_in
@require_safe
def desk(request: Request, number: int) -> HttpResponse:
    """Show a complaint: procedure, redress, promises, cause, recovery, stages outside."""
    case = queries.case_visible_to(request.user, number)
    record_view(request.user, case, at=now())
    return page(request, case)


def page(request: Request, case: Case, declined: tuple[Deed, Form] | None = None) -> HttpResponse:
    """Return the complaint desk of a case; a form that was declined stands in its panel, with why."""
    _make_ready()
    seen = Seen(request.user, case, now())
    filled = [{"panel": one, "shown": one.context(seen)} for one in PANELS]
    context: dict[str, Any] = {"case": case, "panels": filled, "may_work": request.user.may(Sight.CASES)}
    if declined:
        deed, form = declined
        context["declined"] = form
        for one in filled:
            if one["panel"].name == deed.panel and deed.shown_as:  # type: ignore[attr-defined]
                one["shown"][deed.shown_as] = form  # type: ignore[index]
    return render(request, "desk/complaints/desk.html", context, status=DECLINED if declined else 200)


@needs(Sight.CASES)
@require_POST
def do(request: Request, number: int, noun: str) -> HttpResponse:
    """Do what a form of the complaint desk holds."""
    case = queries.case_visible_to(request.user, number)
    return _done(request, case, DEEDS[noun], case)


@needs(Sight.CASES)
@require_POST
def end(request: Request, number: int, thing: int, ending: tuple[str, str]) -> HttpResponse:
    """Do what a button or form at one thing of a case says: sign, keep, move, check, close."""
    noun, deed = ending
    case = queries.case_visible_to(request.user, number)
    return _done(request, case, ENDINGS[noun][deed], thing_of(request.user, case, noun, thing))


def _make_ready() -> None:
    """Write the procedures and causes that come ready, where the first complaint is looked at."""
    actions.make_ready_procedures(at=now())
    actions.make_ready_causes()


def _done(request: Request, case: Case, deed: Deed, thing: Any) -> HttpResponse:
    _make_ready()
    form = deed.make(Asked(request.user, case, request.POST, now()))
    if form.is_valid() and _saved(request, deed, thing, form):
        messages.success(request, deed.said)
        where = "" if deed.panel == "promises" else "/complaint-desk"  # promises stand on the case's own page
        return redirect(f"/cases/{case.pk}{where}#{deed.panel}")
    case = queries.case_visible_to(request.user, case.pk)
    return page(request, case, (deed, form))


def _saved(request: Request, deed: Deed, thing: Any, form: Form) -> bool:
    try:
        deed.save(thing, form.cleaned_data, by=request.user, at=now())
    except Refusal as refusal:
        form.add_error(None, ValidationError(str(refusal), code=refusal.code))
        return False
    return True


@needs(Sight.EXPORT)
@require_safe
def papers(request: Request, number: int) -> HttpResponse:
    """Hand out the papers of a case; notes among colleagues only where they were chosen."""
    case = queries.case_visible_to(request.user, number)
    with_notes = request.GET.get("notes") == "yes"
    pack = papers_of(case, at=now(), with_notes=with_notes)
    record(request.user, "export papers", case, at=now(), notes=with_notes, bytes=len(pack))
    answer = HttpResponse(pack, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{plain_name(case.reference)}.zip"'
    return answer
