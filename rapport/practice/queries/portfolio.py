"""Who sees which evidence and claims, and how far each marking point is shown."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from rapport.practice.models import (
    Appeal,
    Claim,
    ClaimDecision,
    Enrolment,
    Evidence,
    PointOverride,
    Signature,
)
from rapport.practice.queries.enrolling import may_assure
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.rules.alike import alike_in, machine_signs, sentences
from rapport.practice.rules.content import MarkingPoint
from rapport.practice.rules.portfolio import (
    LEAST_KINDS,
    ClaimNotFound,
    ClaimState,
    EvidenceKind,
    EvidenceNotFound,
    PointNotKnown,
    Shown,
    kind_fault,
)
from rapport.practice.rules.syllabus import read_content
from rapport.staff.models import User
from rapport.staff.rules import Sight

MOST_COMPARED = 500  # evidences of others that a text is compared with, the newest first
MOST_LISTED = 200
ANSWERED = "\n\nAnswered\n"  # what stands before it is the question


@cache
def marking_points() -> dict[str, MarkingPoint]:
    """Return the marking points of the syllabus by their row, in its order."""
    points = [point for topic in read_content().topics for point in topic.marking_points]
    return {point.row: point for point in sorted(points, key=lambda one: one.row)}


@cache
def _model_answers() -> dict[str, str]:
    questions = [(topic, question) for topic in read_content().topics for question in topic.questions]
    return {f"the model answer to '{one.prompt}'": one.reference for _, one in questions}


def point_named(row: str) -> MarkingPoint:
    """Return a marking point by its row."""
    points = marking_points()
    if row not in points:
        raise PointNotKnown(point=row, points=", ".join(points))
    return points[row]


def evidence_visible_to(user: User) -> QuerySet[Evidence]:
    """Return the evidence somebody may see: their own, their learners', and what an appeal is about."""
    appealed = appeals_to_decide(user).values("claim__evidence")
    ways = Q(learner__in=learners_visible_to(user)) | Q(pk__in=appealed)
    return Evidence.objects.filter(ways, withdrawn_at=None).select_related(
        "learner", "check_made", "check_made__by"
    )


def evidence_visible(user: User, number: int) -> Evidence:
    """Return one evidence by number, refused as not found where it is not theirs to see."""
    try:
        return evidence_visible_to(user).get(pk=number)
    except Evidence.DoesNotExist:
        raise EvidenceNotFound(number=number) from None


def evidence_to_check(user: User) -> QuerySet[Evidence]:
    """Return evidence from cases that nobody checked yet, of those somebody assesses or leads, not their own.

    A leader sees the text of it alone, to tell whether anybody can be known from it, and not what is claimed.
    """
    ways = Q(learner__in=_assessed_by(user))
    if user.may(Sight.COACH) and user.team_id is not None:
        ways |= Q(learner__team=user.team_id)
    if user.may(Sight.ENROL):
        ways |= Q(learner__is_active=True)
    waiting = Evidence.objects.filter(kind=EvidenceKind.CASE, check_made=None, withdrawn_at=None)
    return waiting.filter(ways).exclude(learner=user).select_related("learner").order_by("made_at")


def _assessed_by(user: User) -> QuerySet[Enrolment, int]:
    open_ones = Enrolment.objects.filter(ended_at=None, assessor=user)
    return open_ones.values_list("learner", flat=True)


def claims_visible_to(user: User) -> QuerySet[Claim]:
    """Return the claims somebody may see, with what was decided; also those whose appeal they may decide."""
    appealed = appeals_to_decide(user).values("claim")
    ways = Q(evidence__learner__in=learners_visible_to(user)) | Q(pk__in=appealed)
    decided = ClaimDecision.objects.select_related(
        "by", "sample", "sample__look", "sample__look__by", "appeal"
    )
    return (
        Claim.objects.filter(ways, evidence__withdrawn_at=None)
        .select_related("evidence", "evidence__learner")
        .prefetch_related(Prefetch("decisions", decided))
    )


def claim_visible(user: User, number: int) -> Claim:
    """Return one claim by number, refused as not found where it is not theirs to see."""
    try:
        return claims_visible_to(user).get(pk=number)
    except Claim.DoesNotExist:
        raise ClaimNotFound(number=number) from None


def claims_to_decide(user: User) -> QuerySet[Claim]:
    """Return the claims that wait for somebody as assessor, the oldest first."""
    waiting = claims_visible_to(user).filter(
        state=ClaimState.WAITING, evidence__learner__in=_assessed_by(user)
    )
    return waiting.order_by("made_at", "pk")


