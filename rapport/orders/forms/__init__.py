"""What people fill in to take a file in."""

from collections.abc import Sequence
from typing import Any

from django import forms

from rapport.customers.imports.importer import Field, Importer
from rapport.customers.imports.mapping import DATES, MARKS, Plan, has_money, position

DATE_WORDS = {
    "iso": "2026-03-02",
    "day-first": "02/03/2026, the day first",
    "month-first": "03/02/2026, the month first",
}
MARK_WORDS = {".": "1,234.56, a point", ",": "1.234,56, a comma"}
FROM_THE_FILE = ("", "as the file shows it")


class UploadForm(forms.Form):
    """A file and what it holds."""

    kind = forms.ChoiceField(label="What it holds")
    file = forms.FileField(
        label="File", help_text="CSV with any separator, or Parquet. The first line may name the columns."
    )

    def __init__(self, *args: Any, kinds: Sequence[str], **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["kind"].choices = [(kind, kind) for kind in kinds]  # type: ignore[attr-defined]


class MappingForm(forms.Form):
    """Which column fills which field, and how cells are written."""

    has_header = forms.TypedChoiceField(
        label="First line",
        required=False,
        choices=[FROM_THE_FILE, ("yes", "names the columns"), ("no", "is data already")],
        coerce=lambda word: word == "yes",
        empty_value=None,
    )
    dates = forms.ChoiceField(
        label="Dates look like",
        required=False,
        choices=[FROM_THE_FILE, *((word, DATE_WORDS[word]) for word in DATES)],
    )
    decimal = forms.ChoiceField(
        label="Amounts look like",
        required=False,
        choices=[FROM_THE_FILE, *((word, MARK_WORDS[word]) for word in MARKS)],
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label="Currency of amounts that name none",
        required=False,
        max_length=3,
        help_text="Three letters, such as GBP.",
    )

    def __init__(
        self, *args: Any, importer: Importer, columns: Sequence[str], plan: Plan, **names: Any
    ) -> None:
        header = {True: "yes", False: "no", None: ""}[plan.has_header]
        known = {
            "has_header": header,
            "dates": plan.dates,
            "decimal": plan.decimal,
            "currency": plan.currency,
        }
        super().__init__(*args, **names | {"initial": known})
        for each in importer.fields:
            self.fields[f"column_{each.name}"] = _column(each, columns, plan)
        if not has_money(importer):
            del self.fields["currency"], self.fields["decimal"]

    def plan(self) -> Plan:
        """Return what was filled in as a plan."""
        cleaned = self.cleaned_data
        columns = {name: cleaned[f"column_{name}"] for name in self.names() if cleaned[f"column_{name}"]}
        return Plan(
            columns=columns,
            has_header=cleaned["has_header"],
            dates=cleaned["dates"] or None,
            decimal=cleaned.get("decimal") or None,
            currency=(cleaned.get("currency") or "").upper() or None,
        )

    def names(self) -> list[str]:
        """Return the names of the fields that columns fill."""
        return [name.removeprefix("column_") for name in self.fields if name.startswith("column_")]


def _column(each: Field, columns: Sequence[str], plan: Plan) -> forms.ChoiceField:
    chosen = plan.columns.get(each.name, "")
    at = position(chosen, columns) if chosen else None
    choices = [("", "no column"), *((column, column) for column in dict.fromkeys(columns))]
    return forms.ChoiceField(
        label=each.name.replace("_", " ").capitalize(),
        required=each.is_needed,
        choices=choices,
        initial="" if at is None else columns[at],
        help_text=each.hint,
    )
