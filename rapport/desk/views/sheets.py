"""The sheet of a deed: shown, done, or shown again with what somebody else changed meanwhile."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from rapport.desk import queries
from rapport.desk.models import Case
from rapport.desk.rules import CaseChangedMeanwhile
from rapport.desk.views.deeds import DEEDS, Deed
from rapport.desk.views.finding import CONFLICT, DECLINED, lay_blame, seen_case, seen_version
from rapport.lib.errors import Refusal
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@dataclass(frozen=True)
class Differs:
    """A field of the form that stands otherwise now than the person sends it."""

    label: str
    theirs: str
    yours: str


@needs(Sight.CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Request, number: int, noun: str) -> HttpResponse:
    """Show the sheet of a deed on a case, and do it."""
    deed = DEEDS[noun]
    case = seen_case(request, number)
    if request.method != "POST":
        return _page(request, case, deed, deed.form(initial=deed.first(case)))
    form = deed.form(request.POST)
    if not form.is_valid():
        return _page(request, case, deed, form, status=DECLINED)
    return _done(request, case, deed, form)


def _done(request: Request, case: Case, deed: Deed, form: Form) -> HttpResponse:
    try:
        after = deed.save(case, form.cleaned_data, by=request.user, at=now(), version=seen_version(request))
    except CaseChangedMeanwhile as refusal:
        return _conflict(request, case, deed, form, since=refusal.facts["differences"])
    except Refusal as refusal:
        lay_blame(form, refusal)
        return _page(request, case, deed, form, status=DECLINED)
    messages.success(request, deed.said)
    seen = queries.cases_visible_to(request.user).filter(pk=after.pk).exists()
    return redirect(after if seen else "desk:cases")


def _conflict(request: Request, case: Case, deed: Deed, form: Form, *, since: str) -> HttpResponse:
    """Show what happened since and what differs; sent again, the form has the version of now."""
    case.refresh_from_db()
    now_form = deed.form(initial=deed.first(case))
    differing = [
        Differs(str(field.label), _told(now_form, field.name), _told(form, field.name))
        for field in form
        if field.name in deed.first(case) and _told(now_form, field.name) != _told(form, field.name)
    ]
    return _page(request, case, deed, form, status=CONFLICT, since=since, differing=differing)


def _told(form: Form, name: str) -> str:
    """Return the value of a field as a person reads it."""
    field = form[name]
    value = "" if field.value() is None else str(field.value())
    choices = {str(key): str(word) for key, word in getattr(field.field, "choices", ())}
    return choices.get(value, value)


def _page(
    request: Request, case: Case, deed: Deed, form: Form, *, status: int = 200, **more: object
) -> HttpResponse:
    version = case.version if status != DECLINED else seen_version(request)
    context = {"case": case, "deed": deed, "form": form, "version": version, "back": case.get_absolute_url()}
    return render(request, "desk/case/sheet.html", context | more, status=status)
