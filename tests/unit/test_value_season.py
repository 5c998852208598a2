"""The season clock: found again where there is one, harmless where there is none."""

from datetime import date, timedelta

import ibis
import numpy as np
import pytest
from numpy.testing import assert_allclose

from rapport.engine.value.expect import Cells, expected_purchases
from rapport.engine.value.fit import fit_mbgnbd
from rapport.engine.value.histories import Floats
from rapport.engine.value.predict import Future, predict_purchases, predict_value
from rapport.engine.value.season import (
    CYCLE_DAYS,
    EPOCH,
    calendar_steps,
    clock_at,
    clock_of,
    daily_purchases,
    expected_by_day,
    month_of,
    monthly_index,
    new_customer_repeats,
    warped,
)
from tests.value_samples import GG, MBG, made_shop

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
FLAT = np.ones(12)
FIRST = (date(2022, 1, 1) - EPOCH).days
PEAK = np.where(np.isin(np.arange(12), [10, 11]), 2.2, 0.76)


def test_months_are_those_of_the_calendar() -> None:
    days = [date(2024, 2, 29), date(2023, 12, 31), date(2024, 1, 1)]

    assert month_of(np.array([(day - EPOCH).days for day in days])).tolist() == [1, 11, 0]


def test_a_flat_clock_leaves_everything_as_it_is() -> None:
    shop = made_shop(MBG, 500, 3)
    first_days = FIRST + np.floor(730 - shop.customers.age)
    whole = shop.customers.rows(np.arange(500))
    days = type(whole)(whole.repeats, np.floor(whole.last_repeat), np.floor(whole.age), whole.weight)
    clock = clock_of(FLAT, FIRST, FIRST + 1_200)
    on_clock = warped(days, first_days, clock)

    assert_allclose(on_clock.last_repeat, days.last_repeat, atol=1e-9)
    assert_allclose(on_clock.age, days.age, atol=1e-9)
    steps = calendar_steps(clock, FIRST + 730, 365)
    assert steps[0] == (0.0, 0.0)
    assert_allclose(*np.array(steps).T)
    assert steps[-1][1] == 365


def test_a_mean_year_takes_a_year() -> None:
    clock = clock_of(monthly_index(np.ones(730) * 5, np.ones(730) * 4, FIRST), FIRST, FIRST + 364)

    assert clock.reading[-1] == pytest.approx(365)


def test_an_index_is_what_came_per_what_was_awaited_steadied() -> None:
    months = month_of(np.arange(FIRST, FIRST + 730))
    awaited = np.full(730, 50.0)
    index = monthly_index(awaited * PEAK[months], awaited, FIRST)

    assert_allclose(index, PEAK / PEAK[month_of(np.arange(FIRST, FIRST + 365))].mean(), rtol=0.02)


def test_few_purchases_leave_the_index_near_one() -> None:
    months = month_of(np.arange(FIRST, FIRST + 730))
    index = monthly_index(np.where(months == 11, 0.1, 0.0), np.full(730, 0.02), FIRST)

    assert (np.abs(index - 1) < 0.25).all()


def seasonal_days(index: Floats, number: int) -> tuple[ibis.Table, int]:
    """Make purchase days of the MBG/NBD process on a clock that runs at `index`, over three years."""
    clock = clock_of(index, FIRST, FIRST + 3 * 365)
    chance = np.random.default_rng(8)
    joined = chance.integers(FIRST, FIRST + 900, number)
    rate, leaves = chance.gamma(0.9, 1 / 30, number), chance.beta(0.7, 5, number)
    bought = {(person, int(day)) for person, day in enumerate(joined)}
    for person, day in enumerate(joined):
        reading = clock.at(np.array([day]))[0]
        while chance.random() >= leaves[person]:
            reading += chance.exponential(1 / rate[person])
            at = int(np.searchsorted(clock.reading, reading))
            if at >= len(clock.reading):
                break
            bought.add((person, FIRST + at))
    people, days = zip(*sorted(bought), strict=True)
    table = {"customer": list(people), "day": list(days), "minor": [1_000] * len(days)}
    return ibis.memtable(
        table, schema={"customer": "int32", "day": "int32", "minor": "int64"}
    ), FIRST + 3 * 365


