"""The page of a case, and who is at it now."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from rapport.customers.rules import Channel
from rapport.desk import queries
from rapport.desk.actions import drafts
from rapport.desk.queries.finding import present_at
from rapport.desk.queries.notices import saved_replies_for
from rapport.desk.queries.pages import CaseShown, case_page, reply_to
from rapport.desk.rules import NEXT, CaseState, Delivery
from rapport.desk.views.articles import text_to_insert
from rapport.desk.views.panels import panels_of
from rapport.staff.actions import record_view
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

CHANNELS = (Channel.EMAIL, Channel.PHONE, Channel.LETTER, Channel.COUNTER, Channel.PORTAL, Channel.INTERNAL)
UNSENT = (Delivery.QUEUED, Delivery.SENDING, Delivery.FAILED, Delivery.IN_DOUBT, Delivery.BOUNCED)
MOVES = {  # words of the buttons, in their order
    CaseState.OPEN: "Open again",
    CaseState.WAITING: "Wait for the customer",
    CaseState.RESOLVED: "Resolve",
    CaseState.CLOSED: "Close",
}


@signed_in
@require_safe
def page(request: Request, number: int) -> HttpResponse:
    """Show a case: what happened, the box to write in, and what to know beside it."""
    return case_answer(request, number)


def case_answer(request: Request, number: int, *, status: int = 200, **written: Any) -> HttpResponse:
    """Return the page of a case; `written` is what a form held that was declined, and why."""
    at = now()
    shown = case_page(request.user, number, at=at, whole="all" in request.GET)
    record_view(request.user, shown.case, at=at)
    context = {
        "case": shown.case,
        "page": shown,
        "panels": panels_of(request.user, shown),
        "may_work": request.user.may(Sight.CASES) and shown.case.state != CaseState.MERGED,
        "moves": [(state, MOVES[state]) for state in MOVES if state in NEXT[CaseState(shown.case.state)]],
        "held": [one.message for one in shown.moments if _is_held(request, one.message)],
        "unsent": UNSENT,
        "now": at,
        **writing(request, shown, **written),
    }
    return render(request, "desk/case/page.html", context, status=status)


def writing(request: Request, shown: CaseShown, **written: Any) -> dict[str, Any]:
    """Return what the box to write in holds: what was declined, else the draft, else nothing."""
    case = shown.case
    side = written.get("side") or ("note" if request.GET.get("write") in {"note", "mention"} else "reply")
    channel, to = reply_to(shown)
    text = written.get("text", shown.drafts.get(side, ""))
    if request.GET.get("write") == "mention":
        text = f"{text} @".lstrip()
    if side == "reply" and (found := text_to_insert(request)):
        text = "\n\n".join(filter(None, (text, found)))
    return {
        "side": side,
        "text": text,
        "other_draft": bool(shown.drafts.get("reply" if side == "note" else "note")),
        "has_focus": "write" in request.GET or bool(written),
        "channels": CHANNELS,
        "channel": written.get("channel", channel),
        "to": written.get("to", to),
        "copies": written.get("copies", ""),
        "subject": written.get("subject") or f"Re: {case.subject}"[:300],
        "send_key": written.get("send_key") or secrets.token_urlsafe(12),
        "fault": written.get("fault", ""),
        "asks_reason": written.get("asks_reason", False),
        "since": written.get("since", ""),
        "saved_replies": list(saved_replies_for(request.user, case).only("name", "style")[:60]),
    }


@needs(Sight.CASES)
@require_POST
def presence(request: Request, number: int) -> HttpResponse:
    """Note that somebody is at a case, and say who else is."""
    case = queries.case_visible_to(request.user, number)
    at = now()
    drafts.be_present(case, by=request.user, at=at)
    there = present_at(request.user, [case.pk], at=at).get(case.pk, ())
    changed = request.POST.get("version", "") not in {"", str(case.version)}
    context = {"case": case, "present": there, "has_changed": changed}
    return render(request, "desk/case/present.html", context)


def _is_held(request: Request, message: Any) -> bool:
    return bool(message) and message.delivery == Delivery.HELD and message.by_id == request.user.pk
