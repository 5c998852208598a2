"""The panels of a complaint: what each shows, for the page of a case and for the complaint desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.forms import Form

from rapport.desk import queries
from rapport.desk.forms import complaints as forms
from rapport.desk.models import Case, Redress
from rapport.desk.queries.faults import faults_of_case, faults_to_link
from rapport.staff.models import User
from rapport.staff.queries import everybody
from rapport.staff.rules import Sight

NEEDED = {"note", "decision"}  # words of a step that nothing in the case stands for


@dataclass(frozen=True)
class Seen:
    """A complaint as somebody sees it; what two panels show is read once."""

    user: User
    case: Case
    at: datetime

    @cached_property
    def progress(self) -> queries.Progress | None:
        """How far it has come in its procedure."""
        return queries.progress_of(self.case, self.user)

    @cached_property
    def boundary(self) -> queries.Boundary:
        """Whether it is beyond whoever looks."""
        return queries.boundary_of(self.case, self.user, self.progress, self.standing, at=self.at)

    @cached_property
    def standing(self) -> list[Redress]:
        """The redress that stands in the matter."""
        return queries.standing_in(self.case)


@dataclass(frozen=True)
class ComplaintPanel:
    """One panel: its name, its template, and what that shows."""

    name: str
    template: str
    context: Callable[[Seen], dict[str, Any]]
    is_beside: bool = False  # on the right, where there is room


def _procedure(seen: Seen) -> dict[str, Any]:
    return {
        "progress": seen.progress,
        "form": choose_form(seen.case),
        "step_form": _step_form(seen.case, seen.progress),
        "refused": seen.case.entries.filter(kind="refused")[:5],
    }


def choose_form(case: Case, data: Any = None) -> forms.ChooseForm:
    """Return the choice among the procedures that are offered for a case."""
    form = forms.ChooseForm(data, initial={"version": case.version}, auto_id="choose_%s")
    form.fields["key"].choices = [(one.key, one.name) for one in queries.procedures_for(case)]  # type: ignore[attr-defined]
    return form


def _step_form(case: Case, progress: queries.Progress | None) -> Form | None:
    following = progress.next if progress else None
    if following is None:
        return None
    first = {"version": case.version, "position": following.step.position}
    return step_form(following.step.evidence, initial=first)


def step_form(evidence: list[str], **names: Any) -> forms.StepForm:
    """Return the form of a step with the words that this step asks for, and no others."""
    form = forms.StepForm(auto_id="step_%s", **names)
    for name in [name for name in form.fields if name not in {"version", "position", *evidence}]:
        del form.fields[name]
    for name in NEEDED & set(form.fields):
        form.fields[name].required = not form.is_bound  # shown as needed; that it is missing the rule says
    return form


def _redress(seen: Seen) -> dict[str, Any]:
    return {
        "redress": queries.redress_shown(seen.case, seen.user, seen.standing),
        "limits": queries.limits_of(seen.user.role, "GBP"),
        "form": offer_form(seen.user, seen.case),
    }


def offer_form(user: User, case: Case, data: Any = None) -> forms.OfferForm:
    """Return the form of an offer with the customer's orders to choose from."""
    first = {"version": case.version, "send_key": uuid4().hex, "order": case.order_id}
    form = forms.OfferForm(data, initial=first, auto_id="offer_%s")
    orders = queries.orders_of(user, case)
    form.fields["order"].choices = [  # type: ignore[attr-defined]
        ("", "none"),
        *((str(one.pk), f"{one.number}, {one.total} {one.currency}") for one in orders),
    ]
    rights = queries.rights_stated(case)
    form.fields["right"].choices = [("", "none: contract, or goodwill"), *rights]  # type: ignore[attr-defined]
    return form


def promises_shown(case: Case, at: datetime) -> dict[str, Any]:
    """Return the promises of a case with the form for another."""
    form = forms.PromiseForm(initial={"version": case.version}, auto_id="promise_%s")
    return {
        "promises": queries.promises_shown(case, at),
        "form": form,
        "move_form": forms.MoveForm(auto_id=False),
    }


