"""What holds when an assessor marks an answer, and when the machine no longer marks a point."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapport.engine.marking.agreement import agreement
from rapport.lib.errors import Refusal
from rapport.practice.rules.outcomes import Outcome

ENOUGH_DECISIONS = 20  # before them a kappa says little
LEAST_KAPPA = 0.4
HALF = 0.5


class OwnAnswer(Refusal):
    code = "own_answer"
    text = "This is {name}'s own answer, and nobody marks their own. Let the learner's assessor mark it."


class NotTheirAssessor(Refusal):
    code = "not_their_assessor"
    text = "{learner} is not assessed by {name}. Ask whoever enrols people to change that, then mark it."


class NobodyToSendTo(Refusal):
    code = "nobody_to_send_to"
    text = "{name} has no assessor, so there is nobody to send it to. Ask whoever enrols people to name one."


class AnswerAlreadySent(Refusal):
    code = "answer_already_sent"
    text = "This answer was sent on {day} already. Write a new one and send that."


class PointNotDecided(Refusal):
    code = "point_not_decided"
    text = "The point '{point}' has no decision. Say of each point whether it is shown or not."


@dataclass(frozen=True)
class Verdict:
    """What an assessor says of one point."""

    outcome: Outcome
    comment: str = ""


@dataclass(frozen=True)
class Counted:
    """How far the machine agrees with people on a point; no kappa where both used one word alone."""

    decisions: int
    agreed: int
    kappa: float | None

    @property
    def is_off(self) -> bool:
        """Tell whether the machine no longer marks the point."""
        return self.decisions >= ENOUGH_DECISIONS and self.kappa is not None and self.kappa < LEAST_KAPPA


def counted(chances: Sequence[float], shown: Sequence[bool]) -> Counted:
    """Hold the machine's chances against what people decided, at a half."""
    said = [chance >= HALF for chance in chances]
    agreed = sum(mine == theirs for mine, theirs in zip(said, shown, strict=True))
    if len({*said, *shown}) < 2:
        return Counted(len(said), agreed, None)
    kappa = agreement([float(one) for one in said], [float(one) for one in shown]).kappa
    return Counted(len(said), agreed, kappa)