def test_a_season_is_found_again() -> None:
    days, until = seasonal_days(PEAK, 5_000)
    clock = clock_at(days, until, 365, MBG)
    truth = PEAK / PEAK[month_of(np.arange(FIRST, FIRST + 365))].mean()

    assert clock is not None
    assert_allclose(
        clock.index[[10, 11]] / clock.index[:10].mean(), truth[[10, 11]] / truth[:10].mean(), rtol=0.2
    )
    assert clock.index[[10, 11]].min() > 1.5
    assert clock.index[:10].max() < 1.05


def test_without_two_full_cycles_there_is_no_clock() -> None:
    days, until = seasonal_days(PEAK, 60)
    first_day, _, _ = daily_purchases(days, until)

    assert clock_at(days, first_day + CYCLE_DAYS - 2, 30, MBG) is None
    assert clock_at(days, first_day + CYCLE_DAYS - 1, 30, MBG) is not None


def test_daily_purchases_tell_newcomers_from_repeats() -> None:
    rows = [("a", 3), ("a", 5), ("b", 5), ("c", 9), ("a", 9), ("b", 12)]
    table = {"customer": [c for c, _ in rows], "day": [d for _, d in rows]}
    first_day, newcomers, repeats = daily_purchases(ibis.memtable(table), 10)

    assert first_day == 3
    assert newcomers.tolist() == [1, 0, 1, 0, 0, 0, 1, 0]
    assert repeats.tolist() == [0, 0, 1, 0, 0, 0, 1, 0]


def test_what_a_new_customer_is_awaited_to_buy_adds_up() -> None:
    newcomers = np.zeros(200)
    newcomers[[0, 50]] = 10, 4
    by_day = expected_by_day(MBG, newcomers)
    ages = np.array([199.0, 149.0])

    assert by_day.sum() == pytest.approx(float(np.array([10, 4]) @ new_customer_repeats(MBG, ages)), rel=1e-9)
    assert_allclose(
        by_day, expected_by_day(MBG, newcomers, clock_of(FLAT, FIRST, FIRST + 200), FIRST), atol=1e-9
    )


def test_a_busy_season_ahead_brings_more_and_is_discounted_by_the_calendar() -> None:
    shop = made_shop(MBG, 200, 3)
    fit = fit_mbgnbd(shop.customers)
    clock = clock_of(PEAK / PEAK.mean(), FIRST, FIRST + 1_500)
    autumn = (date(2023, 9, 30) - EPOCH).days
    steps = calendar_steps(clock, autumn, 92)
    quarter = Future(steps[-1][0], 2e-4, steps)
    seen = shop.purchases, shop.spend
    busy = predict_value(fit.model, GG, shop.customers, seen, future=quarter)
    plain = predict_value(fit.model, GG, shop.customers, seen, future=Future(92.0, 2e-4))
    undiscounted = predict_purchases(fit.model, shop.customers, quarter.ahead) * GG.expected(*seen)

    assert steps[-1][1] == 92
    assert [day for _, day in steps] == [0, 31, 61, 92]
    assert (busy >= plain).all()
    assert busy.sum() > 1.3 * plain.sum()
    ratio = busy.sum() / undiscounted.sum()
    assert np.exp(-2e-4 * 92) < ratio < 1


def test_months_are_fine_enough_steps_for_discounting() -> None:
    shop = made_shop(MBG, 50, 3)
    daily = tuple((float(day), float(day)) for day in range(366))
    ends = [0.0]
    for month in range(12):
        ends.append(
            ends[-1]
            + ((date(2023, month + 1, 28) + timedelta(days=4)).replace(day=1) - date(2023, month + 1, 1)).days
        )
    monthly = tuple((day, day) for day in ends)
    seen = shop.purchases, shop.spend
    fine, coarse = (
        predict_value(MBG, GG, shop.customers, seen, future=Future(365.0, 2.6e-4, steps))
        for steps in (daily, monthly)
    )

    assert_allclose(coarse, fine, rtol=2e-4)
    whole = expected_purchases(MBG, Cells(np.zeros(1), np.zeros(1)), np.array([365.0]))
    assert whole.shape == (1,)
