"""Say who learns and who looks after them, and let go of the portfolio of who left."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from rapport.practice.models import Enrolment, Evidence
from rapport.practice.rules import portfolio as rules
from rapport.staff.actions import record
from rapport.staff.models import User


@dataclass(frozen=True)
class Care:
    """Who looks after a learner, and what they asked for so that they can show what they know."""

    assessor: User | None
    assurer: User | None
    adjustments: str = ""
    marks_blind: bool = True


@transaction.atomic
def enrol(learner: User, care: Care, *, by: User, at: datetime) -> Enrolment:
    """Enrol somebody else; refused while an enrolment of theirs is open."""
    _refuse_on_oneself(learner, by, deed="make")
    User.objects.select_for_update().get(pk=learner.pk)
    if Enrolment.objects.filter(learner=learner, ended_at=None).exists():
        raise rules.EnrolledAlready(name=learner.name)
    _refuse_own(learner, care)
    enrolment = Enrolment.objects.create(learner=learner, started_at=at, **vars(care))
    record(by, "enrol", enrolment, at=at, learner=learner.pk)
    return enrolment


@transaction.atomic
def change_care(enrolment: Enrolment, care: Care, *, by: User, at: datetime) -> Enrolment:
    """Say anew who looks after a learner, never after oneself."""
    enrolment = _open(enrolment)
    _refuse_on_oneself(enrolment.learner, by, deed="change")
    _refuse_own(enrolment.learner, care)
    for name, value in vars(care).items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=[*vars(care)])
    record(by, "change enrolment", enrolment, at=at, learner=enrolment.learner_id)
    return enrolment


@transaction.atomic
def end_enrolment(enrolment: Enrolment, *, deletes_now: bool = False, by: User, at: datetime) -> Enrolment:
    """End an enrolment; the portfolio stays for a year, for appeals and for them to take along, or goes."""
    enrolment = _open(enrolment)
    _refuse_on_oneself(enrolment.learner, by, deed="end")
    enrolment.ended_at = at
    enrolment.deletes_on = at.date() if deletes_now else (at + rules.LEAVER_KEPT_FOR).date()
    enrolment.save(update_fields=["ended_at", "deletes_on"])
    record(by, "end enrolment", enrolment, at=at, learner=enrolment.learner_id)
    return enrolment


def _open(enrolment: Enrolment) -> Enrolment:
    found = Enrolment.objects.select_for_update(of=("self",)).select_related("learner").get(pk=enrolment.pk)
    if found.ended_at:
        raise rules.EndedAlready(name=found.learner.name, day=found.ended_at)
    return found


def _refuse_on_oneself(learner: User, by: User, deed: str) -> None:
    if learner == by:
        raise rules.OwnEnrolment(name=by.name, deed=deed)


def _refuse_own(learner: User, care: Care) -> None:
    if care.assessor == learner:
        raise rules.NotTheSame(name=learner.name, role="the assessor", learner=learner.name)
    if care.assurer and care.assurer in (learner, care.assessor):
        raise rules.NotTheSame(name=care.assurer.name, role="the quality assurer", learner=learner.name)


@transaction.atomic
def let_go(*, at: datetime) -> int:
    """Delete the portfolios of leavers whose day has come, and old evidence of who is not enrolled.

    Whoever is enrolled again keeps everything, and only their latest enrolment says when it goes; what they
    made after it ended stays. Returns how many evidences went, with claims and decisions.
    """
    today = at.date()
    latest = Enrolment.objects.filter(learner=OuterRef("learner"))  # the newest stands first
    of_who_left = Evidence.objects.exclude(
        learner__in=Enrolment.objects.filter(ended_at=None).values("learner")
    )
    gone = of_who_left.annotate(
        goes_on=Subquery(latest.values("deletes_on")[:1]), left_at=Subquery(latest.values("ended_at")[:1])
    ).filter(Q(goes_on__lte=today, made_at__lte=F("left_at")) | Q(kept_until__lt=today))
    count = 0
    for evidence in gone:
        record(None, "let evidence go", evidence, at=at, learner=evidence.learner_id)
        evidence.delete()
        count += 1
    return count
