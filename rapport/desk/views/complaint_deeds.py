"""What is done to a complaint by a form: the form, the action it leads to, and what is said after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form

from rapport.desk import actions, queries
from rapport.desk.forms import complaints as forms
from rapport.desk.models import Case
from rapport.desk.queries.faults import case_faults_visible_to
from rapport.desk.rules import ActionKind, ClockKind, Evidence, RedressKind
from rapport.desk.rules.causes import CauseActionNotKnown, FaultNotInCase
from rapport.desk.rules.redress import NONE, RedressNotKnown
from rapport.desk.rules.stages import PromiseNotInCase, StageNotKnown
from rapport.desk.views import complaint_panels as panels
from rapport.orders.queries.lines import fault_visible_to
from rapport.staff.models import User
from rapport.staff.queries import everybody

Filled = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A form that somebody sent about a case, and when."""

    user: User
    case: Case
    data: Any
    at: datetime


Make = Callable[[Asked], Form]


@dataclass(frozen=True)
class Deed:
    """A form about a case, or about one thing of it, and the action that takes what it holds.

    `panel` is where it stands, and `shown_as` the name under which its panel knows the form.
    """

    make: Make
    save: Callable[..., object]
    said: str
    panel: str
    shown_as: str = ""


def _plain(form: type[Form]) -> Make:
    """Return a way to make a form that needs nothing of the case."""

    def make(asked: Asked) -> Form:
        return form(asked.data)

    return make


def _choose(case: Case, filled: Filled, *, by: User, at: datetime) -> object:
    return actions.choose_procedure(case, filled["key"], by=by, at=at, version=filled["version"])


def _step(asked: Asked) -> Form:
    """Return the form of the step that was sent, with the words that this step asks for."""
    progress = queries.progress_of(asked.case, asked.user)
    place = str(asked.data.get("position", ""))
    shown = [one for one in progress.steps if str(one.step.position) == place] if progress else []
    return panels.step_form(shown[0].step.evidence if shown else [], data=asked.data)


def _do(case: Case, filled: Filled, *, by: User, at: datetime) -> object:
    told: dict[str, str] = {name: text for name, text in filled.items() if name in set(Evidence) and text}
    return actions.do_step(case, filled["position"], told, by=by, at=at, version=filled["version"])


def _offer(case: Case, filled: Filled, *, by: User, at: datetime) -> object:
    order = queries.orders_of(by, case).filter(pk=filled["order"] or 0).first()
    offer = actions.Offer(
        RedressKind(filled["kind"]), filled["why"], filled["worth"] or NONE, filled["cost"] or NONE,
        filled["currency"], filled["is_owed"] or bool(filled["right"]), order, filled["right"],
    )  # fmt: skip
    return actions.offer_redress(
        case, offer, by=by, at=at, send_key=filled["send_key"], version=filled["version"]
    )


def _plan(case: Case, filled: Filled, *, by: User, at: datetime) -> object:
    owner = everybody().get(pk=filled["owner"])
    kind, due_on = ActionKind(filled["kind"]), filled["due_on"] or at.date()
    return actions.plan_action(
        case, kind, filled["text"], owner=owner, due_on=due_on, check_on=filled["check_on"], by=by, at=at
    )


def _link_fault(case: Case, filled: Filled, *, by: User, at: datetime) -> object:
    return actions.link_fault(case, fault_visible_to(by, int(filled["fault"])), by=by, at=at)


def _stage(case: Case, filled: Filled, *, by: User, at: datetime) -> object:
    kind = ClockKind(filled["kind"])
    due = filled["due_at"]
    deadline = actions.Deadline(due, filled["source"], kind, filled["because"]) if due else None
    return actions.open_stage(
        case, filled["body"], deadline=deadline, their_reference=filled["their_reference"], by=by, at=at
    )


def _failure(case: Case, filled: Filled, *, by: User, at: datetime) -> object:
    return actions.note_failure(case, filled["failure"], filled["failed_on"] or at.date(), by=by, at=at)


def _escalation(asked: Asked) -> Form:
    seen = panels.Seen(asked.user, asked.case, asked.at)
    return panels.escalate_form(seen.boundary, asked.data)


def _recovered(case: Case, filled: Filled, *, by: User, at: datetime) -> object:  # noqa: ARG001 - an empty form
    return actions.note_recovered(case, by=by, at=at)


def _escalate(case: Case, filled: Filled, *, by: User, at: datetime) -> object:
    return actions.escalate_case(case, everybody().get(pk=filled["person"]), filled["summary"], by=by, at=at)


