"""The form of a wish."""

from typing import Any

from django import forms

from rapport.customers.forms.fields import line, tick
from rapport.practice.queries.wishes import wishable
from rapport.practice.rules.wishes import LONGEST_WORDS


def choices() -> list[Any]:
    """Return what can be wished for, in three groups."""
    groups: dict[str, list[tuple[str, str]]] = {"Topic": [], "Case study": [], "Role-play": []}
    for name, title in wishable().items():
        kind, _, words = title.partition(": ") if "." in name else ("Topic", "", title)
        groups[kind].append((name, words))
    return [*groups.items()]


class WishForm(forms.Form):
    """What somebody would like to practise."""

    about = forms.ChoiceField(label="What would you like to practise?", choices=choices)
    words = line(
        "In your own words", LONGEST_WORDS, needed=False, hint="Only you read it: why, or what exactly."
    )
    may_be_named = tick("My team leader may see that it is me", hint="Else they see a number alone.")
