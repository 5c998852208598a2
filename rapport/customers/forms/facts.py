"""The questions from which the category of a customer is proposed."""

from collections.abc import Mapping
from typing import Any

from django import forms

from rapport.customers.rules import QUESTIONS

ANSWERS = (("", "not asked"), ("yes", "yes"), ("no", "no"))
TOLD = {"yes": True, "no": False}
SAID: dict[Any, str] = {True: "yes", False: "no"}


class FactsForm(forms.Form):
    """What is known of a party; a question that nobody asked stays open."""

    def __init__(self, *args: Any, facts: Mapping[str, Any] | None = None, **names: Any) -> None:
        super().__init__(*args, **names)
        told = facts or {}
        for name, question in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=question, choices=ANSWERS, required=False, initial=SAID.get(told.get(name), "")
            )

    @property
    def facts(self) -> dict[str, bool]:
        """Return the questions that have an answer, by the names of the rule."""
        return {name: TOLD[self.cleaned_data[name]] for name in QUESTIONS if self.cleaned_data.get(name)}
