"""Mail is fetched from the servers of our mailboxes, and what ails one of them is written down."""

import imaplib
import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from rapport.desk.mail import queries
from rapport.desk.mail.accounts import incoming, told
from rapport.desk.mail.actions.storing import store_mail
from rapport.desk.mail.imap import Folder, opened_folder
from rapport.desk.models import Mailbox
from rapport.lib.errors import Refusal

LOG = logging.getLogger(__name__)
TAKE_ALL = 0  # the UIDVALIDITY of a folder never looked at, of which the mail of the past is wanted too
Clock = Callable[[], datetime]


def fetch_all(*, clock: Clock) -> int:
    """Fetch the mail of every mailbox, and return how much came; one that ails stops no other."""
    return sum(fetch_mailbox(mailbox, clock=clock) for mailbox in queries.mailboxes_to_fetch())


def fetch_mailbox(mailbox: Mailbox, *, clock: Clock) -> int:
    """Fetch what is new in a mailbox: all of it, read or unread elsewhere; return how much came.

    Every mail is stored by itself, with how far we are, in one transaction: whoever is stopped in between
    goes on where they were.
    """
    try:
        account = incoming(mailbox)
        with opened_folder(account) as folder:
            count = _fetch(mailbox, folder, clock)
    except Refusal as refusal:
        return _ail(mailbox, str(refusal), clock())
    except (OSError, imaplib.IMAP4.error, UnicodeError) as fault:
        return _ail(mailbox, told(fault, incoming(mailbox)), clock())
    Mailbox.objects.filter(pk=mailbox.pk).update(checked_at=clock(), fault="", fault_since=None)
    return count


def _fetch(mailbox: Mailbox, folder: Folder, clock: Clock) -> int:
    last, count = _begin(mailbox, folder), 0
    for uid in folder.uids_after(last):
        raw = folder.raw(uid, settings.MAIL_LARGEST)
        if raw is None:
            continue
        with transaction.atomic():
            store_mail(mailbox, raw, slot=f"{mailbox.pk}/{folder.uid_validity}/{uid}", at=clock())
            Mailbox.objects.filter(pk=mailbox.pk).update(last_uid=uid)
        count += 1
    return count


def _begin(mailbox: Mailbox, folder: Folder) -> int:
    """Return the last number that was fetched; a folder that was made anew counts from its beginning."""
    if mailbox.uid_validity == folder.uid_validity:
        return mailbox.last_uid
    is_first = mailbox.uid_validity is None
    last = folder.next_uid - 1 if is_first and folder.next_uid else 0
    Mailbox.objects.filter(pk=mailbox.pk).update(uid_validity=folder.uid_validity, last_uid=last)
    return last


def _ail(mailbox: Mailbox, fault: str, at: datetime) -> int:
    """Write down what ails a mailbox, and since when."""
    LOG.warning("Mailbox %s: %s", mailbox.name, fault)
    since = mailbox.fault_since or at
    Mailbox.objects.filter(pk=mailbox.pk).update(fault=fault[:500], fault_since=since)
    return 0
