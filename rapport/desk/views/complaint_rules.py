"""What managers keep for complaints: procedures and their versions, limits of authority, causes."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.desk import actions, queries
from rapport.desk.forms.complaint_rules import (
    CauseNameForm,
    LimitForm,
    ProcedureForm,
    StepTexts,
    first_of,
    written,
)
from rapport.desk.models import Procedure
from rapport.desk.rules import RedressKind
from rapport.desk.rules.redress import HOUSE_CURRENCY
from rapport.lib.errors import Refusal
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import ROLE_WORDS, Role, Sight

DECLINED = 422
asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def procedures(request: Request) -> HttpResponse:
    """List the procedures in force; everybody may learn from them."""
    actions.make_ready_procedures(at=now())
    context = {"procedures": queries.procedures(), "may_change": request.user.may(Sight.DESK_RULES)}
    return render(request, "desk/complaints/procedures.html", context)


def _newest(key: str) -> Procedure:
    actions.make_ready_procedures(at=now())
    found = queries.versions_of(key).first()
    if found is None:
        raise Http404
    return found


@signed_in
@require_safe
def procedure(request: Request, key: str) -> HttpResponse:
    """Show a procedure, step by step, in its newest version."""
    context = {
        "procedure": _newest(key),
        "versions": queries.versions_of(key),
        "may_change": request.user.may(Sight.DESK_RULES),
    }
    return render(request, "desk/complaints/procedure.html", context)


@needs(Sight.DESK_RULES)
@asked_or_sent
def new_procedure(request: Request) -> HttpResponse:
    """Write a procedure of one's own."""
    if request.method == "POST":
        return _written(request, "")
    return _writing(request, ProcedureForm(), StepTexts(prefix="step"))


@needs(Sight.DESK_RULES)
@asked_or_sent
def edit_procedure(request: Request, key: str) -> HttpResponse:
    """Write the next version of a procedure; cases keep the one they began with."""
    newest = _newest(key)
    if request.method == "POST":
        return _written(request, key)
    form, steps = first_of(newest)
    return _writing(request, form, steps, newest)


def _written(request: Request, key: str) -> HttpResponse:
    form, steps = ProcedureForm(request.POST), StepTexts(request.POST, prefix="step")
    if form.is_valid() and steps.is_valid():
        try:
            made = actions.write_procedure(written(key, form, steps), by=request.user, at=now())
        except Refusal as refusal:
            form.add_error(None, ValidationError(str(refusal), code=refusal.code))
        else:
            messages.success(
                request, f"Version {made.version} is in force for cases that choose it from now on."
            )
            return redirect("desk:procedure", made.key)
    return _writing(request, form, steps, _newest(key) if key else None, status=DECLINED)


def _writing(
    request: Request, form: Any, steps: Any, newest: Procedure | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "steps": steps, "procedure": newest}
    return render(request, "desk/complaints/procedure_form.html", context, status=status)


@needs(Sight.DESK_RULES)
@require_POST
def retired(request: Request, key: str) -> HttpResponse:
    """Offer a procedure no longer."""
    actions.retire_procedure(_newest(key), by=request.user, at=now())
    messages.success(request, "It is offered no longer; cases that follow it go on.")
    return redirect("desk:procedures")


@needs(Sight.DESK_RULES)
@asked_or_sent
def authority(request: Request) -> HttpResponse:
    """Show and change up to what worth each role may give each kind of redress by itself."""
    form = LimitForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid() and _limited(request, form):
        messages.success(request, "The limit is changed, and the audit says so.")
        return redirect("desk:authority")
    shown = queries.limits_shown(HOUSE_CURRENCY)
    rows = [
        (role, ROLE_WORDS[role], [one for one in shown if one.role == role])
        for role in dict.fromkeys(one.role for one in shown)
    ]
    context = {"rows": rows, "kinds": [*RedressKind], "currency": HOUSE_CURRENCY, "declined": form}
    return render(request, "desk/complaints/authority.html", context, status=DECLINED if form else 200)


def _limited(request: Request, form: LimitForm) -> bool:
    told = form.cleaned_data
    try:
        kind = RedressKind(told["kind"])
        most: Decimal | None = told["most"]
        actions.set_limit(Role(told["role"]), kind, most, currency=HOUSE_CURRENCY, by=request.user, at=now())
    except ValueError:
        form.add_error("kind", f"There is no redress '{told['kind']}'. There are: {', '.join(RedressKind)}.")
    except Refusal as refusal:
        form.add_error(None, ValidationError(str(refusal), code=refusal.code))
    else:
        return True
    return False


@needs(Sight.DESK_RULES)
@asked_or_sent
def causes(request: Request) -> HttpResponse:
    """Show the list of root causes with how often each was found, and add to it."""
    actions.make_ready_causes()
    form = CauseNameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_cause(
                form.cleaned_data["name"], form.cleaned_data["says"], by=request.user, at=now()
            )
        except Refusal as refusal:
            form.add_error(None, ValidationError(str(refusal), code=refusal.code))
        else:
            messages.success(request, "The cause is on the list.")
            return redirect("desk:causes")
    context = {"causes": queries.causes_counted(), "form": form}
    return render(request, "desk/complaints/causes.html", context, status=DECLINED if form.errors else 200)


@needs(Sight.DESK_RULES)
@require_POST
def cause_retired(request: Request, number: int) -> HttpResponse:
    """Offer a cause no longer."""
    cause = get_object_or_404(queries.causes(), pk=number)
    actions.retire_cause(cause, by=request.user, at=now())
    messages.success(request, f"“{cause.name}” is offered no longer.")
    return redirect("desk:causes")
