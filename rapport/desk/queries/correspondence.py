"""Who writes to whom in a case: who takes part, where answers go, and from which mailbox."""

import re
import secrets

from django.db.models import Q

from rapport.customers.rules import Channel, ContactKind
from rapport.desk.models import Case, Mailbox, Message
from rapport.desk.rules import Delivery, Direction

NOT_SAID = (Delivery.TAKEN_BACK, Delivery.FAILED, Delivery.BOUNCED)  # what did not reach anybody
MOST_REFERENCES = 20
AGAIN = re.compile(r"^\s*(re|aw|sv|antw)\s*(\[\d+\])?:\s*", re.IGNORECASE)


def spoken() -> Q:
    """Return the condition of what was said between the customer and us, by people, and arrived."""
    return Q(is_automatic=False, is_aside=False) & ~Q(delivery__in=NOT_SAID)


def last_mail_from_customer(case: Case) -> Message | None:
    """Return the last mail that a person wrote to us in a case."""
    mail = case.messages.filter(direction=Direction.IN, channel=Channel.EMAIL, is_automatic=False)
    return mail.select_related("mailbox").order_by("at", "pk").last()


def mailbox_of(case: Case, last: Message | None) -> Mailbox | None:
    """Return the mailbox that a case is answered from: the one last written to, else the team's, else any."""
    if last and last.mailbox and last.mailbox.is_active:
        return last.mailbox
    active = [*Mailbox.objects.filter(is_active=True).order_by("pk")]
    teams = (case.team_id, None) if case.team_id else (None,)
    theirs = (box for team in teams for box in active if box.team_id == team)
    return next(theirs, active[0] if active else None)


def answer_subject(case: Case, last: Message | None) -> str:
    """Return the subject of an answer: that of the mail it answers, which may have changed since."""
    bare = AGAIN.sub("", (last.subject if last else "") or case.subject)
    return f"Re: {bare}"[:300]


def answer_addresses(case: Case, last: Message | None) -> list[tuple[str, str]]:
    """Return whom an answer goes to."""
    if last and (last.answer_to or last.from_address):
        return [(last.from_name, last.answer_to or last.from_address)]
    if case.contact_address:
        return [(case.contact_name, case.contact_address)]
    if case.customer is None:
        return []
    points = case.customer.contact_points.filter(kind=ContactKind.EMAIL).order_by("-is_preferred", "pk")
    return [(case.customer.name, point.value) for point in points[:1]]


def new_message_id(mailbox: Mailbox | None) -> str:
    """Return a Message-ID that nobody can guess, so that only who had the mail can answer it."""
    domain = mailbox.address.rpartition("@")[2] if mailbox else "rapport.invalid"
    return f"{secrets.token_hex(16)}@{domain}"


def references_of(last: Message | None) -> str:
    """Return the Message-IDs that lead to an answer, oldest first."""
    if last is None or not last.rfc_id:
        return ""
    return " ".join([*last.references.split(), last.rfc_id][-MOST_REFERENCES:])


def parties_of(case: Case) -> set[str]:
    """Return the addresses of everybody who takes part in a case, in small letters.

    The customer's own, who wrote in it, and whom we wrote to: not whom a mail that came names as its readers.
    """
    found = {case.contact_address}
    if case.customer is not None:
        own = case.customer.contact_points.filter(kind=ContactKind.EMAIL)
        found |= set(own.values_list("key", flat=True))
    for message in case.messages.filter(channel=Channel.EMAIL).only(
        "direction", "from_address", "answer_to", "recipients", "copies"
    ):
        if message.direction == Direction.IN:
            found |= {message.from_address, message.answer_to}
        else:
            found |= {address for _, address in [*message.recipients, *message.copies]}
    return {address.lower() for address in found if address}
