"""Make evidence, let a second person check it, claim marking points with it, and decide on claims.

The audit names numbers and counts, never what a case or an evidence says.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rapport.practice.actions.own_words import in_tokens, own_words
from rapport.practice.models import (
    Claim,
    ClaimDecision,
    Evidence,
    EvidenceCheck,
    EvidenceFile,
    PointOverride,
)
from rapport.practice.queries.case_parts import Copy, case_with_parts, copy_of
from rapport.practice.queries.portfolio import point_named
from rapport.practice.rules import portfolio as rules
from rapport.practice.rules.portfolio import Check, ClaimState, EvidenceKind
from rapport.practice.rules.tokens import replace_known
from rapport.staff.actions import record
from rapport.staff.models import User

TAKEN_OUT = "Removed: the check found that somebody could be told from it."


@dataclass(frozen=True)
class Chosen:
    """What a learner chose of a case, and what they saw of it when they confirmed: a digest of the copy."""

    case: int
    parts: tuple[str, ...]
    title: str
    further: tuple[str, ...] = ()
    seen: str = ""


def seen_digest(copy: Copy) -> str:
    """Return what tells whether somebody confirms the copy that they read."""
    return hashlib.sha256(f"{copy.title}\x1f{copy.text}".encode()).hexdigest()


@transaction.atomic
def keep_parts(chosen: Chosen, *, by: User, at: datetime) -> Evidence:
    """Keep chosen parts of a case as evidence, with tokens; the case itself stays as it is.

    Of the source only a salted digest is kept, and nothing that leads to the case. Refused where the copy
    is not the one that was read.
    """
    copy = copy_of(by, chosen.case, [*chosen.parts], title=chosen.title, further=[*chosen.further])
    if seen_digest(copy) != chosen.seen:
        raise rules.PartsChanged
    _refuse_twice(by, copy.text)
    salt = rules.new_salt()
    case, _ = case_with_parts(by, chosen.case)
    evidence = Evidence.objects.create(
        learner=by,
        kind=EvidenceKind.CASE,
        title=copy.title[: rules.LONGEST_TITLE],
        text=copy.text,
        happened_in=case.opened_at.date().replace(day=1),
        made_at=at,
        confirmed_at=at,
        source_hash=rules.source_hash([part.text for part in copy.parts], salt),
        source_salt=salt,
        basis=rules.BASIS,
        kept_until=rules.kept_until(at),
    )
    record(by, "make evidence", evidence, at=at, source="case", parts=len(copy.parts))
    return evidence


def comes_from(evidence: Evidence, user: User, number: int, parts: Collection[str]) -> bool:
    """Tell whether evidence was made from these parts of a case: only who may see the case can ask."""
    _, shown = case_with_parts(user, number)
    texts = [part.text for part in shown if part.key in parts]
    return evidence.source_hash == rules.source_hash(texts, evidence.source_salt)


@dataclass(frozen=True)
class Snapshot:
    """Evidence that is not from a case: an answer, a role-play, a statement, an observation, a document."""

    kind: EvidenceKind
    title: str
    text: str
    happened_on: date | None = None
    file_name: str = ""
    body: bytes = b""


@transaction.atomic
def keep_snapshot(snapshot: Snapshot, *, learner: User, at: datetime) -> Evidence:
    """Keep a text as it stands now as evidence; what looks like a person's is replaced by tokens.

    Answers and role-plays change no more once they are evidence, whatever becomes of the original.
    """
    if snapshot.kind == EvidenceKind.CASE:
        raise ValueError("Parts of a case are kept by keep_parts")
    if snapshot.file_name and (why := rules.file_fault(snapshot.file_name, len(snapshot.body))):
        raise rules.DocumentNotTaken(name=snapshot.file_name, why=why, endings=", ".join(rules.FILE_ENDINGS))
    title, text = replace_known([snapshot.title, snapshot.text], ()).parts
    _refuse_twice(learner, text)
    evidence = Evidence.objects.create(
        learner=learner,
        kind=snapshot.kind,
        title=title[: rules.LONGEST_TITLE],
        text=text,
        happened_in=snapshot.happened_on.replace(day=1) if snapshot.happened_on else None,
        made_at=at,
        confirmed_at=at,
        kept_until=rules.kept_until(at),
    )
    if snapshot.file_name:
        _keep_file(evidence, snapshot)
    record(learner, "make evidence", evidence, at=at, source=str(snapshot.kind))
    return evidence


def _refuse_twice(learner: User, text: str) -> None:
    """Refuse what a learner's portfolio holds already, word for word: kept twice it would count twice."""
    User.objects.select_for_update().get(pk=learner.pk)
    there = Evidence.objects.filter(learner=learner, text=text, withdrawn_at=None).exclude(text="").first()
    if there:
        raise rules.EvidenceThere(title=there.title)


def _keep_file(evidence: Evidence, snapshot: Snapshot) -> None:
    EvidenceFile.objects.create(
        evidence=evidence,
        name=rules.neutral_name(snapshot.file_name),
        size=len(snapshot.body),
        digest=hashlib.sha256(snapshot.body).hexdigest(),
        body=snapshot.body,
    )


