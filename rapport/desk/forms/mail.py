"""What is typed about mail that came."""

from typing import Any

from django import forms

DEEDS = [
    ("file", "File it in a case"),
    ("open", "Open a case of its own"),
    ("refuse", "Refuse it"),
    ("block", "Refuse it, and block who sent it"),
]


class SettleForm(forms.Form):
    """What to do with a mail."""

    deed = forms.ChoiceField(label="What to do", choices=DEEDS, widget=forms.RadioSelect)
    case = forms.IntegerField(label="Number of the case", required=False, min_value=1)
    why = forms.CharField(
        label="Why",
        required=False,
        max_length=200,
        help_text="Needed to refuse or to block; colleagues see it.",
    )
    sender = forms.CharField(
        label="Whom to block",
        required=False,
        max_length=254,
        help_text="An address, or a domain: @example.org.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what the deed needs."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        deed = typed.get("deed")
        if deed == "file" and not typed.get("case"):
            self.add_error("case", "Type the number of the case it belongs to.")
        if deed in {"refuse", "block"} and not typed.get("why", "").strip():
            self.add_error("why", "Say why, so that colleagues understand it later.")
        return typed


class BlockForm(forms.Form):
    """Whose mail is refused from now on."""

    pattern = forms.CharField(
        label="Address or domain", max_length=254, help_text="A domain is typed @example.org."
    )
    why = forms.CharField(label="Why", max_length=200)
