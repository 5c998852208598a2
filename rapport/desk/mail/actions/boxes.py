"""Mailboxes: added, changed, and tried."""

import imaplib
import smtplib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.desk.mail.accounts import incoming, outgoing, told
from rapport.desk.mail.actions.fetching import TAKE_ALL
from rapport.desk.mail.imap import opened_folder
from rapport.desk.mail.refusals import MailAddressTaken
from rapport.desk.mail.sealing import sealed
from rapport.desk.mail.smtp import sign_in
from rapport.desk.models import Mailbox
from rapport.lib.errors import Refusal
from rapport.staff.actions import record
from rapport.staff.models import User

SECRETS = ("imap_password", "smtp_password")
PLACE = ("imap_host", "imap_port", "imap_user", "folder")  # another place has numbers of its own


@dataclass(frozen=True)
class Tried:
    """What came of trying a mailbox: a sentence for each server, and whether all is well."""

    fetching: str
    sending: str
    is_well: bool


@transaction.atomic
def add_mailbox(fields: dict[str, Any], *, take_all: bool, by: User, at: datetime) -> Mailbox:
    """Add a mailbox; the mail that is there already is taken in only where it is asked for."""
    _refuse_taken(fields["address"])
    validity = TAKE_ALL if take_all else None
    mailbox = Mailbox.objects.create(**_kept(fields), uid_validity=validity)
    record(by, "add", mailbox, at=at, address=mailbox.address)
    return mailbox


@transaction.atomic
def change_mailbox(mailbox: Mailbox, fields: dict[str, Any], *, by: User, at: datetime) -> Mailbox:
    """Change a mailbox; an empty password leaves the one that is kept."""
    mailbox = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    if fields["address"].lower() != mailbox.address.lower():
        _refuse_taken(fields["address"])
    changed = [
        name for name, value in fields.items() if name not in SECRETS and getattr(mailbox, name) != value
    ]
    for name, value in _kept(fields).items():
        setattr(mailbox, name, value)
    if set(PLACE) & set(changed):
        mailbox.uid_validity, mailbox.last_uid = None, 0
    mailbox.fault, mailbox.fault_since = "", None
    mailbox.save()
    record(by, "change", mailbox, at=at, fields=changed + [name for name in SECRETS if fields.get(name)])
    return mailbox


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as they are kept: passwords sealed, and those not typed left out."""
    plain = {name: value for name, value in fields.items() if name not in SECRETS}
    return plain | {name: sealed(fields[name]) for name in SECRETS if fields.get(name)}


def _refuse_taken(address: str) -> None:
    if there := Mailbox.objects.filter(address__iexact=address).first():
        raise MailAddressTaken(address=address, name=there.name)


def try_mailbox(mailbox: Mailbox) -> Tried:
    """Sign in at the servers of a mailbox, and say how it went; nothing is fetched and nothing sent."""
    fetching, can_fetch = _fetching(mailbox)
    sending, can_send = _sending(mailbox)
    return Tried(fetching, sending, can_fetch and can_send)


def _fetching(mailbox: Mailbox) -> tuple[str, bool]:
    if not mailbox.imap_host:
        return "Mail is not fetched: it comes by the command rapport mail take.", True
    try:
        with opened_folder(incoming(mailbox)) as folder:
            return f"Fetching works: the folder's next mail has number {folder.next_uid}.", True
    except Refusal as refusal:
        return str(refusal), False
    except (OSError, imaplib.IMAP4.error, UnicodeError) as fault:
        return told(fault, incoming(mailbox)), False


def _sending(mailbox: Mailbox) -> tuple[str, bool]:
    if not mailbox.smtp_host:
        return "Mail is not sent: it is written to the mail folder of this Rapport.", True
    try:
        sign_in(outgoing(mailbox)).quit()
    except Refusal as refusal:
        return str(refusal), False
    except (OSError, smtplib.SMTPException, UnicodeError) as fault:
        return told(fault, outgoing(mailbox)), False
    return "Sending works: the server lets us in.", True
