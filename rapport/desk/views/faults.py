"""Faults in making at the desk: the list, and one with its cases and its root cause."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from rapport.desk import actions
from rapport.desk.queries import faults as queries
from rapport.desk.views.complaint_panels import cause_form
from rapport.lib.errors import Refusal
from rapport.staff.actions import record_list, record_view
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

DECLINED = 422


@needs(Sight.CASES)
@require_safe
def faults(request: Request) -> HttpResponse:
    """List what was not as agreed, with its cause and the cases it is behind."""
    page = queries.find_faults(request.user, queries.after_from(request.GET.dict()))
    record_list(request.user, "list", "fault in making", count=len(page.faults), at=now())
    return render(request, "desk/faults/list.html", {"page": page})


@needs(Sight.CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def fault(request: Request, number: int) -> HttpResponse:
    """Show one fault with its cases and its cause; a form says what the cause is."""
    found = queries.fault_shown(request.user, number)
    actions.make_ready_causes()
    form = cause_form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        filled = form.cleaned_data
        try:
            actions.trace_fault(found, int(filled["cause"]), filled["text"], by=request.user, at=now())
        except Refusal as refusal:
            form.add_error(None, ValidationError(str(refusal), code=refusal.code))
        else:
            messages.success(request, "The cause is noted.")
            return redirect("desk:fault", number)
    record_view(request.user, found.line, at=now())
    context = {
        "fault": found, "cause": getattr(found, "cause", None), "form": form,
        "cases": queries.cases_of_fault(request.user, found),
    }  # fmt: skip
    return render(request, "desk/faults/one.html", context, status=DECLINED if form.errors else 200)
