"""The figures behind the pictures of the report, as plain values."""

from datetime import date, timedelta

import ibis
import numpy as np

from rapport.engine.value.cases import cases_at
from rapport.engine.value.choose import fitter
from rapport.engine.value.histories import Floats, Ints, histories
from rapport.engine.value.predict import predict_purchases
from rapport.engine.value.ranges import predict_alive
from rapport.engine.value.report.contents import AliveCell, Cohort, FrequencyRow, TopRow, TrackingPoint
from rapport.engine.value.season import EPOCH, daily_purchases, expected_by_day
from rapport.engine.value.valuation import Valuation

HUNDREDTHS = 100
MOST_COHORTS = 36
TRACKED_DAYS = 28
FREQUENCIES = 7  # repeats told apart; the last row is "this many or more"
ALIVE_REPEATS = (0, 1, 2, 3, 5, 8, 13, 21)
TOP = 25


def concentration_of(valuation: Valuation) -> tuple[tuple[float, float], ...]:
    """Return points (share of customers, share of value), the most valuable customers first."""
    customers = valuation.customers.filter(valuation.customers.value.notnull())
    number = int(customers.count().to_pyarrow().as_py())
    if not number:
        return ()
    place = ibis.row_number().over(ibis.window(order_by=[customers.value.desc(), customers.customer]))
    placed = customers.select(value=customers.value, part=(place * HUNDREDTHS / number).floor().cast("int32"))
    sums = (
        placed.group_by("part").agg(value=placed.value.sum(), n=placed.count()).order_by("part").to_pyarrow()
    )
    value, counts = (np.asarray(sums[name].to_numpy(), dtype=np.float64) for name in ("value", "n"))
    if value.sum() <= 0:
        return ()
    shares = zip(np.cumsum(counts) / number, np.cumsum(value) / value.sum(), strict=True)
    return ((0.0, 0.0), *((float(x), float(y)) for x, y in shares))


def cohorts_of(valuation: Valuation) -> tuple[Cohort, ...]:
    """Return, by month of the first purchase, the share of customers who bought in each later month."""
    days = valuation.state.sample.select("customer", "day")
    firsts = days.group_by("customer").agg(first=days.day.min())
    table = days.join(firsts, "customer").select("customer", "day", "first").to_pyarrow()
    if not len(table):
        return ()
    codes = table["customer"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    bought, joined = (_months(table[name].to_numpy()) for name in ("day", "first"))
    once = np.unique(np.stack([codes, bought, joined]), axis=1)
    last = int(_months(np.array([valuation.state.until]))[0])
    whole = int(_months(np.array([valuation.state.until + 1]))[0]) > last
    months = np.unique(once[2])[-MOST_COHORTS:]
    return tuple(
        _cohort(once[:, once[2] == month], int(month), last - (0 if whole else 1)) for month in months
    )


def _months(days: Ints) -> Ints:
    months: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months


def _cohort(once: Ints, month: int, last_whole: int) -> Cohort:
    number = len(np.unique(once[0]))
    later = np.bincount(once[1] - once[2], minlength=max(last_whole - month + 1, 1))
    shares = tuple(
        float(count) / number if month + i <= last_whole else None for i, count in enumerate(later)
    )
    return Cohort(date(1970 + month // 12, month % 12 + 1, 1), number, shares)


def tracking_of(valuation: Valuation) -> tuple[TrackingPoint, ...]:
    """Return actual and expected repeat purchases by four weeks, scaled up where a sample was looked at."""
    if valuation.state.totals.buyers == 0:
        return ()
    first_day, newcomers, repeats = daily_purchases(valuation.state.sample, valuation.state.until)
    scale = valuation.state.totals.buyers / newcomers.sum()
    expected = expected_by_day(valuation.fitted.purchases.model, newcomers, valuation.clock, first_day)
    starts = np.arange(0, len(newcomers) - TRACKED_DAYS + 1, TRACKED_DAYS)
    sums = (
        [
            np.add.reduceat(column[: len(starts) * TRACKED_DAYS], starts) * scale
            for column in (repeats, expected)
        ]
        if len(starts)
        else [[], []]
    )
    return tuple(
        TrackingPoint(EPOCH + timedelta(days=int(first_day + start)), float(actual), float(awaited))
        for start, actual, awaited in zip(starts, *sums, strict=True)
    )


def frequencies_of(valuation: Valuation) -> tuple[tuple[FrequencyRow, ...], date | None]:
    """Return purchases per customer after the latest past origin, by repeats until then."""
    if valuation.backtest is None:
        return (), None
    origin, ahead = valuation.backtest.origins[-1], valuation.backtest.ahead
    cases = cases_at(valuation.state.sample, origin, ahead, valuation.settings.ladder)
    fit = fitter(valuation.member, valuation.settings.prior)(cases.histories, cases.log_gaps)
    expected = predict_purchases(fit.model, cases.histories, float(ahead))
    rows = []
    for repeats in range(FREQUENCIES + 1):
        at_least = repeats == FREQUENCIES
        who = cases.histories.repeats >= repeats if at_least else cases.histories.repeats == repeats
        if who.any():
            label = f"{repeats} or more" if at_least else str(repeats)
            rows.append(
                FrequencyRow(
                    label, int(who.sum()), float(cases.bought[who].mean()), float(expected[who].mean())
                )
            )
    return tuple(rows), EPOCH + timedelta(days=origin)


def alive_map(valuation: Valuation) -> tuple[AliveCell, ...]:
    """Return the chance to be still buying over repeats and weeks of silence, for the oldest customers."""
    first = valuation.state.totals.first_day
    if first is None or valuation.state.until - first < 7 * 8:
        return ()
    age = float(valuation.state.until - first)
    silences = np.rint(np.linspace(0, age, 13) / 7)[:-1] * 7
    x, silent = (grid.ravel() for grid in np.meshgrid(np.array(ALIVE_REPEATS, dtype=float), silences))
    last: Floats = np.where(x > 0, np.maximum(age - silent, 0.0), 0.0)
    ages = np.where(x > 0, age, silent)
    chances = predict_alive(valuation.fitted.purchases.model, histories(x, last, ages))
    return tuple(
        AliveCell(int(repeats), float(weeks), float(chance))
        for repeats, weeks, chance in zip(x, silent / 7, chances, strict=True)
    )


def top_of(valuation: Valuation, number: int = TOP) -> tuple[TopRow, ...]:
    """Return the customers of the highest value over the horizon."""
    customers = valuation.customers.filter(valuation.customers.value.notnull())
    best = (
        customers.order_by(customers.value.desc(), customers.customer).limit(number).to_pyarrow().to_pylist()
    )
    names = (
        "rung",
        "purchases",
        "last_on",
        "p_alive",
        "expected_purchases",
        "value",
        "value_low",
        "value_high",
    )
    return tuple(TopRow(customer=str(row["customer"]), **{name: row[name] for name in names}) for row in best)
