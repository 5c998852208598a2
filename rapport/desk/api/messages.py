"""What is said in a case through the JSON door: messages, replies and notes."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import AfterValidator, Field

from rapport.customers.rules import Channel
from rapport.desk.actions import write_note
from rapport.desk.actions.sending import Reply, send_reply
from rapport.desk.api.door import READ, WRITE, read_case, worked_case
from rapport.desk.models import Entry, Message
from rapport.desk.queries import entries_visible_to, messages_visible_to
from rapport.desk.rules.words import Then
from rapport.staff.tokens.door import ApiRequest, Number, NumberInPath, Text, Word, answers

router = Router(tags=["messages"])
MOST = 500


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds the character NUL, which no text can hold")
    return text


Said = Annotated[str, Field(min_length=1, max_length=100_000), AfterValidator(_without_nul)]
Key = Annotated[str, Field(min_length=8, max_length=40, pattern="^[A-Za-z0-9_-]+$")]


class MessageOut(Schema):
    """A message; `recipients` and `copies` are pairs of name and address."""

    number: int
    direction: str
    channel: str
    at: datetime
    from_name: str
    from_address: str
    recipients: list[list[str]]
    copies: list[list[str]]
    subject: str
    text: str
    delivery: str
    delivery_fault: str


class ReplyIn(Schema, extra="forbid"):
    """A reply; the same `send_key` again is the same reply, so a lost answer may be asked for again.

    `reason` says why data of another customer go with it; without one such a reply is declined.
    """

    text: Said
    send_key: Key
    version: Number
    channel: Channel = Channel.EMAIL
    to: Text = ""
    copies: Text = ""
    subject: Word = ""
    then: Then = Then.STAY
    reason: Text = ""


class NoteIn(Schema, extra="forbid"):
    """A note among colleagues; it is never sent."""

    text: Said


class EntryOut(Schema):
    """One thing that happened in a case; its text is for colleagues alone."""

    number: int
    at: datetime
    kind: str
    by: str
    text: str
    before: str
    after: str
    message: int | None


@router.get("/cases/{number}/messages", auth=READ, response=answers(list[MessageOut]))
def list_messages(request: ApiRequest, number: NumberInPath) -> list[MessageOut]:
    """List what was said in a case, the newest last, at most 500."""
    case = read_case(request, number)
    latest = messages_visible_to(request.user).filter(case=case).order_by("-at", "-pk")[:MOST]
    return [_message(one) for one in latest][::-1]


@router.post("/cases/{number}/messages", auth=WRITE, response=answers(MessageOut, status=201))
def create_message(request: ApiRequest, number: NumberInPath, body: ReplyIn) -> Status[MessageOut]:
    """Send a reply; mail goes out after ten seconds."""
    case = worked_case(request, number)
    reply = Reply(**body.dict(exclude={"send_key", "version"}))
    kept = {"send_key": body.send_key, "version": body.version}
    return Status(201, _message(send_reply(case, reply, by=request.user, at=now(), **kept)))  # type: ignore[arg-type]


@router.post("/cases/{number}/notes", auth=WRITE, response=answers(EntryOut, status=201))
def create_note(request: ApiRequest, number: NumberInPath, body: NoteIn) -> Status[EntryOut]:
    """Write a note among colleagues."""
    case = write_note(worked_case(request, number), body.text, by=request.user, at=now())
    return Status(201, _entry(case.entries.order_by("-pk")[0]))


@router.get("/cases/{number}/entries", auth=READ, response=answers(list[EntryOut]))
def list_entries(request: ApiRequest, number: NumberInPath) -> list[EntryOut]:
    """List what happened in a case, the newest last, at most 500; notes among it."""
    case = read_case(request, number)
    latest = entries_visible_to(request.user).filter(case=case).order_by("-at", "-pk")[:MOST]
    return [_entry(one) for one in latest][::-1]


def _message(message: Message) -> MessageOut:
    told: dict[str, Any] = {
        name: getattr(message, name) for name in MessageOut.model_fields if name != "number"
    }
    return MessageOut(number=message.pk, **told)


def _entry(entry: Entry) -> EntryOut:
    told = {name: getattr(entry, name) for name in ("at", "kind", "text", "before", "after")}
    return EntryOut(number=entry.pk, by=entry.by_name, message=entry.message_id, **told)
