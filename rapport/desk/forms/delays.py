"""What people fill in to tell a customer of a delay."""

from django import forms

from rapport.customers.forms.fields import choice_of, day
from rapport.customers.rules import Channel

BY = (Channel.EMAIL, Channel.PHONE)


class TellForm(forms.Form):
    """The words of a notice, how they are told, and the new day."""

    text = forms.CharField(label="Notice", max_length=20_000, required=False)
    new_on = day("New day")
    channel = choice_of(BY, "How")
