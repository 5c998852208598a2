"""The clock of the step that a case is at: counted in working time from the case's start."""

from datetime import datetime, timedelta

from rapport.desk.models import Case, CaseProcedure, Clock, Step
from rapport.desk.rules import ClockKind
from rapport.lib.worktime import add_working_time
from rapport.staff.models import User
from rapport.staff.queries import working_time_of

WARN_AT = 0.75  # of the time that a step has
STEP = "step: "  # begins the names of these clocks


def start_step_clock(
    case: Case, run: CaseProcedure, step: Step | None, *, by: User, at: datetime
) -> Clock | None:
    """Start the clock of a step that has a target, in place of the one that ran; return it.

    Without a team there are no hours to count in, and no clock.
    """
    end_step_clock(case, at=at, why="another step")
    if step is None or step.target_minutes is None or case.team is None:
        return None
    working, minutes = working_time_of(case.team), step.target_minutes
    due_at = add_working_time(case.opened_at, timedelta(minutes=minutes), working)
    warn_at = add_working_time(case.opened_at, timedelta(minutes=int(minutes * WARN_AT)), working)
    if due_at is None:
        return None  # a team that never opens
    return Clock.objects.create(
        case=case, kind=ClockKind.PROCEDURE, name=f"{STEP}{step.name}", source=str(run.procedure)[:200],
        because=f"{minutes} minutes of {case.team.name}'s working time from the case's start",
        started_at=case.opened_at, due_at=due_at, warn_at=warn_at, set_by=by, set_by_name=by.name,
    )  # fmt: skip


def end_step_clock(case: Case, *, at: datetime, why: str = "") -> None:
    """End the clock of the step that is done, or that is no longer the one to do."""
    running = case.clocks.filter(kind=ClockKind.PROCEDURE, name__startswith=STEP, ended_at__isnull=True)
    met = {} if why else {"met_at": at}
    running.update(ended_at=at, ended_why=why, **met)
