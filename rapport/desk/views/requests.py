"""Requests of one team to another: asked, followed and answered by whoever is in the team that asks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.desk.actions import requests as actions
from rapport.desk.forms.public import MessageForm
from rapport.desk.forms.requests import RequestForm
from rapport.desk.models import Case
from rapport.desk.queries import requests as queries
from rapport.desk.rules import CaseMergedMeanwhile
from rapport.desk.rules.portal import NoInternalCustomer, NoTeam
from rapport.desk.views.handing_out import handed_out
from rapport.desk.views.sending import files_of, new_sending, sending_of
from rapport.lib.errors import Refusal
from rapport.staff.actions import record_list, record_view
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request

DECLINED, CHANGED = 422, 409
PAGE = 50


@signed_in
@require_safe
def request_list(request: Request) -> HttpResponse:
    """Show what one's own team asked of others, the newest first."""
    found = queries.requests_open_to(request.user).order_by("-opened_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    record_list(request.user, "list", "request", count=len(page.object_list), at=now())
    return render(request, "desk/requests/list.html", {"page": page, "why_not": _why_not(request)})


def _why_not(request: Request) -> str:
    """Return why somebody cannot ask another team for anything; nothing where they can."""
    try:
        queries.internal_customer_of(request.user)
    except (NoTeam, NoInternalCustomer) as refusal:
        return str(refusal)
    return ""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Ask another team for something."""
    sent = request.method == "POST"
    form = RequestForm(request.POST if sent else None, request.FILES if sent else None)
    fields: dict[str, Any] = form.fields
    fields["team"].queryset = queries.teams_to_ask(request.user)
    if form.is_valid():
        filled = form.cleaned_data
        ask = actions.Ask(filled["team"], filled["subject"], filled["text"], files_of(filled["attachments"]))
        try:
            case = actions.ask_team(ask, by=request.user, at=now(), key=sending_of(request, at=now()).key)
        except Refusal as refusal:
            _blame(form, refusal)
        else:
            return redirect("desk:request", case.pk)
    status = DECLINED if form.errors else 200
    context = {"form": form, "sending": new_sending(now()), "why_not": _why_not(request)}
    return render(request, "desk/requests/new.html", context, status=status)


@signed_in
@require_safe
def one(request: Request, number: int) -> HttpResponse:
    """Show a request of one's own team: what was said, and never the notes of the team that works on it."""
    return _page(request, queries.request_open_to(request.user, number), MessageForm())


@signed_in
@require_POST
def answer(request: Request, number: int) -> HttpResponse:
    """Say something more in a request; what is refused stays in the form."""
    case = queries.request_open_to(request.user, number)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, form, status=DECLINED)
    filled, key = form.cleaned_data, sending_of(request, at=now()).key
    try:
        actions.answer_request(
            case, filled["text"], by=request.user, at=now(), key=key, files=files_of(filled["attachments"])
        )
    except CaseMergedMeanwhile as refusal:
        _blame(form, refusal)
        return _page(request, case, form, status=CHANGED)
    return redirect("desk:request", case.pk)


@signed_in
@require_safe
def file(request: Request, number: int, file: int) -> HttpResponse:
    """Hand out a file of a request of one's own team."""
    case = queries.request_open_to(request.user, number)
    record_view(request.user, case, at=now())
    return handed_out(get_object_or_404(queries.files_of_request(case), pk=file))


def _page(request: Request, case: Case, form: Form, *, status: int = 200) -> HttpResponse:
    record_view(request.user, case, at=now())
    context = {
        "case": case,
        "lines": queries.conversation_of_request(case),
        "file_url": f"/requests/{case.pk}/files/",
        "may_open_case": queries.may_open_case(request.user, case),
        "form": form,
        "sending": new_sending(now()),
    }
    return render(request, "desk/requests/request.html", context, status=status)


def _blame(form: Form, refusal: Refusal) -> None:
    form.add_error(None, ValidationError(str(refusal), code=refusal.code))
