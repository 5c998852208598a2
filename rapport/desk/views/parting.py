"""Messages chosen: split off into a case of their own, forwarded, or handed out as a letter."""

import secrets

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_http_methods, require_safe

from rapport.desk import queries
from rapport.desk.actions import joining, sending
from rapport.desk.forms.cases import ForwardForm
from rapport.desk.letters import letter
from rapport.desk.models import Case, Message
from rapport.desk.rules import Direction
from rapport.desk.rules.case_refusals import SplitNotPossible
from rapport.desk.views.finding import DECLINED, lay_blame, seen_case
from rapport.lib.errors import Refusal
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@needs(Sight.CASES)
@asked_or_sent
def split(request: Request, number: int) -> HttpResponse:
    """Show the messages of a case, and move those that are chosen into a new one."""
    case = seen_case(request, number)
    fault = ""
    if request.method == "POST":
        chosen = [int(one) for one in request.POST.getlist("message") if one.isdecimal() and len(one) < 19]
        subject = request.POST.get("subject", "").replace("\x00", "")[:300]
        try:
            new = joining.split_case(case, chosen, subject=subject, by=request.user, at=now())
        except SplitNotPossible as refusal:
            fault = str(refusal)
        else:
            messages.success(request, f"Case {new.pk} holds what you chose.")
            return redirect(new)
    found = queries.messages_visible_to(request.user).filter(case=case).order_by("at", "pk")
    context = {"case": case, "said": found, "fault": fault, "begun": request.GET.get("message", "")}
    return render(request, "desk/case/split.html", context, status=DECLINED if fault else 200)


@needs(Sight.CASES)
@asked_or_sent
def forward(request: Request, number: int, message: int) -> HttpResponse:
    """Forward a message to somebody outside."""
    case, found = seen_case(request, number), _message(request, number, message)
    form = ForwardForm(request.POST or None, initial={"send_key": secrets.token_urlsafe(12)})
    if request.method == "POST" and form.is_valid() and _forwarded(request, form, found):
        messages.success(request, "It goes out in ten seconds; until then you can take it back.")
        return redirect(case)
    context = {"case": case, "form": form, "message": found}
    return render(request, "desk/case/forward.html", context, status=DECLINED if form.errors else 200)


@needs(Sight.CASES)
@require_safe
def letter_of(request: Request, number: int, message: int) -> HttpResponse:
    """Hand out a message of ours as a letter to print."""
    case: Case = seen_case(request, number)
    found = get_object_or_404(_seen(request, number).filter(direction=Direction.OUT), pk=message)
    answer = HttpResponse(letter(case, found, on=localtime(found.at).date()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}-{found.pk}.pdf"'
    return answer


def _seen(request: Request, number: int) -> QuerySet[Message]:
    return queries.messages_visible_to(request.user).filter(case=number)


def _message(request: Request, number: int, message: int) -> Message:
    return get_object_or_404(_seen(request, number), pk=message)


def _forwarded(request: Request, form: ForwardForm, message: Message) -> bool:
    try:
        sending.forward_message(message, **form.cleaned_data, by=request.user, at=now())
    except Refusal as refusal:
        lay_blame(form, refusal)
        return False
    return True
