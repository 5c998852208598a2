"""What can be asked of answers that assessors mark, and by whom."""

from django.db.models import QuerySet

from rapport.practice.models import Answer, Decision, Enrolment, PointAgreement, PointDecision, SentAnswer
from rapport.practice.queries.content import question_or_none
from rapport.practice.queries.people import learners_visible_to
from rapport.practice.rules.content import Point, Question, Topic
from rapport.staff.models import User
from rapport.staff.rules import Sight

OPEN = {"enrolment__ended_at__isnull": True}


def sent_to(assessor: User) -> QuerySet[SentAnswer]:
    """Return the answers that somebody is to mark or has marked: of their own learners, never their own."""
    sent = SentAnswer.objects.select_related("answer__learner", "answer__mark", "enrolment")
    if not assessor.may(Sight.ASSESS):
        return sent.none()
    return sent.filter(enrolment__assessor=assessor, **OPEN).exclude(answer__learner=assessor)


def queue_of(assessor: User) -> QuerySet[SentAnswer]:
    """Return the answers that wait for an assessor, who waits longest first."""
    return sent_to(assessor).filter(decisions__isnull=True).order_by("sent_at", "pk")


def decided_by(assessor: User) -> QuerySet[SentAnswer]:
    """Return the answers of an assessor's learners that are decided, the latest sent first."""
    return sent_to(assessor).filter(decisions__isnull=False).order_by("-sent_at", "-pk").distinct()


def learners_of(assessor: User) -> QuerySet[User]:
    """Return the learners somebody looks after."""
    return learners_visible_to(assessor).exclude(pk=assessor.pk).order_by("name", "pk")


def enrolment_to_send_to(answer: Answer) -> Enrolment | None:
    """Return the enrolment whose assessor an answer can be sent to; None where it was sent, or nobody is."""
    if is_with_an_assessor(answer):
        return None
    return (
        Enrolment.objects.select_related("assessor")
        .filter(learner=answer.learner_id, ended_at__isnull=True, assessor__isnull=False)
        .first()
    )


def is_with_an_assessor(answer: Answer) -> bool:
    """Tell whether an answer waits for an assessor or was decided on; an ended enrolment lets it go."""
    sent: SentAnswer | None = getattr(answer, "sent", None)
    return sent is not None and (sent.enrolment.ended_at is None or sent.decisions.exists())


def decisions_on(answer: Answer) -> list[Decision]:
    """Return every decision on an answer in its order, with its points."""
    found = Decision.objects.filter(sent__answer=answer).select_related("by")
    return list(found.prefetch_related("points"))


def is_hidden_from(viewer: User, answer: Answer) -> bool:
    """Tell whether the machine's view is hidden from somebody: from a blind assessor, until they decided."""
    return answers_hidden_from(viewer, answer.learner).filter(pk=answer.pk).exists()


def answers_hidden_from(viewer: User, learner: User) -> QuerySet[Answer]:
    """Return the answers of a learner of which somebody must not see the machine's view yet."""
    answers = Answer.objects.filter(learner=learner)
    blind = Enrolment.objects.filter(
        learner=learner, assessor=viewer, marks_blind=True, ended_at__isnull=True
    )
    if viewer.pk == learner.pk or not blind.exists():
        return answers.none()
    return answers.exclude(pk__in=Decision.objects.values("sent__answer"))


def point_decisions() -> list[PointDecision]:
    """Return the latest decision on each point of each answer that the machine had marked."""
    rows = PointDecision.objects.filter(chance__isnull=False).select_related("decision__sent__answer")
    ordered = rows.order_by("decision__sent", "decision__at", "decision", "pk")
    return list({(one.decision.sent_id, one.point): one for one in ordered}.values())


def standing_decisions(answer: Answer) -> dict[str, PointDecision]:
    """Return what stands of each point of an answer by its assessor."""
    rows = PointDecision.objects.filter(decision__sent__answer=answer)
    return {one.point: one for one in rows.order_by("decision__at", "decision", "pk")}


def agreements() -> list[tuple[PointAgreement, Topic, Question, Point]]:
    """Return how far the machine agrees on each point, those that are off first, then the lowest kappa."""
    found = []
    for one in PointAgreement.objects.all():
        asked = question_or_none(one.topic, one.question)
        point = next((point for point in asked[1].points if point.id == one.point), None) if asked else None
        if asked and point:
            found.append((one, *asked, point))
    return sorted(found, key=lambda row: _worst_first(row[0]))


def _worst_first(one: PointAgreement) -> tuple[bool, bool, float, int]:
    return not one.is_off, one.kappa is None, one.kappa or 0.0, one.pk
