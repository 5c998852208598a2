"""Ask witnesses and employers to sign, draw decisions for a second look, and decide on appeals."""

import secrets
from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from rapport.practice.actions.own_words import in_tokens
from rapport.practice.models import (
    Appeal,
    Claim,
    ClaimDecision,
    Enrolment,
    Evidence,
    PointOverride,
    Sample,
    SecondLook,
    Signature,
)
from rapport.practice.rules import assurance as rules
from rapport.practice.rules import portfolio
from rapport.practice.rules.portfolio import ClaimState
from rapport.staff.actions import record
from rapport.staff.models import User
from rapport.staff.rules import digest_of

DECIDED = (ClaimState.SIGNED_OFF, ClaimState.SENT_BACK)


@transaction.atomic
def ask_signature(evidence: Evidence, role: str, name: str, *, by: User, at: datetime) -> str:
    """Ask somebody to sign for a learner's evidence; return the secret of a link that works once.

    Whoever looks after the learner asks, and never the learner, who would hold the link in their own hands.
    """
    if evidence.learner_id == by.pk:
        raise portfolio.OwnWork(deed="ask for a signature under")
    if evidence.needs_check and not hasattr(evidence, "check_made"):
        raise portfolio.NotCheckedYet(number=evidence.pk)
    secret = secrets.token_urlsafe(32)
    Signature.objects.create(
        evidence=evidence,
        role=role,
        name=name,
        digest=digest_of(secret),
        made_by=by,
        made_at=at,
        expires_at=at + rules.SIGN_LINK_LASTS_FOR,
    )
    record(by, "ask signature", evidence, at=at, role=role)
    return secret


def signature_of(secret: str, *, at: datetime, by: User | None = None) -> Signature:
    """Return what a link is for; `by` is whoever is signed in where it is opened, and must be an outsider.

    Refused where it was used or ran out, or the evidence is gone, or the learner is enrolled no more.
    """
    found = Signature.objects.select_related("evidence", "evidence__learner").filter(digest=digest_of(secret))
    learners = Enrolment.objects.filter(ended_at=None).values("learner")
    open_ones = found.filter(signed_at=None, expires_at__gt=at, evidence__withdrawn_at=None)
    signature = open_ones.filter(evidence__learner__in=learners).first()
    if signature is None:
        raise rules.SignLinkUsedUp
    if by is not None:
        _refuse_insider(signature, by)
    return signature


def _refuse_insider(signature: Signature, by: User) -> None:
    """Refuse the learner, whoever made the link, and whoever assesses or assures the learner."""
    learner = signature.evidence.learner_id
    if by.pk == learner:
        raise portfolio.OwnWork(deed="countersign")
    cared_for = Enrolment.objects.filter(Q(assessor=by) | Q(assurer=by), learner=learner)
    if by.pk == signature.made_by_id or cared_for.exists():
        raise rules.NotToSign(name=by.name)


@transaction.atomic
def sign(secret: str, *, agrees: bool, comment: str, by: User | None = None, at: datetime) -> Signature:
    """Keep what a witness or employer says of an evidence, and use the link up."""
    signature = signature_of(secret, at=at, by=by)
    signature = Signature.objects.select_for_update().get(pk=signature.pk)
    if signature.signed_at:
        raise rules.SignLinkUsedUp
    signature.signed_at, signature.agrees, signature.comment = at, agrees, in_tokens(comment)
    signature.save(update_fields=["signed_at", "agrees", "comment"])
    record(None, "sign evidence", signature.evidence, at=at, role=signature.role, agrees=agrees)
    return signature


@transaction.atomic
def draw_sample(*, percent: int, by: User, at: datetime) -> int:
    """Draw decisions for a second look among those nobody drew yet, of the learners somebody assures.

    Never a decision of their own. The seed is the day and the share, so that the draw can be repeated.
    """
    seed = f"{at:%Y-%m-%d}:{percent}"
    learners = Enrolment.objects.filter(ended_at=None, assurer=by).values("learner")
    open_ones = ClaimDecision.objects.filter(claim__evidence__learner__in=learners, sample=None)
    facts = _as_sampled(open_ones.exclude(by=by).select_related("claim__evidence").order_by("pk"))
    drawn = rules.draw(facts, seed=seed, percent=percent)
    Sample.objects.bulk_create(
        Sample(decision_id=one.decision, by=by, at=at, seed=seed, why=one.why) for one in drawn
    )
    record(by, "draw sample", None, at=at, count=len(drawn), of=len(facts), seed=seed)
    return len(drawn)


