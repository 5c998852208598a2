"""What a customer is told about when they hear from us."""

from datetime import UTC, datetime, timedelta

from rapport.desk.models import Case
from rapport.desk.queries.counting import aims_now, working_for
from rapport.desk.rules import Target
from rapport.desk.rules.clocks import Event, Happening, allowance_for, due_of, runs_of
from rapport.lib.worktime import WorkingTime, is_open, next_open

HOUR = timedelta(hours=1)


def expected_reply(case: Case, at: datetime) -> str:
    """Return the sentences that tell a customer when we mean to reply, and that we are closed if we are.

    The time is that of the team, rounded up to the hour; where the team keeps no hours, none is named.
    """
    working = working_for(case.team)
    opened = runs_of([Event(at, Happening.OPENED)])[1]
    allowance = allowance_for(Target.FIRST_REPLY, case.team_id, case.kind, aims_now())
    due_at = due_of(opened, allowance, working).due_at
    if due_at is None:
        return "We reply as soon as we can."
    return f"{_closed(at, working)}We mean to reply by {_moment(_rounded_up(due_at), at, working)}."


def _closed(at: datetime, working: WorkingTime) -> str:
    opens_at = next_open(at, working)
    if is_open(at, working) or opens_at is None:
        return ""
    return f"We are closed now. We open again {_moment(opens_at, at, working)}. "


def _rounded_up(at: datetime) -> datetime:
    """Return the next full hour, in UTC, so that no promise of a minute is made."""
    at = at.astimezone(UTC)
    return at if at.minute == at.second == 0 else at.replace(minute=0, second=0, microsecond=0) + HOUR


def _moment(moment: datetime, at: datetime, working: WorkingTime) -> str:
    local, today = moment.astimezone(working.zone), at.astimezone(working.zone).date()
    day = "today" if local.date() == today else f"{local:%A} {local.day} {local:%B}"
    return f"{day}, {local:%H:%M}"
