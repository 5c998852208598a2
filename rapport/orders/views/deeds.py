"""What is done to a promised line on a sheet of its own: words, form, and the action each leads to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.forms import Form

from rapport.orders.actions import lines as actions
from rapport.orders.actions import papers
from rapport.orders.forms import lines as forms
from rapport.orders.models import PromisedLine
from rapport.orders.queries import lines as queries
from rapport.orders.queries import records
from rapport.orders.rules.requirements import Limits
from rapport.orders.rules.words import Answer
from rapport.orders.views.sheets import Filled, Sheet
from rapport.staff.models import User
from rapport.staff.queries import teams

Make = Callable[[PromisedLine, Any], Form]


@dataclass(frozen=True)
class Deed:
    """A sheet about a line: its words, its form, and what saves it."""

    sheet: Sheet
    make: Make
    save: Callable[..., object]


def _plain(kind: type[Form], **first: Callable[[PromisedLine], Any]) -> Make:
    def make(line: PromisedLine, data: Any) -> Form:
        return kind(data, initial={name: value(line) for name, value in first.items()})

    return make


def _of_things(
    kind: type[forms.ThingForm], label: str, things: Callable[[PromisedLine], QuerySet[Any]]
) -> Make:
    def make(line: PromisedLine, data: Any) -> Form:
        return kind(data, things=things(line), label=label)

    return make


def _left(line: PromisedLine) -> str:
    return f"{(line.quantity - line.delivered).normalize():f}"


def _plan_form(line: PromisedLine, data: Any) -> Form:  # noqa: ARG001 - any step may be gone through
    steps = records.steps_known()
    return forms.HandOverForm(data, things=steps, label="Step", teams=teams())


def _fault_form(line: PromisedLine, data: Any) -> Form:  # noqa: ARG001 - any step may show a fault
    return forms.FaultForm(data, steps=records.steps_known())


def _deliver(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:
    return actions.deliver(line, filled["quantity"], by=by, at=at)


def _cancel(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:
    return actions.cancel_line(line, reason=filled["reason"], by=by, at=at)


def _attach(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:
    return papers.attach_paper(line, filled["thing"], by=by, at=at)


def _answer(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:  # noqa: ARG001 - the choice is of its own
    answer = Answer(filled["answer"])
    return papers.answer_revision(
        filled["thing"], answer, who=filled["who"], note=filled["note"], by=by, at=at
    )


def _require(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:
    limits = Limits(filled["low"], filled["high"], filled["unit"])
    return papers.add_requirement(line, filled["name"], limits, by=by, at=at)


def _check(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:  # noqa: ARG001 - the choice is of its own
    return papers.check_requirement(
        filled["thing"], filled["value"], by_eye=filled["by_eye"], note=filled["note"], by=by, at=at
    )


def _name_part(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:
    return actions.name_part(line, filled["thing"], by=by, at=at)


def _plan(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:
    return actions.plan_hand_over(
        line, filled["thing"], to_team=filled["to_team"], due_at=filled["due_at"], by=by, at=at
    )


def _fault(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:
    return actions.note_fault(line, filled["text"], days=filled["days"], step=filled["step"], by=by, at=at)


def _put_right(line: PromisedLine, filled: Filled, *, by: User, at: datetime) -> object:  # noqa: ARG001 - the choice is of its own
    return actions.put_right(filled["thing"], filled["how"], by=by, at=at)


DEEDS: Mapping[str, Deed] = {
    "deliver": Deed(
        Sheet(
            "Deliver",
            "Some of it, or the rest. With the last of it the promise is kept.",
            "It went out",
            "The delivery is noted.",
        ),
        _plain(forms.DeliverForm, quantity=_left),
        _deliver,
    ),
    "cancel": Deed(
        Sheet(
            "Cancel the line",
            "The customer wants it no longer: it counts neither as kept nor as broken.",
            "Cancel it",
            "The line is cancelled.",
        ),
        _plain(forms.CancelForm),
        _cancel,
    ),
    "papers": Deed(
        Sheet(
            "Attach a paper",
            "Its newest revision is laid before the customer, who has to agree to it.",
            "Attach it",
            "The paper is attached; note the customer's answer when it comes.",
        ),
        _of_things(forms.ThingForm, "Paper", lambda line: records.papers_known()),  # noqa: ARG005
        _attach,
    ),
    "answers": Deed(
        Sheet(
            "What the customer said",
            "Which revision was agreed, by whom and when, stays with the line.",
            "Note it",
            "The answer is noted.",
        ),
        _of_things(forms.AgreementForm, "Revision", queries.answers_wanted),
        _answer,
    ),
    "requirements": Deed(
        Sheet(
            "Add a requirement",
            "It is checked off before the line goes out as complete.",
            "Add it",
            "The requirement is added.",
        ),
        _plain(forms.RequirementForm),
        _require,
    ),
    "checks": Deed(
        Sheet(
            "Check a requirement",
            "What was measured stays, met or not; the last check counts.",
            "Note it",
            "The check is noted.",
        ),
        _of_things(forms.CheckForm, "Requirement", lambda line: line.requirements.all()),
        _check,
    ),
    "parts": Deed(
        Sheet(
            "Name a part",
            "The line waits for it: if the part is late, this line's promise is watched.",
            "Name it",
            "The line waits for that part now.",
        ),
        _of_things(forms.ThingForm, "Part", lambda line: records.parts_known()),  # noqa: ARG005
        _name_part,
    ),
    "hand-overs": Deed(
        Sheet(
            "Plan a hand-over",
            "A step of the line. Whoever receives the work is promised it, as any customer is.",
            "Plan it",
            "The hand-over is planned.",
        ),
        _plan_form,
        _plan,
    ),
    "faults": Deed(
        Sheet(
            "Note a fault",
            "Something is not as agreed. The line waits until it is put right.",
            "Note it",
            "The fault is noted.",
        ),
        _fault_form,
        _fault,
    ),
    "corrections": Deed(
        Sheet(
            "Put a fault right",
            "How it was put right stays with the line.",
            "It is right now",
            "The fault is put right.",
        ),
        _of_things(forms.PutRightForm, "Fault", queries.open_faults_of),
        _put_right,
    ),
}
