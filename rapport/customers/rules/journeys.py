"""A customer's journey: the stages they passed, where we had no contact, and the silences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from rapport.customers.rules.words import Stage

SILENCE_DAYS = 90  # longer without a touchpoint is a gap worth seeing


@dataclass(frozen=True)
class Touchpoint:
    """One contact on a journey."""

    at: datetime
    stage: Stage
    text: str
    channel: str = ""
    person: str = ""
    kind: str = ""


@dataclass(frozen=True)
class StageSeen:
    """A stage with its touchpoints; `is_gap` where there is none though a later stage was reached."""

    stage: Stage
    touchpoints: tuple[Touchpoint, ...]
    is_gap: bool


@dataclass(frozen=True)
class Silence:
    """A time without a touchpoint; `until` None: it lasts still."""

    since: datetime
    until: datetime | None
    days: int


@dataclass(frozen=True)
class Journey:
    """The touchpoints from first contact to now, by stage and in time, with the gaps."""

    stages: tuple[StageSeen, ...]
    touchpoints: tuple[Touchpoint, ...]
    silences: tuple[Silence, ...]

    @property
    def gaps(self) -> tuple[Stage, ...]:
        """Return the stages that were passed without a touchpoint."""
        return tuple(seen.stage for seen in self.stages if seen.is_gap)


def journey(touchpoints: Sequence[Touchpoint], *, at: datetime, silence_days: int = SILENCE_DAYS) -> Journey:
    """Return the journey made of touchpoints in any order, seen at a time."""
    ordered = tuple(sorted(touchpoints, key=lambda touchpoint: touchpoint.at))
    return Journey(_stages(ordered), ordered, _silences(ordered, at, silence_days))


def _stages(ordered: Sequence[Touchpoint]) -> tuple[StageSeen, ...]:
    order = list(Stage)
    furthest = max((order.index(touchpoint.stage) for touchpoint in ordered), default=-1)
    by_stage = {stage: tuple(one for one in ordered if one.stage is stage) for stage in order}
    return tuple(
        StageSeen(stage, by_stage[stage], is_gap=not by_stage[stage] and place < furthest)
        for place, stage in enumerate(order)
    )


def _silences(ordered: Sequence[Touchpoint], at: datetime, longest: int) -> tuple[Silence, ...]:
    times = [touchpoint.at for touchpoint in ordered if touchpoint.at <= at]
    pairs: list[tuple[datetime, datetime | None]] = [*pairwise(times)]
    pairs += [(times[-1], None)] if times else []
    lengths = [(since, until, (until or at) - since) for since, until in pairs]
    return tuple(
        Silence(since, until, length.days)
        for since, until, length in lengths
        if length > timedelta(days=longest)
    )
