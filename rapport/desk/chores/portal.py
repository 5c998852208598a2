"""Links into the portal are sent, and what is left of old ones is dropped."""

from datetime import datetime

from django.core.mail import send_mail

from rapport.desk.actions import links, rates


def send_links(at: datetime) -> str:
    """Send a link to everybody who asked for one and may have it."""
    sent = links.answer_asks(_send, at=at)
    return f"Sent {sent} link{'' if sent == 1 else 's'} into the portal." if sent else ""


def forget_old(at: datetime) -> str:
    """Drop uses of forms that no rate counts, and links asked for over a month ago."""
    visits, links_gone = rates.forget_old_visits(at=at), links.forget_old_links(at=at)
    return f"Dropped {visits} uses of forms and {links_gone} links."


def _send(subject: str, text: str, address: str) -> None:
    send_mail(subject, text, None, [address])
