"""Cases set aside: snoozed until a time or an event, or out of the way as spam."""

from datetime import datetime

from django.db import transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.states import change_state
from rapport.desk.models import BlockedSender, Case
from rapport.desk.queries.waking import due_promise, woken_by_links
from rapport.desk.rules import CaseFieldNotRight, CaseState
from rapport.desk.rules.words import SnoozeEvent
from rapport.staff.actions import record
from rapport.staff.models import User


@transaction.atomic
def snooze_case(
    case: Case,
    until: datetime | None,
    *,
    event: SnoozeEvent = SnoozeEvent.NONE,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Set a case aside until a time, an event, or whichever comes first; the customer's word wakes it too."""
    case = locked_case(case, version=version)
    if event == SnoozeEvent.PROMISE:
        promised = due_promise(case)
        until = min(filter(None, (until, promised)), default=None)
    if until is None and event in {SnoozeEvent.NONE, SnoozeEvent.PROMISE}:
        expected = "a time, or an event that can come: there is no promise open in this case"
        raise CaseFieldNotRight(field="until", value="", expected=expected)
    if until is not None and until <= at:
        raise CaseFieldNotRight(field="until", value=f"{until:%Y-%m-%d %H:%M}", expected="a time to come")
    case.snoozed_until, case.snoozed_for = until, event
    words = f"Until {until:%-d %B %Y %H:%M}" if until else ""
    change_state(case, CaseState.SNOOZED, by=by, at=at, why=", or ".join(filter(None, (words, str(event)))))
    return case


def wake_by_event(*, at: datetime) -> int:
    """Wake the cases that waited for another one which is resolved now; return how many."""
    return sum(_wake(case, at) for case in woken_by_links())


@transaction.atomic
def _wake(case: Case, at: datetime) -> bool:
    case = locked_case(case)
    if case.state != CaseState.SNOOZED:
        return False
    change_state(case, CaseState.OPEN, by=None, at=at, why="The linked case is resolved.")
    return True


@transaction.atomic
def mark_spam(case: Case, *, blocks: bool, by: User, at: datetime, version: int | None = None) -> Case:
    """Put a case out of the way as spam, and let its sender in no more where that is asked."""
    case = locked_case(case, version=version)
    if case.state != CaseState.SPAM:
        change_state(case, CaseState.SPAM, by=by, at=at)
    address = case.contact_address.strip().lower()
    if blocks and address:
        why = f"spam in case {case.pk}"
        blocked, _ = BlockedSender.objects.get_or_create(
            pattern=address[:254], defaults={"why": why, "by": by, "at": at}
        )
        record(by, "block sender", blocked, at=at, pattern=address)
    return case
