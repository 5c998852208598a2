"""What customers are worth: from a transaction log to every customer's value, with ranges.

`value_log` does it all; the parts can be used alone: `histories` and the `fit_*` functions on
arrays in any unit of time and money, the `predict_*` functions on what they return.
"""

from rapport.engine.value.fit import Fit, fit_bgnbd, fit_mbgcnbdk, fit_mbgnbd, fit_paretonbd
from rapport.engine.value.histories import Histories, histories
from rapport.engine.value.job import Files, Job, run
from rapport.engine.value.ladder import LadderSettings, Rung, Segment
from rapport.engine.value.log import Accounting, LogOptions, RowClass, open_log, write_rejects
from rapport.engine.value.predict import (
    Future,
    Prediction,
    predict_groups,
    predict_purchases,
    predict_spend,
    predict_value,
)
from rapport.engine.value.ranges import predict_alive
from rapport.engine.value.sample import sample_path
from rapport.engine.value.settings import Settings, Span, read_span
from rapport.engine.value.spend import GammaGamma, SpendFit, fit_gammagamma, spend_bins
from rapport.engine.value.totals import Breakdown, break_down
from rapport.engine.value.valuation import Valuation, value_log

__all__ = [
    "Accounting",
    "Breakdown",
    "Files",
    "Fit",
    "Future",
    "GammaGamma",
    "Histories",
    "Job",
    "LadderSettings",
    "LogOptions",
    "Prediction",
    "RowClass",
    "Rung",
    "Segment",
    "Settings",
    "Span",
    "SpendFit",
    "Valuation",
    "break_down",
    "fit_bgnbd",
    "fit_gammagamma",
    "fit_mbgcnbdk",
    "fit_mbgnbd",
    "fit_paretonbd",
    "histories",
    "open_log",
    "predict_alive",
    "predict_groups",
    "predict_purchases",
    "predict_spend",
    "predict_value",
    "read_span",
    "run",
    "sample_path",
    "spend_bins",
    "value_log",
    "write_rejects",
]
