"""What is right for reflections: what, so what, now what; and what they may be about."""

from enum import StrEnum

from rapport.lib.errors import Refusal

LONGEST_PART = 2000


class Source(StrEnum):
    """What a reflection, a question to a colleague or a goal comes from."""

    NONE = ""
    CASE = "case"
    ROLE_PLAY = "role-play"
    ANSWER = "answer"
    GOAL = "goal"


class SourceNotFound(Refusal):
    code = "source_not_found"
    text = "There is no {kind} {number} of yours. Look up its number, or leave it out."


class GoalMadeAlready(Refusal):
    code = "goal_made_already"
    text = "This “now what” is a goal already: “{goal}”. Go on there."
