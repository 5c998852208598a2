"""What is right for procedures: one step after the other, each with its evidence, and none left out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rapport.desk.rules.refusals import ToldInCase
from rapport.desk.rules.words import DONE, CaseState, Evidence
from rapport.lib.errors import Refusal

# What is asked for, as the refusal says it.
ASKED_FOR: Mapping[Evidence, str] = {
    Evidence.REPLY: "a reply to the customer: write one in this case",
    Evidence.NOTE: "what you found, in words: fill in “What was found”",
    Evidence.CAUSE: "a root cause: choose one from the list",
    Evidence.REDRESS: "redress that is allowed, or the word that none is due: offer it, or say why not",
    Evidence.DECISION: "the decision, in words: fill in “What was decided”",
    Evidence.PROMISE: "a promise to the customer with a date: make one in this case",
    Evidence.CONTACT: "a contact after the step before: reply, or write who was reached and what they said",
    Evidence.ACKNOWLEDGED: "the words in which you acknowledged it: reply, or write what you said",
}
# What may be told in words together with the step; the rest is looked for in the case.
IN_WORDS = (Evidence.NOTE, Evidence.DECISION, Evidence.CONTACT, Evidence.ACKNOWLEDGED, Evidence.REDRESS)
Told = Mapping[Evidence, str] | Mapping[str, str]  # words given with a step, by kind of evidence
FEWEST_LETTERS = 10  # "ok" is no finding


@dataclass(frozen=True)
class Ending:
    """What stands between a case and its end."""

    number: int
    is_complaint: bool
    procedure: str = ""  # its name, where the case follows one
    steps_left: tuple[str, ...] = ()
    actions_left: tuple[str, ...] = ()  # about its cause: not done, or their effect not checked


class ProcedureNotKnown(Refusal):
    code = "procedure_not_known"
    text = "There is no procedure '{key}' to choose. There are: {there_are}."


class ProcedureUnderWay(ToldInCase, Refusal):
    """Another procedure would leave out what this one asks for."""

    code = "procedure_under_way"
    text = (
        "Case {number} follows {procedure}, and {done} of its steps are done, so it cannot follow another. "
        "Go on with: {next}."
    )


class NoProcedureChosen(Refusal):
    code = "no_procedure_chosen"
    text = "Case {number} follows no procedure yet. Choose one, and then do its first step."


class StepNotKnown(Refusal):
    code = "step_not_known"
    text = "{procedure} has no step {position}. It has the steps 1 to {last}."


class StepAlreadyDone(Refusal):
    code = "step_already_done"
    text = "The step {step} is done already, by {name}. The next one is: {next}."


class StepNotNext(ToldInCase, Refusal):
    """A step is done after the one before it; none is left out."""

    code = "step_not_next"
    text = "The step {step} comes after {before}, which is not done. Do {before} first."


class StepNotYours(ToldInCase, Refusal):
    code = "step_not_yours"
    text = "The step {step} is done by: {roles}. Your role is {role}. Escalate the case to one of them."


class EvidenceMissing(ToldInCase, Refusal):
    """A step is done when what it asks for is there."""

    code = "evidence_missing"
    text = "The step {step} is not done yet. What is missing: {missing}."


class StepsNotDone(ToldInCase, Refusal):
    """A complaint ends when its procedure has been followed to the end."""

    code = "steps_not_done"
    text = (
        "Case {number} cannot be {state} yet: of {procedure} these steps are not done: {steps}. "
        "Do them first."
    )


class ComplaintWithoutProcedure(ToldInCase, Refusal):
    code = "complaint_without_procedure"
    text = "Case {number} is a complaint and cannot be {state} without a procedure. Choose one and follow it."


class CauseActionsOpen(ToldInCase, Refusal):
    """What was begun about a cause is finished before the case is closed; it may be resolved before."""

    code = "cause_actions_open"
    text = (
        "Case {number} cannot be closed yet, for these actions about its cause are not finished: {actions}. "
        "Finish them and check their effect; until then the case can be resolved."
    )


class StepNotRight(Refusal):
    code = "step_not_right"
    text = "Step {position}: {field} is '{value}'. It expects {expected}. Change it and save again."


def refuse_early_end(state: CaseState | str, ending: Ending) -> None:
    """Refuse the end of a case whose steps are not done, or whose actions about the cause are not finished.

    Every door comes through here, for every change of state does.
    """
    if state not in DONE:
        return
    if ending.steps_left:
        steps = ", ".join(ending.steps_left)
        raise StepsNotDone(number=ending.number, state=state, procedure=ending.procedure, steps=steps)
    if ending.is_complaint and not ending.procedure:
        raise ComplaintWithoutProcedure(number=ending.number, state=state)
    if state == CaseState.CLOSED and ending.actions_left:
        raise CauseActionsOpen(number=ending.number, actions="; ".join(ending.actions_left))


def refuse_other_order(step: str, before: Iterable[tuple[str, bool]]) -> None:
    """Refuse a step while one before it is not done; `before` names them in order, with whether they are."""
    for name, is_done in before:
        if not is_done:
            raise StepNotNext(step=step, before=name)


def refuse_other_role(step: str, roles: Collection[str], role: str) -> None:
    """Refuse a step to a role that is not among those that may do it; no roles named means everybody."""
    if roles and role not in roles:
        raise StepNotYours(step=step, roles=", ".join(sorted(roles)), role=role)


def gathered(
    asked: Iterable[Evidence | str], found: Mapping[Evidence, str], told: Told
) -> dict[Evidence, str]:
    """Return the evidence for a step: what was told with it, else what the case holds."""
    words = {Evidence(key): text.strip() for key, text in told.items()}
    told_enough = {
        key: text for key, text in words.items() if len(text) >= FEWEST_LETTERS and key in IN_WORDS
    }
    all_of_it = {**found, **told_enough}
    return {Evidence(one): all_of_it[Evidence(one)] for one in asked if Evidence(one) in all_of_it}


def refuse_without_evidence(
    step: str, asked: Iterable[Evidence | str], evidence: Mapping[Evidence, str]
) -> None:
    """Refuse a step without all that it asks for, and say what is missing and where it comes from."""
    missing = [ASKED_FOR[Evidence(one)] for one in asked if Evidence(one) not in evidence]
    if missing:
        raise EvidenceMissing(step=step, missing="; ".join(missing))
