"""What can be asked of the desk, and by whom."""

from rapport.desk.queries.sight import (
    attachments_visible_to,
    case_visible_to,
    cases_visible_to,
    clocks_visible_to,
    entries_visible_to,
    messages_visible_to,
    redress_visible_to,
    resolve_case,
)

__all__ = [
    "attachments_visible_to",
    "case_visible_to",
    "cases_visible_to",
    "clocks_visible_to",
    "entries_visible_to",
    "messages_visible_to",
    "redress_visible_to",
    "resolve_case",
]
