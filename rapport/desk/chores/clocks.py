"""What the desk does by the clock: wake, warn, escalate; count anew what changed; sort by today's worth."""

from datetime import datetime, timedelta

from django.db.models import Q

from rapport.desk.actions.escalating import count_anew, escalate, warn
from rapport.desk.actions.setting_aside import wake_cases
from rapport.desk.actions.weighing import rekey
from rapport.staff.queries import chore_began_before, things_changed

RECOUNT = "case-recount"
FIRST_LOOK = timedelta(days=1)  # back, where the chore never ran


def keep_clocks(at: datetime) -> str:
    """Wake what has been snoozed long enough, warn of what will be due, escalate what was missed."""
    woken, warned, told = wake_cases(at=at), warn(at), escalate(at)
    said = ((woken, "woken"), (warned, "warned of"), (told, "told up the ladder"))
    return ", ".join(f"{number} {words}" for number, words in said if number)


def recount(at: datetime) -> str:
    """Count open cases anew where the hours, closed days or targets behind them changed since last time."""
    since = chore_began_before(RECOUNT, at) or at - FIRST_LOOK
    if things_changed("servicetarget", since=since):
        cases = Q()
    elif teams := things_changed("team", since=since):
        cases = Q(team__in=teams)
    else:
        return ""
    return f"{count_anew(cases, at)} cases counted anew"


def sort_queue(at: datetime) -> str:  # noqa: ARG001 - every chore gets the time
    """Give live cases their points by today's worth and rung."""
    return f"{rekey()} cases sorted"
