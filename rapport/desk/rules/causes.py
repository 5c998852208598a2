"""What is right for causes: the list that comes ready, and when an action about a cause is finished."""

from datetime import date

from rapport.lib.errors import Refusal

READY_CAUSES: tuple[tuple[str, str], ...] = (
    ("Not as described", "The goods or the service were not what was said of them."),
    ("Faulty when delivered", "It did not work, or was damaged, on the day it came."),
    ("Failed in use", "It worked at first and failed later."),
    ("Late", "It came, or was done, after the time we gave."),
    ("Delay not told", "The delay could be seen, and the customer heard of it too late or not from us."),
    ("Wrong or missing item", "Something else came, or not all of it."),
    ("Wrong price or bill", "More was charged than agreed, or the bill was not clear."),
    ("Information wrong or missing", "What we told was not right, not complete or not understood."),
    ("No answer", "The customer asked and nobody answered, or had to ask again."),
    ("How they were treated", "Tone, attention or respect were not what they should be."),
    ("Hand-over between us", "Something was lost between two colleagues or teams."),
    ("Access or adjustment missed", "An adjustment that was asked for was not made."),
    ("Rule of ours", "Our own rule or procedure led to it."),
    ("Outside our reach", "Weather, strike, or a part of the way that is not ours."),
)


class CauseNotKnown(Refusal):
    code = "cause_not_known"
    text = "There is no cause {number} on the list. Choose one of those at /causes."


class CauseTaken(Refusal):
    code = "cause_taken"
    text = "There is a cause '{name}' on the list already. Use it, or give this one another name."


class CauseActionNotKnown(Refusal):
    code = "cause_action_not_known"
    text = "There is no action {number} about the cause of case {case}. Open the case to see them."


class FaultNotInCase(Refusal):
    code = "fault_not_in_case"
    text = "Fault {number} is not linked to case {case}. Open the case to see those that are."


class FaultLinked(Refusal):
    code = "fault_linked"
    text = "Case {case} names this fault already: “{fault}”."


class CauseActionNotRight(Refusal):
    code = "cause_action_not_right"
    text = "{field} of the action is '{value}'. It expects {expected}. Change it and save again."


class CauseActionOver(Refusal):
    code = "cause_action_over"
    text = "The action '{action}' is {state} already. Plan another one, if more has to be done."


class EffectTooSoon(Refusal):
    """An effect is there once the action is done and has had its time."""

    code = "effect_too_soon"
    text = "The effect of '{action}' cannot be checked yet: {reason}."


class EffectCheckedByOwner(Refusal):
    """Whoever did it does not mark it."""

    code = "effect_checked_by_owner"
    text = "{owner} owns the action '{action}', so another person checks its effect. Ask a colleague."


def refuse_dates(due_on: date, check_on: date | None, today: date) -> None:
    """Refuse an action that is due before today, or whose effect would be checked before it is due."""
    if due_on < today:
        raise CauseActionNotRight(field="due on", value=due_on, expected="today or a later day")
    if check_on and check_on <= due_on:
        raise CauseActionNotRight(field="check on", value=check_on, expected="a day after it is due")


def refuse_effect(effect: int) -> None:
    """Refuse an effect that is no share of the trouble."""
    if not 0 <= effect <= 100:
        expected = "0 (the trouble is as before) to 100 (it is gone)"
        raise CauseActionNotRight(field="effect", value=effect, expected=expected)
