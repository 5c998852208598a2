"""From which state of a case to which: enforced behind every door."""

from rapport.desk.rules.refusals import StateNotReachable
from rapport.desk.rules.words import CaseState

_S = CaseState
NEXT: dict[CaseState, frozenset[CaseState]] = {
    _S.OPEN: frozenset({_S.WAITING, _S.SNOOZED, _S.RESOLVED, _S.CLOSED, _S.MERGED, _S.SPAM}),
    _S.WAITING: frozenset({_S.OPEN, _S.SNOOZED, _S.RESOLVED, _S.CLOSED, _S.MERGED, _S.SPAM}),
    _S.SNOOZED: frozenset({_S.OPEN, _S.WAITING, _S.RESOLVED, _S.CLOSED, _S.MERGED, _S.SPAM}),
    _S.RESOLVED: frozenset({_S.OPEN, _S.CLOSED, _S.MERGED}),
    _S.CLOSED: frozenset({_S.OPEN, _S.MERGED}),
    _S.MERGED: frozenset(),
    _S.SPAM: frozenset({_S.OPEN}),
}


def refuse_unreachable(state: CaseState | str, wanted: CaseState | str) -> None:
    """Refuse a state that cannot follow the present one, and name those that can."""
    state, wanted = CaseState(state), CaseState(wanted)
    if wanted not in NEXT[state]:
        can = ", ".join(sorted(NEXT[state])) or "none, open the case it was merged into"
        raise StateNotReachable(state=state, wanted=wanted, can=can)
