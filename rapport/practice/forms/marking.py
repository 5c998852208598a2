"""What an assessor fills in about an answer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from rapport.practice.models import PointDecision
from rapport.practice.rules.content import Point
from rapport.practice.rules.deciding import Verdict
from rapport.practice.rules.outcomes import OUTCOME_WORDS, Outcome

EITHER = [(one.value, OUTCOME_WORDS[one].capitalize()) for one in (Outcome.SHOWN, Outcome.NOT_SHOWN)]
COMMENT = {"rows": 2}


class DecisionForm(forms.Form):
    """Of each point whether it is shown, with a comment; and a comment on the whole."""

    def __init__(self, *args: Any, points: Sequence[Point], standing: dict[str, PointDecision]) -> None:
        super().__init__(*args)
        self.points = points
        for number, point in enumerate(points, start=1):
            before = standing.get(point.id)
            self.fields[f"outcome-{point.id}"] = forms.ChoiceField(
                choices=EITHER,
                label=f"{number}. {point.text}",
                widget=forms.RadioSelect,
                initial=before.became if before else None,
            )
            self.fields[f"comment-{point.id}"] = forms.CharField(
                label=f"To the learner on point {number}",
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs=COMMENT),
                initial=before.comment if before else "",
            )
        self.fields["comment"] = forms.CharField(
            label="On the whole answer",
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def pairs(self) -> list[tuple[Point, forms.BoundField, forms.BoundField]]:
        """Return each point with its two fields."""
        return [(one, self[f"outcome-{one.id}"], self[f"comment-{one.id}"]) for one in self.points]

    def verdicts(self) -> dict[str, Verdict]:
        """Return what was said of each point."""
        filled = self.cleaned_data
        return {
            one.id: Verdict(Outcome(filled[f"outcome-{one.id}"]), filled[f"comment-{one.id}"])
            for one in self.points
        }
