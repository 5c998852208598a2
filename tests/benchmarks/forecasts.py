"""What every forecaster of the bench hands back, and the naive ones that any model must beat."""

from dataclasses import dataclass, field

import duckdb
import numpy as np

from tests.benchmarks import counts
from tests.benchmarks.counts import Histories
from tests.benchmarks.logs import Past
from tests.benchmarks.scores import Exceed, Floats, Ints


@dataclass(frozen=True)
class Forecast:
    """Expected purchase days of each customer of the past, and the chances of more.

    `customer` and `expected` have shape (n,); `exceed` gives P(Y > k) for customers by position.
    `notes` say what the reader of the table should know.
    """

    customer: Ints
    expected: Floats
    exceed: Exceed
    parameters: dict[str, float] = field(default_factory=dict)
    notes: str = ""


def four(parameters: dict[str, float], names: str) -> tuple[float, float, float, float]:
    """Pick four parameters by name, in that order."""
    first, second, third, fourth = (parameters[name] for name in names.split())
    return first, second, third, fourth


@dataclass(frozen=True)
class Known:
    """Each customer of the past: history in weeks, and repeat purchases of the last weeks."""

    customer: Ints
    histories: Histories
    lately: Floats


def known(past: Past) -> Known:
    """Summarise the past by customer, in weeks; `lately` counts repeats in the last `past.weeks`."""
    columns = duckdb.execute(
        f"""SELECT customer, count(DISTINCT day) - 1 AS repeats, max(day) - min(day) AS last_repeat,
            DATE '{past.until}' - min(day) AS age,
            count(DISTINCT CASE WHEN day > first AND day > DATE '{past.until}' - {7 * past.weeks}
                THEN day END) AS lately
        FROM (SELECT customer, time::DATE AS day, min(day) OVER (PARTITION BY customer) AS first
            FROM '{past.path}') GROUP BY customer ORDER BY customer"""
    ).fetchnumpy()
    numbers = {name: np.asarray(column, np.float64) for name, column in columns.items()}
    histories = Histories(numbers["repeats"], numbers["last_repeat"] / 7, numbers["age"] / 7)
    return Known(np.asarray(columns["customer"], np.int64), histories, numbers["lately"])


def zero(past: Past) -> Forecast:
    """Forecast that nobody buys again."""
    customers = known(past)
    return _poisson(customers.customer, np.zeros(customers.customer.size))


def last_period(past: Past) -> Forecast:
    """Forecast that everybody buys as often as in the last period of the same length."""
    customers = known(past)
    return _poisson(customers.customer, customers.lately)


def mean_rate(past: Past) -> Forecast:
    """Forecast that everybody goes on repeating at their own rate since their first purchase."""
    customers = known(past)
    rate = customers.histories.repeats / np.maximum(customers.histories.age, 1 / 7)
    return _poisson(customers.customer, rate * past.weeks)


def _poisson(customer: Ints, mean: Floats) -> Forecast:
    return Forecast(customer, mean, counts.poisson(mean), notes="count spread as Poisson")


FORECASTS = {"zero": zero, "last period": last_period, "mean rate": mean_rate}
