"""Deadlines by law: recorded by a person or a program, extended with a reason, met or no longer owed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, Clock
from rapport.desk.queries.counting import lawful_days_for
from rapport.desk.rules import ClockKind, DeadlineEnded, DeadlineNotRight, EntryKind, ReasonMissing
from rapport.desk.rules.deadlines import Period, end_of, last_day, refuse_far_day
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Sight

WARN_BEFORE = timedelta(days=3)


@dataclass(frozen=True)
class NewDeadline:
    """A deadline by law as somebody records it: until a day, or for a period from `begins_on` on."""

    name: str  # such as "Answer the request for repair"
    source: str  # Act and section
    because: str  # why it holds here
    begins_on: date
    ends_on: date | None = None
    period: Period | None = None


@transaction.atomic
def record_deadline(case: Case, new: NewDeadline, *, by: User, at: datetime) -> Clock:
    """Record a deadline by law; from then on it never pauses, and the case is urgent three days before."""
    case = _case_to_change(case, by)
    for what, said in (("name", new.name), ("source", new.source), ("reason", new.because)):
        if not said.strip():
            raise DeadlineNotRight(what=f"no {what}", expected=f"a {what} in words")
    for named in filter(None, (new.begins_on, new.ends_on)):
        refuse_far_day(named)
    working = lawful_days_for(case.team)
    day = new.ends_on or last_day(new.begins_on, new.period or _no_period(), working)
    due_at = end_of(day, working)
    began_at = min(datetime.combine(new.begins_on, time(), working.zone).astimezone(UTC), at)
    _refuse_past(due_at, at)
    counted = f" Counted: {new.period} from {new.begins_on:%-d %B %Y}." if new.period else ""
    clock = Clock.objects.create(
        case=case, kind=ClockKind.STATUTORY, name=new.name.strip()[:120], source=new.source.strip()[:200],
        because=f"{new.because.strip()}{counted}"[:400], started_at=began_at, due_at=due_at,
        warn_at=_warning(due_at, began_at), set_by=by, set_by_name=by.name,
    )  # fmt: skip
    tell_case(
        case, EntryKind.CLOCK, f"{clock.name} by {day:%-d %B %Y}: {clock.source}", by=by, at=at, after="set"
    )
    return clock


@transaction.atomic
def extend_deadline(clock: Clock, ends_on: date, *, why: str, by: User, at: datetime) -> Clock:
    """Put a deadline off to a later day, as the law allows it; the day before stays on record."""
    case, clock = _open_deadline(clock, by)
    if not why.strip():
        raise ReasonMissing(deed="An extension of a deadline by law")
    refuse_far_day(ends_on)
    before, due_at = clock.due_at or at, end_of(ends_on, lawful_days_for(case.team))
    if due_at <= before:
        expected = f"a day after {before:%-d %B %Y}"
        raise DeadlineNotRight(what=f"extended to {ends_on:%-d %B %Y}", expected=expected)
    clock.extended_from = clock.extended_from or before
    clock.extended_why, clock.due_at = why.strip()[:400], due_at
    clock.warn_at, clock.warned_at = _warning(due_at, clock.started_at), None
    clock.save(update_fields=["extended_from", "extended_why", "due_at", "warn_at", "warned_at"])
    said = f"{clock.name} extended to {ends_on:%-d %B %Y}: {clock.extended_why}"
    tell_case(
        case, EntryKind.CLOCK, said, by=by, at=at, before=f"{before:%Y-%m-%d}", after=f"{ends_on:%Y-%m-%d}"
    )
    return clock


@transaction.atomic
def end_deadline(clock: Clock, *, is_met: bool, why: str, by: User, at: datetime) -> Clock:
    """Say that a deadline was met, or why nothing is owed any more; a late answer is met late."""
    case, clock = _open_deadline(clock, by)
    if not is_met and not why.strip():
        raise ReasonMissing(deed="A deadline by law that is no longer owed")
    clock.met_at, clock.ended_at, clock.ended_why = at if is_met else None, at, why.strip()[:200]
    clock.save(update_fields=["met_at", "ended_at", "ended_why"])
    after = "no longer owed" if not is_met else "met" if clock.due_at and at <= clock.due_at else "met late"
    said = f"{clock.name}: {why}".rstrip(": ")
    tell_case(case, EntryKind.CLOCK, said, by=by, at=at, after=after, right=clock.of_right)
    return clock


def _case_to_change(case: Case, by: User) -> Case:
    if not by.may(Sight.CASES):
        raise NotAllowed(role=by.role, deed="record deadlines")
    return locked_case(case)


def _open_deadline(clock: Clock, by: User) -> tuple[Case, Clock]:
    """Return a deadline that is not over with its case locked: the case first, as everybody else does."""
    case = _case_to_change(clock.case, by)
    clock = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
    if clock.kind != ClockKind.STATUTORY:
        raise DeadlineNotRight(what=f"'{clock.name}' is a {clock.kind} clock", expected="a deadline by law")
    if clock.ended_at:
        raise DeadlineEnded(name=clock.name, why=clock.ended_why or "it was met")
    return case, clock


def _no_period() -> Period:
    raise DeadlineNotRight(what="neither a day nor a period", expected="one of them")


def _refuse_past(due_at: datetime, at: datetime) -> None:
    if due_at <= at - timedelta(days=366):
        expected = "a day of the last year or later"
        raise DeadlineNotRight(what=f"it ended on {due_at:%-d %B %Y}", expected=expected)


def _warning(due_at: datetime, began_at: datetime) -> datetime:
    return max(due_at - WARN_BEFORE, began_at)
