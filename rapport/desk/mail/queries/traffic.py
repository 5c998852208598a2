"""What waits to be read or sent, and what was answered automatically of late."""

from datetime import datetime

from django.db.models import Q, QuerySet

from rapport.customers.rules import Channel
from rapport.desk.mail.loops import ALIKE_FOR, ONE_FOR, Given, plain_address, subject_digest
from rapport.desk.models import AutomaticAnswer, BlockedSender, Mailbox, Message, ReceivedMail
from rapport.desk.rules import Delivery, Direction, Intake


def waiting_mail(limit: int = 200) -> QuerySet[ReceivedMail]:
    """Return the mail that is stored and not yet understood, in the order it came."""
    mail = ReceivedMail.objects.filter(state=Intake.WAITING).select_related("mailbox")
    return mail.order_by("at", "pk")[:limit]


def messages_to_send(at: datetime, limit: int = 200) -> QuerySet[Message]:
    """Return the mail whose time to be sent has come."""
    due = Q(delivery__in=[Delivery.HELD, Delivery.QUEUED], send_at__lte=at)
    mail = Message.objects.filter(due, direction=Direction.OUT, channel=Channel.EMAIL)
    return mail.order_by("send_at", "pk")[:limit]


def given_answers(mailbox: Mailbox, address: str, subject: str, at: datetime) -> Given:
    """Return how many automatic answers were given of late."""
    of_late = AutomaticAnswer.objects.filter(mailbox=mailbox, at__gt=at - ALIKE_FOR)
    return Given(
        to_one=AutomaticAnswer.objects.filter(address=plain_address(address), at__gt=at - ONE_FOR).count(),
        alike=of_late.filter(subject_digest=subject_digest(subject)).count(),
        at_all=of_late.count(),
    )


def blocked_senders() -> QuerySet[BlockedSender]:
    """Return who is blocked, by address or domain."""
    return BlockedSender.objects.select_related("by")
