"""What the clock does in practice: portfolios of leavers go when their day has come."""

from datetime import datetime

from rapport.practice.actions.enrolling import let_go


def let_portfolios_go(at: datetime) -> str:
    """Delete the portfolios whose day has come."""
    gone = let_go(at=at)
    return f"Deleted {gone} evidence{'' if gone == 1 else 's'} of people who left." if gone else ""
