"""Where a mail belongs: a pure rule over what is known of it. Mail is not identity."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapport.desk.mail.loops import Machine
from rapport.desk.rules import Intake

KEY = re.compile(r"\+([0-9a-f]{24})@")  # the unguessable part of the address that answers come back to
REFERENCE = re.compile(r"\bR-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}\b")


class Hold(StrEnum):
    """Why a mail waits for a person."""

    STRANGER = "stranger"
    KEY = "unknown reply address"
    MACHINE = "machine"
    BOUNCE = "bounce"
    NO_SENDER = "no sender"
    OURSELVES = "ourselves"
    UNREADABLE = "unreadable"
    SET_ASIDE = "case set aside"


@dataclass(frozen=True)
class Facts:
    """What is known of a mail before it is filed; a case is named by its number, 0 where there is none."""

    sender: str
    machine: Machine = Machine.NONE
    repeats: int = 0  # the mail it repeats byte for byte
    blocked: str = ""  # why its sender is blocked
    is_spam: bool = False
    has_key: bool = False  # it came to a reply address
    keyed: int = 0  # the case of that address
    threaded: int = 0  # the case of a message it answers, by its headers
    quoted: int = 0  # the case whose reference stands in its subject
    is_party: bool = False  # the sender takes part in the case of `threaded` or `quoted`
    bounced: int = 0  # the case of a message of ours that it says did not arrive
    set_aside: frozenset[int] = frozenset()  # which of these cases somebody took for spam


@dataclass(frozen=True)
class Decision:
    """Where a mail goes: filed in `case` (0: in a new one), held or refused, and why."""

    state: Intake
    case: int = 0
    why: str = ""
    hold: Hold | None = None


def decide(facts: Facts) -> Decision:
    """Return where a mail belongs.

    The unguessable reply address comes first; then what its headers answer, but only where its sender takes
    part in that case; whatever else seems to be about a case is held, and so is what machines send unasked.
    Nobody looks into a case that was taken for spam: what belongs there is held, and seen.
    """
    found = _belongs(facts)
    if found.state == Intake.FILED and found.case in facts.set_aside:
        return _held(Hold.SET_ASIDE, "It belongs to a case that was set aside as spam.", found.case)
    return found


def _belongs(facts: Facts) -> Decision:
    if refused := _why_refused(facts):
        return Decision(Intake.REFUSED, why=refused)
    if facts.machine == Machine.OURSELVES:
        return _held(Hold.OURSELVES, "It comes from an address of ours. Answering it could go on for ever.")
    if facts.machine == Machine.BOUNCE and not facts.keyed:
        return _bounce(facts)
    if facts.keyed:
        return Decision(Intake.FILED, case=facts.keyed)
    return _by_headers(facts) or _new(facts)


def _why_refused(facts: Facts) -> str:
    if facts.repeats:
        return f"It repeats mail {facts.repeats}: the same Message-ID and the same bytes."
    if facts.blocked:
        return f"Its sender is blocked: {facts.blocked}"
    if facts.is_spam:
        return "The mail server marked it as spam."
    return ""


def _bounce(facts: Facts) -> Decision:
    if facts.bounced:
        return Decision(Intake.FILED, case=facts.bounced)
    return _held(Hold.BOUNCE, "It says that a mail did not arrive, and that mail is none of ours.")


def _by_headers(facts: Facts) -> Decision | None:
    case = facts.threaded or facts.quoted
    if not case:
        return None
    if facts.is_party:
        return Decision(Intake.FILED, case=case)
    named = "answers a message of" if facts.threaded else "quotes the reference of"
    why = f"It {named} a case in which '{facts.sender or 'nobody'}' has no part. Anybody can write that."
    return _held(Hold.STRANGER, why, case)


def _new(facts: Facts) -> Decision:
    if facts.has_key:
        return _held(Hold.KEY, "It was sent to a reply address that belongs to no case.")
    if not facts.sender:
        return _held(Hold.NO_SENDER, "It names no sender that could be answered.")
    if facts.machine != Machine.NONE:
        return _held(Hold.MACHINE, f"It is {facts.machine}, and no case is known for it.")
    return Decision(Intake.FILED)


def _held(hold: Hold, why: str, case: int = 0) -> Decision:
    return Decision(Intake.HELD, case=case, why=why, hold=hold)


def reply_key(addresses: Iterable[str]) -> str:
    """Return the key in the first reply address among addresses, or nothing."""
    found = (KEY.search(address.lower()) for address in addresses)
    return next((one.group(1) for one in found if one), "")


def reply_address(address: str, key: str) -> str:
    """Return the address that answers to one case come back to."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{key}@{domain}"


def references_in(subject: str) -> list[str]:
    """Return the references of cases that a subject quotes."""
    return REFERENCE.findall(subject.upper())[:5]
