"""Other programs are told what happens in cases: rows in the transaction, sent by a chore afterwards."""

import json
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from rapport.desk.models import Case, Entry, Webhook, WebhookCall
from rapport.desk.rules import EntryKind
from rapport.desk.rules.calls import EVENT_OF_ENTRY, read_events, read_url, signature, wait_after
from rapport.lib.errors import Refusal
from rapport.lib.sealing import seal, unseal
from rapport.staff.actions import record
from rapport.staff.models import User

PURPOSE = "webhook"
MOST_AT_ONCE = 100
Post = Callable[[str, bytes, dict[str, str]], int]  # address, body, headers: the status that came back


@transaction.atomic
def make_webhook(url: str, events: Iterable[str], *, by: User, at: datetime) -> tuple[Webhook, str]:
    """Let another program be told; return the webhook with the secret that signs, which is shown once."""
    read_url(url)
    secret = secrets.token_urlsafe(32)
    sealed = seal(secret.encode(), key=settings.SECRET_KEY, purpose=PURPOSE)
    webhook = Webhook.objects.create(
        url=url, events=read_events(events), secret=sealed, made_by=by, made_at=at
    )
    record(by, "make webhook", webhook, at=at, url=url, events=webhook.events)
    return webhook, secret


@transaction.atomic
def end_webhook(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Tell another program nothing more; what waits for it is dropped."""
    webhook.is_active = False
    webhook.save(update_fields=["is_active"])
    webhook.calls.filter(done_at__isnull=True).update(try_at=None, fault="The webhook was ended.")
    record(by, "end webhook", webhook, at=at, url=webhook.url)


def queue_calls(case: Case, entries: Iterable[Entry]) -> None:
    """Write for each program that asked what it is to be told of some entries; a note is told to none."""
    told = [(entry, event) for entry in entries if (event := _event(entry))]
    asking = [*Webhook.objects.filter(is_active=True)] if told else []
    WebhookCall.objects.bulk_create(
        WebhookCall(
            webhook=one, case=case, event=event, body=_body(case, entry, event), made_at=entry.at,
            try_at=entry.at,
        )
        for entry, event in told
        for one in asking
        if event in one.events
    )  # fmt: skip


def send_calls(post: Post, *, at: datetime) -> tuple[int, int]:
    """Send what is due; return how many were taken and how many were not."""
    due = WebhookCall.objects.filter(done_at__isnull=True, try_at__lte=at).select_related("webhook")
    done = [_send(call, post, at=at) for call in due.order_by("try_at", "pk")[:MOST_AT_ONCE]]
    return done.count(True), done.count(False)


def _send(call: WebhookCall, post: Post, *, at: datetime) -> bool:
    """Send one call outside of any transaction, and write what came of it."""
    call.attempts += 1
    call.fault = _fault(call, post, at)
    if call.fault:
        wait = wait_after(call.attempts)
        call.try_at = at + wait if wait else None
    else:
        call.done_at, call.try_at = at, None
    call.save(update_fields=["attempts", "fault", "done_at", "try_at"])
    return not call.fault


def _fault(call: WebhookCall, post: Post, at: datetime) -> str:
    secret = unseal(bytes(call.webhook.secret), key=settings.SECRET_KEY, purpose=PURPOSE)
    if secret is None:
        return "The secret key of the site has changed: end this webhook and make it anew."
    body = json.dumps({"id": call.pk, **call.body}, sort_keys=True).encode()
    second = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "Rapport-Event": call.event,
        "Rapport-Signature": f"t={second},v1={signature(secret, second, body)}",
    }
    try:
        status = post(call.webhook.url, body, headers)
    except Refusal as refusal:
        return str(refusal)[:300]
    except OSError as fault:  # no connection, no certificate, no answer in time
        return f"No answer: {fault}"[:300]
    return "" if 200 <= status < 300 else f"It answered {status}."


def _event(entry: Entry) -> str | None:
    if entry.kind == EntryKind.STATE and not entry.before:
        return "case.opened"
    return EVENT_OF_ENTRY.get(entry.kind)


def _body(case: Case, entry: Entry, event: str) -> dict[str, Any]:
    """Return what is told: what changed and where the case stands; no text of anybody."""
    message = entry.message
    return {
        "event": event,
        "at": entry.at.isoformat(),
        "case": {
            "number": case.pk,
            "reference": case.reference,
            "kind": case.kind,
            "state": case.state,
            "team": case.team_id,
            "assignee": case.assignee_id,
            "customer": case.customer_id,
            "version": case.version,
        },
        "before": entry.before,
        "after": entry.after,
        "message": {"number": message.pk, "direction": message.direction} if message else None,
    }
