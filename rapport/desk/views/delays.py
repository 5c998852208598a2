"""Delays: who is to be told before their promise breaks, with a notice ready to send."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone, now
from django.views.decorators.http import require_POST, require_safe

from rapport.customers.rules import Channel
from rapport.desk.actions import delays as actions
from rapport.desk.forms.delays import AskForm, TellForm
from rapport.desk.queries.delays import askings_shown, delay_count, delays_shown
from rapport.lib.errors import Refusal
from rapport.orders.queries.lines import agreement_visible_to, risk_visible_to
from rapport.orders.rules.lines import end_of
from rapport.staff.actions import record_list
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@needs(Sight.CASES)
@require_safe
def delays(request: Request) -> HttpResponse:
    """Show the customers whose promise is at risk, the one that breaks first first."""
    return _page(request)


def _page(request: Request, fault: str = "", number: int = 0, text: str = "") -> HttpResponse:
    rows = delays_shown(request.user, now())
    record_list(request.user, "list", "promise at risk", count=len(rows), at=now())
    context = {
        "rows": rows, "count": delay_count(request.user), "fault": fault, "faulty": number, "text": text,
        "customers": len({row.risk.line.promise.customer_id for row in rows}),
    }  # fmt: skip
    return render(request, "desk/delays.html", context, status=422 if fault else 200)


@needs(Sight.CASES)
@require_POST
def told(request: Request, number: int) -> HttpResponse:
    """Tell one customer, and move the promise; what is refused keeps the words that were typed."""
    risk = risk_visible_to(request.user, number)
    form = TellForm(request.POST)
    if not form.is_valid():
        return _page(request, "The notice was not sent: choose a day and how they are told.", number)
    filled = form.cleaned_data
    telling = actions.Telling(filled["text"], Channel(filled["channel"]), _end_of(filled["new_on"]))
    try:
        actions.tell_of_delay(risk, telling, by=request.user, at=now())
    except Refusal as refusal:
        return _page(request, str(refusal), number, filled["text"])
    name = risk.line.promise.customer.name
    messages.success(request, f"{name} is told, and the promise is moved.")
    return redirect("desk:delays")


def _end_of(day: datetime | None) -> datetime | None:
    return end_of(day, get_current_timezone()) if day else None


@needs(Sight.CASES)
@require_safe
def agreements(request: Request) -> HttpResponse:
    """Show the revisions that customers are to be asked about."""
    return _agreements(request)


def _agreements(request: Request, fault: str = "", number: int = 0, text: str = "") -> HttpResponse:
    rows = askings_shown(request.user)
    record_list(request.user, "list", "agreement", count=len(rows), at=now())
    context = {"rows": rows, "fault": fault, "faulty": number, "text": text}
    return render(request, "desk/agreements.html", context, status=422 if fault else 200)


@needs(Sight.CASES)
@require_POST
def asked(request: Request, number: int) -> HttpResponse:
    """Ask one customer to agree to a revision; what is refused keeps the words that were typed."""
    agreement = agreement_visible_to(request.user, number)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _agreements(request, "Nothing was sent: choose how they are asked.", number)
    text, channel = form.cleaned_data["text"], Channel(form.cleaned_data["channel"])
    try:
        actions.ask_for_agreement(agreement, actions.Telling(text, channel), by=request.user, at=now())
    except Refusal as refusal:
        return _agreements(request, str(refusal), number, text)
    messages.success(request, f"{agreement.line.promise.customer.name} is asked about {agreement.revision}.")
    return redirect("desk:agreements")


@needs(Sight.CASES)
@require_POST
def told_all(request: Request) -> HttpResponse:
    """Tell every customer on the list by mail, each in the words that were drafted."""
    done = actions.tell_all(by=request.user, at=now())
    if done.told:
        messages.success(request, f"{done.told} told, and their promises moved.")
    for why in done.left[:5]:
        messages.warning(request, why)
    return redirect("desk:delays")
