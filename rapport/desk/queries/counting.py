"""What clocks and points are counted from: events of cases, working time, targets, the weights in force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from rapport.desk.models import Case, CasePromise, Clock, Entry, Message, QueueRule, ServiceTarget
from rapport.desk.queries.correspondence import spoken
from rapport.desk.rules import Direction, EntryKind, Target
from rapport.desk.rules.clocks import Aim, Allowance, Event, Happening, event_of_state
from rapport.desk.rules.weights import Weights, weights_from
from rapport.lib.worktime import WorkingTime
from rapport.staff.actions.teams import USUAL_WEEK
from rapport.staff.models import Team
from rapport.staff.queries import working_time_of

SAID = {Direction.IN: Happening.CUSTOMER_WROTE, Direction.OUT: Happening.REPLIED}


@dataclass(frozen=True)
class Terms:
    """What is the same for many cases that are counted at once."""

    aims: Sequence[Aim]
    weights: Weights
    working: Mapping[int | None, WorkingTime]  # by team; None is no team


def terms_for(cases: Iterable[Case]) -> Terms:
    """Return what some cases are counted by: targets, weights, and the working time of their teams."""
    teams = {case.team_id: case.team for case in cases}
    return Terms(aims_now(), weights_now(), {number: working_for(team) for number, team in teams.items()})


def aims_now() -> list[Aim]:
    """Return the service targets that are set."""
    return [
        Aim(Target(row.target), row.team_id, row.kind, _allowance(row)) for row in ServiceTarget.objects.all()
    ]


def _allowance(row: ServiceTarget) -> Allowance:
    return Allowance(timedelta(minutes=row.working_minutes), timedelta(minutes=row.warn_minutes))


def weights_now() -> Weights:
    """Return the weights in force: the newest that were kept, else those that stand by default."""
    newest = QueueRule.objects.values_list("weights", flat=True).first()
    return weights_from(newest or {})


def working_for(team: Team | None) -> WorkingTime:
    """Return the working time of a team; where no team has a case, the usual week counts."""
    return working_time_of(team) if team else WorkingTime(USUAL_WEEK, ZoneInfo(settings.TIME_ZONE))


def lawful_days_for(team: Team | None) -> WorkingTime:
    """Return the days by which the law is counted: a team that shut its whole week owes by the usual one."""
    working = working_for(team)
    return working if any(working.hours.values()) else replace(working, hours=USUAL_WEEK)


def events_of(cases: Sequence[Case]) -> dict[int, list[Event]]:
    """Return what clocks take note of in some cases, in order; two queries, however many cases.

    At one moment, what was said comes before the state that follows from it.
    """
    events: dict[int, list[Event]] = {case.pk: [Event(case.opened_at, Happening.OPENED)] for case in cases}
    opened = {case.pk: case.opened_at for case in cases}
    for number, at, direction in _messages(list(opened)):
        events[number].append(Event(max(at, opened[number]), SAID[Direction(direction)]))
    for number, at, state in _states(list(opened)):
        events[number].append(event_of_state(max(at, opened[number]), state))
    return {number: sorted(told, key=_moment) for number, told in events.items()}


def _messages(cases: Sequence[int]) -> Iterable[tuple[int, datetime, str]]:
    said = Message.objects.filter(spoken(), case__in=cases)
    return said.order_by("at", "pk").values_list("case_id", "at", "direction")


def _states(cases: Sequence[int]) -> Iterable[tuple[int, datetime, str]]:
    moved = Entry.objects.filter(case__in=cases, kind=EntryKind.STATE).exclude(before="")
    return moved.order_by("at", "pk").values_list("case_id", "at", "after")


def _moment(event: Event) -> datetime:
    return event.at


def clocks_of(cases: Sequence[Case]) -> dict[int, list[Clock]]:
    """Return the clocks of some cases, ended ones too."""
    found: dict[int, list[Clock]] = {case.pk: [] for case in cases}
    for clock in Clock.objects.filter(case__in=[*found]).order_by("pk"):
        found[clock.case_id].append(clock)
    return found


def owed_in(cases: Iterable[Case]) -> QuerySet[CasePromise]:
    """Return the promises made in some cases that the customer still waits for, broken ones too."""
    return CasePromise.objects.filter(
        case__in=[case.pk for case in cases],
        promise__kept_at__isnull=True,
        promise__withdrawn_at__isnull=True,
    ).order_by("promise__due_at", "promise")


def promises_of(cases: Sequence[Case]) -> dict[int, list[tuple[datetime, str]]]:
    """Return when the open promises made in some cases fall due, and what was promised."""
    found: dict[int, list[tuple[datetime, str]]] = {case.pk: [] for case in cases}
    for number, due_at, text in owed_in(cases).values_list("case_id", "promise__due_at", "promise__text"):
        found[number].append((due_at, text))
    return found
