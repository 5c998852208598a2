"""Who works here, in which team, and who is invited."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from rapport.lib.worktime import Hours, WorkingTime
from rapport.staff import rules
from rapport.staff.holidays import holidays_of
from rapport.staff.models import ClosedDay, Invitation, Team, User
from rapport.staff.rules import Role, Sight


def people_visible_to(user: User) -> QuerySet[User]:
    """Return everybody who works here, to those who may see staff; to others oneself."""
    people = User.objects.select_related("team").order_by("-is_active", "name", "pk")
    return people if user.may(Sight.STAFF) else people.filter(pk=user.pk)


def everybody() -> QuerySet[User]:
    """Return everybody, for the operator at the command line."""
    return User.objects.select_related("team").order_by("email")


def teams() -> QuerySet[Team]:
    """Return the teams, each with the number of its people who still work here."""
    return Team.objects.annotate(size=Count("people", filter=Q(people__is_active=True))).order_by("name")


def teams_to_choose() -> QuerySet[Team]:
    """Return the teams by name alone, to choose one from."""
    return Team.objects.order_by("name")


def team_named(name: str) -> Team:
    """Return the team of a name, in whatever letters."""
    team = Team.objects.filter(name__iexact=name.strip()).first()
    if team:
        return team
    names = list(Team.objects.values_list("name", flat=True)[:10])
    there_are = f"There are: {', '.join(names)}." if names else "There is none yet."
    raise rules.TeamNotKnown(team=name, there_are=there_are)


def open_invitations(at: datetime) -> QuerySet[Invitation]:
    """Return the invitations that can still be used."""
    return Invitation.objects.filter(used_at=None, expires_at__gt=at, recovers=None).select_related("team")


def invitation_of(secret: str, *, at: datetime) -> Invitation:
    """Return the invitation that a secret opens; refused when it was used or its last day has passed."""
    found = Invitation.objects.filter(
        digest=rules.digest_of(secret), used_at=None, expires_at__gt=at
    ).select_related("recovers", "team")
    invitation = found.first()
    if not invitation:
        raise rules.LinkUsedUp
    return invitation


def people_of(role: Role, team: Team | None = None) -> QuerySet[User]:
    """Return who works here in a role, in a team where one is named."""
    people = User.objects.filter(role=role, is_active=True).order_by("pk")
    return people.filter(team=team) if team else people


def closed_days(team: Team, *, since: date) -> QuerySet[ClosedDay]:
    """Return what was said of days of a team, from a day on."""
    return team.closed_days.filter(day__gte=since)


def working_time_of(team: Team) -> WorkingTime:
    """Return when a team works: its hours, the holidays of its nation, and its own closed days."""
    hours: dict[int, tuple[Hours, ...]] = {}
    for row in team.hours.all():
        hours[row.weekday] = (*hours.get(row.weekday, ()), Hours(row.opens, row.closes))
    marked = dict(team.closed_days.values_list("day", "is_open"))
    return WorkingTime(
        hours=hours,
        zone=ZoneInfo(settings.TIME_ZONE),
        closed_on=_Either(frozenset(day for day, is_open in marked.items() if not is_open), team.nation),
        open_on=frozenset(day for day, is_open in marked.items() if is_open),
    )


class _Either:
    """Days that are marked, or holidays of a nation."""

    def __init__(self, marked: frozenset[date], nation: str) -> None:
        self.marked, self.holidays = marked, holidays_of(nation)

    def __contains__(self, day: object) -> bool:
        return day in self.marked or day in self.holidays
