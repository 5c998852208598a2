"""What follows from every change of a case: its clocks, its urgency, its points, its place in the queue."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.desk.models import Case, Clock
from rapport.desk.queries.counting import Terms, clocks_of, events_of, promises_of, terms_for
from rapport.desk.rules import LIVE, CaseState, ClockKind, Effort, Severity, StatedNeed
from rapport.desk.rules.clocks import Event, Run, allowance_for, due_of, runs_of
from rapport.desk.rules.order import (
    WARN_OF_PROMISE,
    Facts,
    Owed,
    order_key,
    owed_for_harm,
    standing_of,
    urgency_of,
)

COUNTED = ("started_at", "due_at", "warn_at", "paused_at", "met_at", "ended_at", "ended_why", "because")
SETTLED = ("urgent_at", "due_at", "due_for", "owed_at", "owed_for", "standing", "order_key")
BY = "Rapport"
AT_ONCE = 200
_put_off: ContextVar[set[int] | None] = ContextVar("numbers of cases that are settled later", default=None)
NO_LONGER_COUNTED = "counted with another clock of the case"


def settle_case(case: Case, at: datetime) -> None:
    """Bring a locked case's clocks and its place in the queue up to date; the caller saves the case."""
    put_off = _put_off.get()
    if put_off is None:
        settle_cases([case], at)
    else:
        put_off.add(case.pk)


def write_settled(case: Case, events: Sequence[Event], at: datetime) -> None:
    """Write a new case, settled, with its clocks; `events` is all that happened in it, so nothing is read."""
    put_off = _put_off.get()
    if put_off is None:
        terms = terms_for([case])
        clocks = _Counting(case, [], terms, at).first(runs_of(events))
        _owe(case, clocks, [])
        _weigh(case, terms)
        case.save(force_insert=True)
        Clock.objects.bulk_create(clocks)
    else:
        case.save(force_insert=True)
        put_off.add(case.pk)


@contextmanager
def settled_together(*, at: datetime) -> Iterator[None]:
    """Settle each case once at the end, whatever is done in it meanwhile; all of it is one transaction.

    For whoever writes many cases at once, such as those taken over from elsewhere. What is settled follows
    from what happened in a case, so that it comes out the same, and nobody sees a case before.
    """
    numbers: set[int] = set()
    token = _put_off.set(numbers)
    try:
        with transaction.atomic():
            yield
            _settle_numbers(sorted(numbers), at)
    finally:
        _put_off.reset(token)


def _settle_numbers(numbers: Sequence[int], at: datetime) -> None:
    for start in range(0, len(numbers), AT_ONCE):
        some = Case.objects.select_for_update(of=("self",)).select_related("customer", "team")
        cases = [*some.filter(pk__in=numbers[start : start + AT_ONCE]).order_by("pk")]
        settle_cases(cases, at)
        Case.objects.bulk_update(cases, SETTLED)


def settle_cases(cases: Sequence[Case], at: datetime) -> None:
    """Bring many locked cases up to date with the same few queries; the caller saves them."""
    terms, events, promises = terms_for(cases), events_of(cases), promises_of(cases)
    clocks = clocks_of(cases)
    counted = {
        case.pk: _Counting(case, clocks[case.pk], terms, at).count(runs_of(events[case.pk])) for case in cases
    }
    for case in cases:
        _owe(case, counted[case.pk], promises[case.pk])
        _weigh(case, terms)


@dataclass
class _Counting:
    """The service clocks of one case brought in line with how they ran."""

    case: Case
    clocks: list[Clock]
    terms: Terms
    at: datetime

    def first(self, runs: Sequence[Run]) -> list[Clock]:
        """Return the clocks of a case that had none, to be written after it."""
        return [self._new(run, self._facts(run)) for run in runs]

    def count(self, runs: Sequence[Run]) -> list[Clock]:
        """Write the clocks that changed, and return all of the case."""
        there = {
            (clock.target, clock.started_at): clock
            for clock in self.clocks
            if clock.kind == ClockKind.SERVICE
        }
        found = [(there.pop((run.target, run.started_at), None), self._facts(run)) for run in runs]
        new = [self._new(run, facts) for run, (clock, facts) in zip(runs, found, strict=True) if not clock]
        Clock.objects.bulk_create(new)
        for clock, facts in found:
            if clock:
                _change(clock, facts)
        for clock in there.values():
            _change(clock, {"ended_at": clock.ended_at or self.at, "ended_why": NO_LONGER_COUNTED})
        return [*self.clocks, *new]

    def _new(self, run: Run, facts: dict[str, Any]) -> Clock:
        name = str(run.target).capitalize()
        return Clock(
            case=self.case, kind=ClockKind.SERVICE, target=run.target, name=name, set_by_name=BY, **facts
        )

    def _facts(self, run: Run) -> dict[str, Any]:
        allowance = allowance_for(run.target, self.case.team_id, self.case.kind, self.terms.aims)
        due = due_of(run, allowance, self.terms.working[self.case.team_id])
        return {
            "started_at": run.started_at,
            "due_at": due.due_at,
            "warn_at": due.warn_at,
            "paused_at": run.paused_at,
            "met_at": run.ended_at if run.is_answered else None,
            "ended_at": run.ended_at,
            "ended_why": run.why,
            "because": f"{allowance.working.total_seconds() / 3600:g} h of working time",
        }


def _change(clock: Clock, facts: dict[str, Any]) -> None:
    """Write what is not as it was; a new due time is a new promise of ours, warned of afresh."""
    changed = {name: value for name, value in facts.items() if getattr(clock, name) != value}
    if not changed:
        return
    if "warn_at" in changed:
        changed["warned_at"] = None
    for name, value in changed.items():
        setattr(clock, name, value)
    clock.save(update_fields=[*changed])


def _owe(case: Case, clocks: Sequence[Clock], promises: Sequence[tuple[datetime, str]]) -> None:
    """Say on the case from when it is urgent, and when the first of all that is owed runs out."""
    running = [clock for clock in clocks if clock.ended_at is None and clock.paused_at is None]
    aims = [_owed(clock) for clock in running if clock.kind == ClockKind.SERVICE and clock.due_at]
    owed = [_owed(clock) for clock in running if clock.kind != ClockKind.SERVICE and clock.due_at]
    owed += [Owed(due_at, due_at - WARN_OF_PROMISE, f"promise: {text}"[:200]) for due_at, text in promises]
    if case.severity == Severity.HARM and case.state == CaseState.OPEN:
        owed.append(owed_for_harm(case.lying_since))
    is_live = case.state in LIVE
    urgency = urgency_of(owed if is_live else [])
    first = urgency_of([*aims, *owed] if is_live else [])
    case.urgent_at, case.due_at, case.due_for = urgency.urgent_at, urgency.due_at, urgency.due_for
    case.owed_at, case.owed_for = first.due_at, first.due_for


def _owed(clock: Clock) -> Owed:
    due_at = clock.due_at or clock.started_at
    return Owed(due_at, clock.warn_at or due_at, clock.name)


def _weigh(case: Case, terms: Terms) -> None:
    """Give a case its standing points, and the key the queue sorts it by."""
    customer = case.customer
    facts = Facts(
        severity=Severity(case.severity),
        stated_need=StatedNeed(case.stated_need),
        effort=Effort(case.effort),
        rung=customer.rung if customer else "",
        value=customer.value if customer else None,
    )
    case.standing = standing_of(facts, terms.weights)
    case.order_key = order_key(sum(case.standing.values()), case.lying_since, terms.weights)
