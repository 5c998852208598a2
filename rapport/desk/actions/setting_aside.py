"""Cases set aside: snoozed until a time or an event, or out of the way as spam."""

from datetime import datetime

from django.db import transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.states import change_state
from rapport.desk.models import BlockedSender, Case
from rapport.desk.queries.waking import due_promise, to_wake
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


def wake_cases(*, at: datetime) -> int:
    """Open the cases whose time has come or whose linked case is done; return how many."""
    return sum(_woken(number, at) for number in [*to_wake(at).order_by("pk").values_list("pk", flat=True)])


@transaction.atomic
def _woken(number: int, at: datetime) -> bool:
    """Open a case if it is still to be woken: somebody may have opened, merged or snoozed it meanwhile."""
    if Case.objects.select_for_update().filter(pk=number, state=CaseState.SNOOZED).first() is None:
        return False
    case = to_wake(at).filter(pk=number).first()
    if case is None:
        return False
    is_time = case.snoozed_until is not None and case.snoozed_until <= at
    why = "Its time has come." if is_time else "The linked case is resolved."
    change_state(locked_case(case), CaseState.OPEN, by=None, at=at, why=why)
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
