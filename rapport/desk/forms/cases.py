"""Forms about a case: new, changed, given to somebody, set aside, joined with another."""

from typing import Any

from django import forms

from rapport.customers.forms.fields import choice_of, line, lines, moment, tick
from rapport.customers.rules import Channel
from rapport.desk.actions.joining import BY_HAND
from rapport.desk.queries.people import colleagues
from rapport.desk.rules import CaseKind, Effort, Severity, StatedNeed
from rapport.desk.rules.words import SnoozeEvent
from rapport.staff.queries import teams_to_choose

TAKEN_DOWN = (Channel.PHONE, Channel.COUNTER, Channel.LETTER, Channel.EMAIL)


def a_number(label: str, *, hint: str = "") -> forms.IntegerField:
    """Return a field for the number of something; it may stay empty."""
    return forms.IntegerField(label=label, min_value=1, max_value=2**63 - 1, required=False, help_text=hint)


def a_team(label: str = "Team", empty: str = "no team") -> "forms.ModelChoiceField[Any]":
    """Return a choice among the teams."""
    return forms.ModelChoiceField(teams_to_choose(), label=label, required=False, empty_label=empty)


def a_person(label: str = "Who", empty: str = "nobody") -> "forms.ModelChoiceField[Any]":
    """Return a choice among those who work on cases."""
    return forms.ModelChoiceField(colleagues(), label=label, required=False, empty_label=empty)


class _Kinds(forms.Form):
    """What every case has."""

    subject = line("What it is about", 300)
    kind = choice_of(CaseKind, "Kind")
    severity = choice_of(Severity, "How bad it is", hint="Harm is to health, safety, home or livelihood.")
    stated_need = choice_of(
        [one for one in StatedNeed if one], "A need or risk they told us of", empty="none told",
        hint="It can only move the case up.",
    )  # fmt: skip
    stated_need_text = line("In their words", 300, needed=False)


class NewCaseForm(_Kinds):
    """A case taken down by a colleague."""

    channel = forms.ChoiceField(
        label="How they came", choices=[(str(one), str(one)) for one in (*TAKEN_DOWN, "internal")]
    )
    customer = a_number("Customer", hint="Their number in the register, if they are in it.")
    contact_name = line("Name, if they are not in the register", 200, needed=False)
    contact_address = line("Where to reach them", 400, needed=False)
    order = a_number("Order", hint="The number at the end of the order's address.")
    team = a_team()
    text = lines(
        "What they said", 50_000, hint="As they said it: this is their message, and they may see it."
    )
    takes = tick("I take it")


class WriteFirstForm(_Kinds):
    """A case that begins with a message of ours."""

    customer = a_number("Customer", hint="Their number in the register, if they are in it.")
    to = line("To", 400, hint="One mail address or more.")
    text = lines("What we write", 50_000)


class CaseForm(_Kinds):
    """What a case is; changed field by field."""

    effort = choice_of(Effort, "How much work")
    team = a_team()
    customer = a_number("Customer", hint="Their number in the register; empty: not known.")
    order = a_number("Order", hint="The number at the end of the order's address.")
    contact_name = line("Contact name", 200, needed=False)
    contact_address = line("Contact address", 400, needed=False)


class AssignForm(forms.Form):
    """Who a case is given to."""

    person = a_person("Give it to", "nobody: it goes back to the team")
    why = line("Note to them", 200, needed=False)


class HandOverForm(forms.Form):
    """A case handed over, with the reason."""

    person = a_person("To whom", "whoever takes it in the team")
    team = a_team("To which team", "it stays in its team")
    why = lines("Why, and what is next", 1000, hint="They start from what you write here.")


class SnoozeForm(forms.Form):
    """A case set aside until a time or an event; the customer's word wakes it too."""

    until = moment("Until", needed=False)
    event = choice_of([one for one in SnoozeEvent if one], "Or until", empty="the time alone")


class MergeForm(forms.Form):
    """The case that this one is merged into."""

    into = a_number("Into case", hint="The number of the case that goes on. What was said here follows it.")
    why = line("Why", 200, needed=False)


class LinkForm(forms.Form):
    """Another case that belongs to this one."""

    other = a_number("Case", hint="The number of the other case.")
    kind = choice_of(BY_HAND, "How they belong together")


class TagsForm(forms.Form):
    """The tags of a case in one line."""

    tags = line("Tags", 400, needed=False, hint="Words parted by commas.")


class SpamForm(forms.Form):
    """A case out of the way."""

    blocks = tick("Refuse further mail from this address")


class ForwardForm(forms.Form):
    """A message sent on to somebody outside."""

    to = line("To", 400, hint="One mail address or more, parted by commas.")
    text = lines("What you write above it", 20_000, needed=False)
    reason = line(
        "Reason", 300, needed=False, hint="Needed only where data of another customer go with what you write."
    )
    send_key = forms.CharField(max_length=40, widget=forms.HiddenInput)


class AbsenceForm(forms.Form):
    """Somebody is away."""

    person = a_person("Who is away", "choose")
    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    cover = a_person("Who takes over", "nobody: back to the team")

    def __init__(self, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["person"].required = True


class SavedReplyForm(forms.Form):
    """A saved reply."""

    name = line("Name", 80)
    kind = choice_of(CaseKind, "For cases of the kind", empty="every kind")
    style = forms.ChoiceField(
        label="Style", required=False,
        choices=[("", "fits all"), *((one, one) for one in ("plain", "warm", "formal", "brief"))],
    )  # fmt: skip
    team = a_team("For the team", "every team")
    body = lines("Text", 20_000)
