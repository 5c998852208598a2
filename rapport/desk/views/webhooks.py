"""The programs that are told of cases."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.actions import calling
from rapport.desk.queries.notices import webhooks_visible_to
from rapport.desk.rules.calls import EVENTS
from rapport.desk.views.finding import DECLINED
from rapport.lib.errors import Refusal
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@needs(Sight.MAILBOXES)
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: Request) -> HttpResponse:
    """Show the programs that are told of cases, and let another one be told; its secret is shown once."""
    secret = fault = ""
    if request.method == "POST":
        url, events = request.POST.get("url", "")[:400].strip(), request.POST.getlist("event")
        try:
            _, secret = calling.make_webhook(url, events, by=request.user, at=now())
        except Refusal as refusal:
            fault = str(refusal)
    context = {
        "webhooks": webhooks_visible_to(request.user), "events": EVENTS, "secret": secret, "fault": fault,
        "url": request.POST.get("url", "") if fault else "",
    }  # fmt: skip
    return render(request, "desk/webhooks.html", context, status=DECLINED if fault else 200)


@needs(Sight.MAILBOXES)
@require_POST
def webhook_ended(request: Request, number: int) -> HttpResponse:
    """Tell a program nothing more."""
    found = get_object_or_404(webhooks_visible_to(request.user), pk=number)
    calling.end_webhook(found, by=request.user, at=now())
    messages.success(request, f"{found.url} is told nothing more.")
    return redirect("desk:webhooks")
