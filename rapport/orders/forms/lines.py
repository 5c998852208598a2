"""What people fill in about a promised line."""

from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from rapport.customers.forms.fields import choice_of, day, line, lines, moment, tick
from rapport.orders.rules.words import Answer

BOX = {"step": "any"}  # any number of places; the field says how many are kept


def amount(label: str) -> forms.DecimalField:
    """Return a field for how many of an item."""
    box = forms.NumberInput(attrs=BOX)
    return forms.DecimalField(label=label, max_digits=12, decimal_places=3, min_value=0, widget=box)


def measure(label: str, *, hint: str = "") -> forms.DecimalField:
    """Return a field for a measured value or a limit; it may stay empty."""
    box = forms.NumberInput(attrs=BOX)
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=5, required=False, help_text=hint, widget=box
    )


def days(label: str, *, hint: str = "") -> forms.IntegerField:
    """Return a field for so many working days."""
    return forms.IntegerField(label=label, help_text=hint, min_value=0, max_value=365, initial=1)


def one_of(
    things: QuerySet[Any] | None, label: str, *, hint: str = "", empty: str = ""
) -> "forms.ModelChoiceField[Model]":
    """Return a choice of one thing; `empty` is the word for none of them, where it may stay empty."""
    return forms.ModelChoiceField(
        things, label=label, help_text=hint, required=not empty, empty_label=empty or None
    )


class LineForm(forms.Form):
    """A line that is promised."""

    item = line("Item", 120, hint="What is made or fetched, by the name its lead time is counted under.")
    route = line("Route", 60, hint="How it gets there, such as 'made to order' or 'from stock'.")
    quantity = amount("Quantity")
    due_at = moment("Promised by", hint="The first promise; every later one is kept beside it.")
    asked_for_on = day("The customer asked for", hint="Their own day, where they named one.")
    number = line("Number of the line", 20, needed=False, hint="Left out: the next one.")


class DeliverForm(forms.Form):
    """Some of a line that goes out."""

    quantity = amount("Quantity")


class CancelForm(forms.Form):
    """A line that is wanted no longer."""

    reason = line("Why", 300)


class ThingForm(forms.Form):
    """One thing of a line, chosen from those there are."""

    def __init__(self, *args: Any, things: QuerySet[Any], label: str, **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields = {"thing": one_of(things, label)} | self.fields


class AgreementForm(ThingForm):
    """What the customer said to a revision."""

    answer = choice_of(Answer, "They")
    who = line("Who said so", 120, hint="Name at the customer, and how: 'Ms Fell, by mail of 3 March'.")
    note = line("Note", 300, needed=False)


class RequirementForm(forms.Form):
    """Something a line is checked off against."""

    name = line("What is asked", 160, hint="From the specification or drawing, such as 'Bore diameter'.")
    low = measure("At least", hint="Leave both out where the eye decides.")
    high = measure("At most")
    unit = line("Unit", 20, needed=False)


class CheckForm(ThingForm):
    """A requirement looked at."""

    value = measure("Measured value", hint="Needed where there are limits.")
    by_eye = tick("It is as asked", hint="Where no number decides.")
    note = line("Note", 200, needed=False)


class HandOverForm(ThingForm):
    """A step of a line, with the team that receives the work."""

    def __init__(self, *args: Any, teams: QuerySet[Any], **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["to_team"] = one_of(teams, "Handed over to", empty="no team")
        self.fields["due_at"] = moment("Promised to that team by", needed=False)


class FaultForm(forms.Form):
    """Something that is not as it was agreed."""

    text = lines("What is not as agreed", 400)
    days = days("Working days to put it right", hint="They move the forecast of the line.")

    def __init__(self, *args: Any, steps: QuerySet[Any], **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["step"] = one_of(steps, "Found at", empty="no step")


class PutRightForm(ThingForm):
    """How a fault was put right."""

    how = lines("How it was put right", 400)