def _promises(seen: Seen) -> dict[str, Any]:
    return promises_shown(seen.case, seen.at) | {"draft": queries.draft_of(seen.case, seen.user)}


def _cause(seen: Seen) -> dict[str, Any]:
    return {
        "cause": queries.cause_of(seen.case),
        "actions": seen.case.cause_actions.select_related("owner", "checked_by"),
        "form": cause_form(),
        "faults": faults_of_case(seen.user, seen.case),
        "fault_form": fault_form(seen.user, seen.case),
        "action_form": action_form(seen.user, seen.case),
        "today": seen.at.date(),
    }


def fault_form(user: User, case: Case, data: Any = None) -> forms.FaultForm:
    """Return the choice among the faults in what was made for a case's customer."""
    form = forms.FaultForm(data, auto_id="fault_%s")
    form.fields["fault"].choices = [  # type: ignore[attr-defined]
        (str(one.pk), f"{one.line}: {one.text}") for one in faults_to_link(user, case)
    ]
    return form


def cause_form(data: Any = None) -> forms.CauseForm:
    """Return the choice among the causes of the list."""
    form = forms.CauseForm(data, auto_id="cause_%s")
    form.fields["cause"].choices = [(str(one.pk), one.name) for one in queries.causes()]  # type: ignore[attr-defined]
    return form


def action_form(user: User, case: Case, data: Any = None) -> forms.ActionForm:
    """Return the form of an action, with colleagues who work on cases to own it."""
    form = forms.ActionForm(data, initial={"owner": user.pk}, auto_id="action_%s")
    people = [one for one in everybody().filter(is_active=True) if one.may(Sight.CASES)]
    near = sorted(people, key=lambda one: (one.team_id != case.team_id, one.name))
    form.fields["owner"].choices = [(str(one.pk), one.name) for one in near]  # type: ignore[attr-defined]
    return form


def _stage(seen: Seen) -> dict[str, Any]:
    return {
        "stages": seen.case.stages.select_related("clock"),
        "form": forms.StageForm(auto_id="stage_%s"),
        "may_export": seen.user.may(Sight.EXPORT),
        "now": seen.at,
    }


def _recovery(seen: Seen) -> dict[str, Any]:
    found = queries.recovery_shown(seen.case, seen.user, at=seen.at)
    first = {"failed_on": found.recovery.failed_on, "failure": found.recovery.failure} if found else {}
    return {
        "recovery": found,
        "form": forms.FailureForm(initial=first, auto_id="failure_%s"),
        "may_see_worth": seen.user.may(Sight.WORTH),
    }


def _boundary(seen: Seen) -> dict[str, Any]:
    return {"boundary": seen.boundary, "form": escalate_form(seen.boundary)}


def escalate_form(beyond: queries.Boundary, data: Any = None) -> forms.EscalateForm:
    """Return the form by which a case is handed up, with its summary written."""
    form = forms.EscalateForm(data, initial={"summary": beyond.summary}, auto_id="escalate_%s")
    form.fields["person"].choices = [(str(one.pk), one.name) for one in beyond.people]  # type: ignore[attr-defined]
    return form


PANELS: tuple[ComplaintPanel, ...] = (
    ComplaintPanel("procedure", "desk/case/parts/procedure.html", _procedure),
    ComplaintPanel("boundary", "desk/case/parts/boundary.html", _boundary, is_beside=True),
    ComplaintPanel("redress", "desk/case/parts/redress.html", _redress, is_beside=True),
    ComplaintPanel("promises", "desk/case/parts/promises.html", _promises, is_beside=True),
    ComplaintPanel("cause", "desk/case/parts/cause.html", _cause),
    ComplaintPanel("recovery", "desk/case/parts/recovery.html", _recovery, is_beside=True),
    ComplaintPanel("stage", "desk/case/parts/stage.html", _stage),
)
