"""The next case is taken: the first in work order that nobody has, by exactly one person."""

from datetime import datetime

from django.db import transaction

from rapport.desk.actions.work import assign_locked
from rapport.desk.models import Case
from rapport.desk.queries.queue import to_take
from rapport.desk.rules import CaseState, NothingToTake
from rapport.desk.rules.asks import Ask
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Sight

ROUNDS = 5  # of looking again, where colleagues took all that was seen


def take_next(user: User, ask: Ask, *, at: datetime) -> Case:
    """Assign the first unassigned case in work order to somebody, and return it.

    Two who ask at the same moment never get the same one: whoever comes second takes the one after it.
    """
    if not user.may(Sight.CASES):
        raise NotAllowed(role=user.role, deed="take a case")
    for _ in range(ROUNDS):
        numbers = to_take(user, ask, at=at)
        if not numbers:
            break
        for number in numbers:
            if case := _taken(number, user, at):
                return case
    raise NothingToTake


@transaction.atomic
def _taken(number: int, user: User, at: datetime) -> Case | None:
    """Assign a case if nobody has it yet; what a colleague holds locked is as good as taken."""
    free = Case.objects.select_for_update(of=("self",), skip_locked=True).select_related("customer", "team")
    case = free.filter(pk=number, assignee__isnull=True, state=CaseState.OPEN).first()
    if case is None:
        return None
    return assign_locked(case, user, by=user, at=at, why="Taken as the next in work order.")
