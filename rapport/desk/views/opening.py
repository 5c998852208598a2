"""A new case: taken down for a customer, or begun by writing to them."""

import secrets
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase
from rapport.desk.actions.sending import Reply
from rapport.desk.actions.taking_down import take_down, write_first
from rapport.desk.forms.cases import NewCaseForm, WriteFirstForm
from rapport.desk.models import Case
from rapport.desk.rules import CaseKind, Severity, StatedNeed
from rapport.desk.views.finding import DECLINED, lay_blame, named_customer, named_order
from rapport.lib.errors import Refusal
from rapport.staff.doors import needs
from rapport.staff.models import User
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@needs(Sight.CASES)
@asked_or_sent
def new(request: Request) -> HttpResponse:
    """Take down what somebody says on the phone, at the counter, in a letter, or what a team of ours asks."""
    first = {
        "team": request.user.team_id,
        "channel": Channel.PHONE,
        "takes": True,
        "customer": _asked(request),
    }
    form = NewCaseForm(request.POST if request.method == "POST" else None, initial=first)
    return _answer(request, form, "desk/cases/new.html", _taken_down)


@needs(Sight.CASES)
@asked_or_sent
def outgoing(request: Request) -> HttpResponse:
    """Write to somebody who did not write to us."""
    form = WriteFirstForm(
        request.POST if request.method == "POST" else None, initial={"customer": _asked(request)}
    )
    return _answer(request, form, "desk/cases/outgoing.html", _written_first)


def _answer(request: Request, form: Form, template: str, save: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            case: Case = save(request, form.cleaned_data)
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, f"Case {case.pk} is open: {case.reference}.")
            return redirect(case)
    key = request.POST.get("send_key") or secrets.token_urlsafe(12)
    context = {"form": form, "send_key": key[:40]}
    return render(request, template, context, status=DECLINED if form.errors else 200)


def _taken_down(request: Request, filled: dict[str, Any]) -> Case:
    made = NewCase(
        **_common(request.user, filled), channel=Channel(filled["channel"]), team=filled["team"],
        contact_name=filled["contact_name"], contact_address=filled["contact_address"],
        order=named_order(request.user, filled["order"]),
    )  # fmt: skip
    return take_down(made, filled["text"], by=request.user, at=now(), takes=filled["takes"])


def _written_first(request: Request, filled: dict[str, Any]) -> Case:
    made = NewCase(**_common(request.user, filled), channel=Channel.EMAIL, contact_address=filled["to"][:400])
    reply = Reply(filled["text"], to=filled["to"], subject=filled["subject"])
    key = request.POST.get("send_key", "")[:40]
    return write_first(made, reply, by=request.user, at=now(), send_key=key)


def _common(user: User, filled: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": CaseKind(filled["kind"]),
        "subject": filled["subject"],
        "customer": named_customer(user, filled["customer"]),
        "severity": Severity(filled["severity"]),
        "stated_need": StatedNeed(filled["stated_need"]),
        "stated_need_text": filled["stated_need_text"],
    }


def _asked(request: Request) -> str:
    """Return the number of the customer that the address names."""
    number = request.GET.get("customer", "")
    return number if number.isdecimal() and len(number) < 19 else ""
