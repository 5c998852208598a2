"""What a report of failed delivery says: which message, to whom, and why."""

import re
from dataclasses import dataclass

from rapport.desk.mail.words import message_ids, one_line

LOOKED_AT = 200_000  # bytes; a report is short, the mail it encloses may not be
RECIPIENT = re.compile(rb"^Final-Recipient:\s*[^;\r\n]*;\s*([^\r\n]{1,400})", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(rb"^Status:\s*(\d\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
DIAGNOSTIC = re.compile(rb"^Diagnostic-Code:\s*([^\r\n]{1,400})", re.IGNORECASE | re.MULTILINE)
ORIGINAL = re.compile(
    rb"^(?:Message-ID|X-Original-Message-ID|In-Reply-To):([^\r\n]{1,600})", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True)
class Bounce:
    """A report: the Message-IDs it may be about, whom it could not reach, and whether for good."""

    about: tuple[str, ...]
    recipient: str
    status: str
    reason: str

    @property
    def is_for_good(self) -> bool:
        """Whether the mail will not arrive any more; a delay is told and tried on."""
        return not self.status.startswith(("2", "4"))


def read_bounce(raw: bytes) -> Bounce:
    """Return what a report says; what it does not say is empty."""
    raw = raw[:LOOKED_AT]
    named = (message_ids(found.decode("ascii", "replace")) for found in ORIGINAL.findall(raw)[:50])
    return Bounce(
        about=tuple(one for ids in named for one in ids),
        recipient=_first(RECIPIENT, raw),
        status=_first(STATUS, raw),
        reason=_first(DIAGNOSTIC, raw) or "no reason was given",
    )


def _first(pattern: re.Pattern[bytes], raw: bytes) -> str:
    found = pattern.search(raw)
    return one_line(found.group(1).decode("utf-8", "replace"), 300) if found else ""
