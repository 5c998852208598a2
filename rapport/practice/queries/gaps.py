"""Cases that somebody handled, with what happened in them: read through the desk."""

from collections import defaultdict

from django.db.models import Max

from rapport.desk.queries import case_promises_visible_to, cases_visible_to, entries_visible_to
from rapport.desk.rules import CaseKind, CaseState, EntryKind
from rapport.practice.rules.gaps import Handled, Sign
from rapport.staff.models import User

MOST_LOOKED_AT = 200  # of the cases somebody worked on last
BY_ENTRY = {
    EntryKind.REDRESS: Sign.REDRESS,
    EntryKind.DECISION: Sign.ESCALATED,
    EntryKind.OWED: Sign.RIGHTS,
}
CLOSED = (CaseState.RESOLVED, CaseState.CLOSED)


def handled_by(user: User) -> list[Handled]:
    """Return the cases somebody worked on last, as far as they may see them, with what happened in each."""
    own = entries_visible_to(user).filter(by=user).exclude(kind=EntryKind.REFUSED)
    numbers = [
        row["case"] for row in own.values("case").annotate(last=Max("at")).order_by("-last")[:MOST_LOOKED_AT]
    ]
    signs = _signs_of_entries(user, numbers)
    promises = case_promises_visible_to(user).filter(in_case__case__in=numbers, kept_at__isnull=False)
    for number in promises.values_list("in_case__case", flat=True):
        signs[number].add(Sign.PROMISE)
    cases = cases_visible_to(user).filter(pk__in=numbers)
    fields = ("pk", "reference", "kind", "state", "stated_need", "cause")
    for number, _, kind, state, need, cause in cases.values_list(*fields):
        signs[number] |= _signs_of_case(kind, state, need, has_cause=cause is not None)
    names = dict(cases.values_list("pk", "reference"))
    return [
        Handled(number, names[number], tuple(sign for sign in Sign if sign in signs[number]))
        for number in numbers
        if number in names
    ]


def _signs_of_entries(user: User, numbers: list[int]) -> dict[int, set[Sign]]:
    signs: dict[int, set[Sign]] = defaultdict(set)
    messages: dict[int, int] = defaultdict(int)
    entries = entries_visible_to(user).filter(case__in=numbers)
    for number, kind in entries.values_list("case", "kind"):
        if kind in BY_ENTRY:
            signs[number].add(BY_ENTRY[EntryKind(kind)])
        messages[number] += kind == EntryKind.MESSAGE
    for number, count in messages.items():
        if count > 2:
            signs[number].add(Sign.TALK)
    return signs


def _signs_of_case(kind: str, state: str, need: str, *, has_cause: bool) -> set[Sign]:
    is_complaint = kind == CaseKind.COMPLAINT
    told = {
        Sign.COMPLAINT: is_complaint,
        Sign.SETTLED: is_complaint and state in CLOSED,
        Sign.INTERNAL: kind == CaseKind.INTERNAL,
        Sign.CAUSE: has_cause,
        Sign.NEED: bool(need),
    }
    return {sign for sign, holds in told.items() if holds}