DEEDS: dict[str, Deed] = {
    "procedure": Deed(
        lambda asked: panels.choose_form(asked.case, asked.data),
        _choose, "The case follows it now.", "procedure", "form",
    ),
    "steps": Deed(_step, _do, "The step is done.", "procedure", "step_form"),
    "redress": Deed(
        lambda asked: panels.offer_form(asked.user, asked.case, asked.data), _offer, "It is offered.",
        "redress", "form",
    ),
    "promises": Deed(
        _plain(forms.PromiseForm),
        lambda case, filled, *, by, at: actions.promise_in_case(case, by=by, at=at, **filled),
        "The promise is noted.", "promises", "form",
    ),
    "cause": Deed(
        lambda asked: panels.cause_form(asked.data),
        lambda case, filled, *, by, at: actions.find_cause(
            case, int(filled["cause"]), filled["text"], by=by, at=at
        ),
        "The cause is noted.", "cause", "form",
    ),
    "cause-actions": Deed(
        lambda asked: panels.action_form(asked.user, asked.case, asked.data), _plan, "The action is planned.",
        "cause", "action_form",
    ),
    "faults": Deed(
        lambda asked: panels.fault_form(asked.user, asked.case, asked.data), _link_fault,
        "The case names the fault now.", "cause", "fault_form",
    ),
    "stages": Deed(_plain(forms.StageForm), _stage, "The stage is open.", "stage", "form"),
    "recovery": Deed(_plain(forms.FailureForm), _failure, "The failure is noted.", "recovery", "form"),
    "recovered": Deed(
        _plain(forms.NothingForm),
        _recovered,
        "It is right again.", "recovery",
    ),
    "escalation": Deed(
        _escalation,
        _escalate, "They are told, and your summary stands as a note.", "boundary", "form",
    ),
}  # fmt: skip


def _named(act: Callable[..., object], **names: str) -> Callable[..., object]:
    """Return a way to save one thing: the filled fields by the names the action has for them."""

    def save(thing: Any, filled: Filled, *, by: User, at: datetime) -> object:
        return act(thing, **{names.get(name, name): value for name, value in filled.items()}, by=by, at=at)

    return save


ENDINGS: dict[str, dict[str, Deed]] = {
    "redress": {
        "signed": Deed(_plain(forms.AnswerForm), _named(actions.sign_redress), "It is signed.", "redress"),
        "declined": Deed(
            _plain(forms.AnswerForm), _named(actions.decline_redress), "It is declined.", "redress"
        ),
        "given": Deed(_plain(forms.NothingForm), _named(actions.give_redress), "It is given.", "redress"),
        "withdrawn": Deed(
            _plain(forms.ReasonForm), _named(actions.withdraw_redress, reason="why"), "It is withdrawn.",
            "redress",
        ),
    },
    "promises": {
        "kept": Deed(_plain(forms.NothingForm), _named(actions.keep_promise), "Kept.", "promises"),
        "moved": Deed(
            _plain(forms.MoveForm), _named(actions.move_promise),
            "Moved. The words for the customer stand in your draft.", "promises",
        ),
        "withdrawn": Deed(
            _plain(forms.ReasonForm), _named(actions.withdraw_promise), "It is withdrawn.", "promises"
        ),
    },
    "cause-actions": {
        "done": Deed(_plain(forms.NothingForm), _named(actions.finish_action), "It is done.", "cause"),
        "checked": Deed(_plain(forms.EffectForm), _named(actions.check_effect), "It is checked.", "cause"),
    },
    "faults": {
        "dropped": Deed(_plain(forms.NothingForm), _named(actions.drop_fault), "It is taken off.", "cause")
    },
    "stages": {
        "closed": Deed(_plain(forms.OutcomeForm), _named(actions.close_stage), "The stage is over.", "stage")
    },
}  # fmt: skip
THINGS: dict[str, tuple[Callable[[User], Any], str, Any]] = {
    "redress": (queries.redress_visible_to, "case", RedressNotKnown),
    "promises": (queries.case_promises_visible_to, "in_case__case", PromiseNotInCase),
    "cause-actions": (queries.cause_actions_visible_to, "case", CauseActionNotKnown),
    "faults": (case_faults_visible_to, "case", FaultNotInCase),
    "stages": (queries.stages_visible_to, "case", StageNotKnown),
}


def thing_of(user: User, case: Case, noun: str, number: int) -> Any:
    """Return one thing of a case that somebody may see; what is not there or of another case is not found."""
    visible_to, column, not_known = THINGS[noun]
    found = visible_to(user).filter(pk=number, **{column: case}).first()
    if found is None:
        raise not_known(number=number, case=case.pk)
    return found
