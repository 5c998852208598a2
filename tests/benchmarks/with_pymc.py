"""PyMC-Marketing 0.19.2 by MAP, with its default priors."""

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pymc_marketing.clv import BetaGeoModel, GammaGammaModel, ParetoNBDModel
from pymc_marketing.clv.utils import rfm_summary

from tests.benchmarks import counts
from tests.benchmarks.counts import Histories
from tests.benchmarks.forecasts import Forecast, four
from tests.benchmarks.logs import Past
from tests.benchmarks.scores import Floats

PARETO_SAMPLE = 20_000  # as for lifetimes: its fit calls 2F1 for every customer at every step


def value_customers(log: Path, output: Path) -> dict[str, float]:
    """Value every customer: summary, BG/NBD, Gamma-Gamma, purchases and value of twelve months."""
    summary = rfm_summary(pd.read_parquet(log), "customer", "time", monetary_value_col="amount")
    buying = BetaGeoModel(data=summary)
    buying.fit(method="map", progressbar=False)
    repeaters = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
    spending = GammaGammaModel(data=repeaters)
    spending.fit(method="map", progressbar=False)
    purchases = buying.expected_purchases(future_t=365)
    value = spending.expected_customer_lifetime_value(
        transaction_model=buying, data=summary, future_t=12, discount_rate=0.00797, time_unit="D"
    )
    return {
        "customers": len(summary),
        "purchases": float(np.nansum(purchases.to_numpy())),
        "value": float(np.nansum(value.to_numpy())),
        **_parameters(buying, "r alpha a b"),
    }


def bg(past: Past) -> Forecast:
    """Forecast with its BG/NBD."""
    summary = _summary(past)
    model = BetaGeoModel(data=summary)
    model.fit(method="map", progressbar=False)
    parameters = _parameters(model, "r alpha a b")
    exceed = counts.geometric_dropout(
        "bgnbd", four(parameters, "r alpha a b"), _histories(summary), ahead=past.weeks
    )
    expected = model.expected_purchases(future_t=past.weeks).to_numpy().ravel()
    return Forecast(summary["customer_id"].to_numpy(np.int64), expected, exceed, parameters)


def pareto(past: Past) -> Forecast:
    """Forecast with its Pareto/NBD."""
    summary = _summary(past)
    sample = summary.sample(min(len(summary), PARETO_SAMPLE), random_state=1)
    model = ParetoNBDModel(data=sample)
    model.fit(method="map", progressbar=False)
    parameters = _parameters(model, "r alpha s beta")
    alive = model.expected_probability_alive(data=summary, future_t=0).to_numpy().ravel()
    exceed = counts.random_lifetime(
        four(parameters, "r alpha s beta"), _histories(summary), alive, ahead=past.weeks
    )
    expected = model.expected_purchases(data=summary, future_t=past.weeks).to_numpy().ravel()
    notes = f"fitted on {len(sample):,} customers"
    return Forecast(summary["customer_id"].to_numpy(np.int64), expected, exceed, parameters, notes)


def _parameters(model: Any, names: str) -> dict[str, float]:
    return {name: float(model.fit_result[name].to_numpy().ravel()[0]) for name in names.split()}


def _summary(past: Past) -> pd.DataFrame:
    end = datetime.combine(past.until, datetime.min.time())
    return rfm_summary(
        pd.read_parquet(past.path), "customer", "time", observation_period_end=end, time_scaler=7
    )


def _histories(summary: pd.DataFrame) -> Histories:
    columns: list[Floats] = [summary[name].to_numpy(np.float64) for name in ("frequency", "recency", "T")]
    return Histories(*columns)


SPEED = {"PyMC-Marketing": value_customers}
FORECASTS = {"PyMC-Marketing BG/NBD": bg, "PyMC-Marketing Pareto/NBD": pareto}
