"""Letters for the tests: mail written as people and machines write it, and mailboxes for it."""

from datetime import datetime, timedelta
from typing import Any

from rapport.desk.mail.actions import read_mail, store_mail
from rapport.desk.models import Mailbox, ReceivedMail
from rapport.staff.models import Team
from tests.cast import MONDAY_NINE, NORTH, make_team

DATE = "Mon, 02 Mar 2026 08:55:00 +0000"
_COUNT = iter(range(1, 10_000_000))


def make_mailbox(team: Team | None = None, **fields: Any) -> Mailbox:
    """Make a mailbox of team North, which is filled by the pipe command."""
    plain = {"name": "Help", "address": "help@shop.example", "team": team or make_team(NORTH)}
    return Mailbox.objects.create(**plain | fields)


def letter(
    text: str | bytes = "Where is my order?",
    *,
    sender: str = "Dana <dana@example.org>",
    to: str = "help@shop.example",
    subject: str = "My order",
    message_id: str | None = None,
    headers: str = "",
) -> bytes:
    """Return a mail as bytes; `headers` are lines added as they are, each with its end."""
    named = f"<{next(_COUNT)}@example.org>" if message_id is None else message_id
    body = text if isinstance(text, bytes) else text.encode()
    lines = [
        f"From: {sender}\r\n" if sender else "",
        f"To: {to}\r\n",
        f"Subject: {subject}\r\n" if subject else "",
        f"Date: {DATE}\r\n",
        f"Message-ID: {named}\r\n" if named else "",
        headers,
    ]
    return "".join(lines).encode("utf-8", "surrogateescape") + b"\r\n" + body + b"\r\n"


def receive(
    mailbox: Mailbox, raw: bytes, *, at: datetime = MONDAY_NINE, slot: str | None = None
) -> ReceivedMail:
    """Store a mail and read it, as the chores do one after the other."""
    received = store_mail(mailbox, raw, slot=slot, at=at)
    read_mail(received, at=at + timedelta(seconds=1))
    received.refresh_from_db()
    return received
