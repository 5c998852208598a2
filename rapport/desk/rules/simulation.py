"""What other weights would have done: last month's arrivals, served at the moments when somebody was free."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import groupby
from typing import Any

from rapport.desk.rules.order import Facts, Lying, order_key, standing_of
from rapport.desk.rules.weights import Weights


@dataclass(frozen=True)
class Past:
    """A case of last month: when it came, what was known of it, and by when a right had to be met."""

    number: int
    team: int | None
    arrived_at: datetime
    facts: Facts
    segments: tuple[str, ...]
    served_at: datetime | None = None  # when it was first answered in truth: somebody was free then
    urgent_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Waited:
    """How long the cases of a segment waited: how many, the median, and what nine of ten did not exceed."""

    segment: str
    cases: int
    median: timedelta
    p90: timedelta


@dataclass(frozen=True)
class Outcome:
    """What a rule did: waiting by segment, how many rights were met of how many, how many were left over."""

    waited: Mapping[str, Waited]
    rights_met: int
    rights: int
    unserved: int


def simulate(cases: Iterable[Past], weights: Weights) -> Outcome:
    """Return what a rule would have done with last month's cases.

    Each time somebody of a team first answered a case in truth, they take the case that the rule puts
    first among those of the team that had come and were not yet answered. So arrivals and capacity are
    as they were; only the order differs. What is known of a case is what is known today.
    """
    by_team: dict[int | None, list[Past]] = defaultdict(list)
    for case in cases:
        by_team[case.team].append(case)
    served: dict[int, datetime] = {}
    for team in by_team.values():
        served |= _served(team, weights)
    return _outcome([case for team in by_team.values() for case in team], served)


@dataclass
class _Waiting:
    """The cases of a team that wait, in three heaps: what the rule sorts first, next, and last."""

    weights: Weights
    warned: list[tuple[datetime, datetime, datetime, int]] = field(default_factory=list)  # not urgent yet
    urgent: list[tuple[datetime, datetime, int]] = field(default_factory=list)
    lying: list[tuple[datetime, int]] = field(default_factory=list)
    points: list[tuple[int, datetime, int]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)

    def come(self, case: Past) -> None:
        standing = sum(standing_of(case.facts, self.weights).values())
        key = order_key(standing, case.arrived_at, self.weights)
        heappush(self.lying, (case.arrived_at, case.number))
        heappush(self.points, (-key, case.arrived_at, case.number))
        if case.urgent_at and case.due_at:
            heappush(self.warned, (case.urgent_at, case.due_at, case.arrived_at, case.number))

    def take(self, at: datetime) -> int | None:
        """Return the first case by the rule at a moment, and let it go."""
        while self.warned and self.warned[0][0] <= at:
            heappush(self.urgent, heappop(self.warned)[1:])
        number = self._first(self.urgent)
        if number is None and self._floor_reached(at):
            number = self._first(self.lying)
        if number is None:
            number = self._first(self.points)
        if number is not None:
            self.gone.add(number)
        return number

    def _floor_reached(self, at: datetime) -> bool:
        while self.lying and self.lying[0][-1] in self.gone:
            heappop(self.lying)
        return bool(self.lying) and self.lying[0][0] <= at - timedelta(hours=self.weights.floor_hours)

    def _first(self, heap: list[Any]) -> int | None:
        while heap:
            number: int = heappop(heap)[-1]
            if number not in self.gone:
                return number
        return None


def _served(team: Sequence[Past], weights: Weights) -> dict[int, datetime]:
    """Return when each case of a team would have been answered."""
    arrivals = sorted(team, key=lambda case: (case.arrived_at, case.number))
    moments = sorted(case.served_at for case in team if case.served_at)
    waiting, served, come = _Waiting(weights), {}, 0
    for at in moments:
        while come < len(arrivals) and arrivals[come].arrived_at <= at:
            waiting.come(arrivals[come])
            come += 1
        number = waiting.take(at)
        if number is not None:
            served[number] = at
    return served


def as_it_was(cases: Iterable[Past]) -> Outcome:
    """Return what happened in truth, in the same figures."""
    all_of_them = list(cases)
    return _outcome(all_of_them, {case.number: case.served_at for case in all_of_them if case.served_at})


def _outcome(cases: Sequence[Past], served: Mapping[int, datetime]) -> Outcome:
    waits = sorted(
        (segment, served[case.number] - case.arrived_at)
        for case in cases
        if case.number in served
        for segment in case.segments
    )
    waited = {
        segment: _waited(segment, [wait for _, wait in pairs])
        for segment, pairs in groupby(waits, key=lambda pair: pair[0])
    }
    owed = [case for case in cases if case.due_at]
    met = sum(_is_met(case, served) for case in owed)
    return Outcome(waited, met, len(owed), len(cases) - len(served))


def _is_met(case: Past, served: Mapping[int, datetime]) -> bool:
    return case.due_at is not None and case.number in served and served[case.number] <= case.due_at


def _waited(segment: str, waits: Sequence[timedelta]) -> Waited:
    return Waited(segment, len(waits), _quantile(waits, 0.5), _quantile(waits, 0.9))


def _quantile(rising: Sequence[timedelta], share: float) -> timedelta:
    """Return the smallest wait that so great a share did not exceed."""
    return rising[max(0, -int(-share * len(rising) // 1) - 1)]


def lying_of(case: Past, weights: Weights) -> Lying:
    """Return a past case as the order sees it: for the slow plain way that the heaps are checked against."""
    standing = sum(standing_of(case.facts, weights).values())
    return Lying(
        case.number, case.arrived_at, case.arrived_at, standing,
        case.urgent_at if case.due_at else None, case.due_at,
    )  # fmt: skip
