"""When a line will be ready: parts first, then step after step, each as fast as its capacity lets it."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
FULL = 100  # per cent of a day's work
FURTHEST = timedelta(days=730)  # a step that stands still for ever is forecast no further


@dataclass(frozen=True)
class Slow:
    """Days, both included, on which a step does only so many per cent of a day's work."""

    from_on: date
    until_on: date
    percent: int
    why: str


@dataclass(frozen=True)
class Part:
    """A part that a line waits for; None where no day is known any more than today."""

    name: str
    expected_on: date
    why: str = ""


@dataclass(frozen=True)
class Step:
    """A step that is still to do: so many working days at full capacity."""

    name: str
    days: int
    slow: Sequence[Slow] = field(default=())


@dataclass(frozen=True)
class Forecast:
    """The day on which a line is ready, and what holds it up, in words."""

    on: date
    because: tuple[str, ...]


def forecast(
    today: date, parts: Sequence[Part], steps: Sequence[Step], *, closed_on: Container[date] = ()
) -> Forecast | None:
    """Return when a line is ready; None where neither part nor step says anything.

    Work begins when the last part is there, today at the earliest, and each step when the one before is done.
    Saturdays, Sundays and `closed_on` do no work. A day at half capacity does half a day's work; what other
    lines take of a step is not reckoned.
    """
    if not parts and not steps:
        return None
    last = max((part.expected_on for part in parts), default=today)
    day = max(today, last)
    because = [_part_words(part) for part in parts if part.expected_on == last and last > today]
    for step in steps:
        day, slow = _done_on(step, day, closed_on)
        because += [
            f"{step.name} works at {one.percent}% until {one.until_on:%-d %B}: {one.why}" for one in slow
        ]
    return Forecast(day, tuple(because))


def _part_words(part: Part) -> str:
    why = f": {part.why}" if part.why else ""
    return f"{part.name} is expected on {part.expected_on:%-d %B}{why}"


def _done_on(step: Step, begins: date, closed_on: Container[date]) -> tuple[date, list[Slow]]:
    """Return the day on which a step is done that may begin on a day, and what slowed it."""
    left, day, met = step.days * FULL, begins, []
    while left > 0 and day < begins + FURTHEST:
        if _works(day, closed_on):
            slow = _slowest(step, day)
            left -= slow.percent if slow else FULL
            if slow and slow not in met:
                met.append(slow)
        if left > 0:
            day += timedelta(days=1)
    return day, met


def _works(day: date, closed_on: Container[date]) -> bool:
    return day.weekday() < SATURDAY and day not in closed_on


def _slowest(step: Step, day: date) -> Slow | None:
    """Return what slows a step most on a day."""
    there = [one for one in step.slow if one.from_on <= day <= one.until_on and one.percent < FULL]
    return min(there, key=lambda one: one.percent, default=None)
