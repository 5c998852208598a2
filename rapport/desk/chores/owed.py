"""What customers are owed is looked at again every night: days pass, and law changes."""

from datetime import datetime

from rapport.desk.actions.owed.looking import tell_what_is_otherwise


def look_again(at: datetime) -> str:
    """Tell whoever has a case where today's answer is another; say how many, where there were any."""
    looked_at, told = tell_what_is_otherwise(at=at)
    return f"{looked_at} assessments looked at, {told} told of" if looked_at else ""
