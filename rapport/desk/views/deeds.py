"""What is done to a case on a sheet of its own: words, form, and the action each leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form

from rapport.desk import queries
from rapport.desk.actions import joining, setting_aside, tagging, work
from rapport.desk.forms import cases as forms
from rapport.desk.models import Case
from rapport.desk.rules import LinkKind
from rapport.desk.rules.words import SnoozeEvent
from rapport.desk.views.finding import named_customer, named_order
from rapport.staff.models import User

Filled = dict[str, Any]
PLAIN = ("subject", "kind", "severity", "stated_need", "stated_need_text", "effort")


@dataclass(frozen=True)
class Deed:
    """A sheet about a case; `save` returns the case to go on with, `first` what the form begins with."""

    title: str
    lead: str
    deed: str
    said: str
    form: type[Form]
    save: Callable[..., Case]
    first: Callable[[Case], Filled] = lambda case: {}  # noqa: ARG005 - most begin empty


def _change(case: Case, filled: Filled, *, by: User, at: datetime, version: int) -> Case:
    fields = {**filled, "customer": named_customer(by, filled["customer"])}
    fields["order"] = named_order(by, filled["order"])
    return work.change_case(case, fields, version=version, by=by, at=at)


def _standing(case: Case) -> Filled:
    plain = {name: getattr(case, name) for name in (*PLAIN, "contact_name", "contact_address")}
    return {**plain, "team": case.team_id, "customer": case.customer_id, "order": case.order_id}


def _assign(case: Case, filled: Filled, *, by: User, at: datetime, version: int) -> Case:
    return work.assign_case(case, filled["person"], by=by, at=at, version=version, why=filled["why"])


def _hand_over(case: Case, filled: Filled, *, by: User, at: datetime, version: int) -> Case:
    return work.hand_over(case, **filled, by=by, at=at, version=version)


def _snooze(case: Case, filled: Filled, *, by: User, at: datetime, version: int) -> Case:
    event = SnoozeEvent(filled["event"])
    return setting_aside.snooze_case(case, filled["until"], event=event, by=by, at=at, version=version)


def _merge(case: Case, filled: Filled, *, by: User, at: datetime, version: int) -> Case:
    kept = queries.case_visible_to(by, filled["into"] or 0)
    return joining.merge_cases(kept, case, by=by, at=at, why=filled["why"], version=version)


def _link(case: Case, filled: Filled, *, by: User, at: datetime, version: int) -> Case:  # noqa: ARG001 - a link overwrites nothing
    other = queries.case_visible_to(by, filled["other"] or 0)
    return joining.link_cases(case, other, by=by, at=at, kind=LinkKind(filled["kind"]))


def _tag(case: Case, filled: Filled, *, by: User, at: datetime, version: int) -> Case:
    return tagging.set_tags(case, filled["tags"].split(","), by=by, at=at, version=version)


def _tags(case: Case) -> Filled:
    return {"tags": ", ".join(case.tags.values_list("name", flat=True))}


def _spam(case: Case, filled: Filled, *, by: User, at: datetime, version: int) -> Case:
    return setting_aside.mark_spam(case, blocks=filled["blocks"], by=by, at=at, version=version)


DEEDS: dict[str, Deed] = {
    "fields": Deed(
        "Change the case", "Each change stands on the time-line with what it was before.",
        "Save", "Saved.", forms.CaseForm, _change, _standing,
    ),
    "assignment": Deed(
        "Assign", "Whoever gets it is told.", "Assign", "It is assigned.", forms.AssignForm, _assign,
        lambda case: {"person": case.assignee_id},
    ),
    "hand-over": Deed(
        "Hand over", "To a colleague or to another team, with the reason: nobody starts from nothing.",
        "Hand over", "It is handed over.", forms.HandOverForm, _hand_over,
    ),
    "snooze": Deed(
        "Snooze", "It leaves the queue and comes back by itself, and at once when the customer writes.",
        "Snooze", "It is set aside.", forms.SnoozeForm, _snooze,
    ),
    "merge": Deed(
        "Merge", "Two cases of one customer about one matter become one. Deadlines by law go along.",
        "Merge", "Merged: you are in the case that goes on.", forms.MergeForm, _merge,
    ),
    "links": Deed(
        "Link", "Two cases that belong together, each with its own end.", "Link", "Linked.",
        forms.LinkForm, _link,
    ),
    "tags": Deed("Tags", "Words to find it by.", "Save", "Saved.", forms.TagsForm, _tag, _tags),
    "spam": Deed(
        "Spam", "Out of the way; it can be opened again.", "It is spam", "It is out of the way.",
        forms.SpamForm, _spam,
    ),
}  # fmt: skip
