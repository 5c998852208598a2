"""The forms of the room: what is typed, checked for its shape."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from rapport.lib.worktime import Hours
from rapport.staff.models import Invitation, User
from rapport.staff.queries import teams
from rapport.staff.rules import MAY, ROLE_WORDS, may_grant

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class JoinForm(forms.Form):
    """What somebody types who was invited: name and password, and the address where none is known."""

    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput({"autocomplete": "username"}))
    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Password",
        help_text="Ten characters or more. A sentence is easy to remember and hard to guess.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **names: Any) -> None:
        super().__init__(*args, **names)
        self.invitation = invitation
        if invitation.email:
            del self.fields["email"]
        if invitation.recovers:
            del self.fields["name"]
        else:
            self.fields["name"].initial = invitation.name

    def clean(self) -> dict[str, Any]:
        """Check the password against the name and address it goes with."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        email = self.invitation.email or typed.get("email", "")
        person = User(email=email, name=typed.get("name", self.invitation.name))
        if typed.get("password"):
            try:
                validate_password(typed["password"], person)
            except forms.ValidationError as faults:
                self.add_error("password", faults)
        return typed


class PlaceForm(forms.Form):
    """A role and a team."""

    role = forms.ChoiceField(label="Role")
    team = forms.ModelChoiceField(teams().none(), label="Team", required=False, empty_label="No team")

    def __init__(self, *args: Any, by: User, **names: Any) -> None:
        super().__init__(*args, **names)
        choice = self.fields["role"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - said for the type checker
        choice.choices = [(str(role), ROLE_WORDS[role]) for role in MAY if may_grant(by.role, role)]
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 - said for the type checker
        team.queryset = teams()


class InviteForm(PlaceForm):
    """Whom to invite, as what."""

    email = forms.EmailField(label="E-mail address")
    name = forms.CharField(label="Name", max_length=120, required=False)
    field_order = ("email", "name", "role", "team")


class TeamForm(forms.Form):
    """The name of a team and its nation."""

    name = forms.CharField(label="Name", max_length=80)
    nation = forms.CharField(
        label="Nation whose holidays it keeps",
        max_length=7,
        initial="GB-ENG",
        help_text="A country, or a country and its part: GB-ENG, GB-SCT, GB-WLS, GB-NIR, IE, DE-BY.",
    )


class DayForm(forms.Form):
    """A day on which a team is closed, or open though it is a holiday."""

    day = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}))
    name = forms.CharField(label="Why", max_length=80)
    is_open = forms.BooleanField(label="The team works on this day, though it is a holiday", required=False)


def _clock(name: str) -> forms.TimeInput:
    return forms.TimeInput({"type": "time", "aria-label": name}, "%H:%M")


class HoursForm(forms.Form):
    """The working hours of a week: from and to on each day, empty where the team does not work."""

    def __init__(self, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        for number, day in enumerate(WEEKDAYS):
            for edge, word in (("opens", "from"), ("closes", "to")):
                self.fields[f"{edge}_{number}"] = forms.TimeField(
                    label=f"{day} {word}", required=False, widget=_clock(f"{day} {word}")
                )

    def clean(self) -> dict[str, Any]:
        """Refuse half a day's hours, and hours that end before they begin."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for number, day in enumerate(WEEKDAYS):
            opens, closes = typed.get(f"opens_{number}"), typed.get(f"closes_{number}")
            if bool(opens) != bool(closes) or (opens and closes and closes <= opens):
                self.add_error(
                    f"closes_{number}", f"{day} needs a start and a later end, or neither: then it is closed."
                )
        return typed

    def week(self) -> Iterator[tuple[int, tuple[Hours, ...]]]:
        """Yield each weekday with its hours."""
        for number in range(len(WEEKDAYS)):
            opens: time | None = self.cleaned_data[f"opens_{number}"]
            closes: time | None = self.cleaned_data[f"closes_{number}"]
            yield number, ((Hours(opens, closes),) if opens and closes else ())

    def days(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Yield each weekday with its two fields, for the page."""
        for number, day in enumerate(WEEKDAYS):
            yield day, self[f"opens_{number}"], self[f"closes_{number}"]


class SelfForm(forms.Form):
    """What somebody changes about themselves."""

    name = forms.CharField(label="Your name", max_length=120)
    has_keys = forms.BooleanField(
        label="Single keys are shortcuts",
        help_text="Switch this off if you use speech input or a screen reader that sends single keys.",
        required=False,
    )
