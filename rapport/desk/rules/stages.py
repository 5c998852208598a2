"""What is right for stages outside the house, for recovery, and for promises made in a case."""

from rapport.lib.errors import Refusal


class StageNotKnown(Refusal):
    code = "stage_not_known"
    text = "There is no external stage {number} in case {case}. Open the case to see them."


class StageNotRight(Refusal):
    code = "stage_not_right"
    text = "{field} of the external stage is '{value}'. It expects {expected}. Change it and save again."


class StageClosed(Refusal):
    code = "stage_closed"
    text = "The stage before {body} ended on {day}. Open a new one if it goes on."


class RecoveryNotRight(Refusal):
    code = "recovery_not_right"
    text = "{field} of the recovery is '{value}'. It expects {expected}. Change it and save again."


class NoFailureNoted(Refusal):
    code = "no_failure_noted"
    text = "Case {number} has no failure noted yet. Note what went wrong and when, then that it is right."


class PromiseNotInCase(Refusal):
    code = "promise_not_in_case"
    text = "There is no promise {number} in case {case}. Open the case to see what was promised."


class PromiseToNobody(Refusal):
    """A promise belongs to somebody in the register."""

    code = "promise_to_nobody"
    text = "Case {number} has no customer of the register, and a promise is made to one. Say who it is first."
