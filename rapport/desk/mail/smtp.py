"""One mail handed to an SMTP server, and what came of it: sent, refused for now or for good, or in doubt."""

import re
import smtplib
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from rapport.desk.mail.accounts import Account, socket_to, told
from rapport.lib.errors import Refusal

LONE_DOT = re.compile(rb"^\.", re.MULTILINE)  # RFC 5321 4.5.2: a line may not begin with one


class Fate(StrEnum):
    """What came of handing a mail over."""

    SENT = "sent"
    LATER = "later"  # not taken now; trying again may help
    NEVER = "never"  # refused for good
    IN_DOUBT = "in doubt"  # the server had all of it and did not say whether it took it


@dataclass(frozen=True)
class Letter:
    """A mail in its envelope."""

    sender: str
    recipients: Sequence[str]
    raw: bytes


@dataclass(frozen=True)
class Handed:
    """What came of it, and what the server said where that matters."""

    fate: Fate
    said: str = ""


class _Connection(smtplib.SMTP):
    """A connection over a socket that was judged first."""

    def __init__(self, account: Account) -> None:
        self.account = account
        super().__init__(timeout=account.timeout)
        self._host = account.host
        code, said = self.connect(account.host, account.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002 - Python's own
        return socket_to(self.account)


def sign_in(account: Account) -> smtplib.SMTP:
    """Return a connection on which mail can be handed over."""
    connection = _Connection(account)
    try:
        connection.ehlo_or_helo_if_needed()
        if account.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo()
        if account.user:
            connection.login(account.user, account.password)
    except BaseException:
        connection.close()
        raise
    return connection


def hand_over(account: Account, letter: Letter) -> Handed:
    """Hand a mail to a server. Until all of it was said, nothing can have left; after that it may have."""
    try:
        connection = sign_in(account)
    except Refusal as refusal:
        return Handed(Fate.LATER, str(refusal))
    except (OSError, smtplib.SMTPException, UnicodeError) as fault:
        return Handed(Fate.LATER, told(fault, account))
    try:
        return _said(connection, account, letter)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()


def _said(connection: smtplib.SMTP, account: Account, letter: Letter) -> Handed:
    try:
        code, said = connection.mail(letter.sender)
        if code != 250:
            return _declined(code, said)
        refused, worst = _refused(connection, letter.recipients)
    except (OSError, smtplib.SMTPException) as fault:
        return Handed(Fate.LATER, told(fault, account))
    except ValueError as fault:  # an address with letters or signs that SMTP has not
        return Handed(Fate.NEVER, f"Its addresses cannot be written for the server: {_signs(fault)}.")
    if len(refused) == len(letter.recipients):
        return _declined(worst, "; ".join(refused).encode())
    return _with_contents(connection, account, letter.raw, refused)


def _signs(fault: ValueError) -> str:
    return (
        repr(fault.object[fault.start : fault.end]) if isinstance(fault, UnicodeEncodeError) else "a line end"
    )


def _refused(connection: smtplib.SMTP, recipients: Sequence[str]) -> tuple[list[str], int]:
    """Name the recipients; return those that were refused with what was said, and the mildest refusal."""
    refused, codes = [], []
    for recipient in recipients:
        code, said = connection.rcpt(recipient)
        if code not in (250, 251):
            refused.append(f"{recipient}: {code} {said.decode('utf-8', 'replace')}")
            codes.append(code)
    return refused, min(codes, default=250)


def _with_contents(connection: smtplib.SMTP, account: Account, raw: bytes, refused: list[str]) -> Handed:
    try:
        code, said = connection.docmd("DATA")
    except (OSError, smtplib.SMTPException) as fault:
        return Handed(Fate.LATER, told(fault, account))
    if code != 354:
        return _declined(code, said)
    try:
        connection.send(LONE_DOT.sub(b"..", raw.rstrip(b"\r\n")) + b"\r\n.\r\n")
        code, said = connection.getreply()
    except (OSError, smtplib.SMTPException) as fault:
        return Handed(Fate.IN_DOUBT, f"It may have left: {told(fault, account)}")
    if code != 250:
        return _declined(code, said)
    return Handed(Fate.SENT, f"Not to {'; '.join(refused)}" if refused else "")


def _declined(code: int, said: bytes | str) -> Handed:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Handed(Fate.LATER if 400 <= code < 500 else Fate.NEVER, f"{code} {words}")
