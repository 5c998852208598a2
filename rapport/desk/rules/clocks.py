"""Service clocks: what is owed when, as a pure function of what happened and of the working time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rapport.desk.rules.words import CaseState, Target
from rapport.lib.worktime import WorkingTime, add_working_time, working_time_between


class Happening(StrEnum):
    """What a clock takes note of."""

    OPENED = "opened"
    CUSTOMER_WROTE = "customer wrote"
    REPLIED = "replied"  # by a person: no automatic answer stops a clock
    WAITS = "waits"  # for the customer
    GOES_ON = "goes on"
    ENDED = "ended"  # resolved, closed, merged, spam


@dataclass(frozen=True)
class Event:
    """One thing that happened in a case."""

    at: datetime
    what: Happening
    text: str = ""


@dataclass(frozen=True)
class Allowance:
    """How much working time there is for something, and how long before its end somebody is warned."""

    working: timedelta
    warn: timedelta = timedelta(hours=1)


Spell = tuple[datetime, datetime | None]  # from when to when a clock ran; None: it runs


@dataclass(frozen=True)
class Run:
    """A clock as it ran: its spells; once it ended, whether it was answered or no longer owed, and why."""

    target: Target
    started_at: datetime
    spells: tuple[Spell, ...]
    ended_at: datetime | None = None
    is_answered: bool = False
    why: str = ""

    @property
    def paused_at(self) -> datetime | None:
        """When it stopped to wait; None where it runs or has ended."""
        return self.spells[-1][1] if self.ended_at is None else None


@dataclass(frozen=True)
class Due:
    """When a clock runs out: empty while it is paused, and where the team has no working time."""

    due_at: datetime | None
    warn_at: datetime | None


STATE_EVENTS: dict[CaseState, Happening] = {
    CaseState.OPEN: Happening.GOES_ON,
    CaseState.SNOOZED: Happening.GOES_ON,  # we put it off; the customer did not
    CaseState.WAITING: Happening.WAITS,
}


def event_of_state(at: datetime, state: CaseState | str) -> Event:
    """Return what a state means to the clocks: waiting pauses, snoozing does not, all else ends."""
    return Event(at, STATE_EVENTS.get(CaseState(state), Happening.ENDED), str(state))


@dataclass
class _Clock:
    """A clock while its events are told to it."""

    target: Target
    started_at: datetime
    spells: list[Spell] = field(default_factory=list)
    ended_at: datetime | None = None
    is_answered: bool = False
    why: str = ""

    def run(self, at: datetime) -> None:
        if not self.spells or self.spells[-1][1] is not None:
            self.spells.append((at, None))
        self.ended_at, self.is_answered, self.why = None, False, ""

    def pause(self, at: datetime) -> None:
        if self.spells[-1][1] is None:
            self.spells[-1] = (self.spells[-1][0], at)

    def end(self, at: datetime, *, answered: bool, why: str = "") -> None:
        self.pause(at)
        self.ended_at, self.is_answered, self.why = at, answered, why

    def as_run(self) -> Run:
        spells = tuple(self.spells)
        return Run(self.target, self.started_at, spells, self.ended_at, self.is_answered, self.why)


@dataclass
class _Case:
    """The clocks of a case while its events are told: one for the solution, and the replies in turn."""

    clocks: list[_Clock] = field(default_factory=list)
    solution: _Clock | None = None
    reply: _Clock | None = None  # the reply that is owed now
    withheld: _Clock | None = None  # a reply that the case ended without

    def start(self, target: Target, at: datetime) -> _Clock:
        clock = _Clock(target, at)
        clock.run(at)
        self.clocks.append(clock)
        return clock

    def running(self) -> list[_Clock]:
        return [clock for clock in (self.solution, self.reply) if clock and clock.ended_at is None]

    def tell(self, event: Event) -> None:
        match event.what:
            case Happening.OPENED:
                self.solution = self.start(Target.RESOLUTION, event.at)
                self.reply = self.start(Target.FIRST_REPLY, event.at)
            case Happening.CUSTOMER_WROTE:
                self.customer_wrote(event.at)
            case Happening.REPLIED:
                self.replied(event.at)
            case Happening.WAITS:
                for clock in self.running():
                    clock.pause(event.at)
            case Happening.GOES_ON:
                self.goes_on(event.at)
            case Happening.ENDED:
                self.ended(event)

    def replied(self, at: datetime) -> None:
        """Owe no reply any more, neither now nor when the case is opened again."""
        if self.reply:
            self.reply.end(at, answered=True)
        self.reply = self.withheld = None

    def customer_wrote(self, at: datetime) -> None:
        """Owe a reply from the first of their messages on; what is owed already stays what is owed."""
        if self.reply is None:
            self.reply = self.start(Target.NEXT_REPLY, at)

    def goes_on(self, at: datetime) -> None:
        """Everything that is owed runs; a solution that was no solution goes on where it stopped.

        So does a reply that the case had ended without, where none is owed since.
        """
        self.reply, self.withheld = self.reply or self.withheld, None
        for clock in (self.solution, self.reply):
            if clock is not None:
                clock.run(at)

    def ended(self, event: Event) -> None:
        solved = event.text in {CaseState.RESOLVED, CaseState.CLOSED}
        if self.solution and self.solution.ended_at is None:
            self.solution.end(event.at, answered=solved, why="" if solved else event.text)
        if self.reply:
            self.reply.end(event.at, answered=False, why=f"{event.text} without a reply")
            self.reply, self.withheld = None, self.reply


def runs_of(events: Iterable[Event]) -> list[Run]:
    """Return the clocks that ran in a case, in the order in which they started.

    The first reply is owed from the opening on; each time the customer writes after our reply, the next
    one is; the solution is owed until the case is done, and goes on where it stopped if it was not. All
    wait while we wait for the customer. Events come in the order in which they happened.
    """
    case = _Case()
    for event in events:
        case.tell(event)
    return [clock.as_run() for clock in case.clocks]


def due_of(run: Run, allowance: Allowance, working: WorkingTime) -> Due:
    """Return when a run is due, and when somebody is warned.

    Only what was allowed is asked, not when: where a target changes, the time already used stays used.
    The due time of a run that ended in time is when it would have run out.
    """
    due_at = _runs_out(run, allowance.working, working)
    if due_at is None:
        return Due(None, None)
    warn_after = max(allowance.working - allowance.warn, timedelta())
    warn_at = _runs_out(run, warn_after, working) if warn_after else run.started_at
    return Due(due_at, min(warn_at or due_at, due_at))


def _runs_out(run: Run, allowed: timedelta, working: WorkingTime) -> datetime | None:
    """Return when so much working time of a run had passed, or will have; None while it is paused before."""
    left = allowed
    for began, stopped in run.spells:
        if stopped is None:
            return add_working_time(began, left, working)
        spent = working_time_between(began, stopped, working)
        if left <= spent:
            return add_working_time(began, left, working)
        left -= spent
    return add_working_time(run.spells[-1][1] or run.started_at, left, working) if run.ended_at else None


def used_of(run: Run, at: datetime, working: WorkingTime) -> timedelta:
    """Return the working time a run has used by a moment; pauses use none."""
    spells = ((began, stopped or max(at, began)) for began, stopped in run.spells)
    return sum((working_time_between(*spell, working) for spell in spells), timedelta())


@dataclass(frozen=True)
class Aim:
    """A service target as it is set: for a team and a kind, where empty stands for all."""

    target: Target
    team: int | None
    kind: str
    allowance: Allowance


DEFAULT_AIMS: dict[Target, Allowance] = {
    Target.FIRST_REPLY: Allowance(timedelta(hours=8)),
    Target.NEXT_REPLY: Allowance(timedelta(hours=8)),
    Target.RESOLUTION: Allowance(timedelta(hours=40), timedelta(hours=8)),
}


def allowance_for(target: Target, team: int | None, kind: str, aims: Sequence[Aim]) -> Allowance:
    """Return what is allowed for a target: the aim that says most wins, the team before the kind."""
    fits = [
        aim for aim in aims
        if aim.target == target and aim.team in {None, team} and aim.kind in {"", kind}
    ]  # fmt: skip
    best = max(fits, key=lambda aim: (aim.team is not None, bool(aim.kind)), default=None)
    return best.allowance if best else DEFAULT_AIMS[target]
