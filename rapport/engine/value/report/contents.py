"""What a value report shows, as plain values: computed elsewhere, drawn by the page."""

from dataclasses import dataclass
from datetime import date

from rapport.engine.value.log.accounting import Accounting


@dataclass(frozen=True)
class Band:
    """A total with its 90 % band; without enough past origins the band is absent.

    `origins` counts the past origins whose outcome taught the band.
    """

    name: str
    customers: int
    expected: float
    low: float | None
    high: float | None
    origins: int


@dataclass(frozen=True)
class Cohort:
    """Customers who first bought in one month, and the share who bought again later.

    `shares[i]` is the share that bought in the i-th month after the first, so `shares[0]`
    is the month of the first purchase itself, 1 by definition; None where the month had
    not ended when the log did.
    """

    month: date
    customers: int
    shares: tuple[float | None, ...]


@dataclass(frozen=True)
class TrackingPoint:
    """Repeat purchases in one period: what happened and what the model expects of it."""

    starts_on: date
    actual: float
    expected: float


@dataclass(frozen=True)
class FrequencyRow:
    """Customers by repeat purchases until a past origin, and what they bought after it.

    `actual` and `expected` are purchases per customer.
    """

    repeats: str
    customers: int
    actual: float
    expected: float


@dataclass(frozen=True)
class AliveCell:
    """The chance to be still buying for one count of repeats and weeks since the last purchase."""

    repeats: int
    weeks_silent: float
    p_alive: float


@dataclass(frozen=True)
class RungRow:
    """One rung of the loyalty ladder."""

    rung: str
    customers: int
    lapsed: int
    value: Band


@dataclass(frozen=True)
class SegmentRow:
    """One segment of the recency-frequency grid; `mean_spend` is per purchase day."""

    segment: str
    customers: int
    mean_days_since: float
    mean_purchases: float
    mean_spend: float
    value: Band


@dataclass(frozen=True)
class TopRow:
    """One customer at the top of the list, by value over the horizon."""

    customer: str
    rung: str
    purchases: int
    last_on: date
    p_alive: float
    expected_purchases: float
    value: float
    value_low: float
    value_high: float


@dataclass(frozen=True)
class ParameterRow:
    """One fitted parameter in weeks and currency units, with its standard error."""

    model: str
    name: str
    estimate: float
    standard_error: float | None
    meaning: str


@dataclass(frozen=True)
class BacktestRow:
    """How one way of predicting did at past origins, averaged over them; None where it has no answer.

    Errors are per customer; `total_error` is (predicted - actual) / actual of the total;
    `calibration` is the share of actual counts inside the 5-95 % range; `naive` marks the
    rules that need no model, which the chosen way is held against.
    """

    name: str
    chosen: bool
    mae: float
    rmse: float
    deviance: float | None
    total_error: float
    gini: float
    top_decile: float
    crps: float | None
    calibration: float | None
    naive: bool = False


@dataclass(frozen=True)
class ReportContents:
    """Everything the page says. Money is in currency units; shares are 0 to 1.

    `concentration` pairs the share of customers, highest value first, with their share
    of value. `cautions` are sentences about where the model fails on this log.
    `title` names the shop or the log. `command` is the line that makes the page again; `coverage` is what
    the ranges of single customers are meant to hold.
    `unknown_attitude` counts customers held at the client rung because nobody asked them.
    """

    title: str
    currency: str | None
    first_on: date
    until: date
    horizon: str
    discount: float
    margin: float
    accounting: Accounting
    customers: int
    buyers: int
    equity: Band
    spend: Band
    purchases: Band
    concentration: tuple[tuple[float, float], ...]
    cohorts: tuple[Cohort, ...]
    tracking: tuple[TrackingPoint, ...]
    by_frequency: tuple[FrequencyRow, ...]
    frequency_origin: date | None
    alive: tuple[AliveCell, ...]
    ladder: tuple[RungRow, ...]
    unknown_attitude: int
    segments: tuple[SegmentRow, ...]
    top: tuple[TopRow, ...]
    model: str
    parameters: tuple[ParameterRow, ...]
    log_likelihood: float
    backtest: tuple[BacktestRow, ...]
    origins: tuple[date, ...]
    assumptions: tuple[str, ...]
    cautions: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]
    command: str = ""
    coverage: float = 0.9
