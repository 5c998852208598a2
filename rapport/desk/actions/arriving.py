"""A case comes in with its first words: told twice, settled once."""

from datetime import datetime

from django.db import transaction

from rapport.desk.actions.messages import Said, received
from rapport.desk.actions.opening import NewCase, open_case
from rapport.desk.models import Message
from rapport.staff.models import User


@transaction.atomic
def open_with_message(
    new: NewCase, said: Said, *, at: datetime, by: User | None = None, send_key: str | None = None
) -> Message:
    """Open a case with what the customer said; `by` is the colleague who wrote it down, where there is one.

    Nobody else can see the case before this transaction ends, so that it need not be locked and read again.
    """
    case = open_case(new, by=by, at=at, is_followed=True)
    return received(case, said, at=at, by=by, send_key=send_key)
