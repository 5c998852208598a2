"""What people fill in for a portfolio."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from rapport.customers.forms.fields import day, line, lines, tick
from rapport.practice.rules.content import MarkingPoint
from rapport.practice.rules.portfolio import (
    CHECK_WORDS,
    FILE_ENDINGS,
    LONGEST_NARRATIVE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Check,
    DocumentNotTaken,
    EvidenceKind,
    file_fault,
)
from rapport.practice.rules.telltales import doubtful_words
from rapport.staff.models import User

OWN_KINDS = (EvidenceKind.WITNESS, EvidenceKind.OBSERVATION, EvidenceKind.DOCUMENT)
KIND_WORDS = {
    EvidenceKind.WITNESS: "Witness statement: somebody saw it and says so",
    EvidenceKind.OBSERVATION: "Observation: what an assessor saw",
    EvidenceKind.DOCUMENT: "Document: a file with what you say about it",
}


def text(label: str, longest: int, *, hint: str = "", needed: bool = True, rows: int = 8) -> forms.CharField:
    """Return a field for a longer text."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, required=needed, help_text=hint, widget=box)


NO_NAMES = "None of these words is the name of a customer or a firm"


class NamesAsked(forms.Form):
    """A form that asks about words with a capital in one of its texts: each may be a name."""

    names_in = ""

    def __init__(self, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        if not (self.is_bound and doubtful_words(self.data.get(self.names_in, ""))):
            del self.fields["no_names"]

    def clean(self) -> dict[str, Any]:
        """Ask until somebody ticks that there is no name."""
        filled = super().clean() or {}
        if "no_names" in self.fields and not filled.get("no_names"):
            words = ", ".join(doubtful_words(filled.get(self.names_in, "")))
            self.add_error("no_names", f"Is one of these a name: {words}? Take it out, or tick this.")
        return filled


class TwoButtons(forms.Form):
    """A form with a button for yes and one for no: sent with neither it decides nothing."""

    button = ""
    yes, no = "yes", "no"

    @property
    def says_yes(self) -> bool:
        """Whether the button for yes was pressed."""
        return bool(self.data.get(self.button) == self.yes)

    def clean(self) -> dict[str, Any]:
        """Refuse a form without a button."""
        filled = super().clean() or {}
        if self.data.get(self.button) not in {self.yes, self.no}:
            raise forms.ValidationError("Nothing was decided: press one of the two buttons.")
        return filled


class EvidenceForm(NamesAsked):
    """Evidence that is not from a case."""

    kind = forms.ChoiceField(label="Kind", choices=[(str(kind), KIND_WORDS[kind]) for kind in OWN_KINDS])
    title = line("Title", LONGEST_TITLE, hint="What it shows, without anybody's name.")
    text = text(
        "What it says",
        LONGEST_TEXT,
        hint="Names, numbers, addresses and order numbers are replaced when you keep it.",
    )
    happened_on = day("When it was", hint="Only the month is kept.")
    file = forms.FileField(
        label="File",
        required=False,
        help_text="PDF, picture, text or Word, 10 MB at most; no names in it.",
    )

    no_names = tick(NO_NAMES)
    names_in = "text"

    def clean_file(self) -> "UploadedFile[Any] | None":
        """Return the file; refuse by its name and size what is not taken, before it is read."""
        file: UploadedFile[Any] | None = self.cleaned_data.get("file")
        if file and (why := file_fault(file.name or "", file.size or 0)):
            raise forms.ValidationError(
                str(DocumentNotTaken(name=file.name, why=why, endings=", ".join(FILE_ENDINGS)))
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for the file that a document is."""
        filled = super().clean()
        is_without = not filled.get("file") and "file" not in self.errors
        if filled.get("kind") == EvidenceKind.DOCUMENT and is_without:
            self.add_error("file", "A document is a file. Choose it, or choose another kind.")
        return filled


class ChooseForm(forms.Form):
    """Which parts of a case are copied, under what title, and what else is taken out of them."""

    title = line("Title", LONGEST_TITLE, hint="What it shows, such as: A late parcel put right.")
    further = lines(
        "Further words to take out",
        2_000,
        needed=False,
        hint="One in each line. You can take out more, and put nothing back.",
    )
    names = forms.MultipleChoiceField(
        label="Words with a capital: tick every one that is a name",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, doubtful: Iterable[str] = (), **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["names"].choices = [(word, word) for word in doubtful]  # type: ignore[attr-defined]
        if not doubtful:
            del self.fields["names"]


class ClaimForm(NamesAsked):
    """A marking point, and how the evidence shows it."""

    point = forms.ChoiceField(label="Marking point")
    narrative = text(
        "How does it show the point?",
        LONGEST_NARRATIVE,
        rows=4,
        hint="What you did, and what came of it.",
    )

    no_names = tick(NO_NAMES)
    names_in = "narrative"

    def __init__(
        self, *args: Any, points: Iterable[MarkingPoint], is_of_case: bool = False, **names: Any
    ) -> None:
        super().__init__(*args, **names)
        if not is_of_case:
            self.fields.pop("no_names", None)
        choices = [(one.row, f"{one.row} {one.text}") for one in points]
        self.fields["point"].choices = choices  # type: ignore[attr-defined]


class VerdictForm(TwoButtons):
    """What an assessor decides on a claim."""

    button, yes, no = "verdict", "sign", "back"
    checks = forms.MultipleChoiceField(
        label="Tick what holds",
        required=False,
        choices=[(str(check), CHECK_WORDS[check]) for check in Check],
        widget=forms.CheckboxSelectMultiple,
    )
    comment = text("Comment", LONGEST_NARRATIVE, needed=False, rows=3, hint="The learner reads it.")
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = lines("Why", 400)


class CheckForm(TwoButtons):
    """What a second person found when they looked for people in an evidence."""

    button = "clean"
    comment = line("What you found", 400, needed=False, hint="Without repeating a name.")


class SignerForm(forms.Form):
    """Who is asked to sign for an evidence."""

    role = forms.ChoiceField(label="Who", choices=[("witness", "A witness"), ("employer", "The employer")])
    name = line("Their name", 120)


class SignForm(forms.Form):
    """What a witness or employer says of an evidence."""

    comment = text("What you want to say", LONGEST_NARRATIVE, needed=False, rows=4)


class LookForm(TwoButtons):
    """What a quality assurer found when they looked again."""

    button = "agrees"
    actions = text(
        "What is to be done", LONGEST_NARRATIVE, needed=False, rows=3, hint="Needed where you do not agree."
    )


class OutcomeForm(TwoButtons):
    """What came of an appeal."""

    button = "upheld"
    outcome = lines("Outcome and why", 2_000)


class CareForm(forms.Form):
    """Who looks after a learner, and what they need."""

    adjustments = lines(
        "Adjustments",
        1_000,
        needed=False,
        hint="What they asked for, such as more time or larger print; never why. Shown at every decision.",
    )
    marks_blind = tick(
        "Assessors mark before they see the machine's view", hint="Keeps two opinions apart; recommended."
    )

    def __init__(self, *args: Any, assessors: QuerySet[User], assurers: QuerySet[User], **names: Any) -> None:
        super().__init__(*args, **names)
        some = {"assessor": ("Assessor", assessors), "assurer": ("Quality assurer", assurers)}
        for name, (label, people) in some.items():
            self.fields[name] = forms.ModelChoiceField(
                people, label=label, required=False, empty_label="nobody yet"
            )
        self.order_fields(["learner", "assessor", "assurer"])


class EnrolForm(CareForm):
    """A new learner with who looks after them."""

    def __init__(self, *args: Any, learners: QuerySet[User], **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["learner"] = forms.ModelChoiceField(learners, label="Learner", empty_label="choose")
        self.order_fields(["learner", "assessor", "assurer"])


class EndForm(forms.Form):
    """What becomes of the portfolio of somebody who leaves."""

    deletes_now = tick(
        "Delete the portfolio today",
        hint="Otherwise it stays for a year: for appeals, and for them to take along.",
    )
