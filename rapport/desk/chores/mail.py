"""What the clock does with mail: fetch it, read it, send it."""

from datetime import datetime

from django.utils.timezone import now

from rapport.desk.mail import actions


def fetch(at: datetime) -> str:  # noqa: ARG001 - every mail is stamped with the time it is stored
    """Fetch what is new in every mailbox."""
    count = actions.fetch_all(clock=now)
    return f"{count} fetched" if count else ""


def read(at: datetime) -> str:
    """Understand what was stored."""
    count = actions.read_waiting(at=at)
    return f"{count} read" if count else ""


def send(at: datetime) -> str:  # noqa: ARG001 - every mail is stamped with the time it is sent
    """Send what is due; the chore's lock keeps it to one process."""
    count = actions.send_due(clock=now)
    return f"{count} tried" if count else ""
