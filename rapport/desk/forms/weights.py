"""The weights of the queue as a leader types them."""

from dataclasses import fields
from typing import Any

from django import forms

from rapport.desk.rules.weights import BOUNDS, MOST_POINTS, WORDS, Weights


class WeightsForm(forms.Form):
    """A whole number for each weight, and the reason for the change."""

    why = forms.CharField(
        label="Why",
        max_length=300,
        required=False,
        help_text="A change needs a reason; it is kept with the change.",
    )

    def __init__(self, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        for one in fields(Weights):
            least, most = BOUNDS.get(one.name, (0, MOST_POINTS))
            self.fields[one.name] = forms.IntegerField(label=WORDS[one.name], min_value=least, max_value=most)
        self.order_fields([one.name for one in fields(Weights)])

    def weights(self) -> Weights:
        """Return the weights that were typed."""
        return Weights(**{one.name: self.cleaned_data[one.name] for one in fields(Weights)})
