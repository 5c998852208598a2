"""The form of a wish."""

from typing import Any

from django import forms

from rapport.customers.forms.fields import line, tick
from rapport.practice.queries.wishes import wishable
from rapport.practice.rules.wishes import LONGEST_WORDS


def choices() -> list[Any]:
    """Return what can be wished for, in two groups."""
    found = wishable()
    topics = [(name, title) for name, title in found.items() if "." not in name]
    cases = [(name, title.removeprefix("Case study: ")) for name, title in found.items() if "." in name]
    return [("Topics", topics), ("Case studies", cases)]


class WishForm(forms.Form):
    """What somebody would like to practise."""

    about = forms.ChoiceField(label="What would you like to practise?", choices=choices)
    words = line(
        "In your own words", LONGEST_WORDS, needed=False, hint="Only you read it: why, or what exactly."
    )
    may_be_named = tick("My team leader may see that it is me", hint="Else they see a number alone.")
