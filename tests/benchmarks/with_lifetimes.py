"""lifetimes 0.11.3, as its documentation says to use it."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter, ParetoNBDFitter
from lifetimes.utils import summary_data_from_transaction_data

from tests.benchmarks import counts
from tests.benchmarks.counts import Histories
from tests.benchmarks.forecasts import Forecast, four
from tests.benchmarks.logs import Past
from tests.benchmarks.scores import Floats

# Its Pareto/NBD takes minutes per 100,000 customers to fit; the parameters of a sample differ from those of
# all by far less than the model does from life.
PARETO_SAMPLE = 20_000


def value_customers(log: Path, output: Path) -> dict[str, float]:
    """Value every customer: summary, BG/NBD, Gamma-Gamma, purchases and value of twelve months."""
    summary = summary_data_from_transaction_data(
        pd.read_parquet(log), "customer", "time", monetary_value_col="amount"
    )
    history = (summary["frequency"], summary["recency"], summary["T"])
    buying = BetaGeoFitter().fit(*history)
    repeaters = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
    spending = GammaGammaFitter().fit(repeaters["frequency"], repeaters["monetary_value"])
    summary["purchases"] = buying.conditional_expected_number_of_purchases_up_to_time(365, *history)
    summary["value"] = spending.customer_lifetime_value(
        buying, *history, summary["monetary_value"], time=12, discount_rate=0.00797
    )
    return {
        "customers": len(summary),
        "purchases": float(summary["purchases"].sum()),
        "value": float(summary["value"].sum()),
        **{name: float(value) for name, value in buying.params_.items()},
    }


def bg(past: Past) -> Forecast:
    """Forecast with its BG/NBD by maximum likelihood."""
    return _geometric(past, BetaGeoFitter(), "bgnbd")


def mbg(past: Past) -> Forecast:
    """Forecast with its MBG/NBD by maximum likelihood."""
    return _geometric(past, ModifiedBetaGeoFitter(), "mbgnbd")


def pareto(past: Past) -> Forecast:
    """Forecast with its Pareto/NBD by maximum likelihood, from a fixed start of its random search."""
    np.random.seed(1)  # the library draws its start from the global generator
    summary = _summary(past)
    sample = summary.sample(min(len(summary), PARETO_SAMPLE), random_state=1)
    fitter = ParetoNBDFitter().fit(sample["frequency"], sample["recency"], sample["T"])
    history = (summary["frequency"], summary["recency"], summary["T"])
    alive = np.asarray(fitter.conditional_probability_alive(*history), np.float64)
    parameters = {name: float(value) for name, value in fitter.params_.items()}
    return Forecast(
        summary.index.to_numpy(np.int64),
        np.asarray(fitter.conditional_expected_number_of_purchases_up_to_time(past.weeks, *history)),
        counts.random_lifetime(
            four(parameters, "r alpha s beta"), _histories(summary), alive, ahead=past.weeks
        ),
        parameters,
        f"fitted on {len(sample):,} customers",
    )


def _geometric(past: Past, fitter: Any, kind: counts.Dropout) -> Forecast:
    """Fit and forecast; the count is spread by the closed form with the library's own parameters."""
    summary = _summary(past)
    history = (summary["frequency"], summary["recency"], summary["T"])
    fitter.fit(*history)
    expected = fitter.conditional_expected_number_of_purchases_up_to_time(past.weeks, *history)
    parameters = {name: float(value) for name, value in fitter.params_.items()}
    exceed = counts.geometric_dropout(
        kind, four(parameters, "r alpha a b"), _histories(summary), ahead=past.weeks
    )
    return Forecast(summary.index.to_numpy(np.int64), np.asarray(expected), exceed, parameters)


def _summary(past: Past) -> pd.DataFrame:
    return summary_data_from_transaction_data(
        pd.read_parquet(past.path), "customer", "time",
        observation_period_end=str(past.until), freq_multiplier=7,
    )  # fmt: skip


def _histories(summary: pd.DataFrame) -> Histories:
    columns: list[Floats] = [summary[name].to_numpy(np.float64) for name in ("frequency", "recency", "T")]
    return Histories(*columns)


SPEED = {"lifetimes": value_customers}
FORECASTS = {"lifetimes BG/NBD": bg, "lifetimes MBG/NBD": mbg, "lifetimes Pareto/NBD": pareto}
