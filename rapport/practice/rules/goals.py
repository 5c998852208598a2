"""What is right for goals: how they stand, when they are looked at again, and what is declined."""

from datetime import date, timedelta
from enum import StrEnum

from rapport.lib.errors import Refusal

LOOK_AGAIN_AFTER = timedelta(days=14)
LONGEST_TEXT, LONGEST_NOTE = 300, 1000


class GoalState(StrEnum):
    """How a goal stands."""

    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


class GoalDeed(StrEnum):
    """What happened to a goal."""

    SET = "set"
    CHANGED = "changed"
    PROGRESS = "progress"
    REFLECTED = "reflected"
    REACHED = "reached"
    DROPPED = "dropped"


class GoalFieldNotRight(Refusal):
    code = "goal_field_not_right"
    text = "{field} is '{value}'. It expects {expected}. Change it and save again."


class GoalEnded(Refusal):
    code = "goal_ended"
    text = "The goal “{text}” was {state} on {day}. Its history stays as it is; set a new goal to go on."


class GoalUnchanged(Refusal):
    code = "goal_unchanged"
    text = "The goal reads as before, so there is nothing to change. Change its words or its dates first."


def next_look(looked_on: date, due_on: date | None) -> date:
    """Return when to look at a goal again: two weeks after the last look, on its date at the latest."""
    in_two_weeks = looked_on + LOOK_AGAIN_AFTER
    return min(in_two_weeks, due_on) if due_on and due_on > looked_on else in_two_weeks


def refuse_empty(field: str, text: str, longest: int) -> str:
    """Return a text without blanks at its ends; refuse it empty or longer than it may be."""
    plain = text.strip()
    if not 0 < len(plain) <= longest:
        raise GoalFieldNotRight(field=field, value=plain[:60], expected=f"1 to {longest:,} characters")
    return plain
