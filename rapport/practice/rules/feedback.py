"""What is right for feedback: asked of one colleague, answered once or declined."""

from enum import StrEnum

from rapport.lib.errors import Refusal

LONGEST_QUESTION, LONGEST_ANSWER = 500, 2000


class FeedbackState(StrEnum):
    """How far a question to a colleague got."""

    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"


class AskedOneself(Refusal):
    code = "asked_oneself"
    text = "You asked yourself. Choose a colleague; what you think yourself is a reflection."


class FeedbackSettled(Refusal):
    code = "feedback_settled"
    text = "This question was {state} on {day}, once and for all. They can ask you another."


class ColleagueNotThere(Refusal):
    code = "colleague_not_there"
    text = "{name} no longer works here. Ask somebody else."