@transaction.atomic
def check_evidence(
    evidence: Evidence, *, is_clean: bool, comment: str = "", by: User, at: datetime
) -> EvidenceCheck:
    """Write down that a second person looked whether anybody can be told from evidence.

    Where somebody can, the text is deleted at once: the learner makes it anew, with more taken out.
    """
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if evidence.learner_id == by.pk:
        raise rules.OwnWork(deed="check")
    earlier = EvidenceCheck.objects.filter(evidence=evidence).select_related("by").first()
    if earlier:
        raise rules.CheckedAlready(name=earlier.by.name, number=evidence.pk)
    if not is_clean:
        evidence.title, evidence.text, evidence.withdrawn_at = "Taken out", TAKEN_OUT, at
        evidence.save(update_fields=["title", "text", "withdrawn_at"])
    record(by, "check evidence", evidence, at=at, clean=is_clean)
    return EvidenceCheck.objects.create(
        evidence=evidence, by=by, at=at, is_clean=is_clean, comment=in_tokens(comment)[:400]
    )


@transaction.atomic
def claim_point(evidence: Evidence, point: str, narrative: str, *, by: User, at: datetime) -> Claim:
    """Claim a marking point with one's own evidence; a claim that was sent back is made anew."""
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)  # one claim at a time
    if evidence.learner_id != by.pk:
        raise rules.EvidenceNotFound(number=evidence.pk)
    if evidence.needs_check and not EvidenceCheck.objects.filter(evidence=evidence, is_clean=True).exists():
        raise rules.NotCheckedYet(number=evidence.pk)
    row = point_named(point).row
    told = in_tokens(own_words(narrative, by=by))
    claim = Claim.objects.select_for_update().filter(evidence=evidence, point=row).first()
    if claim and claim.state in (ClaimState.WAITING, ClaimState.SIGNED_OFF):
        raise rules.ClaimedAlready(number=evidence.pk, point=row)
    claim = claim or Claim(evidence=evidence, point=row, version=0)
    claim.narrative, claim.made_at, claim.state = told, at, ClaimState.WAITING
    claim.version += 1
    claim.save()
    record(by, "claim", claim, at=at, point=row)
    return claim


def _locked(claim: Claim) -> Claim:
    """Return a claim that nobody else changes; its evidence stays free: no two wait for each other."""
    return Claim.objects.select_for_update(of=("self",)).select_related("evidence").get(pk=claim.pk)


@transaction.atomic
def withdraw_claim(claim: Claim, *, by: User, at: datetime) -> None:
    """Take back a claim of one's own that waits."""
    claim = _locked(claim)
    if claim.evidence.learner_id != by.pk:
        raise rules.ClaimNotFound(number=claim.pk)
    _refuse_decided(claim, claim.version)
    claim.state, claim.version = ClaimState.WITHDRAWN, claim.version + 1
    claim.save(update_fields=["state", "version"])
    record(by, "withdraw claim", claim, at=at)


@dataclass(frozen=True)
class Verdict:
    """What an assessor decides on a claim: signed off or sent back, the checks that hold, and a comment."""

    is_signed_off: bool
    checks: frozenset[str] = frozenset()
    comment: str = ""


@transaction.atomic
def decide_claim(claim: Claim, verdict: Verdict, *, version: int, by: User, at: datetime) -> ClaimDecision:
    """Sign a claim off or send it back; `version` is the claim as the assessor saw it."""
    claim = _locked(claim)
    if claim.evidence.learner_id == by.pk:
        raise rules.OwnWork(deed="assess")
    _refuse_decided(claim, version)
    _refuse_unfounded(verdict)
    claim.state = ClaimState.SIGNED_OFF if verdict.is_signed_off else ClaimState.SENT_BACK
    claim.version += 1
    claim.save(update_fields=["state", "version"])
    held = {str(check): check in verdict.checks for check in Check}
    record(by, "decide claim", claim, at=at, state=str(claim.state), point=claim.point)
    told = {"narrative": claim.narrative, "comment": in_tokens(verdict.comment)}
    return ClaimDecision.objects.create(
        claim=claim, by=by, at=at, is_signed_off=verdict.is_signed_off, **told, **held
    )


def _refuse_decided(claim: Claim, version: int) -> None:
    if claim.state == ClaimState.WAITING and claim.version == version:
        return
    last = claim.decisions.select_related("by").last()
    name = last.by.name if last else claim.evidence.learner.name
    raise rules.DecidedAlready(name=name, state=claim.state)


def _refuse_unfounded(verdict: Verdict) -> None:
    missing = rules.missing_checks(verdict.checks)
    if verdict.is_signed_off and missing:
        raise rules.ChecksMissing(missing=rules.listed(missing))
    if not verdict.is_signed_off and not verdict.comment.strip():
        raise rules.CommentMissing


@transaction.atomic
def override_point(learner: User, point: str, reason: str, *, by: User, at: datetime) -> PointOverride:
    """Write down why less evidence than the rule asks is enough for a point; what was written stays."""
    if learner.pk == by.pk:
        raise rules.OwnWork(deed="override a rule for")
    if not reason.strip():
        raise rules.WhyMissing(deed="To override the rule of consistency")
    row = point_named(point).row
    User.objects.select_for_update(no_key=True).get(pk=learner.pk)
    earlier = PointOverride.objects.filter(learner=learner, point=row).select_related("by").first()
    if earlier:
        raise rules.OverriddenAlready(name=earlier.by.name, day=earlier.at, point=row, reason=earlier.reason)
    override = PointOverride.objects.create(
        learner=learner, point=row, by=by, at=at, reason=in_tokens(reason)[:400]
    )
    record(by, "override point", override, at=at, point=row)
    return override
