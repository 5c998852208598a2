"""What the room does by the clock."""

from datetime import datetime

from rapport.staff import actions


def forget_old_failures(at: datetime) -> str:
    """Delete failed sign-ins that the brake no longer counts, and browsers not seen for over a year."""
    gone = actions.forget_old_failures(at=at)
    return f"Deleted {gone} failed sign-ins from the brake."
