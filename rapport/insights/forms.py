"""What people fill in about worth: a dated rate."""

from decimal import Decimal
from typing import Any

from django import forms

from rapport.insights.rules import DatedRateRow

CODE = r"^\s*[A-Za-z]{3}\s*$"
LEAST, MOST = Decimal("0.00000001"), Decimal(99_999_999)


class RateForm(forms.Form):
    """What one unit of a currency is worth in the reporting one from a day on.

    The reporting currency is asked for with the first rate alone: naming another would drop all others.
    """

    currency = forms.RegexField(
        CODE, label="Currency", help_text="Of which one unit is valued: three letters, such as EUR."
    )
    rate = forms.DecimalField(
        label="Worth of one unit",
        min_value=LEAST,
        max_value=MOST,
        decimal_places=8,
        help_text="Such as 0.85.",
    )
    into = forms.RegexField(
        CODE, label="Told in", help_text="The currency in which worth is told, such as GBP."
    )
    valid_from = forms.DateField(
        label="From",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="It holds until the next rate of this currency begins.",
    )
    source = forms.CharField(
        label="Who says so", max_length=200, required=False, help_text="Such as the bank or the tax office."
    )

    def __init__(self, *args: Any, reporting: str, **names: Any) -> None:
        super().__init__(*args, **names)
        self._reporting = reporting
        if reporting:
            del self.fields["into"]
            self.fields["rate"].label = f"One unit in {reporting}"

    def row(self) -> DatedRateRow:
        """Return the rate that was filled in."""
        said = self.cleaned_data
        source = said["source"].strip() or "typed in"
        return DatedRateRow(said["currency"].strip().upper(), said["rate"], said["valid_from"], source)

    def reporting(self) -> str:
        """Return the currency that the rate leads to."""
        return self._reporting or str(self.cleaned_data["into"]).strip().upper()
