"""A message of ours came back: it says so, and whoever wrote it is told."""

from datetime import datetime

from rapport.desk.mail.bounces import Bounce
from rapport.desk.models import Message, Notice
from rapport.desk.rules import Delivery

NOTICE = "failed mail"


def tell_of_bounce(message: Message, report: Bounce, *, at: datetime) -> None:
    """Mark a message as come back, unless the report tells of a delay alone."""
    if not report.is_for_good or message.delivery not in {Delivery.SENT, Delivery.IN_DOUBT, Delivery.BOUNCED}:
        return
    to = f" to {report.recipient}" if report.recipient else ""
    message.delivery = Delivery.BOUNCED
    message.delivery_fault = f"It could not be delivered{to}: {report.reason}"[:500]
    message.save(update_fields=["delivery", "delivery_fault"])
    notify(message, at=at)


def notify(message: Message, *, at: datetime) -> None:
    """Tell whoever wrote a message, or else has its case, what became of it."""
    person = message.by or message.case.assignee
    if person is None:
        return
    text = f"Your mail in case {message.case.reference} is {message.delivery}: {message.delivery_fault}"
    Notice.objects.create(person=person, case=message.case, kind=NOTICE, text=text[:300], at=at)
