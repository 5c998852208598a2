"""Forms for a complaint on its way: steps, redress, promises, causes, stages outside, recovery."""

from decimal import Decimal

from django import forms

from rapport.customers.forms.fields import choice_of, day, line, lines, moment, tick
from rapport.customers.rules import PromiseKind
from rapport.desk.rules import ActionKind, ClockKind, RedressKind
from rapport.desk.rules.redress import HOUSE_CURRENCY

OUTSIDE = (ClockKind.STATUTORY, ClockKind.PROCEDURE)
HIGHEST = 2**63 - 1


def number(label: str = "", *, needed: bool = True) -> forms.IntegerField:
    """Return a hidden field for the number of a row."""
    return forms.IntegerField(
        min_value=1, max_value=HIGHEST, widget=forms.HiddenInput, label=label, required=needed
    )


def money(label: str, *, hint: str = "") -> forms.DecimalField:
    """Return a field for an amount of money; empty is nothing."""
    return forms.DecimalField(
        label=label, required=False, min_value=Decimal(0), max_digits=12, decimal_places=2, help_text=hint
    )


class CaseForm(forms.Form):
    """A form on a case as it was seen at a version."""

    version = number(needed=False)


class ChooseForm(CaseForm):
    """Which procedure a case follows."""

    key = forms.ChoiceField(label="Procedure")


class StepForm(CaseForm):
    """The next step of a procedure, with the words that it asks for."""

    position = number()
    note = lines(
        "What was found", 2000, needed=False, hint="As the customer said it, or as the records show it."
    )
    acknowledged = lines("How you acknowledged it", 1000, needed=False, hint="Empty, if your reply says it.")
    decision = lines("What was decided", 2000, needed=False, hint="What is done, by whom, by when.")
    redress = lines(
        "Why no redress is due", 1000, needed=False, hint="Empty, if redress is allowed in this case."
    )
    contact = lines(
        "The contact afterwards", 1000, needed=False, hint="Who was reached, how, and what they said."
    )


class OfferForm(CaseForm):
    """What we offer to put it right."""

    send_key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = choice_of(RedressKind, "What")
    worth = money("Worth to them", hint="Nothing for an apology.")
    cost = money("Cost to us", hint="The larger of the two counts against your limit.")
    currency = forms.CharField(label="Currency", max_length=3, min_length=3, initial=HOUSE_CURRENCY)
    order = forms.ChoiceField(label="Order", required=False, help_text="A refund goes back for an order.")
    why = lines("Why", 500)
    right = forms.ChoiceField(
        label="Owed by this right", required=False, help_text="What follows from the facts of the case."
    )
    is_owed = tick("They are owed it", hint="By law or contract. Otherwise it is goodwill, beyond the law.")


class PromiseForm(CaseForm):
    """Something we tell the customer we will do, and by when."""

    text = line("What we promise", 300, hint="As the customer hears it.")
    kind = choice_of(PromiseKind, "Kind")
    due_at = moment("By when")


class MoveForm(forms.Form):
    """A promise goes to another time."""

    due_at = moment("To when")
    reason = line("Why, as they will read it", 300)


class ReasonForm(forms.Form):
    """A reason, where one is needed."""

    reason = line("Why", 300)


class AnswerForm(forms.Form):
    """An answer to somebody who asked for a signature."""

    answer = line("Answer", 300, needed=False)


class NothingForm(forms.Form):
    """A button that says it all."""


class CauseForm(forms.Form):
    """The root cause of a case."""

    cause = forms.ChoiceField(label="Root cause")
    text = lines("In words", 600, needed=False, hint="Why it happened, and why that happened.")


class FaultForm(forms.Form):
    """A fault in making that a case is about."""

    fault = forms.ChoiceField(label="Fault in making")


class ActionForm(forms.Form):
    """What is done about a cause."""

    kind = choice_of(
        ActionKind, "Kind", hint="Containment stops it today; a corrective action takes the cause away."
    )
    text = line("What is done", 400)
    owner = forms.ChoiceField(label="Who sees to it")
    due_on = day("Until")
    check_on = day("Its effect is checked on", hint="Needed for a corrective action.")


class EffectForm(forms.Form):
    """How much of the trouble an action took away."""

    effect = forms.IntegerField(label="Effect, 0 to 100", min_value=0, max_value=100)
    text = line("How that was seen", 400, needed=False)


class StageForm(forms.Form):
    """A body outside the house that looks at the case."""

    body = line("Before whom", 160, hint="An ombudsman, a regulator, a court.")
    their_reference = line("Their reference", 80, needed=False)
    due_at = moment("Our answer is due", needed=False)
    kind = choice_of(OUTSIDE, "Set by", hint="Statutory is by law; procedure is by their own rules.")
    source = line("Where that stands", 200, needed=False, hint="The Act and section, or the rule.")
    because = line("How it was counted", 400, needed=False)


class OutcomeForm(forms.Form):
    """How it ended outside."""

    outcome = line("How it ended", 400)


class FailureForm(forms.Form):
    """What went wrong, and when."""

    failure = line("What went wrong", 300)
    failed_on = day("On which day")


class EscalateForm(forms.Form):
    """Whom a case is handed up to, with what they need to know."""

    person = forms.ChoiceField(label="To whom")
    summary = forms.CharField(
        label="Summary", max_length=8000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Written for you from the case; change it as you like. It stands as a note.",
    )  # fmt: skip
