"""Who may see which mailbox and which mail: as with cases, by team."""

from django.db.models import Q, QuerySet

from rapport.desk.mail.refusals import FileNotFound, MailboxNotFound, MailNotFound
from rapport.desk.models import Attachment, Mailbox, Message, ReceivedMail
from rapport.desk.queries import attachments_visible_to, cases_visible_to, messages_visible_to
from rapport.desk.rules import Delivery
from rapport.staff.models import User
from rapport.staff.rules import Sight

TROUBLED = (Delivery.FAILED, Delivery.IN_DOUBT, Delivery.BOUNCED)
ON_THE_WAY = (Delivery.HELD, Delivery.QUEUED, Delivery.SENDING)


def mailboxes_visible_to(user: User) -> QuerySet[Mailbox]:
    """Return the mailboxes whose mail somebody may work on: their team's, and others as their role allows."""
    if not user.may(Sight.CASES):
        return Mailbox.objects.none()
    seen = Q(pk__in=[])
    if user.may(Sight.OTHER_TEAMS):
        seen |= Q(team__isnull=False)
    if user.may(Sight.NO_TEAM):
        seen |= Q(team__isnull=True)
    if user.may(Sight.OWN_TEAM) and user.team_id is not None:
        seen |= Q(team=user.team_id)
    return Mailbox.objects.filter(seen).select_related("team")


def received_visible_to(user: User) -> QuerySet[ReceivedMail]:
    """Return the mail that came to mailboxes somebody works on, or is in cases they see."""
    in_cases = Q(message__case__in=cases_visible_to(user))
    mail = ReceivedMail.objects.filter(Q(mailbox__in=mailboxes_visible_to(user)) | in_cases)
    return mail.select_related("mailbox", "suggested", "message__case", "settled_by")


def mail_visible_to(user: User, number: int) -> ReceivedMail:
    """Return one mail."""
    found = received_visible_to(user).filter(pk=number).first()
    if found is None:
        raise MailNotFound(number=number)
    return found


def outgoing_visible_to(user: User) -> QuerySet[Message]:
    """Return messages that somebody should know of: on the way, failed, in doubt, come back."""
    mail = messages_visible_to(user).filter(delivery__in=[*TROUBLED, *ON_THE_WAY])
    return mail.select_related("case", "by").order_by("-at", "-pk")


def file_visible_to(user: User, number: int) -> Attachment:
    """Return a file of a case somebody may see, with its bytes."""
    found = attachments_visible_to(user).select_related("blob").filter(pk=number).first()
    if found is None:
        raise FileNotFound(number=number)
    return found


def mailbox_named(name: str) -> Mailbox:
    """Return a mailbox by its name or address; the operator's commands name them so."""
    found = Mailbox.objects.filter(Q(name__iexact=name) | Q(address__iexact=name), is_active=True).first()
    if found is None:
        known = ", ".join(Mailbox.objects.filter(is_active=True).values_list("name", flat=True)) or "none"
        raise MailboxNotFound(name=name, known=known)
    return found


def mailboxes_to_fetch() -> QuerySet[Mailbox]:
    """Return the mailboxes that mail is fetched for."""
    return Mailbox.objects.filter(is_active=True).exclude(imap_host="")
