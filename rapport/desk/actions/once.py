"""A form that is sent twice counts once: by the key that the page sent along."""

from collections.abc import Callable

from django.db import IntegrityError

from rapport.desk.models import Message


def sent_before(send_key: str) -> Message | None:
    """Return the message that came of this sending; None where it is the first time."""
    return Message.objects.filter(send_key=send_key).select_related("case").first()


def sent_once(send_key: str, take: Callable[[], Message]) -> Message:
    """Take a message; where the same was sent at the same moment, return what came of the other."""
    try:
        return take()
    except IntegrityError:
        there = sent_before(send_key)
        if there is None:
            raise
        return there
