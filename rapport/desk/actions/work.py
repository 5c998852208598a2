"""Whose a case is and what it is: assigned, taken, handed over, recognised as a complaint, changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.notices import ASSIGNED, tell_colleague
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case
from rapport.desk.rules import CaseFieldNotRight, CaseKind, EntryKind
from rapport.desk.rules.case_refusals import CaseTaken
from rapport.staff.models import Team, User

FIELDS = (
    *("kind", "subject", "severity", "stated_need", "stated_need_text", "effort"),
    *("team", "customer", "order", "contact_name", "contact_address"),
)


@transaction.atomic
def take_case(case: Case, *, by: User, at: datetime) -> Case:
    """Take a case that nobody has; of two who take it at once one has it and the other is told."""
    case = locked_case(case)
    if case.assignee_id == by.pk:
        return case
    if case.assignee:
        raise CaseTaken(number=case.pk, name=case.assignee.name)
    return assign_locked(case, by, by=by, at=at)


@transaction.atomic
def assign_case(
    case: Case, person: User | None, *, by: User, at: datetime, version: int | None = None, why: str = ""
) -> Case:
    """Give a case to a colleague, or to nobody; whoever gets it is told."""
    case = locked_case(case, version=version)
    if case.assignee_id == (person.pk if person else None):
        return case
    return assign_locked(case, person, by=by, at=at, why=why)


@transaction.atomic
def hand_over(
    case: Case,
    *,
    why: str,
    by: User,
    at: datetime,
    person: User | None = None,
    team: Team | None = None,
    version: int | None = None,
) -> Case:
    """Hand a case over to a colleague or to another team, and say why: they start from the reason."""
    if not why.strip():
        raise CaseFieldNotRight(field="reason", value=why, expected="why you hand it over, and what is next")
    if person is None and team is None:
        raise CaseFieldNotRight(field="to", value="", expected="a colleague or a team")
    case = locked_case(case, version=version)
    if team and team.pk != case.team_id:
        _change(case, "team", team, by=by, at=at)
    return assign_locked(case, person, by=by, at=at, why=why)


@transaction.atomic
def recognise_complaint(case: Case, *, by: User, at: datetime, version: int | None = None) -> Case:
    """Recognise a case as a complaint, whatever words were used; its history stays as it is."""
    case = locked_case(case, version=version)
    if case.kind == CaseKind.COMPLAINT:
        return case
    before, case.kind = case.kind, CaseKind.COMPLAINT
    case.recognised_at, case.recognised_by = at, by
    text = "Recognised as a complaint."
    tell_case(case, EntryKind.FIELD, text, by=by, at=at, before=before, after=case.kind, field="kind")
    return case


@transaction.atomic
def change_case(
    case: Case, fields: Mapping[str, Any], *, version: int | None, by: User, at: datetime
) -> Case:
    """Change what a case is, field by field, each told with what it was; fields not named stay."""
    case = locked_case(case, version=version)
    for name, value in fields.items():
        if name not in FIELDS:
            raise CaseFieldNotRight(field="field", value=name, expected=", ".join(FIELDS))
        if name == "subject" and not str(value).strip():
            raise CaseFieldNotRight(field="subject", value=value, expected="a few words on what it is about")
        if getattr(case, name) != value:
            _change(case, name, value, by=by, at=at)
    return case


def _change(case: Case, name: str, value: Any, *, by: User, at: datetime) -> None:
    before = getattr(case, name)
    setattr(case, name, value)
    if name == "kind" and value == CaseKind.COMPLAINT:
        case.recognised_at, case.recognised_by = at, by
    words = name.replace("_", " ").capitalize()
    tell_case(
        case, EntryKind.FIELD, words, by=by, at=at, before=_told(before), after=_told(value), field=name
    )


def assign_locked(case: Case, person: User | None, *, by: User, at: datetime, why: str = "") -> Case:
    """Give a locked case to somebody, tell it, and tell them: the one place that does it."""
    before, case.assignee = case.assignee, person
    tell_case(
        case, EntryKind.ASSIGNMENT, why.strip(), by=by, at=at,
        before=before.name if before else "nobody", after=person.name if person else "nobody",
    )  # fmt: skip
    if person:
        words = f"{by.name} gave you case {case.pk}: {case.subject}" + (
            f" ({why.strip()})" if why.strip() else ""
        )
        tell_colleague(person, words, kind=ASSIGNED, case=case, by=by, at=at)
    return case


def _told(value: Any) -> str:
    return "" if value is None else str(value)
