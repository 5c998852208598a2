"""Service targets by team and kind: how soon we mean to reply and resolve."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.actions.targets import drop_target, set_target
from rapport.desk.forms.targets import TargetForm
from rapport.desk.queries.settings import service_targets, targets_by_default
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

SOON = "Open cases are counted anew within a minute; the time they used stays used."


@needs(Sight.DESK_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: Request) -> HttpResponse:
    """Show the targets; set one, in the place of the one there was for the same team and kind."""
    if request.method != "POST":
        return _page(request, TargetForm())
    form = TargetForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    set_target(form.new_target(), by=request.user, at=now())
    messages.success(request, f"The target is set. {SOON}")
    return redirect("desk:targets")


@needs(Sight.DESK_RULES)
@require_POST
def dropped(request: Request, number: int) -> HttpResponse:
    """Drop a target; the more general one holds again."""
    row = get_object_or_404(service_targets(), pk=number)
    drop_target(row, by=request.user, at=now())
    messages.success(request, f"The target is dropped. {SOON}")
    return redirect("desk:targets")


def _page(request: Request, form: TargetForm, *, status: int = 200) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {"row": row, "hours": f"{row.working_minutes / 60:g}", "warn": f"{row.warn_minutes / 60:g}"}
        for row in service_targets()
    ]
    context = {"rows": rows, "defaults": list(targets_by_default()), "form": form}
    return render(request, "desk/targets.html", context, status=status)
