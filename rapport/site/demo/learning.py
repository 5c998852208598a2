"""A week of practice at the demo shop: a learner answers, sends some of it, and is marked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rapport.demo.staff import ASSESSOR, ASSURER, LEARNER
from rapport.practice.actions.enrolling import Care, enrol
from rapport.practice.actions.learning import give_answer, mark_answer
from rapport.practice.actions.marking import count_agreement, decide, send_answer
from rapport.practice.models import Answer
from rapport.practice.queries.content import question_named
from rapport.practice.rules.content import Question
from rapport.practice.rules.deciding import Verdict
from rapport.practice.rules.outcomes import Outcome
from rapport.site.demo.deeds import Shop

EVENING = timedelta(hours=19)
BOTH = Verdict(Outcome.SHOWN, "Well said."), Verdict(Outcome.NOT_SHOWN, "Say how, and what follows from it.")


@dataclass(frozen=True)
class Evening:
    """One answer: how many days ago, to which question, and how many of its points it shows."""

    days_ago: int
    topic: str
    question: str
    shows: int
    is_sent: bool = False
    is_decided: bool = False


WEEK = (
    Evening(7, "complaints", "model", 1, is_sent=True, is_decided=True),
    Evening(7, "complaints", "why-listen-first", 1),
    Evening(7, "complaints", "follow-up", 1, is_sent=True, is_decided=True),
    Evening(6, "complaints", "calm", 0),
    Evening(5, "communication", "active-listening", 1, is_sent=True, is_decided=True),
    Evening(5, "communication", "open-and-closed", 1),
    Evening(4, "kinds-of-customer", "three-from-your-trade", 1, is_sent=True),
    Evening(3, "complaints", "why-listen-first", 1),
    Evening(2, "loyalty", "benefits", 1, is_sent=True),
    Evening(1, "limits-and-growth", "beyond-your-limit", 1),
    Evening(1, "inside-and-outside", "tell-apart", 1, is_sent=True),
)


def practise_a_week(shop: Shop, *, now: datetime) -> int:
    """Enrol the learner, and let them practise for a week; return how many answers that is."""
    learner, assessor = shop.people[LEARNER.name], shop.people[ASSESSOR.name]
    care = Care(assessor, shop.people[ASSURER.name], "Answers may be spoken and typed by somebody else.")
    enrol(learner, care, by=shop.owner, at=shop.opened)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for place, one in enumerate(WEEK):
        at = midnight - timedelta(days=one.days_ago) + EVENING + timedelta(minutes=9 * place)
        topic, question = question_named(one.topic, one.question)
        answer = give_answer(topic, question, _written(question, one.shows), by=learner, at=at)
        mark_answer(answer, at=at)
        if one.is_sent:
            _send(answer, question, one, at=at)
    count_agreement(at=now)
    return len(WEEK)


def _written(question: Question, shows: int) -> str:
    """Return an answer that shows so many points of a question, in learners' words."""
    good = [point.good[0] for point in question.points[:shows]]
    rest = [point.insufficient[0] for point in question.points[shows:]]
    return " ".join([*good, *rest])


def _send(answer: Answer, question: Question, one: Evening, *, at: datetime) -> None:
    sent = send_answer(answer, by=answer.learner, at=at + timedelta(minutes=3))
    if one.is_decided:
        verdicts = {
            point.id: BOTH[place >= one.shows] for place, point in enumerate(question.points)
        }  # fmt: skip
        said = "A good start; the follow-up is what makes the difference."
        decide(
            sent, verdicts, said, by=sent.enrolment.assessor or answer.learner, at=at + timedelta(hours=15)
        )
