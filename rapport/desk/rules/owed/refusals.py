"""What is declined about what a customer is owed."""

from rapport.desk.rules.refusals import ToldInCase
from rapport.lib.errors import Refusal


class AssessmentNotKnown(Refusal):
    code = "assessment_not_known"
    text = "There is no assessment {number} in case {case}. Open /cases/{case}/owed to see those there are."


class NothingAssessed(Refusal):
    code = "nothing_assessed"
    text = "Nothing is told yet of what they are owed in case {case}. Tell facts at /cases/{case}/owed."


class ConclusionNotStated(Refusal):
    """A choice or decision is about something that does not follow from the facts."""

    code = "conclusion_not_stated"
    text = "'{about}' does not follow from the facts of case {case}. What follows now: {known}."


class ChoiceNotOpen(Refusal):
    code = "choice_not_open"
    text = "'{choice}' is not among what they may choose: {known}. Choose one of them."


class DecisionNotRight(Refusal):
    code = "decision_not_right"
    text = "{field} of the decision is '{value}'. It expects {expected}. Change it and decide again."


class DecisionNotKnown(Refusal):
    code = "decision_not_known"
    text = "There is no decision {number} in case {case}. Open the case to see what was decided."


class DecisionNotInState(ToldInCase, Refusal):
    code = "decision_not_in_state"
    text = "Decision {number} {state}, so it cannot be {deed}. {way_out}"


class DecisionSignedByOneself(ToldInCase, Refusal):
    code = "decision_signed_by_oneself"
    text = "You asked for decision {number}, so another person signs it. It can be signed by: {who}."


class DecisionBeyondAuthority(ToldInCase, Refusal):
    """A decision against a right is for somebody with the authority for it."""

    code = "decision_beyond_authority"
    text = "As {role} you cannot decide on '{about}'. It can be decided by: {who}."


class ExtensionNotPossible(ToldInCase, Refusal):
    code = "extension_not_possible"
    text = "The time to answer cannot be extended in case {case}: {why}. {way_out}"


class RequestNotRight(Refusal):
    code = "rights_request_not_right"
    text = "{field} is '{value}'. It expects {expected}. Change it and open the request again."


class NoAdjustment(Refusal):
    code = "no_adjustment"
    text = "Case {case} {why}, so no adjustment can be written into a record. {way_out}"
