"""What people at the demo shop want to do better: goals, a reflection, feedback and wishes."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from rapport.demo.staff import ADVISER, LEADER, LEARNER
from rapport.practice.actions.feedback import Asking, ask_feedback, give_feedback
from rapport.practice.actions.goals import end_goal, note_progress, set_goal
from rapport.practice.actions.reflections import Thoughts, make_goal, write_reflection
from rapport.practice.actions.wishes import make_wish
from rapport.practice.rules.goals import GoalState
from rapport.practice.rules.smart import Wording
from rapport.site.demo.deeds import Shop
from rapport.staff.models import User


def grow(shop: Shop, *, now: datetime) -> int:
    """Let a learner and an adviser set goals, reflect, ask and wish; return how many goals that is."""
    learner, adviser, leader = (shop.people[one.name] for one in (LEARNER, ADVISER, LEADER))
    _reach(learner, now)
    _look_again(learner, now)
    _reflect(adviser, now)
    asked = ask_feedback(
        Asking(leader, "When I told the caller that it takes a week, how did I sound?"),
        by=adviser,
        at=now - timedelta(days=3),
    )
    said = "Sure of it, and a bit quick. Say the day first, then why, and stop there."
    give_feedback(asked, said, by=leader, at=now - timedelta(days=2))
    ask_feedback(
        Asking(adviser, "You heard me on the counter today. Where could I have asked once more?"),
        by=learner,
        at=now - timedelta(days=1),
    )
    make_wish("scene.angry-refund", by=learner, at=now - timedelta(days=4), may_be_named=True)
    make_wish("scene.angry-refund", by=adviser, at=now - timedelta(days=2))
    make_wish("law", by=adviser, at=now - timedelta(days=2))
    return 3


def _reach(learner: User, now: datetime) -> None:
    began = now - timedelta(days=40)
    wording = Wording(
        "Ask one open question at the start of each of ten calls.",
        "A tick on my pad for each call, ten in all.",
        link="communication",
        due_on=localtime(began + timedelta(days=21)).date(),
    )
    goal = set_goal(wording, by=learner, at=began)
    note_progress(goal, "Four calls, four ticks. Two people told me much more.", None, by=learner,
                  at=began + timedelta(days=7))  # fmt: skip
    end_goal(goal, GoalState.REACHED, "Ten ticks; Nell sat beside me for two.", by=learner,
             at=began + timedelta(days=19))  # fmt: skip


def _look_again(learner: User, now: datetime) -> None:
    """Set a goal with checks still open, whose day of review has come."""
    set_goal(Wording("Be more patient with angry callers."), by=learner, at=now - timedelta(days=15))


def _reflect(adviser: User, now: datetime) -> None:
    thoughts = Thoughts(
        "The customer rang a second time about a gauge that drifts. I explained the warranty at once.",
        "They had not finished. I answered a question that nobody had asked, and they got louder.",
        "Say back what I heard before I explain anything, in five calls.",
    )
    make_goal(write_reflection(thoughts, by=adviser, at=now - timedelta(days=5)), by=adviser,
              at=now - timedelta(days=5))  # fmt: skip
