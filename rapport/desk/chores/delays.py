"""Open lines are forecast anew as time goes by, and colleagues hear of promises at risk."""

from datetime import datetime

from rapport.desk.actions.delays import warn_of_delays
from rapport.orders.actions.ahead import watch_all


def watch_delays(at: datetime) -> str:
    """Forecast every open line anew and warn of what is at risk; say how many, where there were any."""
    looked_at, found = watch_all(at=at)
    warned = warn_of_delays(at=at)
    told = f"open lines: {looked_at} looked at, {found} found at risk, {warned} warned of"
    return told if looked_at else ""
