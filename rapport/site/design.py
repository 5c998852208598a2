"""What the design page shows: forms and rows made up for it, in every state a component has."""

from typing import Any

from django import forms

TONES = ("plain", "good", "warn", "bad")
COLOURS = (
    ("canvas", "behind everything"),
    ("raised", "cards, tables, fields"),
    ("sunk", "the rail, heads of tables"),
    ("ink", "words"),
    ("ink-soft", "words beside words"),
    ("line", "between things"),
    ("edge", "around what can be used"),
    ("accent", "where to go, where one is"),
    ("accent-wash", "behind the accent"),
    ("good", "as it should be"),
    ("warn", "look here soon"),
    ("bad", "look here now"),
)


class SampleForm(forms.Form):
    """A form with every kind of field, never kept."""

    name = forms.CharField(label="Name", help_text="As they write it themselves.")
    email = forms.EmailField(label="E-mail")
    channel = forms.ChoiceField(
        label="Preferred channel", choices=[("email", "e-mail"), ("phone", "phone"), ("letter", "letter")]
    )
    notes = forms.CharField(label="Notes", widget=forms.Textarea({"rows": 4}), required=False)
    is_agreed = forms.BooleanField(label="Send me the receipt by e-mail", required=False)


def samples() -> dict[str, Any]:
    """Return what the design page shows: a blank form, one with faults, tones and colours."""
    return {
        "blank": SampleForm(auto_id="blank_%s"),
        "faulty": SampleForm(
            {"name": "", "email": "dana(at)example.org", "channel": "fax"}, auto_id="faulty_%s"
        ),
        "tones": TONES,
        "colours": COLOURS,
    }
