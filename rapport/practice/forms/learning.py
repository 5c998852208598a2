"""What a learner fills in."""

from typing import Any

from django import forms

from rapport.practice.rules.content import Case

LONGEST_ANSWER = 20_000
NO_ANSWER = "There is no answer yet. Write a sentence or two."


class AnswerForm(forms.Form):
    """An answer to a question, in one's own words."""

    text = forms.CharField(
        label="Your answer",
        max_length=LONGEST_ANSWER,
        strip=False,
        help_text="A few sentences in your own words. It is kept before it is marked.",
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        error_messages={"required": NO_ANSWER},
    )

    def clean_text(self) -> str:
        """Keep the answer as it was typed, where there is one."""
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(NO_ANSWER)
        return text


class TasksForm(forms.Form):
    """What is worked out from the table of a case study, task by task."""

    def __init__(self, *args: Any, case: Case, **names: Any) -> None:
        super().__init__(*args, **names)
        for task in case.tasks:
            self.fields[task.id] = forms.CharField(
                label=task.ask,
                max_length=200,
                required=False,
                help_text=f"In {task.unit}." if isinstance(task.answer, int | float) else "",
            )
