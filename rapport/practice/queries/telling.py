"""A portfolio as it is told to the outside, from what is stored."""

from datetime import datetime

from django.utils.timezone import get_current_timezone

from rapport.practice.models import Claim, ClaimDecision, Enrolment, Evidence, SecondLook, Signature
from rapport.practice.queries.portfolio import claims_visible_to, evidence_visible_to
from rapport.practice.queries.practice_told import practised_told
from rapport.practice.rules.export import told
from rapport.practice.rules.portfolio import ClaimState, EvidenceKind
from rapport.practice.rules.syllabus import read_content
from rapport.staff.models import User

KINDS = {
    EvidenceKind.CASE: told.Kind.CASE,
    EvidenceKind.ANSWER: told.Kind.WRITTEN,
    EvidenceKind.ROLE_PLAY: told.Kind.ROLE_PLAY,
    EvidenceKind.WITNESS: told.Kind.TESTIMONY,
    EvidenceKind.OBSERVATION: told.Kind.OBSERVATION,
    EvidenceKind.DOCUMENT: told.Kind.WORK,
}
STATUSES = {
    ClaimState.WAITING: told.Status.CLAIMED,
    ClaimState.SENT_BACK: told.Status.RETURNED,
    ClaimState.SIGNED_OFF: told.Status.SIGNED_OFF,
}


def portfolio_told(user: User, learner: User, *, centre: told.Centre, at: datetime) -> told.Portfolio:
    """Return somebody's portfolio for an export, as far as `user` may see it, without withdrawn claims.

    Its moments are in the time zone of the site, as they are printed.
    """
    topics = read_content().topics
    enrolment = Enrolment.objects.filter(learner=learner).first()
    claims = claims_visible_to(user).filter(evidence__learner=learner)
    claims = claims.exclude(state=ClaimState.WITHDRAWN).order_by("point", "pk")
    evidence = evidence_visible_to(user).filter(learner=learner).prefetch_related("signatures")
    points = told.points_of(topics)
    texts = {point.row: point.text for point in points}
    portfolio = told.Portfolio(
        id=str(enrolment.pk if enrolment else learner.pk),
        learner=_person(learner),
        centre=centre,
        enrolled_at=enrolment.started_at if enrolment else learner.joined_at,
        ended_at=enrolment.ended_at if enrolment else None,
        points=points,
        evidences=tuple(_evidence(one) for one in evidence.order_by("made_at", "pk")),
        claims=tuple(_claim(one, texts) for one in claims),
        version=told.version_of(topics),
        told_at=at,
        assurances=tuple(_assurance(one) for one in _looks(learner)),
        practised=practised_told(user, learner),
    )
    return told.in_zone(portfolio, get_current_timezone())


def _person(one: User) -> told.Person:
    return told.Person(str(one.pk), one.name)


def _evidence(one: Evidence) -> told.Evidence:
    signed = [signature for signature in one.signatures.all() if signature.agrees]
    return told.Evidence(
        id=str(one.pk),
        kind=KINDS[EvidenceKind(one.kind)],
        title=one.title,
        parts=(told.Part("", one.text),),
        made_at=one.made_at,
        source_hash=one.source_hash,
        witness=_witness(signed[-1]) if signed else None,
    )


def _witness(one: Signature) -> told.Witness:
    return told.Witness(one.name, one.role, one.comment, one.signed_at or one.made_at)


def _claim(one: Claim, texts: dict[str, str]) -> told.Claim:
    last = [*one.decisions.all()][-1:]
    appeal = getattr(last[0], "appeal", None) if last else None
    status = STATUSES[ClaimState(one.state)]
    if appeal and not appeal.decided_at:
        status = told.Status.APPEALED
    return told.Claim(
        id=str(one.pk),
        point=one.point,
        text=texts.get(one.point, one.point),
        narrative=one.narrative,
        evidences=(str(one.evidence_id),),
        status=status,
        decision=_decision(last[0]) if last and status is not told.Status.CLAIMED else None,
    )


def _decision(one: ClaimDecision) -> told.Decision:
    checks = told.Checks(one.valid, one.authentic, one.current, one.sufficient, one.reliable)
    return told.Decision(checks, _person(one.by), one.at, one.comment)


def _looks(learner: User) -> list[SecondLook]:
    found = SecondLook.objects.filter(sample__decision__claim__evidence__learner=learner)
    return [*found.select_related("by", "sample__decision__claim").order_by("at")]


def _assurance(one: SecondLook) -> told.Assurance:
    finding = "Agrees." if one.agrees else f"Does not agree. {one.actions}"
    return told.Assurance(_person(one.by), one.at, (one.sample.decision.claim.point,), finding)
