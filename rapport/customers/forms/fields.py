"""Fields that several forms share: one choice of a list of words, a day, a day with its time."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django import forms
from django.core.exceptions import ValidationError

MOMENT = "%Y-%m-%dT%H:%M"


def _of_our_time(day: date) -> None:
    """Decline a day that nothing of ours ever happens on."""
    if not 1900 <= day.year < 2200:
        raise ValidationError("It lies before 1900 or after 2200. Type the year with its four digits.")


def choice_of(kind: Iterable[StrEnum], label: str, *, empty: str = "", hint: str = "") -> forms.ChoiceField:
    """Return a choice among the words of an enumeration; `empty` is the word for none of them."""
    words = [(str(word), str(word)) for word in kind]
    first = [("", empty)] if empty else []
    return forms.ChoiceField(choices=first + words, label=label, required=not empty, help_text=hint)


def line(label: str, longest: int, *, hint: str = "", needed: bool = True) -> forms.CharField:
    """Return a field for one line of text."""
    return forms.CharField(label=label, max_length=longest, required=needed, help_text=hint)


def lines(label: str, longest: int, *, hint: str = "", needed: bool = True) -> forms.CharField:
    """Return a field for a few lines of text."""
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=longest, required=needed, help_text=hint, widget=box)


def day(label: str, *, hint: str = "") -> forms.DateField:
    """Return a field for a day, picked or typed; it may stay empty."""
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    within = [_of_our_time]
    return forms.DateField(label=label, required=False, help_text=hint, widget=box, validators=within)


def moment(label: str, *, hint: str = "", needed: bool = True) -> forms.DateTimeField:
    """Return a field for a day with its time, in the zone of the site."""
    box = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    formats = [MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
    return forms.DateTimeField(
        label=label,
        required=needed,
        help_text=hint,
        widget=box,
        input_formats=formats,
        validators=[_of_our_time],
    )


def tick(label: str, *, hint: str = "") -> forms.BooleanField:
    """Return a box that may be ticked."""
    return forms.BooleanField(label=label, required=False, help_text=hint)
