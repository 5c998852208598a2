"""A mail taken apart: raw bytes in, a frozen account out; hostile mail costs little and stops nothing."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, utils
from email.message import Message
from email.policy import Compat32
from typing import Any

from rapport.desk.actions.messages import File
from rapport.desk.mail import cleaning
from rapport.desk.mail.files import judged, safe_name
from rapport.desk.mail.words import addresses, decoded, header_words, message_ids, one_line, storable

LARGEST_HEAD = 256_000  # bytes of headers that are looked at
MOST_PARTS = 200
DEEPEST = 30
LONGEST_TEXT = 200_000
MOST_LEVELS = 150
MOST_LOOKS = 6_000_000
NESTS = re.compile(rb"boundary\s*=|content-type:\s*message/", re.IGNORECASE)
CUT = "X-Rapport-Cut"  # the first header of a mail of which only the beginning was kept: its size in bytes
HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
Pairs = tuple[tuple[str, str], ...]


class _AsWritten(Compat32):
    """Headers as they were written, eight-bit characters and all; they are decoded here, with limits."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 - Python's own signature
        """Return the value untouched."""
        return value


AS_WRITTEN = _AsWritten()


@dataclass(frozen=True)
class Parsed:
    """What a mail says; `faults` tell in sentences what was cut or mended."""

    senders: Pairs = ()
    reply_to: Pairs = ()
    recipients: Pairs = ()
    copies: Pairs = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    has_remote_pictures: bool = False
    files: tuple[File, ...] = ()
    rfc_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "text/plain"
    written_at: datetime | None = None
    faults: tuple[str, ...] = ()

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address of who sent it; empty where it does not say."""
        return self.senders[0] if self.senders else ("", "")

    @property
    def answer_to(self) -> tuple[str, str]:
        """Name and address that the sender wants the answer at."""
        return self.reply_to[0] if self.reply_to else self.sender


def parse(raw: bytes) -> Parsed:
    """Return what a mail says, whatever it is made of; it raises nothing for what somebody wrote in it."""
    faults: list[str] = []
    mail = _read(_tamed(raw, faults), faults)
    headers = _headers(mail)
    text, page, files = _contents(mail, faults)
    senders = addresses(headers.get("from", ""))
    if len(senders) > 1:
        faults.append("It names more than one sender; the first counts.")
    if not senders:
        faults.append("It names no sender that could be answered.")
    return Parsed(
        senders=senders, reply_to=addresses(headers.get("reply-to", "")), files=files,
        recipients=addresses(headers.get("to", "")), copies=addresses(headers.get("cc", "")),
        delivered_to=tuple(
            address
            for name in ("delivered-to", "x-original-to", "envelope-to", "x-forwarded-to")
            for _, address in addresses(headers.get(name, ""))
        ),
        subject=header_words(headers.get("subject", ""), 300), **_shown(text, page, faults),
        rfc_id=_rfc_id(headers.get("message-id", "")),
        in_reply_to=message_ids(headers.get("in-reply-to", "")),
        references=message_ids(headers.get("references", "")), headers=headers,
        media_type=mail.get_content_type(), written_at=_written_at(headers.get("date", "")),
        faults=tuple(faults),
    )  # fmt: skip


def _tamed(raw: bytes, faults: list[str]) -> bytes:
    """Return a mail whose headers have a size that is cheap to read."""
    raw = raw.lstrip(b"\r\n")
    if raw.startswith(b"From "):
        raw = raw.partition(b"\n")[2]  # a mailbox file's own line
    ends = HEAD_ENDS.search(raw)
    head_size = ends.start() if ends else len(raw)
    if head_size <= LARGEST_HEAD:
        return raw
    faults.append(f"Its headers have {head_size // 1000} kB; the first {LARGEST_HEAD // 1000} kB were read.")
    head = raw[:LARGEST_HEAD].rpartition(b"\n")[0] or raw[:LARGEST_HEAD]
    return head + (raw[ends.start() :] if ends else b"\n\n")


def _read(raw: bytes, faults: list[str]) -> Message:
    """Return a mail in parts; where there are too many to be a person's, as one text."""
    try:
        if not _is_too_nested(raw):
            return message_from_bytes(raw, policy=AS_WRITTEN)
    except (RecursionError, ValueError, LookupError, AssertionError, AttributeError, TypeError):
        faults.append("Its parts could not be told apart; it is shown as one text.")
    else:
        faults.append("It has more parts than mail has; it is shown as one text.")
    ends = HEAD_ENDS.search(raw)
    mail: Message = Message(policy=AS_WRITTEN)
    if ends:
        mail = message_from_bytes(raw[: ends.end()], policy=AS_WRITTEN)
        mail.set_payload(raw[ends.end() : ends.end() + LONGEST_TEXT].decode("utf-8", "replace"))
    for name in ("content-type", "content-transfer-encoding"):
        del mail[name]
    return mail


def _is_too_nested(raw: bytes) -> bool:
    """Tell whether the parts may lie so deep that reading them would take longer than a mail is worth.

    Python looks at every line once for every level above it: levels times lines is what it costs.
    """
    levels = len(NESTS.findall(raw))
    return levels > MOST_LEVELS or levels * raw.count(b"\n") > MOST_LOOKS


