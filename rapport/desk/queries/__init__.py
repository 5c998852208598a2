"""What can be asked of the desk, and by whom."""

from rapport.customers.queries import promise_counts
from rapport.desk.queries.causes import cause_of, causes, causes_counted
from rapport.desk.queries.owed.assessments import rights_stated
from rapport.desk.queries.procedures import (
    Progress,
    StepShown,
    ending_of,
    procedures,
    procedures_for,
    progress_of,
    versions_of,
)
from rapport.desk.queries.promises import (
    case_promises_visible_to,
    draft_of,
    promises_shown,
)
from rapport.desk.queries.recovery import (
    RecoveryShown,
    cause_actions_visible_to,
    recoveries_visible_to,
    recovery_shown,
    stages_visible_to,
)
from rapport.desk.queries.redress import (
    Boundary,
    boundary_of,
    limits_of,
    limits_shown,
    orders_of,
    redress_shown,
    signers_of,
    standing_in,
)
from rapport.desk.queries.sight import (
    attachments_visible_to,
    case_to_change,
    case_visible_to,
    cases_visible_to,
    clocks_visible_to,
    entries_visible_to,
    messages_visible_to,
    redress_visible_to,
    resolve_case,
)

__all__ = [
    "Boundary",
    "Progress",
    "RecoveryShown",
    "StepShown",
    "attachments_visible_to",
    "boundary_of",
    "case_promises_visible_to",
    "case_to_change",
    "case_visible_to",
    "cases_visible_to",
    "cause_actions_visible_to",
    "cause_of",
    "causes",
    "causes_counted",
    "clocks_visible_to",
    "draft_of",
    "ending_of",
    "entries_visible_to",
    "limits_of",
    "limits_shown",
    "messages_visible_to",
    "orders_of",
    "procedures",
    "procedures_for",
    "progress_of",
    "promise_counts",
    "promises_shown",
    "recoveries_visible_to",
    "recovery_shown",
    "redress_shown",
    "redress_visible_to",
    "resolve_case",
    "rights_stated",
    "signers_of",
    "stages_visible_to",
    "standing_in",
    "versions_of",
]
