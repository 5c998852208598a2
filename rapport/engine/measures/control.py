"""Control charts: the limits of ordinary variation, and the signals that something changed."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import fmean

D2 = 1.128  # mean range of two values of a normal variable, in standard deviations
RUN = 8  # values in a row on one side of the centre
NEAR, AMONG = 3, 4  # three of four values nearer to a limit than to the centre


class Rule(StrEnum):
    """What makes a value a signal."""

    OUTSIDE = "outside the limits"
    RUN = "eight in a row on one side"
    NEAR = "three of four near a limit"


@dataclass(frozen=True)
class Limits:
    """The centre of a chart and where ordinary variation ends; no count lies below zero."""

    centre: float
    low: float
    high: float

    def has(self, value: float) -> bool:
        """Tell whether a value lies within the limits; on one is within."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Signal:
    """A value, by its place from 0, that says something changed, and by which rule."""

    place: int
    rule: Rule


def limits_of_values(values: Sequence[float]) -> Limits:
    """Return the limits of single values: the mean and 2.66 times the mean moving range on either side.

    2.66 is 3 / d2 for ranges of two. At least two values, of an ordinary time.
    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2; Wheeler (1993), Understanding Variation.
    """
    if len(values) < 2:
        raise ValueError(f"{len(values)} values have no moving range. Expected two or more.")
    centre = fmean(values)
    reach = 3 / D2 * fmean(abs(after - before) for before, after in pairwise(values))
    return Limits(centre, centre - reach, centre + reach)


def limits_of_counts(counts: Sequence[int]) -> Limits:
    """Return the limits of counts of rare events: the mean and three times its root on either side.

    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.1.
    """
    if not counts or min(counts) < 0:
        raise ValueError(f"{list(counts)} are no counts. Expected one or more, none below zero.")
    centre = fmean(counts)
    reach = 3 * math.sqrt(centre)
    return Limits(centre, max(0.0, centre - reach), centre + reach)


def signals(values: Sequence[float], limits: Limits) -> list[Signal]:
    """Return the values that say something changed, in order; where several rules hold, the first.

    A value outside; the last of eight in a row on one side of the centre, and each after it on that side;
    the last of three among four in a row that lie on one side and nearer to its limit than to the centre.
    Source: Wheeler (1993), Understanding Variation.
    """
    found = ((place, _rule(values[: place + 1], limits)) for place in range(len(values)))
    return [Signal(place, rule) for place, rule in found if rule]


def _rule(upto: Sequence[float], limits: Limits) -> Rule | None:
    last = upto[-1]
    if not limits.has(last):
        return Rule.OUTSIDE
    if len(upto) >= RUN and _on_one_side(upto[-RUN:], limits.centre, RUN):
        return Rule.RUN
    upper, lower = (limits.centre + limits.high) / 2, (limits.centre + limits.low) / 2
    is_near: list[Callable[[float], bool]] = [lambda value: value > upper, lambda value: value < lower]
    if any(near(last) and sum(map(near, upto[-AMONG:])) >= NEAR for near in is_near):
        return Rule.NEAR
    return None


def _on_one_side(values: Sequence[float], centre: float, all_of: int) -> bool:
    above, below = sum(value > centre for value in values), sum(value < centre for value in values)
    return all_of in (above, below)
