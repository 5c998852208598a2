"""The page of chores: what Rapport does by the clock, when it did it last, and what went wrong."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_POST, require_safe

from rapport.site.work.actions import ask_for
from rapport.site.work.queries import last_run_at, recent_failures, states
from rapport.site.work.registry import CHORES, chore_named
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

QUIET_FOR = timedelta(minutes=2)  # so long without a chore means that no loop is there


@needs(Sight.OPERATIONS)
@require_safe
def chores(request: Request) -> HttpResponse:
    """Show every chore with its last run and its next, and the latest failures with their faults."""
    at, last = localtime(), last_run_at()
    context = {
        "states": states(CHORES, at),
        "failures": recent_failures(),
        "is_quiet": last is None or at - last > QUIET_FOR,
        "last": last,
    }
    return render(request, "chores/page.html", context)


@needs(Sight.OPERATIONS)
@require_POST
def asked_for(request: Request, name: str) -> HttpResponse:
    """Ask the loop to do a chore at once."""
    chore = chore_named(name)
    ask_for(chore.name, by=request.user, at=now())
    messages.success(request, f"Asked for '{chore.name}'. It begins within seconds if the chores run.")
    return redirect("chores")
