"""What the desk declines, and the way out."""

from rapport.lib.errors import Refusal


class ToldInCase:
    """A refusal that is written down in the case: somebody tried what is not theirs, or not yet."""


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
