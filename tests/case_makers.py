"""Cases for tests: opened as plainly as can be, and spoken in."""

from datetime import datetime, timedelta
from typing import Any

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, Said, open_case, receive_message
from rapport.desk.models import Case, Message
from rapport.desk.rules import CaseKind
from rapport.staff.models import User
from tests.cast import MONDAY_NINE


def make_case(customer: Customer | None, subject: str = "The gauge reads wrong", **fields: Any) -> Case:
    """Open a case by mail at Monday nine, an order question unless `fields` say otherwise."""
    at = fields.pop("at", MONDAY_NINE)
    by = fields.pop("by", None)
    plain = {"kind": CaseKind.ORDER, "channel": Channel.EMAIL, "customer": customer}
    return open_case(NewCase(subject=subject, **plain | fields), by=by, at=at)


def hear(
    case: Case, text: str, *, at: datetime | None = None, by: User | None = None, **fields: Any
) -> Message:
    """Let the customer write in a case, an hour after it was opened."""
    said = {"channel": Channel.EMAIL, "from_name": "Dana", "from_address": "dana@example.org"}
    return receive_message(
        case, Said(text, **said | fields), at=at or case.opened_at + timedelta(hours=1), by=by
    )


def now_of(case: Case) -> Case:
    """Return a case as it stands in the database."""
    return Case.objects.get(pk=case.pk)
