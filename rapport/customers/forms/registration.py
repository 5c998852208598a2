"""Forms for who a customer is: kind first, then name, team, and how they like to be served."""

from typing import Any

from django import forms

from rapport.customers.forms.fields import choice_of, line, lines
from rapport.customers.models import Customer
from rapport.customers.rules import Category, Channel, Kind
from rapport.customers.templatetags.customer_words import category_words

FIRST = ("name", "team", "preferred_channel", "language", "contact_style", "notes")
FIVE = [("", "not said"), *((str(number), str(number)) for number in range(1, 6))]


def one_to_five(label: str) -> forms.TypedChoiceField:
    """Return a choice from 1 to 5, or none."""
    return forms.TypedChoiceField(
        label=label, choices=FIVE, required=False, coerce=int, empty_value=None, help_text="Of a stakeholder."
    )


def team_of_ours(label: str, field: str, *, empty: str, hint: str) -> Any:
    """Return a choice among our teams, for a field of the customer."""
    team: Any = Customer._meta.get_field(field)  # noqa: SLF001 - Django's own door to a field
    return team.formfield(label=label, empty_label=empty, help_text=hint, required=False)


class KindForm(forms.Form):
    """The first question about somebody new: a person, an organisation, or a team of ours."""

    kind = choice_of(Kind, "Kind")


class CustomerForm(forms.Form):
    """Who a customer is and how they like to be served; protected characteristics are not asked for."""

    name = line("Name", 200, hint="A person's full name, or the name an organisation or team goes by.")
    team = team_of_ours(
        "Team that serves them",
        "team",
        empty="no team",
        hint="Without a team, only leaders and above see them.",
    )
    preferred_channel = choice_of(Channel, "Preferred channel", empty="not said")
    language = line("Language", 12, needed=False, hint="As a tag, such as en-GB, cy or pl.")
    contact_style = line(
        "How they like to be dealt with",
        200,
        needed=False,
        hint="First names, short mails, a call before noon.",
    )
    contact_basis = line(
        "Why we may approach them",
        120,
        needed=False,
        hint="For a prospect: asked for a quotation, met at a fair.",
    )
    external_id = line("Their number elsewhere", 120, needed=False, hint="In the shop or the old system.")
    interest = one_to_five("Interest in what we do")
    influence = one_to_five("Influence on what we do")
    served_team = team_of_ours(
        "Is a team of ours", "served_team", empty="no", hint="For an internal customer: which team it is."
    )
    notes = lines("Notes", 10_000, needed=False, hint="Only what they would expect us to keep.")

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """Return what is asked of everybody."""
        return [field for field in self if field.name in FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Return what matters for some."""
        return [field for field in self if field.name not in FIRST]

    @property
    def has_more_errors(self) -> bool:
        """Tell whether something is missing among what matters for some."""
        return any(field.errors for field in self.more_fields)

    def clean_external_id(self) -> str | None:
        """Return nothing rather than an empty number: two customers may be without one."""
        return self.cleaned_data["external_id"] or None


class CategoryForm(forms.Form):
    """What a person confirms that a customer is to us."""

    category = forms.ChoiceField(
        label="What are they to us?", choices=[(word, category_words(word)) for word in Category]
    )


class MergeForm(forms.Form):
    """Which of two records stays, and why they are one party; the view offers the two."""

    kept = forms.TypedChoiceField(label="Which record stays", coerce=int, widget=forms.RadioSelect)
    reason = line("Why they are the same party", 300, hint="Same number, told us on the phone.")


class ViewForm(forms.Form):
    """The name under which a filtered list is kept."""

    name = line("Name of this view", 80)
    query = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)