def _as_sampled(decisions: object) -> list[rules.Decided]:
    nth: Counter[int] = Counter()
    places = {}
    for number, assessor in ClaimDecision.objects.order_by("pk").values_list("pk", "by"):
        nth[assessor] += 1
        places[number] = nth[assessor]
    doubted = {*SecondLook.objects.filter(agrees=False).values_list("sample__decision__by", flat=True)}
    overridden = {*PointOverride.objects.values_list("learner", "point")}
    return [
        rules.Decided(
            one.pk,
            one.by_id,
            one.is_signed_off,
            places[one.pk],
            one.by_id in doubted,
            (one.claim.evidence.learner_id, one.claim.point) in overridden,
        )
        for one in decisions  # type: ignore[attr-defined]
    ]


@transaction.atomic
def look_again(sample: Sample, *, agrees: bool, actions: str, by: User, at: datetime) -> SecondLook:
    """Keep what a quality assurer found; a claim opens again where they disagree with its last decision."""
    locked = Sample.objects.select_for_update(of=("self",)).select_related("decision__claim__evidence")
    sample = locked.get(pk=sample.pk)
    decision = sample.decision
    if by.pk in (decision.by_id, decision.claim.evidence.learner_id):
        raise rules.NotToAssure(name=by.name)
    earlier = SecondLook.objects.filter(sample=sample).select_related("by").first()
    if earlier:
        raise portfolio.DecidedAlready(name=earlier.by.name, state="looked at again")
    if not agrees and not actions.strip():
        raise rules.ActionsMissing
    if not agrees:
        _open_again(decision)
    record(by, "look again", decision.claim, at=at, agrees=agrees)
    return SecondLook.objects.create(sample=sample, by=by, at=at, agrees=agrees, actions=in_tokens(actions))


def _open_again(decision: ClaimDecision) -> None:
    """Open a claim again, unless it was decided anew since, waits already, or was taken back."""
    claim = Claim.objects.select_for_update().get(pk=decision.claim_id)
    if claim.state not in DECIDED or claim.decisions.last() != decision:
        return
    claim.state, claim.version = ClaimState.WAITING, claim.version + 1
    claim.save(update_fields=["state", "version"])


@transaction.atomic
def appeal(claim: Claim, reason: str, *, by: User, at: datetime) -> Appeal:
    """Appeal against the decision that sent one's own claim back."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("evidence").get(pk=claim.pk)
    decision = claim.decisions.last()
    if claim.evidence.learner_id != by.pk:
        raise portfolio.ClaimNotFound(number=claim.pk)
    if claim.state != ClaimState.SENT_BACK or decision is None:
        raise rules.NothingToAppeal(number=claim.pk, state=claim.state)
    if Appeal.objects.filter(decision=decision).exists():
        raise rules.AppealedAlready
    record(by, "appeal", claim, at=at)
    return Appeal.objects.create(decision=decision, claim=claim, at=at, reason=in_tokens(reason))


@transaction.atomic
def decide_appeal(found: Appeal, *, is_upheld: bool, outcome: str, by: User, at: datetime) -> Appeal:
    """Decide on an appeal; upheld, the claim is open again. Never by who made the decision or the claim."""
    locked = Appeal.objects.select_for_update(of=("self",))
    found = locked.select_related("decision__by", "claim__evidence").get(pk=found.pk)
    if found.claim.evidence.learner_id == by.pk:
        raise portfolio.OwnWork(deed="decide on an appeal about")
    if found.decided_at:
        raise portfolio.DecidedAlready(name="Somebody else", state="appeal decided")
    if found.decision.by_id == by.pk:
        raise rules.AppealDecidedByOther(name=by.name)
    if is_upheld:
        _open_again(found.decision)
    found.decided_by, found.decided_at = by, at
    found.is_upheld, found.outcome = is_upheld, in_tokens(outcome)
    found.save(update_fields=["decided_by", "decided_at", "is_upheld", "outcome"])
    record(by, "decide appeal", found.claim, at=at, upheld=is_upheld)
    return found
