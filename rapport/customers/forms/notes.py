"""Forms for what is noted about a customer: needs, relations, promises, contacts, consent."""

from django import forms

from rapport.customers.forms.fields import choice_of, day, line, lines, moment, tick
from rapport.customers.rules import Channel, ConsentState, ContactKind, NeedKind, RelationRole, Stage

ASKED = (ConsentState.REQUESTED, ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN)


class NeedForm(forms.Form):
    """A need or a want, in the customer's words."""

    text = line("What they need", 400, hint="In their words: what they told us, not what we think.")
    kind = choice_of(NeedKind, "Kind of need")
    is_want = tick("It is a want, not a need", hint="A need must be met; a want would please.")
    meets = line("What meets it", 400, needed=False, hint="The least that does what they need.")
    exceeds = line("What would exceed it", 400, needed=False)
    source = line("How we know", 200, hint="Said on the phone, survey of March, seen in the orders.")
    noted_on = day("Known since", hint="Today, if left empty.")


class AccessNeedForm(forms.Form):
    """What somebody asks for so that they can deal with us; never why."""

    asked_for = line("What they ask for", 400, hint="Large print, a text relay call. Not why they need it.")
    adjustment = line("What we do", 400, needed=False)


class ContactPointForm(forms.Form):
    """A way to reach a customer."""

    kind = choice_of(ContactKind, "Kind")
    value = line("Address or number", 400)
    label = line("What it is for", 40, needed=False, hint="Work, home, invoices.")
    is_preferred = tick("They prefer it")


class RelationForm(forms.Form):
    """What a customer is to another, or to us where no other is named."""

    role = choice_of(RelationRole, "What they are")
    other = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput, label="To whom"
    )
    title = line("What they do there", 120, needed=False, hint="Buyer, head of kitchen.")
    since = day("Since")
    until = day("Until", hint="Empty as long as it lasts.")
    source = line("How we know", 120, needed=False)


class AlternativeForm(forms.Form):
    """Whom a customer could go to instead."""

    name = line("Who else could serve them", 200)
    switching_cost = line(
        "What changing would cost them", 400, needed=False, hint="Money, time, trust, habit."
    )
    source = line("How we know", 200, needed=False)


class PromiseForm(forms.Form):
    """Something we tell a customer we will do, and by when."""

    text = line("What we promise", 300, hint="What will be done, as the customer heard it.")
    due_at = moment("By when")


class TouchpointForm(forms.Form):
    """One contact with a customer, placed on their journey."""

    text = lines("What happened", 1000)
    stage = choice_of(Stage, "Stage of their journey")
    channel = choice_of(Channel, "Channel")


class ConsentForm(forms.Form):
    """What a customer answered about being contacted for a purpose on a channel."""

    purpose = line(
        "For what", 80, hint="marketing, surveys, testimonials, research, or a purpose of your own."
    )
    channel = choice_of(Channel, "On which channel")
    state = choice_of(ASKED, "What happened")
    how = line("How it was said", 200, hint="By a form on the site, on the phone, in a letter.")
    valid_until = moment("Valid until", needed=False, hint="Empty: until withdrawn.")


class AssignmentForm(forms.Form):
    """A colleague who may see this customer besides the team."""

    person = forms.EmailField(label="Their e-mail address", max_length=254)


class NoteForm(forms.Form):
    """A plain note on the time-line."""

    text = lines("Note", 1000)
