"""A case is taken down by a colleague: by phone, at the counter, from a letter, or written first by us."""

from datetime import datetime

from django.db import transaction

from rapport.desk.actions.arriving import open_with_message
from rapport.desk.actions.messages import Said
from rapport.desk.actions.opening import NewCase, open_case
from rapport.desk.actions.sending import Reply, send_reply
from rapport.desk.actions.work import take_case
from rapport.desk.models import Case
from rapport.staff.models import User


@transaction.atomic
def take_down(new: NewCase, text: str, *, by: User, at: datetime, takes: bool = False) -> Case:
    """Open a case with what the customer said, as a colleague wrote it down; who `takes` it has it too."""
    if text.strip():
        name = new.customer.name if new.customer else new.contact_name
        said = Said(text, new.channel, from_name=name, from_address=new.contact_address)
        case = open_with_message(new, said, at=at, by=by).case
    else:
        case = open_case(new, by=by, at=at)
    return take_case(case, by=by, at=at) if takes else case


@transaction.atomic
def write_first(new: NewCase, reply: Reply, *, by: User, at: datetime, send_key: str = "") -> Case:
    """Open a case by writing to somebody who did not write to us."""
    case = open_case(new, by=by, at=at)
    send_reply(case, reply, by=by, at=at, send_key=send_key)
    return take_case(case, by=by, at=at)
