"""Hold a forecast against what the customers then bought."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from tests.benchmarks.forecasts import Forecast
from tests.benchmarks.scores import Exceed, Floats, Ints, crps_of, score

# A chance for each customer and count takes minutes per million customers; the sample is the same for all,
# so the ratios between forecasts hold to a fraction of a per cent.
CRPS_SAMPLE = 20_000


class ForecastOfOtherCustomers(AssertionError):
    """A forecast must speak of exactly the customers of the past."""


def mark(forecast: Forecast, holdout: Path) -> dict[str, Any]:
    """Score a forecast; expectations that are no number count as zero and are counted."""
    truth = pq.read_table(holdout)
    order = np.argsort(forecast.customer, kind="stable")
    if not np.array_equal(forecast.customer[order], truth["customer"].to_numpy()):
        raise ForecastOfOtherCustomers(f"{forecast.customer.size} forecast, {truth.num_rows} in the past")
    actual = np.empty(order.size, np.int64)
    actual[order] = truth["purchases"].to_numpy()
    bad = ~np.isfinite(forecast.expected) | (forecast.expected < 0)
    expected = np.where(bad, 0.0, forecast.expected)
    crps = _crps(forecast.exceed, order, expected, actual)
    notes = [forecast.notes] * bool(forecast.notes) + [f"{bad.sum():,} expectations were no number"] * bool(
        bad.any()
    )
    scores = score(expected, crps, actual)
    return {**vars(scores), "parameters": forecast.parameters, "notes": "; ".join(notes)}


def _crps(exceed: Exceed, order: Ints, expected: Floats, actual: Ints) -> Floats:
    """Score the chances of a sample of customers, the same for every forecast, in `order` by number."""
    drawn = np.random.default_rng(1).permutation(order.size)[:CRPS_SAMPLE]
    sample = order[drawn]

    def cleaned(which: Ints, count: int) -> Floats:
        return np.nan_to_num(exceed(sample[which], count), nan=0.0, posinf=1.0, neginf=0.0)

    return crps_of(cleaned, expected[sample], actual[sample])
