"""Mail of ours that is on its way, failed, in doubt or come back, and what a person decides of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.mail import actions, queries
from rapport.desk.mail.queries.sight import TROUBLED
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@require_safe
@needs(Sight.CASES)
def outgoing(request: Request) -> HttpResponse:
    """Show the mail of ours that has not safely arrived."""
    page = Paginator(queries.outgoing_visible_to(request.user), 50).get_page(request.GET.get("page"))
    return render(request, "desk/mail/outgoing.html", {"page": page, "troubled": TROUBLED})


@require_POST
@needs(Sight.CASES)
def decided(request: Request, number: int) -> HttpResponse:
    """Send a message again, or let it stand."""
    message = get_object_or_404(queries.outgoing_visible_to(request.user), pk=number)
    again = request.POST.get("deed") == "again"
    actions.settle_sending(message, send_again=again, by=request.user, at=now())
    messages.success(request, "It is sent again." if again else "It stands as it is.")
    return redirect("desk:mail_outgoing")
