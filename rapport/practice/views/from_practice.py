"""From practice to evidence: an answer or a role-play as it stands now."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from rapport.practice.actions.portfolio import Snapshot, keep_snapshot
from rapport.practice.queries.practised import practised_by
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def from_practice(request: Request) -> HttpResponse:
    """Show what somebody practised last, and keep one of it as evidence."""
    practised = practised_by(request.user)
    if request.method != "POST":
        return render(request, "practice/portfolio/practised.html", {"practised": practised})
    chosen = next((one for one in practised if one.key == request.POST.get("key")), None)
    if chosen is None:
        raise Http404
    snapshot = Snapshot(chosen.kind, chosen.title, chosen.text, chosen.on)
    evidence = keep_snapshot(snapshot, learner=request.user, at=now())
    messages.success(request, "Kept as it stands now. Claim marking points with it below.")
    return redirect(evidence)
