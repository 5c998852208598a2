"""What is said in a case: words that come in, replies, and notes among colleagues."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from rapport.customers.rules import Channel
from rapport.desk.actions.checking import refuse_other_persons_data
from rapport.desk.actions.locks import locked_case, refuse_changed
from rapport.desk.actions.notices import tell_mentioned
from rapport.desk.actions.refusing import told_when_refused
from rapport.desk.actions.searching import add_words
from rapport.desk.actions.states import change_state
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Attachment, Blob, Case, Mailbox, Message
from rapport.desk.queries import correspondence
from rapport.desk.rules import DONE, CaseFieldNotRight, CaseState, Delivery, Direction, EntryKind
from rapport.staff.models import User

UNDO_FOR = timedelta(seconds=10)
Addresses = Sequence[tuple[str, str]]  # name, address
ANSWER_IN_PORTAL = """Hello,

there is an answer to your matter {reference}. Sign in where you wrote to us to read it. An answer to this
mail reaches us as well.

{mailbox}"""


@dataclass(frozen=True)
class File:
    """A file of a message; `refused` says why it is not handed on."""

    name: str
    media_type: str
    body: bytes
    refused: str = ""


@dataclass(frozen=True)
class Said:
    """What was said, by whichever side."""

    text: str
    channel: Channel
    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    answer_to: str = ""
    recipients: Addresses = ()
    copies: Addresses = ()
    html: str = ""
    has_remote_pictures: bool = False
    notes: Sequence[str] = ()
    is_automatic: bool = False
    is_aside: bool = False  # to somebody else than the customer: no answer to them
    mailbox: Mailbox | None = None
    rfc_id: str = ""
    in_reply_to: str = ""
    references: str = ""
    files: Sequence[File] = field(default=())


@transaction.atomic
def receive_message(
    case: Case, said: Said, *, at: datetime, by: User | None = None, send_key: str | None = None
) -> Message:
    """Put what a customer said into their case; a case that waited or was done is open again.

    `by` is the colleague who wrote it down, where it came by phone, counter or letter. The same
    `send_key` twice gives the message that is there: a page sends it along so that a form counts once.
    """
    if send_key and (there := Message.objects.filter(send_key=send_key).first()):
        return there
    return received(locked_case(case), said, at=at, by=by, send_key=send_key)


def received(case: Case, said: Said, *, at: datetime, by: User | None, send_key: str | None) -> Message:
    """Put what a customer said into a case that this transaction has locked."""
    message = written(heard(case, said, at=at, by=by, send_key=send_key), said)
    tell_case(case, EntryKind.MESSAGE, by=None, by_name=sender_of(said), at=at, message=message)
    if not said.is_automatic and case.state in {CaseState.WAITING, CaseState.SNOOZED, *DONE}:
        change_state(case, CaseState.OPEN, by=None, at=at, why="The customer wrote.")
    return message


def heard(case: Case, said: Said, *, at: datetime, by: User | None, send_key: str | None) -> Message:
    """Return what a customer said as a message to write, and note in its case that it was said."""
    case.last_customer_at = at
    case.is_unread = by is None
    case.last_line = _first_words(said.text)
    if case.state == CaseState.OPEN:
        replied = case.last_reply_at
        case.lying_since = at if replied and replied >= case.lying_since else case.lying_since
    return _message(case, said, Direction.IN, at=at, by=by, send_key=send_key)


def sender_of(said: Said) -> str:
    """Return under which name the time-line tells who said something."""
    return (said.from_name or said.from_address)[:200]


@told_when_refused
def write_reply(
    case: Case,
    said: Said,
    /,
    *,
    by: User | None,
    at: datetime,
    send_key: str | None = None,
    version: int | None = None,
    reason: str = "",
    **detail: Any,
) -> Message:
    """Say something to the customer; the same `send_key` twice gives the message that is there.

    Mail is held for ten seconds in which it may be taken back, and then sent by a chore. `reason` says why
    data of another customer may go with it; without one such a text is refused. `detail` is kept with the
    entry, so that taking it back knows how the case stood.
    """
    case = locked_case(case)
    if send_key and (there := Message.objects.filter(send_key=send_key).first()):
        return there
    refuse_changed(case, version)
    return replied(case, said, by=by, at=at, send_key=send_key, reason=reason, **detail)


def replied(
    case: Case,
    said: Said,
    *,
    by: User | None,
    at: datetime,
    send_key: str | None,
    reason: str = "",
    **detail: Any,
) -> Message:
    """Say something to the customer in a case that this transaction has locked."""
    if not said.text.strip():
        raise CaseFieldNotRight(field="reply", value=said.text, expected="what you want to say")
    said = addressed(case, said) if said.channel == Channel.EMAIL else said
    if not said.is_automatic:
        refuse_other_persons_data(case, said.text, by=by, at=at, reason=reason)
    message = written(_message(case, said, Direction.OUT, at=at, by=by, send_key=send_key), said)
    if not said.is_automatic and not said.is_aside:
        case.first_replied_at = case.first_replied_at or at
        case.last_reply_at = case.lying_since = at
        case.is_unread = False
    if not said.is_automatic:
        case.last_line = _first_words(said.text)
    tell_case(case, EntryKind.MESSAGE, by=by, at=at, message=message, **detail)
    if said.channel == Channel.PORTAL:
        _mail_that_portal_holds_answer(case, at=at)
    return message


def _mail_that_portal_holds_answer(case: Case, *, at: datetime) -> None:
    """Tell the customer by mail, where they have an address, that an answer waits; not what it says."""
    last = correspondence.last_mail_from_customer(case)
    mailbox = correspondence.mailbox_of(case, last)
    if mailbox and correspondence.answer_addresses(case, last):
        text = ANSWER_IN_PORTAL.format(reference=case.reference, mailbox=mailbox.name)
        subject = f"You have an answer ({case.reference})"
        said = Said(text, Channel.EMAIL, subject, is_automatic=True, mailbox=mailbox)
        replied(case, said, by=None, at=at, send_key=None)


@transaction.atomic
def write_note(case: Case, text: str, *, by: User, at: datetime) -> Case:
    """Write a note among colleagues; it is an entry and never a message, so that it cannot be sent."""
    if not text.strip():
        raise CaseFieldNotRight(field="note", value=text, expected="what colleagues should know")
    case = locked_case(case)
    tell_case(case, EntryKind.NOTE, text, by=by, at=at)
    tell_mentioned(case, text, by=by, at=at)
    return case


def keep_bytes(body: bytes) -> Blob:
    """Keep bytes once, by their digest."""
    digest = sha256(body).hexdigest()
    return Blob.objects.get_or_create(digest=digest, defaults={"size": len(body), "body": body})[0]


def addressed(case: Case, said: Said) -> Said:
    """Return what is said with what makes it a mail: from which mailbox, to whom, and what it answers.

    What was given stays; a Message-ID is always made here, one for each message.
    """
    last = correspondence.last_mail_from_customer(case)
    mailbox = said.mailbox or correspondence.mailbox_of(case, last)
    subject = said.subject or correspondence.answer_subject(case, last)
    return replace(
        said, mailbox=mailbox, subject=subject, from_name=said.from_name or (mailbox.name if mailbox else ""),
        from_address=said.from_address or (mailbox.address if mailbox else ""),
        recipients=said.recipients or correspondence.answer_addresses(case, last),
        rfc_id=correspondence.new_message_id(mailbox),
        in_reply_to=said.in_reply_to or (last.rfc_id if last else ""),
        references=said.references or correspondence.references_of(last),
    )  # fmt: skip


def _message(
    case: Case,
    said: Said,
    direction: Direction,
    *,
    at: datetime,
    by: User | None,
    send_key: str | None,
) -> Message:
    """Return a message to write, and let its case be found by what it says."""
    is_mail = direction == Direction.OUT and said.channel == Channel.EMAIL
    message = Message(
        case=case, direction=direction, channel=said.channel, at=at, by=by, from_name=said.from_name[:200],
        from_address=said.from_address[:400], answer_to=said.answer_to[:400],
        recipients=[list(one) for one in said.recipients],
        copies=[list(one) for one in said.copies], subject=(said.subject or case.subject)[:300],
        text=said.text, html=said.html, has_remote_pictures=said.has_remote_pictures, notes=[*said.notes],
        is_automatic=said.is_automatic, is_aside=said.is_aside, mailbox=said.mailbox,
        rfc_id=said.rfc_id[:500], in_reply_to=said.in_reply_to[:500], references=said.references,
        send_key=send_key,
        delivery=Delivery.HELD if is_mail else Delivery.RECORDED, send_at=at + UNDO_FOR if is_mail else None,
    )  # fmt: skip
    add_words(case, message=message, files=[one.name[:200] for one in said.files])
    return message


def written(message: Message, said: Said) -> Message:
    """Write a message with its files."""
    message.save(force_insert=True)
    Attachment.objects.bulk_create(
        Attachment(
            message=message, name=one.name[:200] or "file", media_type=one.media_type[:100],
            blob=keep_bytes(one.body), refused=one.refused[:200],
        )
        for one in said.files
    )  # fmt: skip
    return message


def _first_words(text: str) -> str:
    return " ".join(text.split())[:200]