def may_decide(user: User, claim: Claim) -> bool:
    """Tell whether somebody is the assessor of whoever made a claim."""
    return user.may(Sight.ASSESS) and _assessed_by(user).filter(learner=claim.evidence.learner_id).exists()


def enrolment_of(learner: User) -> Enrolment | None:
    """Return somebody's open enrolment."""
    return (
        Enrolment.objects.filter(learner=learner, ended_at=None).select_related("assessor", "assurer").first()
    )


def enrolment_left(learner: User) -> Enrolment | None:
    """Return the enrolment that somebody left last, where none is open: it says until when all is kept."""
    last = Enrolment.objects.filter(learner=learner).order_by("-started_at", "-pk").first()
    return last if last and last.ended_at and last.deletes_on else None


def signatures_of(evidence: Evidence) -> QuerySet[Signature]:
    """Return who was asked to sign for an evidence, and what they said."""
    return evidence.signatures.select_related("made_by")


def points_shown(learner: User, practised: frozenset[str] = frozenset()) -> list[tuple[MarkingPoint, Shown]]:
    """Return every marking point with how far somebody has shown it.

    `practised` are the rows they answered or played well enough without claiming anything with it.
    """
    kinds: dict[str, list[str]] = defaultdict(list)
    claimed: dict[str, int] = defaultdict(int)
    claims = Claim.objects.filter(evidence__learner=learner, evidence__withdrawn_at=None)
    for point, state, kind in claims.values_list("point", "state", "evidence__kind"):
        if state == ClaimState.SIGNED_OFF:
            kinds[point].append(kind)
        elif state == ClaimState.WAITING:
            claimed[point] += 1
    overrides = dict(PointOverride.objects.filter(learner=learner).values_list("point", "reason"))
    return [
        (
            point,
            Shown(
                row,
                tuple(kinds[row]),
                claimed[row],
                is_practised=row in practised,
                override=overrides.get(row, ""),
                least_kinds=_kinds_asked(point),
            ),
        )
        for row, point in marking_points().items()
    ]


def _kinds_asked(point: MarkingPoint) -> int:
    """Return of how many kinds evidence must be: a point that one kind alone can show needs no second."""
    return min(LEAST_KINDS, len(point.evidence))


def signs_for(claim: Claim) -> list[str]:
    """Return in sentences what an assessor should look at: a kind that does not fit, signs of copying."""
    asked = [str(one) for one in point_named(claim.point).evidence]
    fault = kind_fault(EvidenceKind(claim.evidence.kind), asked)
    return [*([fault] if fault else []), *signs_of_copying(claim.evidence)]


def signs_of_copying(evidence: Evidence) -> list[str]:
    """Return in sentences what a person should look at: the same text elsewhere, a machine's phrases."""
    others = Evidence.objects.filter(withdrawn_at=None).exclude(pk=evidence.pk).exclude(text="")
    newest = others.order_by("-made_at").values_list("pk", "text", "learner")[:MOST_COMPARED]
    whose = {evidence.learner_id: "the same learner"}
    texts = {
        f"evidence {number} of {whose.get(learner, 'another learner')}": text
        for number, text, learner in newest
    }
    own = evidence.text.partition(ANSWERED)[2] or evidence.text  # the question itself is everybody's
    return [*sentences(alike_in(own, texts | _model_answers()), machine_signs(own))]


@dataclass(frozen=True)
class Folder:
    """What the page of a portfolio shows."""

    learner: User
    evidence: list[Evidence]
    enrolment: Enrolment | None
    count: int


def folder_of(user: User, learner: User, words: str = "") -> Folder:
    """Return somebody's evidence, those whose title or text hold some words where there are any."""
    found = evidence_visible_to(user).filter(learner=learner).prefetch_related("claims")
    for word in words.split()[:10]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return Folder(learner, [*found[:MOST_LISTED]], enrolment_of(learner), found.count())


def appeals_to_decide(user: User) -> QuerySet[Appeal]:
    """Return the appeals somebody may decide: never of their own work, nor against their own decision.

    They are for the quality assurer of the learner's latest enrolment, be it open or ended; where there is
    none, or it is who made the decision or has left, for everybody who may assure.
    """
    latest = Enrolment.objects.filter(learner=OuterRef("claim__evidence__learner")).values("assurer")[:1]
    mine = Q(assurer=user.pk)
    if user.may(Sight.ASSURE):
        mine |= Q(assurer=None) | Q(assurer=F("decision__by")) | ~Q(assurer__in=may_assure().values("pk"))
    waiting = Appeal.objects.filter(decided_at=None).annotate(assurer=Subquery(latest)).filter(mine)
    others = waiting.exclude(decision__by=user).exclude(claim__evidence__learner=user)
    return others.select_related("claim", "claim__evidence__learner", "decision__by")
