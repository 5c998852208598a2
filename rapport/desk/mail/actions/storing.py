"""Mail is stored as it came, before anybody tries to understand it."""

from datetime import datetime

from django.db import transaction

from rapport.desk.actions import keep_bytes
from rapport.desk.models import Mailbox, ReceivedMail


@transaction.atomic
def store_mail(mailbox: Mailbox, raw: bytes, *, slot: str | None = None, at: datetime) -> ReceivedMail:
    """Keep a mail as it came; what was fetched from a `slot` before is there already.

    Once this returns the mail is safe: whoever handed it over may forget it.
    """
    kept = {"mailbox": mailbox, "at": at, "blob": keep_bytes(raw)}
    if slot is None:
        return ReceivedMail.objects.create(**kept)
    return ReceivedMail.objects.get_or_create(slot=slot, defaults=kept)[0]
