"""A case moves from state to state: each move is a row, whoever asks through whatever door."""

from datetime import datetime

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.refusing import told_when_refused
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case
from rapport.desk.queries.procedures import ending_of
from rapport.desk.rules import DONE, CaseState, EntryKind, refuse_unreachable
from rapport.desk.rules.procedures import refuse_early_end
from rapport.staff.models import User


@told_when_refused
def move_case(
    case: Case,
    state: CaseState,
    *,
    by: User | None,
    at: datetime,
    version: int | None = None,
    why: str = "",
) -> Case:
    """Move a case to another state; where it stands there already nothing happens.

    Merging and snoozing have actions of their own, for they need more than a state.
    """
    case = locked_case(case, version=version)
    if case.state != state:
        change_state(case, state, by=by, at=at, why=why)
    return case


def change_state(
    case: Case,
    state: CaseState,
    *,
    by: User | None,
    at: datetime,
    why: str = "",
    lying_since: datetime | None = None,
) -> None:
    """Change the state of a locked case, with what follows from it, and tell it.

    A case does not end before its procedure does: every door that ends one comes through here. One that is
    open again lies with us from now on, or since `lying_since` where it never ought to have left us.
    """
    refuse_unreachable(case.state, state)
    refuse_early_end(state, ending_of(case))
    before = case.state
    case.state = state
    if state != CaseState.SNOOZED:
        case.snoozed_until, case.snoozed_for = None, ""
    case.resolved_at = case.resolved_at or at if state in DONE else None
    case.closed_at = at if state == CaseState.CLOSED else None
    if state == CaseState.OPEN:
        case.lying_since = lying_since or at
        case.reopened += before in DONE
    tell_case(case, EntryKind.STATE, why, by=by, at=at, before=before, after=state)
