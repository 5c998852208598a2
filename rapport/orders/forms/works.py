"""What people fill in about parts, steps and papers."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from rapport.customers.forms.fields import choice_of, day, line
from rapport.orders.forms.lines import days, one_of
from rapport.orders.rules.words import PaperKind, WorkStage


class PartForm(forms.Form):
    """A part that lines can wait for."""

    number = line("Number", 40)
    name = line("Name", 120)
    supplier = line("Supplier", 120, needed=False)
    expected_on = day("Expected on", hint="Left out: it is here.")


class PartMoveForm(forms.Form):
    """When a part is expected now."""

    expected_on = day("Expected on now", hint="Left out: it is here.")
    why = line("Why", 200, hint="Customers read it in the notice: 'the furnace of our supplier failed'.")


class StepForm(forms.Form):
    """A step that lines can go through."""

    name = line("Name", 80)
    stage = choice_of(WorkStage, "Stage")
    days = days("Working days it takes", hint="At full capacity.")

    def __init__(self, *args: Any, teams: QuerySet[Any], **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["team"] = one_of(teams, "Done by", empty="no team")


class CapacityForm(forms.Form):
    """A step that does less for some days."""

    from_on = day("From")
    until_on = day("Until and with")
    percent = forms.IntegerField(
        label="Capacity in per cent", min_value=0, max_value=99, help_text="Of a full day's work."
    )
    why = line("Why", 200, hint="Customers read it in the notice.")

    def __init__(self, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["from_on"].required = self.fields["until_on"].required = True


class PaperForm(forms.Form):
    """A specification, a drawing or a quality standard."""

    kind = choice_of(PaperKind, "Kind")
    number = line("Number", 60)
    title = line("Title", 160)
    mark = line("Revision", 20, hint="The mark of the first revision, such as A.")


class RevisionForm(forms.Form):
    """A new revision of a paper."""

    mark = line("Revision", 20)
    change = line("What changed", 400, hint="Customers are asked to agree to it.")
