"""Forms for what managers keep: procedures, limits of authority, the list of causes."""

from typing import Any

from django import forms

from rapport.customers.forms.fields import line, lines
from rapport.desk.forms.complaints import money
from rapport.desk.models import Procedure, Step
from rapport.desk.rules import CaseKind, Evidence
from rapport.desk.rules.procedure_texts import MOST_STEPS, ProcedureText, StepText
from rapport.staff.rules import ROLE_WORDS, Role, Sight, may

SPARE_STEPS = 2  # empty ones below those that are there
WORKING = [(str(role), ROLE_WORDS[role]) for role in Role if may(role, Sight.CASES)]


def several(label: str, words: list[tuple[str, str]], *, hint: str = "") -> forms.MultipleChoiceField:
    """Return boxes to tick, any number of them."""
    return forms.MultipleChoiceField(
        label=label, choices=words, required=False, help_text=hint, widget=forms.CheckboxSelectMultiple
    )


class ProcedureForm(forms.Form):
    """A procedure's name, and the kinds of case it is offered for."""

    name = line("Name", 120)
    kinds = several(
        "For cases that are", [(str(kind), str(kind)) for kind in CaseKind], hint="None ticked: all."
    )


class StepTextForm(forms.Form):
    """One step: why, what good looks like, what it needs before it is done."""

    name = line("Name", 80, needed=False, hint="A step without a name is left out.")
    purpose = lines("What it is for", 400, needed=False)
    good = lines("What good looks like", 600, needed=False)
    phrases = lines("Phrases to adapt", 2000, needed=False, hint="One a line.")
    questions = lines("Questions to ask", 2000, needed=False, hint="One a line.")
    evidence = several("Done only with", [(str(word), str(word)) for word in Evidence])
    roles = several("Done by", WORKING, hint="None ticked: everybody at the desk.")
    target_minutes = forms.IntegerField(
        label="Done within, minutes of working time", min_value=1, max_value=1_000_000, required=False,
        help_text="From the start of the case.",
    )  # fmt: skip

    def text(self) -> StepText:
        """Return the step as it was written."""
        told = self.cleaned_data
        return StepText(
            told["name"], told["purpose"], told["good"], _each(told["phrases"]), _each(told["questions"]),
            tuple(Evidence(word) for word in told["evidence"]), tuple(told["roles"]), told["target_minutes"],
        )  # fmt: skip


StepTexts = forms.formset_factory(
    StepTextForm, extra=SPARE_STEPS, max_num=MOST_STEPS, absolute_max=MOST_STEPS, validate_max=True
)


def _each(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.splitlines() if one.strip())


def written(key: str, form: ProcedureForm, steps: Any) -> ProcedureText:
    """Return the procedure that two valid forms hold."""
    texts = tuple(one.text() for one in steps if one.cleaned_data.get("name"))
    kinds = tuple(CaseKind(kind) for kind in form.cleaned_data["kinds"])
    return ProcedureText(key, form.cleaned_data["name"], texts, kinds)


def first_of(procedure: Procedure) -> tuple[ProcedureForm, Any]:
    """Return the forms filled with a procedure as it stands."""
    form = ProcedureForm(initial={"name": procedure.name, "kinds": procedure.kinds})
    return form, StepTexts(initial=[_first(step) for step in procedure.steps.all()], prefix="step")


def _first(step: Step) -> dict[str, Any]:
    plain = ("name", "purpose", "good", "evidence", "roles", "target_minutes")
    listed = {name: "\n".join(getattr(step, name)) for name in ("phrases", "questions")}
    return {name: getattr(step, name) for name in plain} | listed


class LimitForm(forms.Form):
    """Up to what worth a role may give a kind of redress by itself."""

    role = forms.ChoiceField(choices=WORKING)
    kind = forms.CharField(max_length=16)
    most = money("Up to")


class CauseNameForm(forms.Form):
    """A cause for the list."""

    name = line("Name", 80)
    says = line("What it means", 300, needed=False)
