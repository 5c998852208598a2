"""What is written in a case: replies, notes, drafts, and a reply taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from rapport.customers.rules import Channel
from rapport.desk import actions, queries
from rapport.desk.actions import drafts, ready_texts, sending
from rapport.desk.actions.messages import File
from rapport.desk.actions.sending import MOST_FILES, Reply
from rapport.desk.models import Case
from rapport.desk.queries.finding import next_case
from rapport.desk.queries.notices import saved_replies_for
from rapport.desk.queries.pages import drafts_of, placeholder_facts
from rapport.desk.rules import CaseChangedMeanwhile, CaseFieldNotRight, Delivery
from rapport.desk.rules.checks import OtherPersonsData
from rapport.desk.rules.texts import filled
from rapport.desk.rules.words import Then
from rapport.desk.views.case import case_answer
from rapport.desk.views.finding import CONFLICT, DECLINED, seen_version
from rapport.lib.errors import Refusal
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

LONGEST = 100_000


@needs(Sight.CASES)
@require_POST
def replies(request: Request, number: int) -> HttpResponse:
    """Send what was written; a stale or refused reply is shown again with its text, and why."""
    case = queries.case_to_change(request.user, number)
    written = _written(request)
    try:
        message = sending.send_reply(
            case, _reply(request, written), by=request.user, at=now(),
            send_key=written["send_key"], version=seen_version(request),
        )  # fmt: skip
    except CaseChangedMeanwhile as refusal:
        drafts.keep_draft(case, written["text"], is_note=False, by=request.user, at=now())
        since = refusal.facts["differences"]
        return case_answer(request, number, status=CONFLICT, side="reply", since=since, **written)
    except Refusal as refusal:
        is_held = isinstance(refusal, OtherPersonsData)
        told = {"fault": str(refusal), "asks_reason": is_held}
        return case_answer(request, number, status=DECLINED, side="reply", **told, **written)
    if message.delivery != Delivery.HELD:
        messages.success(request, "It is noted.")
    return _onward(request, case)


@needs(Sight.CASES)
@require_POST
def notes(request: Request, number: int) -> HttpResponse:
    """Write a note for colleagues: it is no message, so nothing can send it."""
    case = queries.case_to_change(request.user, number)
    text = _text(request)
    try:
        actions.write_note(case, text, by=request.user, at=now())
    except Refusal as refusal:
        return case_answer(request, number, status=DECLINED, side="note", text=text, fault=str(refusal))
    drafts.drop_draft(case, is_note=True, by=request.user)
    return redirect(case)


@needs(Sight.CASES)
@require_POST
def draft(request: Request, number: int) -> HttpResponse:
    """Keep what is being written; with a saved reply chosen, that goes in behind it."""
    case = queries.case_visible_to(request.user, number)
    is_note = request.POST.get("side") == "note"
    text, key = _text(request), sending.key_of(case, request.user, request.POST.get("send_key", ""))
    if "text" not in request.POST:  # the list of saved replies has a form of its own
        text = drafts_of(request.user, case).get("note" if is_note else "reply", "")
    if chosen := request.POST.get("saved", ""):
        text = "\n\n".join(part for part in (text.strip(), _saved(request, case, chosen)) if part)
    drafts.keep_draft(case, text, is_note=is_note, by=request.user, at=now(), send_key=key)
    if chosen or not request.htmx:
        return redirect(f"{case.get_absolute_url()}?write={'note' if is_note else 'reply'}#write")
    return HttpResponse(status=204)


@needs(Sight.CASES)
@require_POST
def taken_back(request: Request, number: int, message: int) -> HttpResponse:
    """Take a reply back while it is held; its text is in the draft again."""
    found = get_object_or_404(queries.messages_visible_to(request.user), pk=message, case=number)
    case = sending.take_back(found, by=request.user, at=now())
    messages.success(request, "Taken back: nothing was sent, and your text is in the box again.")
    return redirect(f"{case.get_absolute_url()}?write=reply#write")


def _reply(request: Request, written: dict[str, Any]) -> Reply:
    channel, then = written["channel"], request.POST.get("then", "").removesuffix("-next")
    if channel not in set(Channel):
        raise CaseFieldNotRight(field="channel", value=channel[:40], expected=", ".join(Channel))
    if then not in set(Then):
        raise CaseFieldNotRight(field="then", value=then[:40], expected=", ".join(filter(None, Then)))
    files = tuple(
        File((one.name or "file")[-200:], one.content_type or "application/octet-stream", one.read())
        for one in request.FILES.getlist("files")[:MOST_FILES]
    )
    return Reply(
        written["text"], Channel(channel), to=written["to"], copies=written["copies"],
        subject=written["subject"], files=files, then=Then(then), reason=written["reason"],
    )  # fmt: skip


def _written(request: Request) -> dict[str, Any]:
    names = ("channel", "to", "copies", "subject", "send_key", "reason")
    return {"text": _text(request), **{name: request.POST.get(name, "")[:2000] for name in names}}


def _text(request: Request) -> str:
    return request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n")[:LONGEST]


def _saved(request: Request, case: Case, chosen: str) -> str:
    found = saved_replies_for(request.user).filter(
        pk=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
    )
    reply = found.first()
    if reply is None:
        raise CaseFieldNotRight(field="saved reply", value=chosen[:40], expected="one of the list")
    ready_texts.count_use(reply)
    return filled(reply.body, placeholder_facts(request.user, case, at=now()))


def _onward(request: Request, case: Case) -> HttpResponse:
    """Return to the case, or go on with the next one where that was asked."""
    if not request.POST.get("then", "").endswith("-next"):
        return redirect(case)
    following = next_case(request.user, case)
    return redirect(following or "desk:cases")
