"""What the clock does in insights: value everybody every night."""

from datetime import datetime

from rapport.insights.actions import refresh_worth
from rapport.insights.rules import NoOrders


def nightly(at: datetime) -> str:
    """Value everybody anew, and say in a sentence what came of it."""
    try:
        kept = refresh_worth(by=None, at=at)
    except NoOrders:
        return "No orders yet, so there was nothing to value."
    each = ", ".join(f"{one.customers:,} customers in {one.currency}" for one in kept)
    return f"Valued {each}, as of {kept[0].as_of}."
