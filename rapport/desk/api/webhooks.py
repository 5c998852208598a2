"""Webhooks through the JSON door: which programs are told of cases."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import Field

from rapport.desk.actions.calling import end_webhook, make_webhook
from rapport.desk.api.door import READ, WRITE, refuse_filters
from rapport.desk.models import Webhook
from rapport.desk.queries.notices import webhooks_visible_to
from rapport.staff.rules import NotAllowed, Sight
from rapport.staff.tokens.door import ApiRequest, Name, NumberInPath, Word, answers

router = Router(tags=["webhooks"])


class WebhookOut(Schema):
    """A program that is told; `secret` signs what it is told, and is given out once, when it is made."""

    number: int
    url: str
    events: list[str]
    made_at: datetime
    secret: str | None = None


class WebhookIn(Schema, extra="forbid"):
    """A program to tell: a public https address, and the events it wants."""

    url: Name
    events: Annotated[list[Word], Field(min_length=1, max_length=20)]


@router.get("/webhooks", auth=READ, response=answers(list[WebhookOut]))
def list_webhooks(request: ApiRequest) -> list[WebhookOut]:
    """List the programs that are told of cases."""
    _refuse_others(request)
    refuse_filters(request)
    return [_webhook(one) for one in webhooks_visible_to(request.user)]


@router.post("/webhooks", auth=WRITE, response=answers(WebhookOut, status=201))
def create_webhook(request: ApiRequest, body: WebhookIn) -> Status[WebhookOut]:
    """Let another program be told."""
    _refuse_others(request)
    webhook, secret = make_webhook(body.url, body.events, by=request.user, at=now())
    return Status(201, _webhook(webhook, secret))


@router.delete("/webhooks/{number}", auth=WRITE, response=answers(None, status=204))
def delete_webhook(request: ApiRequest, number: NumberInPath) -> Status[None]:
    """Tell a program nothing more."""
    end_webhook(get_object_or_404(webhooks_visible_to(request.user), pk=number), by=request.user, at=now())
    return Status(204, None)


def _refuse_others(request: ApiRequest) -> None:
    if not request.user.may(Sight.MAILBOXES):
        raise NotAllowed(role=request.user.role, deed="say which programs are told of cases")


def _webhook(webhook: Webhook, secret: str | None = None) -> WebhookOut:
    told = {name: getattr(webhook, name) for name in ("url", "events", "made_at")}
    return WebhookOut(number=webhook.pk, secret=secret, **told)
