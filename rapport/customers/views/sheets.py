"""The sheets on which something is noted about a customer: words, form, and the action they lead to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form

from rapport.customers import actions, queries
from rapport.customers.forms import notes as forms
from rapport.customers.models import Customer
from rapport.staff.models import User
from rapport.staff.queries import everybody
from rapport.staff.rules import PersonNotKnown, Sight

Save = Callable[..., object]
Filled = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A form about a customer; `said` tells that it was noted, `sight` who may use it (None: all who see)."""

    title: str
    lead: str
    deed: str
    said: str
    form: type[Form]
    save: Save
    sight: Sight | None = None
    template: str = "customers/form.html"


def _plainly(action: Save) -> Save:
    """Return a way to save that hands the filled fields to an action by their names."""

    def save(customer: Customer, filled: Filled, *, by: User, at: datetime) -> object:
        return action(customer, **filled, by=by, at=at)

    return save


def _relate(customer: Customer, filled: Filled, *, by: User, at: datetime) -> object:
    """Relate a customer to another that the person may see, or to us."""
    number = filled["other"]
    other = queries.customer_visible_to(by, number) if number else None
    return actions.relate(customer, **{**filled, "other": other}, by=by, at=at)


def _assign(customer: Customer, filled: Filled, *, by: User, at: datetime) -> object:
    """Open a customer to a colleague, named by address."""
    email = filled["person"].lower()
    person = everybody().filter(email=email, is_active=True).first()
    if person is None:
        raise PersonNotKnown(email=email)
    return actions.assign(customer, person, by=by, at=at)


SHEETS: dict[str, Sheet] = {
    "needs": Sheet(
        "Note a need",
        "One need at a time, in their words. A need must be met; a want would please.",
        "Note it",
        "The need is noted.",
        forms.NeedForm,
        _plainly(actions.note_need),
    ),
    "access_needs": Sheet(
        "Note what they ask for",
        "So that they can deal with us. Write what they ask for and what we do, never a diagnosis or a "
        "reason: only those who serve them see it.",
        "Note it",
        "It is noted, and only those who may see access needs see it.",
        forms.AccessNeedForm,
        _plainly(actions.note_access_need),
        Sight.ACCESS_NEEDS,
    ),
    "contact_points": Sheet(
        "Add a way to reach them",
        "Numbers may be typed as people say them; they are kept with the country's code.",
        "Add it",
        "It is added.",
        forms.ContactPointForm,
        _plainly(actions.add_contact_point),
    ),
    "relations": Sheet(
        "Add a relation",
        "What they are to another customer, or to us. One party can be several things at once.",
        "Add it",
        "The relation is added.",
        forms.RelationForm,
        _relate,
        template="customers/relation.html",
    ),
    "alternatives": Sheet(
        "Note an alternative",
        "Whom they could go to instead, and what changing would cost them.",
        "Note it",
        "The alternative is noted.",
        forms.AlternativeForm,
        _plainly(actions.note_alternative),
    ),
    "promises": Sheet(
        "Make a promise",
        "What was said to them, and by when. It stands on their page and on the start page until it is kept.",
        "Promise it",
        "The promise is noted, and stands under “What we owe next”.",
        forms.PromiseForm,
        _plainly(actions.make_promise),
    ),
    "touchpoints": Sheet(
        "Record a contact",
        "What happened, on which channel, and where on their journey.",
        "Record it",
        "The contact is on the time-line and on the journey.",
        forms.TouchpointForm,
        _plainly(actions.note_touchpoint),
    ),
    "notes": Sheet(
        "Write a note",
        "Write it as if they read it: they may ask to.",
        "Write it",
        "The note is on the time-line.",
        forms.NoteForm,
        _plainly(actions.note),
    ),
    "consents": Sheet(
        "Record consent",
        "Ask first, then note the answer as it was given. Taking it back is as easy as giving it.",
        "Record it",
        "It is in the ledger. The receipt can be downloaded under “History and receipts”.",
        forms.ConsentForm,
        _plainly(actions.record_consent),
    ),
    "assignments": Sheet(
        "Open to a colleague",
        "Somebody outside the team sees this customer until it is closed to them again.",
        "Open it",
        "It is open to them.",
        forms.AssignmentForm,
        _assign,
        Sight.OTHER_TEAMS,
    ),
}
