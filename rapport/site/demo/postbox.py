"""The demo's mail server and mail folder: what Rapport sends lies here, and mail to the shop goes in."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from django.db import connection
from django.utils.timezone import now

from rapport.desk.mail import actions, queries
from rapport.desk.mail.refusals import MailboxNotFound
from rapport.site.demo.serving import LOOPBACK

OURS = "@thistlewood.example"
LINE = b"-" * 79  # between mails in a file of Django's
MOST_SHOWN = 100
REPLY_KEY = re.compile(r"\+[^@]*@")


@dataclass(frozen=True)
class Letter:
    """A mail that lies in the folder."""

    number: int
    at: datetime
    mail: EmailMessage

    @property
    def text(self) -> str:
        """What it says."""
        body = self.mail.get_body(("plain", "html"))
        return str(body.get_content()) if body else ""


class Postbox:
    """A mail server of this machine alone: mail to the shop goes to its desk, all other into the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        raw: bytes = envelope.original_content or envelope.content
        ours = [address for address in envelope.rcpt_tos if address.lower().endswith(OURS)]
        if ours:
            return await asyncio.to_thread(_take, ours[0], raw)
        keep(self.folder, raw, now())
        return "250 OK"


def _take(address: str, raw: bytes) -> str:
    """Store a mail for the desk, as `rapport mail take` does."""
    try:
        mailbox = queries.mailbox_named(REPLY_KEY.sub("@", address))
        stored = actions.store_mail(mailbox, raw, at=now())
    except MailboxNotFound as refusal:
        return f"550 {refusal}"
    finally:
        connection.close()  # this thread may never be asked again
    return f"250 Stored as mail {stored.pk}"


@contextmanager
def postbox_open(folder: Path, port: int) -> Iterator[Postbox]:
    """Take mail at a port of this machine."""
    postbox = Postbox(folder)
    server = Controller(postbox, hostname=LOOPBACK, port=port)
    server.start()
    try:
        yield postbox
    finally:
        server.stop()


def keep(folder: Path, raw: bytes, at: datetime) -> None:
    """Put a mail into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{at:%Y%m%d-%H%M%S-%f}.eml").write_bytes(raw)


def letters_in(folder: Path) -> list[Letter]:
    """Return the mails of the folder, the newest first: those the server took, and links into the portal."""
    files = sorted(folder.glob("*.*"), key=lambda path: path.name) if folder.exists() else []
    found = [(path, raw) for path in files for raw in _mails_in(path)]
    return [_read(number, path, raw) for number, (path, raw) in enumerate(found, 1)][::-1][:MOST_SHOWN]


def _mails_in(path: Path) -> list[bytes]:
    if path.suffix == ".eml":
        return [path.read_bytes()]
    return [part.lstrip(b"\n") for part in path.read_bytes().split(LINE) if part.strip()]


def _read(number: int, path: Path, raw: bytes) -> Letter:
    at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    mail: Any = message_from_bytes(raw, policy=policy.default)
    return Letter(number, at, mail)
