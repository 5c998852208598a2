"""Reflections are written without a customer's data, and a “now what” becomes a goal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rapport.desk.models import Case
from rapport.practice.actions.goals import note_reflection, set_goal
from rapport.practice.models import Goal, Reflection
from rapport.practice.queries.privacy import customers_in
from rapport.practice.queries.reflections import case_of_source, goal_of_source
from rapport.practice.rules.goals import LONGEST_TEXT, refuse_empty
from rapport.practice.rules.privacy import refuse_customers, without
from rapport.practice.rules.reflections import LONGEST_PART, GoalMadeAlready, Source
from rapport.practice.rules.smart import Wording
from rapport.staff.models import User

PARTS = {"what": "What", "so_what": "So what", "now_what": "Now what"}


@dataclass(frozen=True)
class Thoughts:
    """A reflection as it is written, and what it is about."""

    what: str
    so_what: str
    now_what: str
    source: str = Source.NONE
    number: int | None = None
    said_no_customer: bool = False


@transaction.atomic
def write_reflection(thoughts: Thoughts, *, by: User, at: datetime) -> Reflection:
    """Keep a reflection of one's own; what holds a customer's data is refused.

    One about a goal is a look at that goal, too.
    """
    case = case_of_source(by, thoughts.source, thoughts.number)
    goal = goal_of_source(by, thoughts.source, thoughts.number)
    texts = {
        name: refuse_empty(words, getattr(thoughts, name), LONGEST_PART) for name, words in PARTS.items()
    }
    refuse_texts(texts, case, said_none=thoughts.said_no_customer, by=by)
    reflection = Reflection.objects.create(
        **texts,
        learner=by,
        source=thoughts.source,
        number=thoughts.number if thoughts.source else None,
        said_no_customer=thoughts.said_no_customer,
        at=at,
    )
    if goal:
        note_reflection(goal, texts["so_what"], by=by, at=at)
    return reflection


def refuse_texts(texts: Mapping[str, str], case: Case | None, *, said_none: bool, by: User) -> None:
    """Refuse texts that hold a customer's data, all that is found in them at once."""
    found = [one for text in texts.values() for one in customers_in(text, user=by, case=case)]
    refuse_customers(found, said_none=said_none)


def texts_without(texts: Mapping[str, str], case: Case | None, *, by: User) -> dict[str, str]:
    """Return texts in which something neutral stands in the place of a customer's data."""
    return {name: without(text, customers_in(text, user=by, case=case)) for name, text in texts.items()}


@transaction.atomic
def make_goal(reflection: Reflection, *, by: User, at: datetime) -> Goal:
    """Make “now what” a goal, once."""
    locked = Reflection.objects.select_for_update(of=("self",)).get(pk=reflection.pk)
    if locked.goal:
        raise GoalMadeAlready(goal=locked.goal.text)
    text = " ".join(locked.now_what.split())
    if len(text) > LONGEST_TEXT:
        text = f"{text[: LONGEST_TEXT - 1]}…"
    locked.goal = set_goal(Wording(text), by=by, at=at)
    locked.save(update_fields=["goal"])
    return locked.goal
