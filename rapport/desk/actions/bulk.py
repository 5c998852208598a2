"""One deed on many cases, undone as a whole while nobody changed them since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.states import change_state, move_case
from rapport.desk.actions.tagging import set_tags
from rapport.desk.actions.work import assign_case, change_case
from rapport.desk.models import BulkDeed, Case
from rapport.desk.queries.people import colleague
from rapport.desk.rules import NEXT, CaseFieldNotRight, CaseKind, CaseState
from rapport.desk.rules.case_refusals import BulkNotUndone
from rapport.desk.rules.words import BulkDeedKind
from rapport.lib.errors import Refusal
from rapport.staff.models import Team, User
from rapport.staff.queries import teams

MOST = 200
STATES = {
    BulkDeedKind.RESOLVE: CaseState.RESOLVED,
    BulkDeedKind.CLOSE: CaseState.CLOSED,
    BulkDeedKind.OPEN: CaseState.OPEN,
}


@dataclass(frozen=True)
class Done:
    """What came of a deed on many cases: on how many it was done, and why not on the others."""

    deed: BulkDeed
    count: int
    declined: tuple[str, ...]


@transaction.atomic
def do_in_bulk(cases: Sequence[Case], deed: BulkDeedKind, value: str, *, by: User, at: datetime) -> Done:
    """Do one deed on many cases; one that declines leaves the others done, and says why."""
    if not 0 < len(cases) <= MOST:
        raise CaseFieldNotRight(field="cases", value=len(cases), expected=f"from 1 to {MOST} cases")
    before: list[dict[str, Any]] = []
    declined: list[str] = []
    for case in sorted(cases, key=lambda one: one.pk):
        try:
            with transaction.atomic():
                was = _standing(case)
                after = _do(case, deed, value, by=by, at=at)
            before.append({**was, "version": after.version})
        except Refusal as refusal:
            declined.append(f"Case {case.pk}: {refusal}")
    kept = BulkDeed.objects.create(by=by, deed=f"{deed} {value}".strip()[:40], at=at, before=before)
    return Done(kept, len(before), tuple(declined))


@transaction.atomic
def undo_bulk(deed: BulkDeed, *, by: User, at: datetime) -> Done:
    """Put the cases of a deed back as they were; those that somebody changed since stay, and are named."""
    deed = BulkDeed.objects.select_for_update().get(pk=deed.pk)
    if deed.undone_at:
        raise BulkNotUndone(count=len(deed.before), why="it is undone already")
    declined = []
    by_number = Case.objects.in_bulk([one["case"] for one in deed.before])
    for was in deed.before:
        try:
            with transaction.atomic():
                _put_back(by_number[was["case"]], was, by=by, at=at)
        except Refusal as refusal:
            declined.append(f"Case {was['case']}: {refusal}")
    deed.undone_at = at
    deed.save(update_fields=["undone_at"])
    return Done(deed, len(deed.before) - len(declined), tuple(declined))


def _standing(case: Case) -> dict[str, Any]:
    case = locked_case(case)
    return {
        "case": case.pk,
        "state": case.state,
        "kind": case.kind,
        "team": case.team_id,
        "assignee": case.assignee_id,
        "reopened": case.reopened,
        "tags": [*case.tags.values_list("name", flat=True)],
    }


def _do(case: Case, deed: BulkDeedKind, value: str, *, by: User, at: datetime) -> Case:
    match deed:
        case BulkDeedKind.ASSIGN:
            return assign_case(case, colleague(_number(value)) if value else None, by=by, at=at)
        case BulkDeedKind.KIND:
            return change_case(case, {"kind": _kind(value)}, version=None, by=by, at=at)
        case BulkDeedKind.TEAM:
            return change_case(case, {"team": _team(value)}, version=None, by=by, at=at)
        case BulkDeedKind.TAG:
            return set_tags(case, [*case.tags.values_list("name", flat=True), value], by=by, at=at)
    return move_case(case, STATES[deed], by=by, at=at)


def _put_back(case: Case, was: dict[str, Any], *, by: User, at: datetime) -> None:
    case = locked_case(case, version=was["version"])
    case = set_tags(case, was["tags"], by=by, at=at)
    fields = {"kind": was["kind"], "team": Team.objects.filter(pk=was["team"]).first()}
    case = change_case(case, fields, version=None, by=by, at=at)
    person = User.objects.filter(pk=was["assignee"]).first()
    case = assign_case(case, person, by=by, at=at, why="Undone")
    _state_back(case, CaseState(was["state"]), by=by, at=at)
    case.reopened = was["reopened"]
    case.save(update_fields=["reopened"])


def _state_back(case: Case, state: CaseState, *, by: User, at: datetime) -> None:
    """Bring a case back to a state, by way of open where it cannot go there at once."""
    if case.state == state:
        return
    if state not in NEXT[CaseState(case.state)]:
        change_state(case, CaseState.OPEN, by=by, at=at, why="Undone")
    if case.state != state:
        change_state(case, state, by=by, at=at, why="Undone")


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


def _kind(value: str) -> CaseKind:
    if value not in set(CaseKind):
        raise CaseFieldNotRight(field="kind", value=value, expected=", ".join(CaseKind))
    return CaseKind(value)


def _team(value: str) -> Team:
    found = teams().filter(pk=_number(value)).first()
    if found is None:
        known = ", ".join(f"{one.pk} ({one.name})" for one in teams()[:10])
        raise CaseFieldNotRight(field="team", value=value, expected=known or "a team; there is none yet")
    return found
