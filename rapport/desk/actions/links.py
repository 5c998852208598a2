"""Links into the portal: asked for, sent by a chore, and used once."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from rapport.desk.actions.rates import count_visit
from rapport.desk.models import PortalLink
from rapport.desk.queries.portal import only_person_at, people_at
from rapport.desk.queries.suggestions import key_of
from rapport.desk.rules.portal import (
    LINK_LASTS_FOR,
    LINKS_KEPT_FOR,
    FormTooOften,
    PortalLinkUsedUp,
    link_mail,
    shared_address_mail,
)
from rapport.staff.actions import record
from rapport.staff.rules import digest_of

Send = Callable[[str, str, str], None]  # subject, text, address
LONGEST_FAULT = 300


def ask_for_link(address: str, *, site: str, network: str, at: datetime) -> None:
    """Keep that somebody asked at an address for a link; whether anybody has it is looked up later.

    More than a few for one address within half an hour are dropped without a word: the answer is the
    same, and nobody's mail is flooded. Refused where one network address asks too often.
    """
    count_visit("link", network, at=at)
    address = address.strip().lower()
    try:
        count_visit("link of address", address, at=at)
    except FormTooOften:
        return
    PortalLink.objects.create(address=address[:400], site=site[:200], made_at=at)


def answer_asks(send: Send, *, at: datetime) -> int:
    """Send a link to each address that asked and is one person's alone; return how many mails left.

    The digest is kept before the mail leaves, so that every link that arrives works. A mail that does
    not leave is tried again with a new link, as long as anybody would wait for it.
    """
    asked = PortalLink.objects.filter(answered_at__isnull=True, made_at__gt=at - LINK_LASTS_FOR)
    return sum(_answer(link, send, at=at) for link in asked.order_by("made_at", "pk"))


def _answer(link: PortalLink, send: Send, *, at: datetime) -> bool:
    mail = _prepare(link, at=at)
    if mail is None:
        return False
    try:
        send(*mail, link.address)
    except OSError as fault:  # what smtplib raises, too
        link.answered_at, link.digest, link.fault = None, None, str(fault)[:LONGEST_FAULT]
        link.save(update_fields=["answered_at", "digest", "fault"])
        return False
    return True


@transaction.atomic
def _prepare(link: PortalLink, *, at: datetime) -> tuple[str, str] | None:
    """Keep who may come in by a link and until when, and return the mail; None where nobody is to get one."""
    link.answered_at, link.fault = at, ""
    person = only_person_at(key_of(link.address))
    if person is None:
        link.save()
        return shared_address_mail() if people_at(key_of(link.address)) else None
    secret = secrets.token_urlsafe(32)
    link.customer, link.digest, link.expires_at = person, digest_of(secret), at + LINK_LASTS_FOR
    link.save()
    return link_mail(person.name, f"{link.site}{path_of(secret)}")


def path_of(secret: str) -> str:
    """Return the path of the page that a secret opens."""
    return f"/portal/enter/{secret}"


@transaction.atomic
def use_link(secret: str, *, at: datetime) -> PortalLink:
    """Use a link up and return it; refused where it was used, is too old, or the address changed hands."""
    link = PortalLink.objects.select_for_update().filter(digest=digest_of(secret)).first()
    if link is None or link.used_at or link.expires_at is None or link.expires_at <= at:
        raise PortalLinkUsedUp
    person = only_person_at(key_of(link.address))
    if person is None or person.pk != link.customer_id:
        raise PortalLinkUsedUp
    link.used_at = at
    link.save(update_fields=["used_at"])
    record(None, "enter_portal", person, at=at)
    return link


def forget_old_links(*, at: datetime) -> int:
    """Delete what is left of links that were asked for long ago."""
    gone, _ = PortalLink.objects.filter(made_at__lt=at - LINKS_KEPT_FOR).delete()
    return gone
