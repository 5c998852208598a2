"""A case comes in with its first words: written once, settled before, with nothing read of it."""

from datetime import datetime

from django.db import transaction

from rapport.desk.actions.messages import Said, heard, sender_of, written
from rapport.desk.actions.opening import NewCase, case_of, opened, tell_customer
from rapport.desk.actions.settling import write_settled
from rapport.desk.actions.telling import tell_first
from rapport.desk.models import Entry, Message
from rapport.desk.rules import EntryKind
from rapport.desk.rules.clocks import Event, Happening
from rapport.staff.models import User


@transaction.atomic
def open_with_message(
    new: NewCase, said: Said, *, at: datetime, by: User | None = None, send_key: str | None = None
) -> Message:
    """Open a case with what the customer said; `by` is the colleague who wrote it down, where there is one.

    Nobody else can see the case before this transaction ends, so that it need not be locked and read again.
    """
    case = case_of(new, at=at)
    message = heard(case, said, at=at, by=by, send_key=send_key)
    case.version = 2  # it was opened, and something was said
    events = [Event(at, Happening.OPENED), Event(at, Happening.CUSTOMER_WROTE)]
    write_settled(case, events[: 1 if said.is_automatic else 2], at)
    written(message, said)
    words = Entry(case=case, at=at, kind=EntryKind.MESSAGE, by_name=sender_of(said), message=message)
    tell_first(case, [opened(case, by=by), words])
    tell_customer(case, by=by)
    return message
