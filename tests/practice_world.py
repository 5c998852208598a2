"""What people have of their own in practice, for the walk through every door."""

from typing import Any

from rapport.practice.actions.feedback import Asking, ask_feedback
from rapport.practice.actions.goals import set_goal
from rapport.practice.actions.reflections import Thoughts, write_reflection
from rapport.practice.actions.wishes import make_wish
from rapport.practice.models import Feedback, Goal, Reflection, Wish
from rapport.practice.rules.smart import Wording
from rapport.staff.models import User
from rapport.staff.rules import Role
from tests.clock import NOW


def make_practice_belongings(person: User) -> None:
    """Give the owner a goal: what others may see of somebody's goals is in test_practice_goals.py."""
    if person.role != Role.OWNER:
        return
    set_goal(Wording("Ask one open question in each call."), by=person, at=NOW)
    write_reflection(Thoughts("I talked.", "They fell silent.", "Ask once more."), by=person, at=NOW)
    make_wish("complaints", by=person, at=NOW)
    lena = User.objects.filter(role=Role.LEARNER)[0]
    ask_feedback(Asking(person, "How did I sound on the phone?"), by=lena, at=NOW)


def _own(kind: Any, world: Any) -> int:
    return int(kind.objects.filter(learner=world.people[Role.OWNER]).values_list("pk", flat=True)[0])


# What stands for a part of an address of practice: the owner's own.
PRACTICE_PARTS: dict[str, Any] = {
    "practice/goals/.../number": lambda world, one: _own(Goal, world),
    "practice/reflections/.../number": lambda world, one: _own(Reflection, world),
    "practice/feedback/.../number": lambda world, one: Feedback.objects.get().pk,
    "practice/wishes/.../number": lambda world, one: Wish.objects.get().pk,
}
