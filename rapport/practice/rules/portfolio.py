"""What is right for a portfolio: kinds of evidence, checks, what is enough, how long it stays."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rapport.lib.errors import Refusal


class EvidenceKind(StrEnum):
    """Where evidence comes from."""

    CASE = "case"
    ANSWER = "answer"
    ROLE_PLAY = "role-play"
    WITNESS = "witness statement"
    OBSERVATION = "observation"
    DOCUMENT = "document"


# What of the syllabus' words for evidence each kind can be.
CAN_BE: dict[EvidenceKind, frozenset[str]] = {
    EvidenceKind.CASE: frozenset({"case", "portfolio"}),
    EvidenceKind.ANSWER: frozenset({"written", "calculator", "report"}),
    EvidenceKind.ROLE_PLAY: frozenset({"role-play"}),
    EvidenceKind.WITNESS: frozenset({"case", "portfolio"}),
    EvidenceKind.OBSERVATION: frozenset({"case", "portfolio", "role-play"}),
    EvidenceKind.DOCUMENT: frozenset({"written", "calculator", "report", "portfolio"}),
}


def kind_fault(kind: EvidenceKind, asked: Collection[str]) -> str:
    """Return in a sentence that a kind is none of those which can show a point; nothing where it is one."""
    if CAN_BE[kind] & {*asked}:
        return ""
    return f"The syllabus names for this point: {', '.join(asked)}. This evidence is a {kind}."


class EvidenceThere(Refusal):
    code = "evidence_there"
    text = (
        "This is in the portfolio already: “{title}”. One piece of evidence may show several points: open it "
        "and claim them."
    )


class ClaimState(StrEnum):
    """Where a claim stands: it waits, it was decided, or the learner took it back."""

    WAITING = "waiting"
    SIGNED_OFF = "signed off"
    SENT_BACK = "sent back"
    WITHDRAWN = "withdrawn"


class Check(StrEnum):
    """What an assessor looks at before they sign."""

    VALID = "valid"
    AUTHENTIC = "authentic"
    CURRENT = "current"
    SUFFICIENT = "sufficient"
    RELIABLE = "reliable"


CHECK_WORDS: dict[Check, str] = {
    Check.VALID: "Valid: it shows what the point asks for",
    Check.AUTHENTIC: "Authentic: it is the learner's own work",
    Check.CURRENT: "Current: it shows what they can do now",
    Check.SUFFICIENT: "Sufficient: there is enough of it",
    Check.RELIABLE: "Reliable: another assessor would decide the same",
}

LEAST_EVIDENCES, LEAST_KINDS = 2, 2  # of a marking point, before it counts as signed off
KEPT_FOR = timedelta(days=3 * 365)  # from the day evidence was made
LEAVER_KEPT_FOR = timedelta(days=365)  # from the day an enrolment ended; appeals are long over then
LONGEST_TITLE, LONGEST_TEXT, LONGEST_NARRATIVE = 160, 20_000, 2_000
LARGEST_FILE = 10 * 1024 * 1024
FILE_ENDINGS = ("pdf", "png", "jpg", "jpeg", "txt", "docx", "odt")
BASIS = (
    "Legitimate interest in training and assessing staff (UK GDPR Article 6(1)(f)). What identifies a "
    "customer was taken out before it was kept, and nothing here leads back to them."
)


class EvidenceNotFound(Refusal):
    """There is no such evidence, or it is not theirs to see: the same answer for both."""

    code = "evidence_not_found"
    text = "Evidence {number} is not in a portfolio you may see. Look for it in the list."


class ClaimNotFound(Refusal):
    """There is no such claim, or it is not theirs to see: the same answer for both."""

    code = "claim_not_found"
    text = "Claim {number} is not in a portfolio you may see. Look for it in the list."


class NothingChosen(Refusal):
    code = "nothing_chosen"
    text = "No part of case {number} is chosen. Choose one message or note at least."


class PartsChanged(Refusal):
    code = "parts_changed"
    text = (
        "The case was changed while you looked at it. Read the parts again, as they stand now, and confirm."
    )


class OwnWork(Refusal):
    code = "own_work"
    text = "This is your own work, and nobody may {deed} their own. Ask another person who may."


class NotCheckedYet(Refusal):
    code = "not_checked_yet"
    text = (
        "Evidence {number} comes from a case, and nobody has checked yet that no person can be told from it. "
        "Ask your assessor or leader to look at it; then claim points with it."
    )


class CheckedAlready(Refusal):
    code = "checked_already"
    text = "{name} has checked evidence {number} already. Open it again to see what they found."


class PointNotKnown(Refusal):
    code = "point_not_known"
    text = "There is no marking point '{point}'. The syllabus has: {points}."


class ClaimedAlready(Refusal):
    code = "claimed_already"
    text = (
        "Evidence {number} is claimed for {point} already. Change the claim there, or choose another point."
    )


class DecidedAlready(Refusal):
    code = "decided_already"
    text = "{name} has decided this claim meanwhile: {state}. Open it again to see it as it stands."


class ChecksMissing(Refusal):
    code = "checks_missing"
    text = "To sign off, all five checks must hold. Not ticked: {missing}. Tick them, or send it back."


class CommentMissing(Refusal):
    code = "comment_missing"
    text = "A claim that is sent back needs a comment. Say in a sentence what the learner should do."


class WhyMissing(Refusal):
    code = "why_missing"
    text = "{deed} needs a reason. Write it in a sentence."


class OverriddenAlready(Refusal):
    code = "overridden_already"
    text = (
        "{name} wrote on {day:%d %B %Y} why less is enough for {point}: {reason} One reason stands for a "
        "point, and it stays as it was written. Read it beside the point."
    )


class DocumentNotTaken(Refusal):
    code = "document_not_taken"
    text = "{name} is not taken: {why}. Portfolios take {endings}, of 10 MB at most."


class EndedAlready(Refusal):
    code = "ended_already"
    text = "The enrolment of {name} ended on {day:%d %B %Y}. Open the list to see who learns now."


class EnrolledAlready(Refusal):
    code = "enrolled_already"
    text = "{name} is enrolled already. End that enrolment first, or change who assesses."


class NotTheSame(Refusal):
    code = "not_the_same"
    text = "{name} cannot be {role} of {learner}: nobody looks after their own work. Choose another person."


class OwnEnrolment(Refusal):
    code = "own_enrolment"
    text = "{name} cannot {deed} their own enrolment. Ask another person who may enrol people to do it."


@dataclass(frozen=True)
class Shown:
    """How far a marking point is shown: the evidence signed off for it, by kind, and what was overridden."""

    point: str
    kinds: tuple[str, ...]  # of each evidence signed off
    claimed: int = 0  # that wait for the assessor
    is_practised: bool = False
    override: str = ""  # why less is enough
    least_kinds: int = LEAST_KINDS

    @property
    def is_enough(self) -> bool:
        """Whether the rule of consistency holds, or somebody wrote down why it need not."""
        return bool(self.kinds) and (bool(self.override) or not self.missing)

    @property
    def missing(self) -> str:
        """What the rule of consistency still asks for, in words; nothing where it holds."""
        return missing_words(self.kinds, self.least_kinds)

    @property
    def state(self) -> str:
        """Return in a word how far it is shown."""
        if self.is_enough:
            return "signed off"
        if self.kinds or self.claimed:
            return "evidenced"
        return "practised" if self.is_practised else "not shown"


def missing_words(kinds: Collection[str], least_kinds: int = LEAST_KINDS) -> str:
    """Return what is missing to two pieces of evidence of so many kinds, in words."""
    pieces = LEAST_EVIDENCES - len(kinds)
    others = least_kinds - len({*kinds})
    if pieces <= 0:
        return "evidence of another kind" if others > 0 else ""
    if kinds:
        return f"{pieces} more piece of evidence{', of another kind' if others > 0 else ''}"
    return f"{pieces} pieces of evidence{f' of {least_kinds} kinds' if others > 1 else ''}"


def source_hash(parts: Iterable[str], salt: str) -> str:
    """Return a digest of parts as they stood in the case, before anything was replaced.

    With the case at hand one can show that the evidence is from it; without it nothing can be told, for
    the salt is drawn anew for each evidence, and two from one case have nothing in common.
    """
    content = "\x1e".join(parts)
    return hashlib.sha256(f"{salt}\x1f{content}".encode()).hexdigest()


def new_salt() -> str:
    """Return a salt for one evidence."""
    return secrets.token_hex(16)


def kept_until(made_at: datetime) -> date:
    """Return the day after which evidence is deleted, unless the learner is still enrolled."""
    return (made_at + KEPT_FOR).date()


def missing_checks(ticked: Collection[str]) -> list[Check]:
    """Return the checks of an assessor that are not ticked."""
    return [check for check in Check if check not in ticked]


def file_fault(name: str, size: int) -> str:
    """Return why a file is not taken, or nothing."""
    ending = name.rpartition(".")[2].lower()
    if "." not in name or ending not in FILE_ENDINGS:
        return f"it ends in '{ending}'" if "." in name else "its name has no ending"
    if size > LARGEST_FILE:
        return f"it has {size // 1024**2} MB"
    return "it is empty" if not size else ""


def neutral_name(name: str) -> str:
    """Return what a document is called once it is kept: its own name may be somebody's."""
    return f"document.{name.rpartition('.')[2].lower()}"


def day_words(day: int) -> str:
    """Return when something happened, counted from when the case was opened: no date is kept."""
    return f"Day {day}"


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them."""
    return ", ".join(words)
