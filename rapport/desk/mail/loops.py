"""Four guards that keep machines from answering each other: classify, mark, never ourselves, and a cap."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MARK = "X-Rapport-Loop"  # on everything we send
MOST_TO_ONE, ONE_FOR = 4, timedelta(days=1)
MOST_ALIKE, MOST_AT_ALL, ALIKE_FOR = 10, 120, timedelta(hours=1)
OLDEST = timedelta(days=3)  # older mail came with a mailbox full of the past, and is not acknowledged
MACHINES = (
    "mailer-daemon@",
    "postmaster@",
    "no-reply@",
    "noreply@",
    "do-not-reply@",
    "donotreply@",
    "bounce",
)
OUT_OF_OFFICE = re.compile(
    r"^(out of office|automatic reply|auto.?reply|automatische antwort|abwesen(heit|d)|réponse automatique)",
    re.IGNORECASE,
)


class Machine(StrEnum):
    """What kind of machine sent a mail; nobody behind an empty one."""

    NONE = ""
    BOUNCE = "bounce"
    ANSWER = "automatic answer"
    BULK = "mail to many"
    OURSELVES = "our own mail"


@dataclass(frozen=True)
class Given:
    """How many automatic answers were given of late: to one address, to subjects alike, by the mailbox."""

    to_one: int
    alike: int
    at_all: int


def machine_behind(headers: Mapping[str, str], sender: str, subject: str, media_type: str) -> Machine:
    """Return what kind of machine sent a mail, from its headers; names of headers are small letters."""
    automatic = headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    if media_type == "multipart/report" or headers.get("return-path", "x").strip() == "<>":
        return Machine.BOUNCE
    if sender.lower().startswith(("mailer-daemon@", "postmaster@")):
        return Machine.BOUNCE
    if automatic not in {"", "no"} or _answers_by_itself(headers) or OUT_OF_OFFICE.match(subject):
        return Machine.ANSWER
    if _is_for_many(headers) or sender.lower().startswith(MACHINES):
        return Machine.BULK
    return Machine.NONE


def _answers_by_itself(headers: Mapping[str, str]) -> bool:
    named = ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-autoresponder", "x-mail-autoreply")
    quiet = headers.get("x-auto-response-suppress", "").lower()
    return (
        any(name in headers for name in named)
        or "auto_reply" in headers.get("precedence", "").lower()
        or any(word in quiet for word in ("all", "autoreply", "oof"))
    )


def _is_for_many(headers: Mapping[str, str]) -> bool:
    precedence = headers.get("precedence", "").strip().lower()
    listed = any(name in headers for name in ("list-id", "list-unsubscribe", "list-post", "feedback-id"))
    return listed or precedence in {"bulk", "list", "junk"}


def is_ours(headers: Mapping[str, str], sender: str, mark: str, own: Collection[str]) -> bool:
    """Tell whether a mail is our own come back: it bears our mark, or comes from an address of ours."""
    return mark in headers.get(MARK.lower(), "") or plain_address(sender) in own


def plain_address(address: str) -> str:
    """Return an address in small letters without what follows a plus, by which one person has many."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def subject_digest(subject: str) -> str:
    """Return one digest for subjects that differ in numbers, prefixes and signs alone."""
    alike = re.sub(r"\b(re|aw|fw|fwd|wg)\b|[\W\d_]+", " ", subject.lower())
    return hashlib.sha256(" ".join(alike.split()).encode()).hexdigest()


def why_no_answer(machine: Machine, given: Given, written_at: datetime | None, at: datetime) -> str:
    """Return why a mail gets no automatic answer, or nothing where it gets one."""
    if machine != Machine.NONE:
        return f"It is {machine}."
    if written_at and at - written_at > OLDEST:
        return "It was written days ago."
    if given.to_one >= MOST_TO_ONE:
        return f"The address had {given.to_one} automatic answers in a day."
    if given.alike >= MOST_ALIKE:
        return f"{given.alike} mails with this subject were answered in an hour."
    if given.at_all >= MOST_AT_ALL:
        return f"The mailbox gave {given.at_all} automatic answers in an hour."
    return ""
