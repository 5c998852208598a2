"""A deadline by law as somebody types it: recorded, extended, ended."""

from django import forms

from rapport.desk.actions.deadlines import NewDeadline
from rapport.desk.rules.deadlines import MOST, Period, Unit


def _day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=hint, widget=forms.DateInput({"type": "date"})
    )


class DeadlineForm(forms.Form):
    """What is owed, by which law, why here; and a day, or a period to be counted."""

    name = forms.CharField(label="What is owed", max_length=120)
    source = forms.CharField(label="Act and section", max_length=200)
    because = forms.CharField(label="Why it holds here", max_length=300)
    begins_on = _day("Counted from")
    ends_on = _day("Last day", required=False, hint="Or leave it empty and give a period below.")
    length = forms.IntegerField(label="Period", required=False, min_value=1, max_value=max(MOST.values()))
    unit = forms.ChoiceField(
        label="Counted in", required=False, choices=[(str(unit), str(unit)) for unit in Unit]
    )

    def new_deadline(self) -> NewDeadline:
        """Return the deadline that was typed."""
        typed = self.cleaned_data
        period = Period(typed["length"], Unit(typed["unit"] or Unit.DAYS)) if typed["length"] else None
        facts = {key: typed[key] for key in ("name", "source", "because", "begins_on", "ends_on")}
        return NewDeadline(**facts, period=None if typed["ends_on"] else period)


class ExtensionForm(forms.Form):
    """A later last day, and why the law allows it."""

    ends_on = _day("New last day")
    why = forms.CharField(label="Why it is extended", max_length=400)


class EndForm(forms.Form):
    """Whether a deadline was met; where it was not, why nothing is owed any more."""

    is_met = forms.BooleanField(label="It was met", required=False)
    why = forms.CharField(label="In words", max_length=200, required=False)
