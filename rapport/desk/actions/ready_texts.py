"""Saved replies and saved views: what somebody keeps to use again."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from rapport.desk.models import CaseView, SavedReply
from rapport.desk.rules import CaseFieldNotRight
from rapport.desk.rules.case_asks import ask_from
from rapport.desk.rules.texts import STYLES, refuse_strange_placeholders
from rapport.staff.actions import record
from rapport.staff.models import Team, User


@transaction.atomic
def keep_reply(
    name: str,
    body: str,
    *,
    by: User,
    at: datetime,
    team: Team | None = None,
    kind: str = "",
    style: str = "",
    reply: SavedReply | None = None,
) -> SavedReply:
    """Keep a saved reply, a new one or another text for one that is there."""
    if not name.strip() or not body.strip():
        raise CaseFieldNotRight(field="saved reply", value=name, expected="a name and a text")
    if style not in STYLES:
        raise CaseFieldNotRight(field="style", value=style, expected=", ".join(filter(None, STYLES)))
    refuse_strange_placeholders(body)
    reply = reply or SavedReply()
    before = reply.body
    reply.name, reply.body, reply.team = name.strip()[:80], body, team
    reply.kind, reply.style, reply.changed_at = kind, style, at
    reply.save()
    record(by, "keep saved reply", reply, at=at, name=reply.name, before=before[:500], after=body[:500])
    return reply


@transaction.atomic
def drop_reply(reply: SavedReply, *, by: User, at: datetime) -> None:
    """Drop a saved reply; what was sent from it stays."""
    record(by, "drop saved reply", reply, at=at, name=reply.name)
    reply.delete()


def count_use(reply: SavedReply) -> None:
    """Count that a saved reply was used."""
    SavedReply.objects.filter(pk=reply.pk).update(used=F("used") + 1)


def keep_view(name: str, query: dict[str, str], encoded: str, *, by: User) -> CaseView:
    """Keep a filtered list under a name; the same name again replaces it."""
    ask_from(query)
    if not name.strip():
        raise CaseFieldNotRight(field="name", value=name, expected="a name for the view")
    view, _ = CaseView.objects.update_or_create(
        person=by, name=name.strip()[:80], defaults={"query": encoded[:500]}
    )
    return view


def drop_view(view: CaseView) -> None:
    """Drop a kept view; the cases stay."""
    view.delete()
