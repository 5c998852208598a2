"""Deadlines that follow from an assessment are clocks of the case: started, moved and ended with it."""

from datetime import UTC, date, datetime, timedelta

from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Assessment, Case, Clock
from rapport.desk.queries.counting import working_for
from rapport.desk.rules import ClockKind, EntryKind
from rapport.desk.rules.deadlines import end_of
from rapport.desk.rules.owed.answers import deadlines_of
from rapport.desk.rules.owed.deadlines import Wanted, wanted_clocks
from rapport.staff.models import User

WARN_BEFORE = timedelta(days=3)
BY_HOURS = timedelta(hours=24)  # a deadline of hours is warned of a day before
GONE, TWICE = "it no longer follows from the facts", "counted with another clock of the case"
WAITS = "it stands still until the answer or the proof comes"
STANDS_STILL = {"dp.clock_paused", "dp.clock_starts_on_id"}
LONG_PAST = timedelta(days=366)
CHANGED = ("due_at", "warn_at", "because", "source", "warned_at")


def bring_clocks_in_line(case: Case, assessment: Assessment, *, by: User, at: datetime) -> None:
    """Start, move and end the clocks of an assessment; those that a person recorded or ended stay theirs."""
    mine = [*Clock.objects.filter(case=case).exclude(of_right="")]
    last = {clock.of_right: clock for clock in sorted(mine, key=lambda one: one.pk)}
    extended = [name for name, clock in last.items() if clock.extended_from and not _is_over(clock)]
    why = WAITS if STANDS_STILL & {*assessment.answer["entitled"]} else GONE
    wanted = {one.name: one for one in wanted_clocks(deadlines_of(assessment.answer), extended)}
    for clock in mine:
        if clock.ended_at is None and clock.of_right not in wanted:
            _end(case, clock, why, by=by, at=at)
        elif clock.ended_at is None and clock is not last[clock.of_right]:
            _end(case, clock, TWICE, by=by, at=at)  # it came with a case that was merged into this one
    for one in wanted.values():
        _keep(case, one, last.get(one.name), by=by, at=at)


def _is_over(clock: Clock) -> bool:
    """Tell whether a clock was met or ended by a person, and not by the facts alone."""
    return clock.ended_at is not None and clock.ended_why not in (GONE, WAITS)


def _keep(case: Case, wanted: Wanted, clock: Clock | None, *, by: User, at: datetime) -> None:
    """Start a clock that is not there or had ended by the facts; move one that runs; else leave it."""
    if clock is None or (clock.ended_at and not _is_over(clock)):
        _start(case, wanted, clock, by=by, at=at)
    elif clock.ended_at is None:
        _move(case, clock, wanted, by=by, at=at)


def _start(case: Case, wanted: Wanted, before: Clock | None, *, by: User, at: datetime) -> None:
    """Start a clock; an extension that was recorded on the one before goes on."""
    due_at = _due_at(case, wanted.moment)
    if due_at < at - LONG_PAST:
        return
    began = min(at, due_at)
    clock = Clock.objects.create(
        case=case, kind=ClockKind.STATUTORY, name=wanted.deadline.words[:120], started_at=began,
        source=(wanted.deadline.source or "by law")[:200], because=wanted.because[:400], due_at=due_at,
        warn_at=max(_warn_at(case, wanted, due_at), began), set_by=by, set_by_name=by.name,
        of_right=wanted.name, extended_from=before.extended_from if before else None,
        extended_why=before.extended_why if before else "",
    )  # fmt: skip
    said = f"{clock.name} by {_day(case, due_at)}: {clock.source}"
    tell_case(case, EntryKind.CLOCK, said, by=by, at=at, after="set", is_followed=True, right=wanted.name)


def _move(case: Case, clock: Clock, wanted: Wanted, *, by: User, at: datetime) -> None:
    """Move a clock to another day; a person's extension is not taken back, a law's later day is followed."""
    before, due_at = clock.due_at or at, _due_at(case, wanted.moment)
    if due_at == before or (clock.extended_from and due_at < before):
        return
    clock.due_at, clock.because, clock.warned_at = due_at, wanted.because[:400], None
    clock.source = (wanted.deadline.source or clock.source)[:200]
    clock.started_at = min(clock.started_at, due_at)
    clock.warn_at = max(_warn_at(case, wanted, due_at), clock.started_at)
    clock.save(update_fields=[*CHANGED, "started_at"])
    said = f"{clock.name}: {_day(case, due_at)} instead of {_day(case, before)}"
    tell_case(
        case, EntryKind.CLOCK, said, by=by, at=at, before=f"{before:%Y-%m-%d}", after=f"{due_at:%Y-%m-%d}",
        is_followed=True, right=wanted.name,
    )  # fmt: skip


def _end(case: Case, clock: Clock, why: str, *, by: User, at: datetime) -> None:
    clock.ended_at, clock.ended_why = at, why
    clock.save(update_fields=["ended_at", "ended_why"])
    said = f"{clock.name}: {why}"
    tell_case(
        case,
        EntryKind.CLOCK,
        said,
        by=by,
        at=at,
        after="no longer owed",
        is_followed=True,
        right=clock.of_right,
    )


def _due_at(case: Case, moment: date | datetime) -> datetime:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else end_of(moment, working_for(case.team))


def _warn_at(case: Case, wanted: Wanted, due_at: datetime) -> datetime:
    """Return when the case becomes urgent: three days before, or before the earlier reading of the law."""
    if isinstance(wanted.moment, datetime):
        return due_at - BY_HOURS
    first = end_of(wanted.warn_by, working_for(case.team)) if wanted.warn_by else due_at
    return min(first, due_at) - WARN_BEFORE


def _day(case: Case, moment: datetime) -> str:
    return f"{moment.astimezone(working_for(case.team).zone):%-d %B %Y}"
