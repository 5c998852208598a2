"""Teams: their hours, their closed days, and the holidays they keep."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST, require_safe

from rapport.lib import worktime
from rapport.staff import actions, queries
from rapport.staff.doors import needs
from rapport.staff.forms import DayForm, HoursForm, TeamForm
from rapport.staff.holidays import holidays_in
from rapport.staff.models import Team
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@require_POST
@needs(Sight.STAFF)
def add(request: Request) -> HttpResponse:
    """Add a team with the usual week."""
    form = TeamForm(request.POST)
    if not form.is_valid():
        return render(request, "staff/new_team.html", {"form": form}, status=422)
    team = actions.add_team(**form.cleaned_data, by=request.user, at=now())
    return redirect("staff:team", team.pk)


@require_safe
@needs(Sight.STAFF)
def team(request: Request, number: int) -> HttpResponse:
    """Show one team: its name, nation and week, its closed days, and the holidays to come."""
    return _team_page(request, _team(number))


def _team(number: int) -> Team:
    return get_object_or_404(queries.teams(), pk=number)


def _team_page(request: Request, found: Team, *, status: int = 200, **forms: Any) -> HttpResponse:
    today = localdate()
    working = queries.working_time_of(found)
    holidays = [row for year in (today.year, today.year + 1) for row in holidays_in(found.nation, year)]
    context = {
        "team": found,
        "people": queries.people_visible_to(request.user).filter(team=found, is_active=True),
        "is_open": worktime.is_open(now(), working),
        "next_open": worktime.next_open(now(), working),
        "closed_days": queries.closed_days(found, since=today),
        "holidays": [row for row in holidays if row[0] >= today],
        "form": TeamForm(initial={"name": found.name, "nation": found.nation}),
        "hours_form": HoursForm(initial=_week(found)),
        "day_form": DayForm(),
    }
    return render(request, "staff/team.html", context | forms, status=status)


def _week(found: Team) -> dict[str, Any]:
    week: dict[str, Any] = {}
    for row in found.hours.all():
        week |= {f"opens_{row.weekday}": row.opens, f"closes_{row.weekday}": row.closes}
    return week


@require_POST
@needs(Sight.STAFF)
def change(request: Request, number: int) -> HttpResponse:
    """Change the name of a team and its nation."""
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _team_page(request, _team(number), form=form, status=422)
    actions.change_team(_team(number), **form.cleaned_data, by=request.user, at=now())
    return redirect("staff:team", number)


@require_POST
@needs(Sight.STAFF)
def hours(request: Request, number: int) -> HttpResponse:
    """Set the working hours of a week."""
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _team_page(request, _team(number), hours_form=form, status=422)
    actions.set_week(_team(number), dict(form.week()), by=request.user, at=now())
    return redirect("staff:team", number)


@require_POST
@needs(Sight.STAFF)
def mark_day(request: Request, number: int) -> HttpResponse:
    """Say that a team is closed on a day, or works though it is a holiday."""
    form = DayForm(request.POST)
    if not form.is_valid():
        return _team_page(request, _team(number), day_form=form, status=422)
    actions.mark_day(_team(number), **form.cleaned_data, by=request.user, at=now())
    return redirect("staff:team", number)


@require_POST
@needs(Sight.STAFF)
def unmark_day(request: Request, number: int, day: int) -> HttpResponse:
    """Take back what was said of a day."""
    marked = get_object_or_404(queries.closed_days(_team(number), since=localdate()), pk=day)
    actions.unmark_day(marked, by=request.user, at=now())
    return redirect("staff:team", number)
