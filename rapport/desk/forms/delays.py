"""What people fill in to tell a customer of a delay."""

from django import forms

from rapport.customers.forms.fields import choice_of, day
from rapport.customers.rules import Channel

BY = (Channel.EMAIL, Channel.PHONE)


class AskForm(forms.Form):
    """Words to a customer, and how they are told."""

    text = forms.CharField(label="Notice", max_length=20_000, required=False)
    channel = choice_of(BY, "How")


class TellForm(AskForm):
    """The words of a notice, how they are told, and the new day."""

    new_on = day("New day")
