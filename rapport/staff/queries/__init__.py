"""What can be asked about staff."""

from rapport.staff.queries.auditing import (
    AuditPage,
    audit_page,
    audit_visible_to,
    audit_words,
    chore_began_before,
    things_changed,
)
from rapport.staff.queries.keys import Keys, keys_of
from rapport.staff.queries.people import (
    closed_days,
    everybody,
    invitation_of,
    open_invitations,
    people_of,
    people_visible_to,
    team_named,
    teams,
    teams_to_choose,
    working_time_of,
)

__all__ = [
    "AuditPage",
    "Keys",
    "audit_page",
    "audit_visible_to",
    "audit_words",
    "chore_began_before",
    "closed_days",
    "everybody",
    "invitation_of",
    "keys_of",
    "open_invitations",
    "people_of",
    "people_visible_to",
    "team_named",
    "teams",
    "teams_to_choose",
    "things_changed",
    "working_time_of",
]
