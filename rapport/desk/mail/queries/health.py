"""Whether mail is well: received = filed + held + refused + waiting, and every mailbox was looked at."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from rapport.desk.mail.queries.sight import TROUBLED, mailboxes_visible_to
from rapport.desk.models import Mailbox, Message, ReceivedMail
from rapport.desk.rules import Delivery, Intake
from rapport.staff.models import User

LATE = timedelta(minutes=5)  # a mailbox is looked at twice a minute, and mail is read at once
DAYS = 14
SUMS = {
    "received": Count("pk"),
    "filed": Count("pk", filter=Q(state=Intake.FILED)),
    "held": Count("pk", filter=Q(state=Intake.HELD)),
    "refused": Count("pk", filter=Q(state=Intake.REFUSED)),
    "waiting": Count("pk", filter=Q(state=Intake.WAITING)),
    "lost": Count("pk", filter=Q(state=Intake.FILED, message__isnull=True)),
}


@dataclass(frozen=True)
class MailDay:
    """What came on one day, or in all, and where it ended; `lost` was filed and is in no case."""

    day: date | None = None
    received: int = 0
    filed: int = 0
    held: int = 0
    refused: int = 0
    waiting: int = 0
    lost: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether everything that came ended in exactly one place."""
        ended = self.filed + self.held + self.refused + self.waiting
        return self.received == ended and not self.lost


@dataclass(frozen=True)
class MailboxHealth:
    """How one mailbox is: what came, and what ails it, in sentences."""

    mailbox: Mailbox
    total: MailDay
    ails: tuple[str, ...] = field(default=())

    @property
    def is_well(self) -> bool:
        """Whether nothing ails it."""
        return not self.ails


def mail_health(user: User, at: datetime) -> list[MailboxHealth]:
    """Return how the mailboxes are whose mail somebody works on."""
    return _health(mailboxes_visible_to(user), at)


def _health(mailboxes: QuerySet[Mailbox], at: datetime) -> list[MailboxHealth]:
    mail = ReceivedMail.objects.filter(mailbox__in=mailboxes).order_by().values("mailbox")
    rows: dict[int, dict[str, Any]] = {
        row["mailbox"]: {**row} for row in mail.annotate(**SUMS, oldest=_oldest_waiting())
    }
    return [_one(mailbox, rows.get(mailbox.pk, {}), at) for mailbox in mailboxes]


def _oldest_waiting() -> Min:
    return Min("at", filter=Q(state=Intake.WAITING))


def _one(mailbox: Mailbox, row: dict[str, Any], at: datetime) -> MailboxHealth:
    oldest = row.get("oldest")
    total = MailDay(**{name: row[name] for name in SUMS if name in row})
    return MailboxHealth(mailbox, total, tuple(_ails(mailbox, total, oldest, at)))


def _ails(mailbox: Mailbox, total: MailDay, oldest: datetime | None, at: datetime) -> list[str]:
    """Return what ails a mailbox; one that is fetched by nobody cannot be late."""
    found = [mailbox.fault] if mailbox.fault else []
    if mailbox.is_active and mailbox.imap_host and _is_late(mailbox.checked_at, at) and not mailbox.fault:
        seen = f"since {mailbox.checked_at:%d %B, %H:%M}" if mailbox.checked_at else "yet"
        found.append(f"It was not looked at {seen}. Look whether the chores run.")
    if oldest and _is_late(oldest, at):
        found.append(f"Mail waits to be read since {oldest:%d %B, %H:%M}. Look whether the chores run.")
    if not total.adds_up:
        found.append("What came and where it ended do not add up. Tell whoever runs this Rapport.")
    return found


def _is_late(since: datetime | None, at: datetime) -> bool:
    return since is None or at - since > LATE


def days_of(user: User) -> list[MailDay]:
    """Return what came on each of the last days, newest first."""
    mail = ReceivedMail.objects.filter(mailbox__in=mailboxes_visible_to(user)).order_by()
    rows = mail.annotate(day=TruncDate("at")).values("day").annotate(**SUMS).order_by("-day")
    return [MailDay(**row) for row in rows[:DAYS]]


def health_of_mail(at: datetime) -> str:
    """Return one word for who watches the site: none, ok, or failing."""
    mailboxes = Mailbox.objects.filter(is_active=True)
    found = _health(mailboxes, at)
    if not found:
        return "none"
    is_stuck = Message.objects.filter(delivery=Delivery.QUEUED, send_at__lt=at - LATE).exists()
    return "failing" if is_stuck or not all(one.is_well for one in found) else "ok"


def troubled_count(user: User) -> int:
    """Return how many messages of mailboxes somebody works on need a decision."""
    return Message.objects.filter(delivery__in=TROUBLED, mailbox__in=mailboxes_visible_to(user)).count()
