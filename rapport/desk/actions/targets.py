"""Service targets are set and dropped; open cases are counted anew by the chore that looks for changes."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rapport.desk.models import ServiceTarget
from rapport.desk.rules import Target, TargetNotRight
from rapport.staff.actions import record
from rapport.staff.models import Team, User
from rapport.staff.rules import NotAllowed, Sight

MOST_MINUTES = 60 * 24 * 365


@dataclass(frozen=True)
class NewTarget:
    """What is meant to be done how soon; without a team for all teams, without a kind for all kinds."""

    target: Target
    working_minutes: int
    warn_minutes: int
    team: Team | None = None
    kind: str = ""


@transaction.atomic
def set_target(new: NewTarget, *, by: User, at: datetime) -> ServiceTarget:
    """Set a target, in the place of the one there was for the same team and kind."""
    _refuse(by, new)
    row, _ = ServiceTarget.objects.update_or_create(
        team=new.team, kind=new.kind, target=new.target,
        defaults={"working_minutes": new.working_minutes, "warn_minutes": new.warn_minutes},
    )  # fmt: skip
    team = new.team.name if new.team else "all teams"
    record(
        by, "change", row, at=at, target=str(new.target), team=team, kind=new.kind or "every kind",
        working_minutes=new.working_minutes, warn_minutes=new.warn_minutes,
    )  # fmt: skip
    return row


@transaction.atomic
def drop_target(row: ServiceTarget, *, by: User, at: datetime) -> None:
    """Drop a target; the more general one holds again."""
    _refuse(by)
    record(by, "drop", row, at=at, target=row.target, working_minutes=row.working_minutes)
    row.delete()


def _refuse(by: User, new: NewTarget | None = None) -> None:
    if not by.may(Sight.DESK_RULES):
        raise NotAllowed(role=by.role, deed="change service targets")
    if new and not 0 < new.working_minutes <= MOST_MINUTES:
        said = f"{new.working_minutes / 60:g} working hours"
        raise TargetNotRight(what="time", value=said, expected="more than none and up to a year")
    if new and not 0 <= new.warn_minutes <= new.working_minutes:
        said = f"{new.warn_minutes / 60:g} hours before"
        raise TargetNotRight(what="warning", value=said, expected="no more than the time itself")
