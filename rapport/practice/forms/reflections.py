"""The form of a reflection: three questions, and what it is about."""

from django import forms

from rapport.customers.forms.fields import tick
from rapport.practice.rules.reflections import LONGEST_PART, Source

SOURCES = {
    Source.NONE: "nothing in particular",
    Source.CASE: "a case",
    Source.ROLE_PLAY: "a role-play",
    Source.ANSWER: "an answer",
    Source.GOAL: "a goal",
}
HIGHEST_NUMBER = 2**53


def part(label: str, hint: str) -> forms.CharField:
    """Return a field for a few lines of thought."""
    box = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=LONGEST_PART, help_text=hint, widget=box)


class SourceForm(forms.Form):
    """What something is about: a kind, and the number it has there."""

    source = forms.ChoiceField(
        label="What is it about?",
        required=False,
        choices=[(str(source), words) for source, words in SOURCES.items()],
    )
    number = forms.IntegerField(
        label="Its number",
        required=False,
        min_value=1,
        max_value=HIGHEST_NUMBER,
        help_text="Of a case, role-play, answer or goal of yours. Of a case the number alone is kept.",
    )

    def clean_number(self) -> int | None:
        """Return the number; one is needed where something is named, and none where nothing is."""
        number: int | None = self.cleaned_data.get("number")
        named = self.cleaned_data.get("source")
        if named and not number:
            raise forms.ValidationError(f"Say which {named} by its number.")
        return number if named else None


class ReflectionForm(SourceForm):
    """What happened, so what, now what."""

    what = part("What?", "What happened, and what did you do? Say “the customer”, not their name.")
    so_what = part("So what?", "What did it do to the customer, to colleagues, to you? What do you see now?")
    now_what = part("Now what?", "What will you do next time? It may become a goal.")
    said_no_customer = tick("What looks like personal data belongs to no customer")
    field_order = ("what", "so_what", "now_what", "source", "number", "said_no_customer")
