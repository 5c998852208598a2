"""On time in full, by the definition that somebody chose: what counts, how it failed, and our bias.

Source: McKinsey and Trading Partner Alliance (2019), "Defining 'on-time, in-full' in the consumer sector".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from rapport.engine.measures.estimates import Estimate
from rapport.engine.measures.intervals import mean, median, share

HUNDRED = Decimal(100)


class Against(StrEnum):
    """Which day a delivery is held against."""

    FIRST = "first promise"
    LAST = "last promise"
    ASKED = "day asked for"


class Level(StrEnum):
    """What is counted as one."""

    LINE = "line"
    ORDER = "order"


class Fate(StrEnum):
    """How a line that fell due ended."""

    KEPT = "on time in full"
    LATE = "late"
    SHORT = "short"
    LATE_AND_SHORT = "late and short"
    EARLY = "early"


@dataclass(frozen=True)
class Definition:
    """What counts as on time in full; `early_days` None lets every earlier day count.

    The ready one: first promised day, line by line, no day of grace on either side, all of the quantity.
    """

    against: Against = Against.FIRST
    level: Level = Level.LINE
    late_days: int = 0
    early_days: int | None = 0
    tolerance_percent: Decimal = Decimal(0)

    def words(self) -> str:
        """Return the definition as a sentence."""
        one = "An order" if self.level == Level.ORDER else "A line"
        share = f"{(HUNDRED - self.tolerance_percent).normalize():f}%"
        end = ", every line of it that fell due" if self.level == Level.ORDER else ""
        early = "however early" if self.early_days is None else _at_most(self.early_days, "earlier")
        late = _at_most(self.late_days, "later")
        return (
            f"{one} counts as kept when at least {share} of the quantity was delivered, {early} and {late} "
            f"than the {self.against}{end}."
        )


@dataclass(frozen=True)
class LineFacts:
    """A line as it is judged: the day it is held against, how many, and what was delivered when."""

    number: int
    order: int
    due_on: date
    quantity: Decimal
    deliveries: Sequence[tuple[date, Decimal]] = ()
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """A line with how it ended; `days` is delivered minus promised, None while it is not complete."""

    facts: LineFacts
    fate: Fate
    days: int | None


@dataclass(frozen=True)
class OnTime:
    """The share that was kept, how the rest failed, and the bias of our promises in days."""

    kept: Estimate
    fates: Mapping[Fate, int]
    mean_days: Estimate
    median_days: Estimate
    numbers: Sequence[int] = ()


def judged(facts: LineFacts, what: Definition, today: date) -> Judged | None:
    """Judge a line; None where it is not due yet: its last day is not over, and not all of it is there."""
    last = facts.due_on + timedelta(days=what.late_days)
    complete = _complete_on(facts, what)
    if complete is None and last >= today:
        return None
    days = None if complete is None else (complete - facts.due_on).days
    return Judged(facts, _fate(facts, what, complete), days)


def _complete_on(facts: LineFacts, what: Definition) -> date | None:
    """Return the day on which enough had been delivered."""
    wanted, there = facts.quantity * (1 - what.tolerance_percent / HUNDRED), Decimal(0)
    for day, quantity in sorted(facts.deliveries):
        there += quantity
        if there >= wanted:
            return day
    return None


def _fate(facts: LineFacts, what: Definition, complete: date | None) -> Fate:
    last = facts.due_on + timedelta(days=what.late_days)
    if complete is None:
        if not facts.deliveries:
            return Fate.LATE
        return Fate.LATE_AND_SHORT if max(day for day, _ in facts.deliveries) > last else Fate.SHORT
    if complete > last:
        return Fate.LATE
    is_early = what.early_days is not None and complete < facts.due_on - timedelta(days=what.early_days)
    return Fate.EARLY if is_early else Fate.KEPT


def on_time(lines: Iterable[Judged], what: Definition) -> OnTime:
    """Count lines, or orders of which every line that fell due was kept."""
    seen = list(lines)
    fates = {fate: sum(one.fate == fate for one in seen) for fate in Fate}
    days = [float(one.days) for one in seen if one.days is not None]
    numbers = [one.facts.number for one in seen]
    return OnTime(_share(seen, what), fates, mean(days), median(days), numbers)


def _share(seen: Sequence[Judged], what: Definition) -> Estimate:
    if what.level == Level.LINE:
        return share(sum(one.fate == Fate.KEPT for one in seen), len(seen))
    orders: dict[int, bool] = {}
    for one in seen:
        orders[one.facts.order] = orders.get(one.facts.order, True) and one.fate == Fate.KEPT
    return share(sum(orders.values()), len(orders))


def grouped(lines: Iterable[Judged], key: str, what: Definition) -> dict[str, OnTime]:
    """Count lines by one of their keys: item, route, team, or type of customer; the largest group first."""
    groups: dict[str, list[Judged]] = {}
    for one in lines:
        groups.setdefault(one.facts.keys[key], []).append(one)
    by_size = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return {name: on_time(some, what) for name, some in by_size}


def _at_most(days: int, way: str) -> str:
    if not days:
        return f"not {way}"
    return f"at most {days} day{'' if days == 1 else 's'} {way}"
