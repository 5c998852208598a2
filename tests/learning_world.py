"""The practice of the small world: Lena learns and sent an answer, Imran assesses and Quentin assures her."""

from collections.abc import Mapping
from typing import Any

from rapport.practice.actions.learning import give_answer
from rapport.practice.actions.marking import send_answer
from rapport.practice.models import Answer, Enrolment, SentAnswer
from rapport.practice.queries.content import question_named
from rapport.staff.models import User
from rapport.staff.rules import Role
from tests.clock import NOW

ASKED = ("complaints", "follow-up")
WRITTEN = (
    "I call the customer after a week to make sure that it works, so they see we have not forgotten them."
)


def enrol(learner: User, assessor: User | None, assurer: User | None = None, **fields: Any) -> Enrolment:
    """Enrol a learner with those who look after them."""
    people = {"learner": learner, "assessor": assessor, "assurer": assurer}
    return Enrolment.objects.create(**people, started_at=NOW, **fields)


def make_practice(people: Mapping[Role, User]) -> None:
    """Enrol Lena, and let her send an answer to Imran; it is not marked by the machine."""
    lena = people[Role.LEARNER]
    enrol(lena, people[Role.ASSESSOR], people[Role.QUALITY])
    answer = give_answer(*question_named(*ASKED), WRITTEN, by=lena, at=NOW)
    send_answer(answer, by=lena, at=NOW)


LEARNING_PARTS: dict[str, Any] = {
    "practice/topics/.../topic": lambda world, one: ASKED[0],
    "practice/topics/<slug:topic>/questions/.../question": lambda world, one: ASKED[1],
    "practice/topics/<slug:topic>/cases/.../case": lambda world, one: "recovered",
    "practice/answers/.../number": lambda world, one: Answer.objects.get().pk,
    "practice/marking/.../number": lambda world, one: SentAnswer.objects.get().pk,
    "practice/progress/.../number": lambda world, one: world.people[Role.LEARNER].pk,
}
