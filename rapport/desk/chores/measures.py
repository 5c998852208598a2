"""What the clock counts at the desk."""

from datetime import datetime

from rapport.desk.actions.tallies import count_desk_if_changed


def count(at: datetime) -> str:
    """Count the figures of the reports anew where something changed, and say how many cases they rest on."""
    cases = count_desk_if_changed(at=at)
    return "Nothing changed since the last count." if cases is None else f"Counted {cases:,} cases."
