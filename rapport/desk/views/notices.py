"""What one is told, and who is away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.desk.actions import absences as absence_actions
from rapport.desk.actions.notices import read_notices
from rapport.desk.forms.cases import AbsenceForm
from rapport.desk.queries.notices import SHOWN, absences_visible_to, notices_of
from rapport.desk.views.finding import DECLINED, lay_blame
from rapport.lib.errors import Refusal
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import NotAllowed, Sight


@signed_in
@require_safe
def notices(request: Request) -> HttpResponse:
    """Show what one was told, the unread first."""
    return render(request, "desk/notices.html", {"notices": notices_of(request.user)[:SHOWN]})


@signed_in
@require_POST
def notices_read(request: Request) -> HttpResponse:
    """Mark notices as read: one, or all."""
    one = request.POST.get("notice", "")
    numbers = [int(one)] if one.isdecimal() and len(one) < 19 else None
    read_notices(request.user, numbers, at=now())
    return redirect("desk:notices")


@needs(Sight.CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: Request) -> HttpResponse:
    """Show who is away, and note another absence: one's own, anybody's for those who lead."""
    form = AbsenceForm(
        request.POST if request.method == "POST" else None, initial={"person": request.user.pk}
    )
    if request.method == "POST" and form.is_valid() and _noted(request, form):
        messages.success(request, "It is noted. On the first day their cases are handed over.")
        return redirect("desk:absences")
    away = absences_visible_to(request.user, localtime().date())
    context = {"form": form, "away": away}
    return render(request, "desk/absences.html", context, status=DECLINED if form.errors else 200)


@needs(Sight.CASES)
@require_POST
def absence_dropped(request: Request, number: int) -> HttpResponse:
    """Drop an absence."""
    found = get_object_or_404(absences_visible_to(request.user, localtime().date()), pk=number)
    _refuse_for_others(request, found.person_id)
    absence_actions.drop_absence(found, by=request.user, at=now())
    messages.success(request, "It is dropped.")
    return redirect("desk:absences")


def _noted(request: Request, form: AbsenceForm) -> bool:
    try:
        _refuse_for_others(request, form.cleaned_data["person"].pk)
        absence_actions.note_absence(**form.cleaned_data, by=request.user, at=now())
    except Refusal as refusal:
        lay_blame(form, refusal)
        return False
    return True


def _refuse_for_others(request: Request, person: int) -> None:
    if person != request.user.pk and not request.user.may(Sight.OTHER_TEAMS):
        raise NotAllowed(role=request.user.role, deed="note that somebody else is away")
