"""Forms that customers fill in: the public one, the portal's, and the one that asks for a link."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rapport.customers.forms.fields import line, lines
from rapport.customers.models import Customer
from rapport.customers.rules import ContactKind, contact_point
from rapport.customers.rules.refusals import ContactNotReadable
from rapport.desk.forms.files import FilesField
from rapport.desk.rules import CaseKind
from rapport.orders.models import Order

LONGEST = 20_000
KINDS = (
    (CaseKind.ENQUIRY, "A question"),
    (CaseKind.ORDER, "An order of mine"),
    (CaseKind.REQUEST, "Something I ask you to do"),
    (CaseKind.COMPLAINT, "Something went wrong: a complaint"),
    (CaseKind.PRAISE, "Something went well"),
)
TRAP = "website"  # people do not see it; robots fill whatever there is


class LinkForm(forms.Form):
    """The address that a link into the portal is sent to."""

    address = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="The one we write to you at.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class MessageForm(forms.Form):
    """What somebody wants to tell us, with files."""

    text = lines("Your message", LONGEST)
    attachments = FilesField()

    def __init__(self, *args: Any, **names: Any) -> None:
        super().__init__(*args, **names)
        self.fields["text"].widget.attrs["rows"] = 7


class NewMessageForm(MessageForm):
    """What somebody writes to us about for the first time."""

    kind = forms.ChoiceField(label="What it is about", choices=[(str(word), said) for word, said in KINDS])
    subject = line("In a few words", 200, hint="Such as: the gauge shows too little.")
    field_order: Sequence[str] = ("kind", "subject", "text", "attachments")


class PublicForm(NewMessageForm):
    """What a stranger writes: a way to answer them is needed, the rest is not."""

    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.CharField(
        label="E-mail address",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Phone number",
        max_length=40,
        required=False,
        help_text="An address or a number is enough: it is where we answer.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    order_number = line("Order number", 80, needed=False)
    field_order = ("kind", "subject", "text", "order_number", "attachments", "name", "email", "phone")

    def clean_email(self) -> str:
        """Return the address in its usual form."""
        return _readable(ContactKind.EMAIL, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        """Return the number with the country's code."""
        return _readable(ContactKind.PHONE, self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """Ask for one way to answer."""
        filled = super().clean() or {}
        if not filled.get("email") and not filled.get("phone") and not self.errors:
            self.add_error("email", "Give an e-mail address or a phone number, so that we can answer you.")
        return filled

    @property
    def address(self) -> str:
        """Return where we answer: the e-mail address, else the number."""
        return str(self.cleaned_data["email"] or self.cleaned_data["phone"])

    @property
    def phone_beside(self) -> str:
        """Return the number where it was given beside an e-mail address."""
        return str(self.cleaned_data["phone"]) if self.cleaned_data["email"] else ""


class PortalCaseForm(NewMessageForm):
    """What a customer writes in the portal: perhaps about an order, perhaps for their organisation."""

    party = forms.TypedChoiceField(label="For whom", coerce=int)
    order = forms.TypedChoiceField(label="Which order", required=False, coerce=int, empty_value=None)
    field_order = ("party", "kind", "subject", "order", "text", "attachments")

    def __init__(
        self, *args: Any, parties: Sequence[Customer], orders: Sequence[Order], **names: Any
    ) -> None:
        super().__init__(*args, **names)
        self.parties = {party.pk: party for party in parties}
        self.orders = {order.pk: order for order in orders}
        fields: dict[str, Any] = self.fields
        fields["party"].choices = [(party.pk, party.name) for party in parties]
        fields["order"].choices = [("", "none of these"), *((one.pk, _order(one)) for one in orders)]
        if len(parties) == 1:
            fields["party"].widget = forms.HiddenInput()

    @property
    def chosen_party(self) -> Customer:
        """Return for whom it is."""
        return self.parties[self.cleaned_data["party"]]

    @property
    def chosen_order(self) -> Order | None:
        """Return the order it is about, if it is about one."""
        return self.orders.get(self.cleaned_data["order"] or 0)


def _order(order: Order) -> str:
    return f"{order.number}, {order.ordered_at:%-d %B %Y}"


def _readable(kind: ContactKind, value: str) -> str:
    try:
        return contact_point(kind, value).value if value.strip() else ""
    except ContactNotReadable as refusal:
        raise ValidationError(str(refusal), code=refusal.code) from None
