"""A message of ours did not arrive, or goes out again: the case says so, and whoever wrote it is told."""

from datetime import datetime

from rapport.desk.actions.locks import locked_case_of
from rapport.desk.actions.recounting import recount_replies
from rapport.desk.actions.states import change_state
from rapport.desk.actions.telling import tell_case
from rapport.desk.mail.bounces import Bounce
from rapport.desk.models import Case, Message, Notice
from rapport.desk.rules import DONE, CaseState, Delivery, EntryKind
from rapport.staff.models import User

NOTICE = "failed mail"
LEFT_US = {CaseState.WAITING, *DONE}  # states in which nobody would look at a case again by itself
NOT_ARRIVED = "Our last mail did not arrive: the customer has no answer from us."


def tell_of_bounce(bounced: Message, report: Bounce, *, at: datetime) -> None:
    """Mark a message as come back, unless the report tells of a delay alone."""
    case = locked_case_of(bounced)
    message = Message.objects.select_for_update(of=("self",)).select_related("by").get(pk=bounced.pk)
    message.case = case
    if not report.is_for_good or message.delivery not in {Delivery.SENT, Delivery.IN_DOUBT}:
        return
    to = f" to {report.recipient}" if report.recipient else ""
    message.delivery = Delivery.BOUNCED
    message.delivery_fault = f"It could not be delivered{to}: {report.reason}"[:500]
    message.save(update_fields=["delivery", "delivery_fault"])
    tell_not_arrived(case, message, at=at)
    notify(message, at=at)


def tell_not_arrived(case: Case, message: Message, *, at: datetime) -> None:
    """Tell a locked case that a message did not arrive: what it answered is owed again.

    Where it was our last word, the case waits for nobody and is done with nothing: it is open again.
    """
    was_last = message.at == case.last_reply_at and not message.is_automatic and not message.is_aside
    tell_delivery(case, message, message.delivery_fault, by=None, at=at)
    if was_last and case.state in LEFT_US:
        change_state(case, CaseState.OPEN, by=None, at=at, why=NOT_ARRIVED, lying_since=case.lying_since)


def tell_delivery(case: Case, message: Message, why: str, *, by: User | None, at: datetime) -> None:
    """Tell a locked case what became of a message of ours; its clocks count by what has arrived."""
    if not message.is_automatic:
        recount_replies(case)
    words = f"Mail of {message.at:%-d %B} is {message.delivery}. {why}".strip()
    tell_case(case, EntryKind.MESSAGE, words, by=by, at=at, mail=message.pk)


def notify(message: Message, *, at: datetime) -> None:
    """Tell whoever wrote a message, or else has its case, what became of it."""
    person = message.by or message.case.assignee
    if person is None:
        return
    text = f"Your mail in case {message.case.reference} is {message.delivery}: {message.delivery_fault}"
    Notice.objects.create(person=person, case=message.case, kind=NOTICE, text=text[:300], at=at)
