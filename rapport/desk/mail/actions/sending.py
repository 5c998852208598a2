"""What we wrote is sent: written down before, written down after, and never twice by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F

from rapport.desk.actions.locks import locked_case_of
from rapport.desk.mail import queries
from rapport.desk.mail.accounts import outgoing
from rapport.desk.mail.actions.bounced import notify, tell_delivery, tell_not_arrived
from rapport.desk.mail.composing import compose
from rapport.desk.mail.refusals import MessageNotInDoubt
from rapport.desk.mail.smtp import Fate, Handed, Letter, hand_over
from rapport.desk.models import Mailbox, Message
from rapport.desk.rules import Delivery
from rapport.lib.errors import Refusal
from rapport.staff.actions import record
from rapport.staff.models import User

TRY_AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
CUT_OFF = "Rapport was stopped while it was being sent: it may have left. Ask the customer, or send it again."
Clock = Callable[[], datetime]


def send_due(*, clock: Clock) -> int:
    """Send what is due, and return how much was tried; the caller holds the lock of sending."""
    doubt_what_was_cut_off(at=clock())
    due = list(queries.messages_to_send(clock()))
    return sum(send_message(message, clock=clock) for message in due)


@transaction.atomic
def doubt_what_was_cut_off(*, at: datetime) -> int:
    """Mark what was being sent when a process died; nobody else is sending while this runs."""
    cut_off = list(Message.objects.select_for_update(of=("self",)).filter(delivery=Delivery.SENDING))
    for message in cut_off:
        _write(message, Delivery.IN_DOUBT, CUT_OFF)
        notify(message, at=at)
    return len(cut_off)


def send_message(message: Message, *, clock: Clock) -> bool:
    """Send one message: that it is being sent is committed before the server hears of it."""
    begun = _begin(message, clock())
    if begun is None:
        return False
    handed = _hand(begun)
    _end(begun, handed, clock())
    return True


@transaction.atomic
def _begin(message: Message, at: datetime) -> Message | None:
    """Write that a message is being sent; nothing where it was taken back or sent meanwhile."""
    rows = Message.objects.select_for_update(of=("self",)).select_related("case", "mailbox", "by")
    found = rows.get(pk=message.pk)
    if found.delivery not in {Delivery.HELD, Delivery.QUEUED} or not found.send_at or found.send_at > at:
        return None
    found.attempts += 1
    _write(found, Delivery.SENDING, found.delivery_fault)
    return found


def _hand(message: Message) -> Handed:
    """Give a message to its mailbox's server; without one it is written to the mail folder."""
    files = message.attachments.filter(refused="").select_related("blob")
    try:
        letter = compose(message, list(files))
        letter.sender.encode("ascii")
    except (ValueError, LookupError, AttributeError, IndexError) as fault:
        return Handed(Fate.NEVER, f"It cannot be written as a mail: {fault}")
    if not letter.recipients:
        return Handed(Fate.NEVER, "Nobody is named whom it could go to. Add an address to the customer.")
    if message.mailbox and message.mailbox.smtp_host:
        return _over_smtp(message.mailbox, letter)
    return _to_folder(letter)


def _over_smtp(mailbox: Mailbox, letter: Letter) -> Handed:
    try:
        account = outgoing(mailbox)
    except Refusal as refusal:
        return Handed(Fate.LATER, str(refusal))
    return hand_over(account, letter)


class _Written(EmailMessage):
    """A mail that is written already, for the doors of Django's mail."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(from_email=letter.sender, to=list(letter.recipients))
        self.letter = letter

    def message(self, **_: Any) -> Any:
        """Return the mail as it is."""
        from email import message_from_bytes, policy  # noqa: PLC0415 - only a mailbox without a server needs it

        return message_from_bytes(self.letter.raw, policy=policy.SMTP)


def _to_folder(letter: Letter) -> Handed:
    try:
        get_connection().send_messages([_Written(letter)])
    except OSError as fault:
        return Handed(Fate.LATER, f"The mail folder cannot be written: {fault.strerror}.")
    return Handed(Fate.SENT, "Written to the mail folder: its mailbox has no server to send by.")


@transaction.atomic
def _end(message: Message, handed: Handed, at: datetime) -> None:
    """Write down what came of it; a case whose reply failed is told, for it is not answered."""
    case = locked_case_of(message)
    if handed.fate == Fate.SENT:
        message.delivered_at = at
        _write(message, Delivery.SENT, handed.said)
    elif handed.fate == Fate.LATER and message.attempts <= len(TRY_AGAIN):
        message.send_at = at + TRY_AGAIN[message.attempts - 1]
        _write(message, Delivery.QUEUED, handed.said)
    elif handed.fate == Fate.IN_DOUBT:
        _write(message, Delivery.IN_DOUBT, handed.said)
    else:
        _write(message, Delivery.FAILED, handed.said)
        tell_not_arrived(case, message, at=at)
    if message.delivery in {Delivery.FAILED, Delivery.IN_DOUBT} or (
        message.delivery == Delivery.SENT and handed.said.startswith("Not to")
    ):
        notify(message, at=at)


def _write(message: Message, delivery: Delivery, fault: str) -> None:
    message.delivery, message.delivery_fault = delivery, fault[:500]
    message.save(update_fields=["delivery", "delivery_fault", "attempts", "send_at", "delivered_at"])


@transaction.atomic
def settle_sending(message: Message, *, send_again: bool, by: User, at: datetime) -> Message:
    """Decide on a message in doubt, failed or come back: send it again, or let it stand as it is.

    Sent again it keeps its Message-ID, by which the other side knows one it has already.
    """
    case = locked_case_of(message)
    found = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    before = found.delivery
    if before not in {Delivery.IN_DOUBT, Delivery.FAILED, Delivery.BOUNCED}:
        raise MessageNotInDoubt(number=found.pk, state=before)
    if send_again:
        found.attempts, found.send_at = 0, at
        _write(found, Delivery.QUEUED, found.delivery_fault)
    else:
        settled = Delivery.SENT if before == Delivery.IN_DOUBT else Delivery.RECORDED
        _write(found, settled, found.delivery_fault)
    tell_delivery(case, found, "", by=by, at=at)
    record(by, "settle", found, at=at, before=before, after=found.delivery)
    return found


@transaction.atomic
def count_as_sent(*, by: User, at: datetime) -> int:
    """Count mail as sent that waits and is older than `at`; return how much it was.

    For cases that were taken over with their letters: what another system sent is not sent again.
    """
    waiting = Message.objects.filter(delivery=Delivery.HELD, attempts=0, send_at__lte=at)
    count = waiting.update(delivery=Delivery.SENT, delivered_at=F("send_at"))
    record(by, "count as sent", at=at, count=count)
    return count
