"""Seasons as a change of clock: a busy month counts for more days than a quiet one.

If every buying rate shares a multiplier s(day), replacing each day by the sum of s up to it leaves the
BG/NBD family unchanged in form, because a customer leaves at a purchase and not in between. It is not
exact for Pareto/NBD. Measured on 12 origins of a clothing shop: mean error of quarterly totals 18.8 %
to 9.0 %; with a single year of history it did harm, so two full cycles are asked for.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis.expr.types as ir
import numpy as np

from rapport.engine.value.expect import Cells, expected_purchases
from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Floats, Histories, Ints
from rapport.engine.value.ranges import predict_alive

EPOCH = date(1970, 1, 1)
CYCLE_DAYS = 730  # two full cycles
STEADYING = 30.0  # purchases added to both sides of an index, so that a thin month stays near 1


@dataclass(frozen=True)
class Clock:
    """A clock that runs fast in busy months and slow in quiet ones.

    `reading` (m,) is the business days that have passed at the end of each day from `first_day` on;
    `index` (12,) is how fast it runs in each month.
    """

    first_day: int
    reading: Floats
    index: Floats

    def at(self, day: Floats | Ints) -> Floats:
        """Return the reading at the end of calendar days."""
        return self.reading[np.asarray(day, dtype=np.int64) - self.first_day]


def month_of(day: Ints) -> Ints:
    """Return the month, 0 to 11, of days since 1970-01-01."""
    months: Ints = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return months


def clock_of(index: Floats, first_day: int, last_day: int) -> Clock:
    """Return the clock that runs at `index` (12,) by calendar month, a mean year taking a year."""
    days = np.arange(first_day, last_day + 1)
    speed = index[month_of(days)]
    return Clock(first_day, np.cumsum(speed), index)


def warped(customers: Histories, first_days: Floats, clock: Clock) -> Histories:
    """Return the histories on the clock; `first_days` (n,) are calendar days."""
    started = clock.at(first_days)
    return Histories(
        customers.repeats,
        clock.at(first_days + customers.last_repeat) - started,
        clock.at(first_days + customers.age) - started,
        customers.weight,
    )


def new_customer_repeats(model: PurchaseModel, ages: Floats) -> Floats:
    """Return the expected repeats of a new customer until each age; shape (n,)."""
    nothing = np.zeros(1)
    alive = predict_alive(model, Histories(nothing, nothing, nothing, np.ones(1)))
    zeros = np.zeros_like(ages)
    return alive * expected_purchases(model, Cells(zeros, zeros), ages)


def expected_by_day(
    model: PurchaseModel, newcomers: Floats, clock: Clock | None = None, first_day: int = 0
) -> Floats:
    """Return the expected repeats on each day, of customers who joined on the days before.

    `newcomers` (m,) counts first purchases by day from `first_day` on.
    """
    days = np.arange(len(newcomers), dtype=np.float64)
    if clock is None:
        until = new_customer_repeats(model, days)
        return np.convolve(newcomers, np.diff(until, prepend=0.0))[: len(newcomers)]
    reading = clock.at(days + first_day)
    total = np.zeros(len(newcomers))
    for start in np.flatnonzero(newcomers):
        total[start:] += newcomers[start] * new_customer_repeats(model, reading[start:] - reading[start])
    return np.diff(total, prepend=0.0)


def monthly_index(repeats: Floats, expected: Floats, first_day: int) -> Floats:
    """Return the multiplier of each month, 12 values with a mean of 1 over a year.

    `repeats` and `expected` (m,) are by day from `first_day` on.
    """
    months = month_of(np.arange(first_day, first_day + len(repeats)))
    seen = np.bincount(months, weights=repeats, minlength=12)
    awaited = np.bincount(months, weights=expected, minlength=12)
    index = (seen + STEADYING) / (awaited + STEADYING)
    a_year = np.arange(np.datetime64("2001-01-01"), np.datetime64("2002-01-01")).astype(np.int64)
    scaled: Floats = index / index[month_of(a_year)].mean()
    return scaled


def calendar_steps(clock: Clock, until: int, horizon: int) -> tuple[tuple[float, float], ...]:
    """Pair readings of the clock after `until` with calendar days, month by month to the horizon."""
    start = EPOCH + timedelta(days=until)
    month_ends = [day for day in range(1, horizon) if (start + timedelta(days=day + 1)).day == 1]
    days = np.array([0, *month_ends, horizon])
    readings = clock.at(until + days)
    return tuple(zip((readings - readings[0]).tolist(), days.astype(np.float64).tolist(), strict=True))


def daily_purchases(days: ir.Table, until: int) -> tuple[int, Floats, Floats]:
    """Return the first day of a sample, and per day up to `until` its newcomers and repeats."""
    past = days.filter(days.day <= until)
    firsts = past.group_by("customer").agg(day=past.day.min())
    joined = firsts.group_by("day").agg(n=firsts.count()).order_by("day").to_pyarrow()
    bought = past.group_by("day").agg(n=past.count()).order_by("day").to_pyarrow()
    first_day = int(bought["day"][0].as_py())
    newcomers, purchases = np.zeros(until - first_day + 1), np.zeros(until - first_day + 1)
    newcomers[joined["day"].to_numpy() - first_day] = joined["n"].to_numpy()
    purchases[bought["day"].to_numpy() - first_day] = bought["n"].to_numpy()
    return first_day, newcomers, purchases - newcomers


def clock_at(days: ir.Table, until: int, ahead: int, model: PurchaseModel) -> Clock | None:
    """Return the season clock as the log shows it at `until`, running `ahead` days on.

    None before two full cycles are known.
    """
    first_day, newcomers, repeats = daily_purchases(days, until)
    if until - first_day + 1 < CYCLE_DAYS:
        return None
    index = monthly_index(repeats, expected_by_day(model, newcomers), first_day)
    return clock_of(index, first_day, until + ahead)
