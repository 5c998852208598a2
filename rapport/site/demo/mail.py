"""Show mail going round in the demo: in by the pipe command, out over SMTP, and back into the same case."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings

from rapport.customers.rules import Channel
from rapport.desk.actions import Said, write_reply
from rapport.desk.mail import actions, queries
from rapport.desk.models import Case, Mailbox
from rapport.engine.value.valuation import Tell
from rapport.staff.models import User

ADDRESS, LOOPBACK = "help@thistlewood.example", "127.0.0.1"
CUSTOMER = "Morag Sinclair <morag.sinclair@customers.example>"
SOON = timedelta(seconds=15)  # after the ten seconds in which a reply may be taken back
# What waits for a person in the demo: from, subject, text, further headers.
HELD: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("Lottery Board <win@lucky.example>", "You won", "Send us your bank details.", {"Precedence": "bulk"}),
    ("", "No name, no address", "Who am I?", {}),
    ("Mail system <mailer-daemon@elsewhere.example>", "Undelivered", "550 no such user", {}),
    ("Angus <angus@stranger.example>", "Re: {reference}", "Tell me her new address, it is urgent.", {}),
)


class Postbox:
    """A mail server of this machine alone: it keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail."""
        self.mails.append(envelope.content)
        return "250 OK"


def show_round_trip(*, owner: User, adviser: User, now: datetime, tell: Tell) -> Case:
    """Have a customer write, be acknowledged, be answered and answer again, by mail servers of this machine.

    Afterwards the demo's mailbox writes its mail to a folder, for the server of this show is gone. Mail of
    strangers and machines waits in the hold.
    """
    settings.MAIL_HOSTS = (LOOPBACK, *settings.MAIL_HOSTS)
    with _postbox() as (postbox, port):
        mailbox = _mailbox(adviser, port, by=owner, at=now)
        case = _taken(
            mailbox, _letter(CUSTOMER, "My barometer", "It fell silent. Can you mend it?", now), now
        )
        tell(f"Mail: a customer's mail came by the pipe command and is case {case.reference}")
        _sent(now + SOON)
        tell(f"Mail: it was acknowledged over SMTP ({len(postbox.mails)} mail)")
        said = Said("Yes, we can. Send it to us, and we look at it when it is here.", Channel.EMAIL)
        write_reply(case, said, by=adviser, at=now)
        _sent(now + SOON)
        back = str(message_from_bytes(postbox.mails[-1])["Reply-To"])
        again = _taken(mailbox, _letter(CUSTOMER, "Re: My barometer", "It is on its way.", now, to=back), now)
        tell(f"Mail: the adviser's answer went out, and the customer's came back to case {again.reference}")
    for sender, subject, text, headers in HELD:
        raw = _letter(sender, subject.format(reference=case.reference), text, now, **headers)
        actions.read_mail(actions.store_mail(mailbox, raw, at=now), at=now)
    actions.change_mailbox(mailbox, _fields(mailbox) | {"smtp_host": ""}, by=owner, at=now)
    return again


@contextmanager
def _postbox() -> Iterator[tuple[Postbox, int]]:
    """Run a mail server on a free port of this machine."""
    postbox = Postbox()
    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        port = int(one.getsockname()[1])
    server = Controller(postbox, hostname=LOOPBACK, port=port)
    server.start()
    try:
        yield postbox, port
    finally:
        server.stop()


def _mailbox(adviser: User, port: int, *, by: User, at: datetime) -> Mailbox:
    sends = {"smtp_host": LOOPBACK, "smtp_port": port, "smtp_security": "none"}
    named = {"name": "Thistlewood & Daughters", "address": ADDRESS, "team": adviser.team}
    return actions.add_mailbox(named | sends, take_all=False, by=by, at=at)


def _fields(mailbox: Mailbox) -> dict[str, Any]:
    return {"name": mailbox.name, "address": mailbox.address}


def _letter(sender: str, subject: str, text: str, at: datetime, **headers: str) -> bytes:
    """Return a mail as a customer's program writes it; `to` is the demo's address unless it is said."""
    mail = EmailMessage()
    named = {
        "From": sender,
        "To": headers.pop("to", ADDRESS),
        "Subject": subject,
        "Date": format_datetime(at),
    }
    for name, value in (named | headers).items():
        if value:
            mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


def _taken(mailbox: Mailbox, raw: bytes, at: datetime) -> Case:
    """Hand a mail to the pipe command, read it as the chore does, and return its case."""
    command = [sys.executable, "-m", "rapport.cli", "mail", "take", mailbox.address]
    subprocess.run(command, input=raw, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ourselves
    [waiting] = queries.waiting_mail()
    message = actions.read_mail(waiting, at=at).message
    if message is None:
        raise RuntimeError("The demo's mail was not filed.")
    return message.case


def _sent(at: datetime) -> None:
    actions.send_due(clock=lambda: at)
