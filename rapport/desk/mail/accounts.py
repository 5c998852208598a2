"""Where a mailbox's mail is fetched and sent, as plain values, and what its faults are called."""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from rapport.desk.mail.hosts import connect
from rapport.desk.mail.sealing import opened
from rapport.desk.mail.words import one_line
from rapport.desk.models import Mailbox

TIMEOUT = 20.0  # seconds that a server may be silent
SECURITIES = ("tls", "starttls", "none")


@dataclass(frozen=True)
class Account:
    """A server, and how we sign in there."""

    host: str
    port: int
    security: str
    user: str
    password: str
    folder: str = "INBOX"
    timeout: float = TIMEOUT


def incoming(mailbox: Mailbox) -> Account:
    """Return where a mailbox's mail is fetched."""
    return Account(
        mailbox.imap_host, mailbox.imap_port, mailbox.imap_security, mailbox.imap_user,
        opened(mailbox.imap_password), mailbox.folder,
    )  # fmt: skip


def outgoing(mailbox: Mailbox) -> Account:
    """Return where a mailbox's mail is sent."""
    return Account(
        mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security, mailbox.smtp_user,
        opened(mailbox.smtp_password),
    )  # fmt: skip


def socket_to(account: Account) -> socket.socket:
    """Return a connection to an account's server, encrypted from the start where it is said so."""
    plain = connect(account.host, account.port, account.timeout, settings.MAIL_HOSTS)
    if account.security != "tls":
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=account.host)


def told(fault: Exception, account: Account) -> str:
    """Return a fault of a mail server as a sentence that says what to do."""
    server = f"{account.host}:{account.port}"
    words: list[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[], str]]] = [
        (ssl.SSLCertVerificationError, lambda: f"The certificate of {server} does not hold: {_said(fault)}."),
        (ssl.SSLError, lambda: f"{server} does not speak TLS in this way: {_said(fault)}."),
        (socket.gaierror, lambda: f"There is no server named {account.host}. Look at how it is written."),
        (TimeoutError, lambda: f"{server} did not answer for {account.timeout:.0f} seconds."),
        (smtplib.SMTPAuthenticationError, lambda: f"{server} does not let '{account.user}' in."),
        ((smtplib.SMTPException, imaplib.IMAP4.error), lambda: f"{server} said: {_said(fault)}."),
        (UnicodeError, lambda: f"User, password or folder for {server} hold letters beyond A to Z, which it "
         "cannot be told. Set a password without them."),
        (OSError, lambda: f"{server} cannot be reached: {_said(fault)}."),
    ]  # fmt: skip
    say = next((say for kind, say in words if isinstance(fault, kind)), lambda: _said(fault))
    return one_line(say(), 500)


def _said(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {fault.smtp_error!r}"
    return str(fault).rstrip(".") or type(fault).__name__
