"""A message of ours written as a mail."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from rapport.desk.mail.filing import reply_address
from rapport.desk.mail.loops import MARK
from rapport.desk.mail.sealing import loop_mark
from rapport.desk.mail.smtp import Letter
from rapport.desk.mail.words import one_line
from rapport.desk.models import Attachment, Message

NOWHERE = "rapport@localhost"


def compose(message: Message, files: Sequence[Attachment]) -> Letter:
    """Return a message in its envelope; the same message gives the same Message-ID however often."""
    mail = EmailMessage(policy=SMTP)
    sender = message.from_address or NOWHERE
    for name, value in _headers(message, sender).items():
        if value:
            mail[name] = value
    mail.set_content(message.text, charset="utf-8")
    for file in files:
        kind, _, sort = file.media_type.partition("/")
        if not sort or kind in {"message", "multipart"}:
            kind, sort = "application", "octet-stream"
        mail.add_attachment(bytes(file.blob.body), maintype=kind, subtype=sort, filename=file.name)
    return Letter(sender, _envelope(message), mail.as_bytes())


def _headers(message: Message, sender: str) -> dict[str, str]:
    named = {
        "From": _named(message.from_name, sender),
        "To": _all(message.recipients),
        "Cc": _all(message.copies),
        "Subject": one_line(message.subject, 300),
        "Date": format_datetime(message.at),
        "Message-ID": f"<{message.rfc_id}>",
        "In-Reply-To": _bracketed(message.in_reply_to),
        "References": _bracketed(message.references),
        MARK: loop_mark(),
    }
    if message.mailbox_id is not None:
        named["Reply-To"] = reply_address(sender, message.case.reply_key)
    return named | (_AUTOMATIC if message.is_automatic else {})


_AUTOMATIC = {  # RFC 3834
    "Auto-Submitted": "auto-replied",
    "Precedence": "auto_reply",
    "X-Auto-Response-Suppress": "All",
}


def _envelope(message: Message) -> list[str]:
    return list(dict.fromkeys(address for _, address in [*message.recipients, *message.copies] if address))


def _all(pairs: Sequence[Sequence[str]]) -> str:
    return ", ".join(_named(name, address) for name, address in pairs)


def _named(name: str, address: str) -> str:
    return formataddr((one_line(name, 200), one_line(address, 400)))


def _bracketed(ids: str) -> str:
    return " ".join(f"<{one}>" for one in ids.split() if one.isascii() and len(one) < 250)
