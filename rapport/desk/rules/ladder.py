"""Whom a missed clock is told to, and when: up the ladder of roles, in working time."""

from collections.abc import Collection
from datetime import datetime, timedelta

from rapport.lib.worktime import WorkingTime, add_working_time, is_open
from rapport.staff.rules import Role

LADDER: tuple[tuple[Role, timedelta], ...] = (  # working time after the breach
    (Role.ADVISER, timedelta()),
    (Role.LEADER, timedelta(hours=1)),
    (Role.MANAGER, timedelta(hours=4)),
    (Role.OWNER, timedelta(hours=8)),
)


def rungs_due(due_at: datetime, told: Collection[int], working: WorkingTime, *, at: datetime) -> list[int]:
    """Return the rungs to be told of a breach now: none outside working hours, none that was told."""
    if at < due_at or not is_open(at, working):
        return []
    return [rung for rung in range(len(LADDER)) if rung not in told and _reached(rung, due_at, working, at)]


def _reached(rung: int, due_at: datetime, working: WorkingTime, at: datetime) -> bool:
    told_at = add_working_time(due_at, LADDER[rung][1], working)
    return told_at is not None and told_at <= at
