"""What happens between a learner and their assessor: an answer is sent, decided, and learnt from."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from rapport.practice.actions.learning import rate_by_person
from rapport.practice.models import Answer, Decision, Mark, PointAgreement, PointDecision, SentAnswer
from rapport.practice.queries.content import question_named
from rapport.practice.queries.marking import enrolment_to_send_to, is_with_an_assessor, point_decisions
from rapport.practice.rules.deciding import (
    AnswerAlreadySent,
    NobodyToSendTo,
    NotTheirAssessor,
    OwnAnswer,
    PointNotDecided,
    Verdict,
    counted,
)
from rapport.practice.rules.outcomes import Outcome
from rapport.staff.models import User


@transaction.atomic
def send_answer(answer: Answer, *, by: User, at: datetime) -> SentAnswer:
    """Send one's own answer to the assessor of one's open enrolment.

    One that was sent under an enrolment which ended before anybody decided goes to the new assessor.
    """
    answer = Answer.objects.select_for_update(of=("self",)).select_related("learner").get(pk=answer.pk)
    if is_with_an_assessor(answer):
        raise AnswerAlreadySent(day=f"{answer.sent.sent_at:%d %B %Y}")
    enrolment = enrolment_to_send_to(answer)
    if answer.learner_id != by.pk or enrolment is None:
        raise NobodyToSendTo(name=answer.learner.name)
    told = {"enrolment": enrolment, "sent_at": at}
    return SentAnswer.objects.update_or_create(answer=answer, defaults=told)[0]


@transaction.atomic
def decide(
    sent: SentAnswer, verdicts: Mapping[str, Verdict], comment: str = "", *, by: User, at: datetime
) -> Decision:
    """Decide on every point of an answer; the decision joins the bank of examples at once.

    A later decision changes what stands, and both stay. Where a person sees a point otherwise than what
    stood there, it comes back as the person says.
    """
    sent = SentAnswer.objects.select_for_update(of=("self",)).select_related(
        "answer__learner", "enrolment"
    ).get(pk=sent.pk)  # fmt: skip
    _refuse_others(sent, by)
    answer = sent.answer
    _, question = question_named(answer.topic, answer.question)
    names = [point.id for point in question.points]
    missing = next((name for name in names if name not in verdicts), None)
    if missing:
        raise PointNotDecided(point=missing)
    before, chances = _standing(sent), _machine(answer)
    was_blind = sent.enrolment.marks_blind and not sent.decisions.exists()
    made = Decision.objects.create(sent=sent, by=by, at=at, comment=comment, was_blind=was_blind)
    changed = {}
    for name in names:
        outcome, (suggested, chance) = verdicts[name].outcome, chances.get(name, ("", None))
        was = before.get(name, suggested)
        PointDecision.objects.create(
            decision=made, point=name, was=was, became=outcome, chance=chance, comment=verdicts[name].comment
        )
        if was != outcome:
            changed[name] = outcome
    rate_by_person(answer, changed, at=at)
    return made


def _refuse_others(sent: SentAnswer, by: User) -> None:
    learner = sent.answer.learner
    if learner.pk == by.pk:
        raise OwnAnswer(name=learner.name)
    if sent.enrolment.assessor_id != by.pk or sent.enrolment.ended_at is not None:
        raise NotTheirAssessor(learner=learner.name, name=by.name)


def _standing(sent: SentAnswer) -> dict[str, str]:
    """Return what stands of each point by the decisions so far."""
    rows = PointDecision.objects.filter(decision__sent=sent).order_by("decision__at", "decision", "pk")
    return dict(rows.values_list("point", "became"))


def _machine(answer: Answer) -> dict[str, tuple[str, float]]:
    mark = Mark.objects.filter(answer=answer).first()
    return {one["id"]: (one["outcome"], one["p"]) for one in mark.points} if mark else {}


@transaction.atomic
def count_agreement(*, at: datetime) -> int:
    """Count anew how far the machine agrees with assessors, point by point; return how many are off.

    Only the latest decision on each answer counts, held against the mark that was made before it.
    """
    found: dict[tuple[str, str, str], list[PointDecision]] = defaultdict(list)
    for one in point_decisions():
        answer = one.decision.sent.answer
        found[answer.topic, answer.question, one.point].append(one)
    for (topic, question, point), rows in found.items():
        result = counted(
            [one.chance for one in rows if one.chance is not None],
            [one.became == Outcome.SHOWN for one in rows],
        )
        PointAgreement.objects.update_or_create(
            topic=topic, question=question, point=point,
            defaults={
                "decisions": result.decisions, "agreed": result.agreed, "kappa": result.kappa,
                "blind": sum(one.decision.was_blind for one in rows), "is_off": result.is_off,
                "counted_at": at,
            },
        )  # fmt: skip
    return PointAgreement.objects.filter(is_off=True).count()
