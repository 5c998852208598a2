"""Change teams: their name, nation, working hours and closed days."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from rapport.lib.worktime import Hours
from rapport.staff import rules
from rapport.staff.actions.audit import record
from rapport.staff.holidays import read_nation
from rapport.staff.models import ClosedDay, Team, User, WorkingHours

USUAL_DAY = Hours(time(9), time(17, 30))
USUAL_WEEK = dict.fromkeys(range(5), (USUAL_DAY,))  # Monday to Friday


@transaction.atomic
def add_team(name: str, *, nation: str = "GB-ENG", by: User | None, at: datetime) -> Team:
    """Add a team that works from Monday to Friday, 9:00 to 17:30, until somebody says otherwise."""
    name, nation = name.strip(), read_nation(nation)
    team = Team(name=name, nation=nation)
    _save_name(team)
    for weekday, days in USUAL_WEEK.items():
        _write_hours(team, weekday, days)
    record(by, "create", team, at=at, nation=nation)
    return team


@transaction.atomic
def change_team(team: Team, *, name: str, nation: str, by: User, at: datetime) -> Team:
    """Change the name of a team, and the nation whose holidays it keeps."""
    before = {"name": team.name, "nation": team.nation}
    team.name, team.nation = name.strip(), read_nation(nation)
    _save_name(team)
    record(by, "change", team, at=at, before=before, after={"name": team.name, "nation": team.nation})
    return team


def _save_name(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError:
        raise rules.TeamTaken(name=team.name) from None


@transaction.atomic
def set_week(team: Team, week: Mapping[int, tuple[Hours, ...]], *, by: User, at: datetime) -> None:
    """Say when a team works in a week, instead of what was said before; weekday 0 is Monday."""
    team.hours.all().delete()
    for weekday, spans in week.items():
        _write_hours(team, weekday, spans)
    said = {
        str(weekday): [f"{span.opens:%H:%M}-{span.closes:%H:%M}" for span in spans]
        for weekday, spans in week.items()
    }
    record(by, "change", team, at=at, hours=said)


def _write_hours(team: Team, weekday: int, spans: Iterable[Hours]) -> None:
    WorkingHours.objects.bulk_create(
        WorkingHours(team=team, weekday=weekday, opens=span.opens, closes=span.closes) for span in spans
    )


@transaction.atomic
def mark_day(team: Team, day: date, *, name: str, is_open: bool, by: User, at: datetime) -> ClosedDay:
    """Say that a team is closed on a day, or works on it though it is a holiday."""
    marked, _ = ClosedDay.objects.update_or_create(
        team=team, day=day, defaults={"name": name.strip(), "is_open": is_open}
    )
    record(by, "change", team, at=at, day=day.isoformat(), name=name, is_open=is_open)
    return marked


@transaction.atomic
def unmark_day(marked: ClosedDay, *, by: User, at: datetime) -> None:
    """Take back what was said of a day."""
    record(by, "change", marked.team, at=at, day=marked.day.isoformat(), unmarked=True)
    marked.delete()
