"""What the clocks do by themselves: warn, escalate up the ladder, count anew."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from rapport.desk.actions.locks import locked_cases
from rapport.desk.actions.settling import SETTLED, settle_cases
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, Clock, Escalation, Notice
from rapport.desk.queries.counting import working_for
from rapport.desk.rules import LIVE, EntryKind
from rapport.desk.rules.ladder import LADDER, rungs_due
from rapport.lib.worktime import is_open
from rapport.staff.models import User
from rapport.staff.queries import people_of
from rapport.staff.rules import ROLE_WORDS, Role

AT_ONCE = 200  # cases in one transaction
RUNNING = Q(ended_at__isnull=True, paused_at__isnull=True, case__state__in=LIVE)


def warn(at: datetime) -> int:
    """Warn whoever has a case, else the next rung that is there, of what will soon be due.

    In working hours, and once: a reminder at midnight helps nobody.
    """
    near = Clock.objects.filter(RUNNING, warn_at__lte=at, warned_at__isnull=True, due_at__gt=at)
    return sum(_warned(clock, at) for clock in _at_work(near, at))


@transaction.atomic
def _warned(seen: Clock, at: datetime) -> bool:
    clock = _locked(seen)
    if not clock or clock.warned_at or not clock.due_at:
        return False
    clock.warned_at = at
    clock.save(update_fields=["warned_at"])
    text = f"{clock.name} is due on {localtime(clock.due_at):%-d %B at %H:%M}: {clock.case.subject}"
    _tell(first_told(clock.case), clock.case, kind="warned", text=text, at=at)
    return True


def escalate(at: datetime) -> int:
    """Tell missed clocks to the next rungs of the ladder, and return how many rungs were told.

    Each rung once per breach, in working hours, and never after the answer: the case is locked and the
    clock read again first.
    """
    top = Escalation.objects.filter(clock=OuterRef("pk"), due_at=OuterRef("due_at"), rung=len(LADDER) - 1)
    late = Clock.objects.filter(RUNNING, ~Exists(top), due_at__lte=at)
    return sum(_escalated(clock, at) for clock in _at_work(late, at))


@transaction.atomic
def _escalated(seen: Clock, at: datetime) -> int:
    clock = _locked(seen)
    if not clock or not clock.due_at or clock.due_at > at:
        return 0
    done = clock.escalations.filter(due_at=clock.due_at).values_list("rung", flat=True)
    rungs = rungs_due(clock.due_at, set(done), working_for(clock.case.team), at=at)
    return sum(_told(rung, clock, at) for rung in rungs)


def _told(rung: int, clock: Clock, at: datetime) -> bool:
    """Tell a rung of a breach, and keep that it was told; a rung on which nobody stands is kept too."""
    case, people = clock.case, people_on(rung, clock.case)
    told = [one.pk for one in people]
    Escalation.objects.create(clock=clock, due_at=clock.due_at or at, rung=rung, told=told, at=at)
    if not people:
        return False
    _tell(people, case, kind="escalated", text=f"{clock.name} is late: {case.subject}", at=at)
    said = f"{clock.name} was missed; told to {', '.join(one.name for one in people)}."
    role = ROLE_WORDS[LADDER[rung][0]].lower()
    tell_case(case, EntryKind.CLOCK, said, by=None, at=at, after=f"escalated to {role}")
    return True


def _at_work(clocks: QuerySet[Clock], at: datetime) -> Iterator[Clock]:
    """Yield the clocks of teams that work now, those due first first."""
    works: dict[int | None, bool] = {}
    for clock in clocks.select_related("case__team").order_by("due_at", "pk"):
        team = clock.case.team
        if (number := clock.case.team_id) not in works:
            works[number] = is_open(at, working_for(team))
        if works[number]:
            yield clock


def _locked(seen: Clock) -> Clock | None:
    """Return a clock that still runs, its case locked: an answer that is being written comes first."""
    case = next(iter(locked_cases(Case.objects.filter(pk=seen.case_id, state__in=LIVE))), None)
    clock = Clock.objects.filter(pk=seen.pk, ended_at__isnull=True, paused_at__isnull=True).first()
    if case is None or clock is None:
        return None
    clock.case = case
    return clock


def people_on(rung: int, case: Case) -> list[User]:
    """Return whom a rung of the ladder stands for in a case; nobody where nobody has that role."""
    role = LADDER[rung][0]
    if role == Role.ADVISER:
        return [case.assignee] if case.assignee and case.assignee.is_active else []
    return list(people_of(role, case.team if role == Role.LEADER else None))


def first_told(case: Case) -> list[User]:
    """Return who hears of a case: whoever has it, else those on the next rung of the ladder."""
    return next((people for rung in range(len(LADDER)) if (people := people_on(rung, case))), [])


def _tell(people: Sequence[User], case: Case, *, kind: str, text: str, at: datetime) -> None:
    Notice.objects.bulk_create(
        Notice(person=one, case=case, kind=kind, text=text[:300], at=at) for one in people
    )


def count_anew(cases: Q, at: datetime) -> int:
    """Count the clocks and points of live cases anew, and return how many: hours or targets changed."""
    numbers = list(Case.objects.filter(cases, state__in=LIVE).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), AT_ONCE):
        _counted(numbers[start : start + AT_ONCE], at)
    return len(numbers)


@transaction.atomic
def _counted(numbers: Sequence[int], at: datetime) -> None:
    cases = locked_cases(Case.objects.filter(pk__in=numbers, state__in=LIVE))
    settle_cases(cases, at)
    Case.objects.bulk_update(cases, SETTLED)
