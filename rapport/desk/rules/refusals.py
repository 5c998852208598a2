"""What the desk declines, and the way out."""

from rapport.lib.errors import Refusal


class ToldInCase:
    """A refusal that is written down in the case: somebody tried what is not theirs, or not yet."""

    @property
    def told(self) -> str:
        """What is written down of it."""
        return str(self)


class CaseNotFound(Refusal):
    """There is no such case, or the person may not see it: the same answer for both."""

    code = "case_not_found"
    text = "Case {number} is not among your cases. Look for it by customer or subject in the search."


class StateNotReachable(Refusal):
    code = "state_not_reachable"
    text = "A case that is {state} cannot become {wanted}. It can become: {can}."


class CaseChangedMeanwhile(Refusal):
    """Somebody else changed the case since this person opened it; nothing was overwritten."""

    code = "case_changed_meanwhile"
    text = (
        "Case {number} was changed by somebody else since you opened it: {differences}. "
        "Look at it as it is now, then do it again with version {version}."
    )


class CaseFieldNotRight(Refusal):
    code = "case_field_not_right"
    text = "{field} is '{value}'. It expects {expected}. Change it and send it again."


class CaseMergedMeanwhile(Refusal):
    code = "case_merged_meanwhile"
    text = "Case {number} was merged into case {into}. Go on there."


class DeadlineNotRight(Refusal):
    code = "deadline_not_right"
    text = "The deadline says: {what}. It expects {expected}. Change it and record it again."


class DeadlineEnded(Refusal):
    code = "deadline_ended"
    text = "The deadline '{name}' ended already: {why}. Record a new one if something is still owed."


class WeightNotRight(Refusal):
    code = "weight_not_right"
    text = "The weight '{name}' is {value}. It expects {expected}. Change it and save the weights again."


class NothingToTake(Refusal):
    code = "nothing_to_take"
    text = "No open case that you may take is unassigned. Look under Team for what colleagues have on hand."


class QueueFilterNotKnown(Refusal):
    code = "queue_filter_not_known"
    text = "The queue has no {what} '{value}'. There are: {known}. Take it out of the address, or name one."


class TargetNotRight(Refusal):
    code = "target_not_right"
    text = "The target {what} is {value}. It expects {expected}. Change it and save it again."


class ReasonMissing(Refusal):
    code = "reason_missing"
    text = "{deed} needs a reason in words, and none was given. Say why and send it again."
