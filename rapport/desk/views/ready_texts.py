"""Saved replies: texts to start from, kept and dropped."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.actions import ready_texts as actions
from rapport.desk.forms.cases import SavedReplyForm
from rapport.desk.models import SavedReply
from rapport.desk.queries.notices import saved_replies_for
from rapport.desk.rules.texts import PLACEHOLDERS
from rapport.desk.views.finding import DECLINED, lay_blame
from rapport.lib.errors import Refusal
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@needs(Sight.CASES)
@asked_or_sent
def replies(request: Request) -> HttpResponse:
    """Show the saved replies, and keep another one."""
    form = SavedReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _kept(request, form, None):
        return redirect("desk:saved_replies")
    context = {"form": form, "replies": saved_replies_for(request.user), "placeholders": PLACEHOLDERS}
    return render(request, "desk/replies.html", context, status=DECLINED if form.errors else 200)


@needs(Sight.CASES)
@asked_or_sent
def reply(request: Request, number: int) -> HttpResponse:
    """Show one saved reply, and keep another text for it."""
    found = get_object_or_404(saved_replies_for(request.user), pk=number)
    first = {name: getattr(found, name) for name in ("name", "kind", "style", "body")}
    first["team"] = found.team_id
    form = SavedReplyForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid() and _kept(request, form, found):
        return redirect("desk:saved_replies")
    context = {"form": form, "reply": found, "placeholders": PLACEHOLDERS}
    return render(request, "desk/reply.html", context, status=DECLINED if form.errors else 200)


@needs(Sight.CASES)
@require_POST
def reply_dropped(request: Request, number: int) -> HttpResponse:
    """Drop a saved reply."""
    found = get_object_or_404(saved_replies_for(request.user), pk=number)
    actions.drop_reply(found, by=request.user, at=now())
    messages.success(request, f"“{found.name}” is dropped; what was sent from it stays.")
    return redirect("desk:saved_replies")


def _kept(request: Request, form: SavedReplyForm, reply: SavedReply | None) -> bool:
    try:
        actions.keep_reply(**form.cleaned_data, reply=reply, by=request.user, at=now())
    except Refusal as refusal:
        lay_blame(form, refusal)
        return False
    messages.success(request, "It is kept.")
    return True
