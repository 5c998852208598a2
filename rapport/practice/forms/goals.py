"""The forms of goals: the helper with its five checks, a step on the way, and the end."""

from typing import Any

from django import forms

from rapport.customers.forms.fields import day, line, lines
from rapport.practice.queries.goals import links
from rapport.practice.rules.goals import LONGEST_NOTE, LONGEST_TEXT, GoalState
from rapport.practice.rules.smart import Wording

ENDINGS = {GoalState.REACHED: "I have reached it", GoalState.DROPPED: "I drop it"}


def link_choices() -> list[Any]:
    """Return what a goal may be linked to, in two groups."""
    found = links()
    topics = [(name, title) for name, title in found.items() if not title.startswith(f"{name} ")]
    points = [(name, title) for name, title in found.items() if title.startswith(f"{name} ")]
    return [("", "nothing yet"), ("Topics", topics), ("Marking points", points)]


class GoalForm(forms.Form):
    """A goal as it is written: only its words are needed, the rest closes a check each."""

    text = line("Your goal", LONGEST_TEXT, hint="One thing. “Read back the address in 9 of 10 phone orders.”")
    seen_by = line(
        "How will you see it?",
        LONGEST_TEXT,
        needed=False,
        hint="A number, or what somebody beside you would see.",
    )
    own_part = line(
        "What will you do yourself?", LONGEST_TEXT, needed=False, hint="Where it also hangs on others."
    )
    due_on = day("By when?", hint="Within twelve weeks is easier to keep in sight.")
    link = forms.ChoiceField(label="What does it help you to show?", required=False, choices=link_choices)

    def wording(self) -> Wording:
        """Return what was written, right or not yet, or what the form begins with."""
        filled = self.cleaned_data if self.is_bound else self.initial
        words = {name: str(filled.get(name) or "") for name in ("text", "seen_by", "own_part", "link")}
        return Wording(**words, due_on=filled.get("due_on"))


class ChangeForm(GoalForm):
    """Another wording of a goal, and why."""

    why = line("Why do you change it?", LONGEST_NOTE, hint="A word is enough. It stays in the history.")


class ProgressForm(forms.Form):
    """A step on the way to a goal."""

    note = lines("What did you do, and what did you see?", LONGEST_NOTE)
    look_on = day("Look again on", hint="Left empty: in two weeks, or on the goal's date if that is sooner.")


class EndForm(forms.Form):
    """The end of a goal."""

    state = forms.ChoiceField(
        label="How did it end?",
        choices=[(str(state), words) for state, words in ENDINGS.items()],
        widget=forms.RadioSelect,
    )
    why = line("How do you know, or why?", LONGEST_NOTE, hint="A word is enough.")
