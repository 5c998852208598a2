"""What is right for chores: when one is due, and when it comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from rapport.lib.errors import Refusal

SET_BACK = timedelta(
    minutes=10
)  # two machines may differ by less; a run further ahead is of a clock set back


class ChoreNotThere(Refusal):
    """Nobody knows a chore of this name."""

    code = "chore_not_there"
    text = "There is no chore '{name}'. There are: {known}."


@dataclass(frozen=True)
class Chore:
    """Something done by the clock: every so often, or once a day from `from_time` on.

    `run` takes the time and returns what came of it, in a few words; nothing where there was nothing to do.
    """

    name: str
    says: str
    every: timedelta
    run: Callable[[datetime], str]
    from_time: time | None = None


def next_run(chore: Chore, last: datetime | None, now: datetime) -> datetime:
    """Return when a chore is due, which may be past; `now` carries the zone in which its hour counts."""
    if last is None or last - now > SET_BACK:
        return now
    if chore.from_time is None:
        return last + chore.every
    began = last.astimezone(now.tzinfo)
    due = datetime.combine(began.date(), chore.from_time, now.tzinfo)
    return due if began < due else _day_after(due)


def _day_after(due: datetime) -> datetime:
    """Return the same hour on the clock a day later, whatever summer time does between."""
    return datetime.combine(due.date() + timedelta(days=1), due.time(), due.tzinfo)


def is_due(chore: Chore, last: datetime | None, asked: datetime | None, now: datetime) -> bool:
    """Tell whether a chore is to be done now: its time has come, or somebody asked since it last began."""
    if asked is not None and (last is None or asked > last):
        return True
    return next_run(chore, last, now) <= now
