"""A reply with what follows from it: sent, taken back within ten seconds, forwarded."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.customers.rules import Channel
from rapport.desk.actions.drafts import drop_draft, keep_draft
from rapport.desk.actions.locks import locked_case, refuse_changed
from rapport.desk.actions.messages import UNDO_FOR, File, Said, replied, write_reply
from rapport.desk.actions.refusing import told_when_refused
from rapport.desk.actions.states import change_state
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, Draft, Message
from rapport.desk.rules import CaseFieldNotRight, CaseState, Delivery, EntryKind
from rapport.desk.rules.case_refusals import FileTooLarge, TooLateToTakeBack
from rapport.desk.rules.texts import address_line, read_addresses
from rapport.desk.rules.words import Then
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed

MOST_FILES, MOST_MB = 10, 15
STATE_AFTER = {
    Then.WAIT: CaseState.WAITING,
    Then.RESOLVE: CaseState.RESOLVED,
    Then.CLOSE: CaseState.CLOSED,
}
MOMENTS = ("first_replied_at", "last_reply_at", "lying_since")


@dataclass(frozen=True)
class Reply:
    """A reply as it is written; `to` is a line of mail addresses, or a postal address for a letter.

    `reason` says why data of another customer go with it, where they do.
    """

    text: str
    channel: Channel = Channel.EMAIL
    to: str = ""
    copies: str = ""
    subject: str = ""
    files: tuple[File, ...] = field(default=())
    then: Then = Then.STAY
    reason: str = ""  # why data of another customer may go with it


@told_when_refused
def send_reply(
    case: Case, reply: Reply, *, by: User, at: datetime, send_key: str = "", version: int | None = None
) -> Message:
    """Send a reply and move the case with it, in one act; posted twice under one key it is sent once.

    The key counts for one person and one case. A case that changed since `version` refuses the reply,
    and nothing is lost: the text stays in the draft.
    """
    case = locked_case(case)
    key = f"{case.pk}:{by.pk}:{send_key}"[:64] if send_key else None
    if key and (there := Message.objects.filter(send_key=key).first()):
        return there
    refuse_changed(case, version)
    message = replied(
        case, _said(case, reply, by), by=by, at=at, send_key=key, reason=reply.reason, **_as_it_stands(case)
    )
    drop_draft(case, is_note=False, by=by)
    if (state := STATE_AFTER.get(reply.then)) and case.state != state:
        change_state(case, state, by=by, at=at)
    return message


@transaction.atomic
def take_back(message: Message, *, by: User, at: datetime) -> Case:
    """Take back a reply that is still held: the case stands as before, the text is in the draft again."""
    case = locked_case(message.case)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.by_id != by.pk:
        raise NotAllowed(role=by.role, deed="take back what somebody else sent")
    if message.delivery != Delivery.HELD:
        seconds = int(UNDO_FOR.total_seconds())
        raise TooLateToTakeBack(number=message.pk, delivery=message.delivery, seconds=seconds)
    message.delivery, message.send_at = Delivery.TAKEN_BACK, None
    message.save(update_fields=["delivery", "send_at"])
    _stand_as_before(case, message, by=by, at=at)
    _return_text(case, message, by=by, at=at)
    return case


@told_when_refused
def forward_message(
    message: Message, *, to: str, text: str, by: User, at: datetime, send_key: str = "", reason: str = ""
) -> Message:
    """Forward a message of a case to somebody outside, with its files; it is no reply to the customer."""
    case = locked_case(message.case)
    key = f"{case.pk}:{by.pk}:{send_key}"[:64] if send_key else None
    recipients = read_addresses("to", to)
    if not recipients:
        raise CaseFieldNotRight(field="to", value=to, expected="one mail address or more")
    files = tuple(
        File(one.name, one.media_type, bytes(one.blob.body))
        for one in message.attachments.select_related("blob")
        if not one.refused
    )
    said = Said(
        _forwarded(message, text), Channel.EMAIL, subject=f"Fwd: {message.subject}"[:300], from_name=by.name,
        recipients=recipients, files=files, is_aside=True,
    )  # fmt: skip
    return write_reply(case, said, by=by, at=at, send_key=key, reason=reason)


def _said(case: Case, reply: Reply, by: User) -> Said:
    is_mail = reply.channel == Channel.EMAIL
    name = case.customer.name if case.customer else case.contact_name
    recipients = read_addresses("to", reply.to) if is_mail else [(name, reply.to.strip())]
    if is_mail and not recipients:
        raise CaseFieldNotRight(field="to", value=reply.to, expected="one mail address or more")
    for one in reply.files:
        if len(one.body) > MOST_MB << 20:
            raise FileTooLarge(name=one.name, size=len(one.body) >> 20, most=MOST_MB)
    return Said(
        reply.text, reply.channel, subject=reply.subject, from_name=by.name, recipients=recipients,
        copies=read_addresses("copy", reply.copies) if is_mail else (), files=reply.files[:MOST_FILES],
    )  # fmt: skip


def _as_it_stands(case: Case) -> dict[str, Any]:
    """Return how a case stands before a reply, as an entry keeps it."""
    times = {name: getattr(case, name) for name in MOMENTS}
    return {
        "state_before": str(case.state),
        "moments": {name: time.isoformat() if time else None for name, time in times.items()},
    }


def _stand_as_before(case: Case, message: Message, *, by: User, at: datetime) -> None:
    """Put back times and state that came with a reply, unless the case went on since."""
    detail = message.entry.detail
    if case.last_reply_at == message.at:
        for name, time in detail.get("moments", {}).items():
            setattr(case, name, datetime.fromisoformat(time) if time else None)
    tell_case(case, EntryKind.MESSAGE, "Taken back before it was sent.", by=by, at=at)
    last = case.entries.filter(kind=EntryKind.STATE).order_by("-pk").first()
    before = detail.get("state_before")
    if before == CaseState.OPEN and case.state != before and last and last.at == message.at:
        reopened = case.reopened
        change_state(case, CaseState.OPEN, by=by, at=at, lying_since=case.lying_since)
        case.reopened = reopened
        case.save(update_fields=["reopened"])


def _return_text(case: Case, message: Message, *, by: User, at: datetime) -> None:
    begun = Draft.objects.filter(case=case, person=by, is_note=False).values_list("text", flat=True).first()
    text = "\n\n".join(part for part in (message.text, begun) if part)
    keep_draft(case, text, is_note=False, by=by, at=at)


def _forwarded(message: Message, text: str) -> str:
    sender = (
        address_line([(message.from_name, message.from_address)])
        if message.from_address
        else message.from_name
    )
    head = f"From: {sender}\nDate: {message.at:%-d %B %Y %H:%M}\nSubject: {message.subject}"
    return f"{text.strip()}\n\n---------- Forwarded ----------\n{head}\n\n{message.text}".strip()