def _headers(mail: Message) -> dict[str, str]:
    """Return the first of each header in small letters; To and the like, which may come twice, joined."""
    found: dict[str, str] = {}
    for name, value in mail.raw_items():
        key, text = name.lower(), str(value)
        if key in found and key in {"to", "cc", "delivered-to", "references"}:
            found[key] = f"{found[key]}, {text}"
        found.setdefault(key, text)
    return found


def _parts(mail: Message, faults: list[str]) -> Iterator[Message]:
    """Yield the parts that hold something, in their order, down to a depth; a mail in the mail is one."""
    waiting, count = [(mail, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            if depth >= DEEPEST:
                faults.append(f"Its parts lie more than {DEEPEST} deep; the mail as it came has them all.")
                continue
            waiting += [(one, depth + 1) for one in reversed(part.get_payload())]  # type: ignore[arg-type]
            continue
        count += 1
        if count > MOST_PARTS:
            faults.append(f"It has more than {MOST_PARTS} parts; the mail as it came has them all.")
            return
        yield part


def _contents(mail: Message, faults: list[str]) -> tuple[str, str, tuple[File, ...]]:
    """Return the text, the HTML and the files of a mail."""
    texts: list[str] = []
    pages: list[str] = []
    files: list[File] = []
    for part in _parts(mail, faults):
        kind, name = part.get_content_type(), _file_name(part)
        is_file = bool(name) or _disposition(part) == "attachment"
        if kind == "text/plain" and not is_file:
            texts.append(_text(part, faults))
        elif kind == "text/html" and not is_file:
            pages.append(_text(part, faults))
        elif kind.startswith("multipart/"):
            texts.append(_text(part, faults))
            faults.append("It says that it has parts, and has none; it is shown as one text.")
        else:
            files.append(_file(part, name, len(files) + 1, faults))
    return "\n\n".join(filter(None, texts)), "".join(pages), tuple(files)


def _disposition(part: Message) -> str:
    return str(part.get("content-disposition", "")).split(";")[0].strip().lower()


def _file_name(part: Message) -> str:
    """Return the name of a file as it was given, or nothing."""
    if max((len(str(value)) for _, value in part.raw_items()), default=0) > 20_000:
        return "file"  # nobody gives a file such headers
    try:
        return header_words(str(part.get_filename("") or ""), 1_000)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return "file"


def _file(part: Message, name: str, number: int, faults: list[str]) -> File:
    kind = part.get_content_type()
    body = _enclosed(part) if kind.startswith("message/") else _bytes(part, faults)
    if not name and kind == "message/rfc822":
        name = f"mail-{number}.eml"
    return judged(safe_name(name, number), kind, body)


def _enclosed(part: Message) -> bytes:
    """Return a mail that came within the mail, as it was."""
    inside = part.get_payload()
    found: Any = inside if isinstance(inside, list) else [inside]
    try:
        return b"\n".join(one.as_bytes() if isinstance(one, Message) else str(one).encode() for one in found)
    except (ValueError, LookupError, TypeError, AttributeError, KeyError, RecursionError):
        return b"\n".join(str(one.get_payload())[:LONGEST_TEXT].encode("utf-8", "replace") for one in found)


def _bytes(part: Message, faults: list[str]) -> bytes:
    """Return the bytes of a part; bad base64 gives what can be read of it."""
    written = part.get_payload()
    if isinstance(written, list):
        return b""
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        body = str(written).encode("utf-8", "replace")
    coding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if coding == "base64" and not _is_base64(str(written)):
        faults.append("A part of it is not well written base64; what could be read is kept.")
    return body if isinstance(body, bytes) else b""


def _is_base64(written: str) -> bool:
    try:
        base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _text(part: Message, faults: list[str]) -> str:
    charset = str(part.get_param("charset", "") or "")
    text, fits = decoded(_bytes(part, faults), charset[:80])
    if not fits:
        named = one_line(charset, 40) or "UTF-8"
        faults.append(f"Its characters are not those of '{named}'; some may look odd.")
    return text[: LONGEST_TEXT * 5]


def _shown(text: str, page: str, faults: list[str]) -> dict[str, Any]:
    """Return the text and the HTML of a mail as they are kept to be shown."""
    if page and cleaning.is_too_much(page):
        faults.append("Its HTML is larger or deeper than a letter; it is shown as text.")
        text, page, remote = text or cleaning.words_of(page), "", False
    else:
        text, remote = text or cleaning.words_of(page), cleaning.has_remote_pictures(page)
    if len(text) > LONGEST_TEXT:
        faults.append(f"It has {len(text):,} characters; the first {LONGEST_TEXT:,} are shown.")
    shown = storable(text[:LONGEST_TEXT]).strip()
    return {"text": shown, "html": cleaning.clean(page) if page else "", "has_remote_pictures": remote}


def _rfc_id(raw: str) -> str:
    """Return the Message-ID, without its brackets; one without brackets as it is."""
    found = message_ids(raw[:2_000])
    return found[0] if found else one_line(raw.strip().strip("<>"), 480)


def _written_at(raw: str) -> datetime | None:
    """Return when a mail says it was written; nonsense is no time."""
    try:
        written = utils.parsedate_to_datetime(raw[:100])
        return (written if written.tzinfo else written.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
