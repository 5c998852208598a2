"""What a valuation found, ready to be shown: the contents of the report, cautions and assumptions."""

from datetime import timedelta
from importlib.metadata import version

import scipy

from rapport import __version__
from rapport.engine.value.backtest import NAIVE, Backtest
from rapport.engine.value.fit import NO_DROPOUT, NO_SPREAD, NOBODY_REPEATS
from rapport.engine.value.log import Accounting, RowClass
from rapport.engine.value.pictures import (
    alive_map,
    cohorts_of,
    concentration_of,
    frequencies_of,
    top_of,
    tracking_of,
)
from rapport.engine.value.report.contents import (
    BacktestRow,
    Band,
    ParameterRow,
    ReportContents,
    RungRow,
    SegmentRow,
)
from rapport.engine.value.season import EPOCH
from rapport.engine.value.spend import NO_MEAN, NO_SPEND, SAME_AMOUNTS, GammaGamma
from rapport.engine.value.summary import SAMPLE
from rapport.engine.value.totals import Breakdown, Part, Total
from rapport.engine.value.valuation import ENOUGH_BUYERS, ENOUGH_DAYS, Valuation

WEEK = 7.0
NOTABLE_SHARE = 0.01
TOO_MUCH_OF_ONE = 0.1
LOOSE_TIE = 0.2  # correlation of spend and frequency from which the model is off

MEANINGS = {
    "r": "how alike buying rates are; larger is more alike",
    "alpha": "weeks that go with r: r / alpha is the mean rate a week while buying",
    "a": "leaving after a purchase: a / (a + b) is the mean chance",
    "b": "staying after a purchase",
    "s": "how alike the times of leaving are",
    "beta": "weeks that go with s",
    "p": "how alike the purchases of one customer are in money",
    "q": "how alike customers are in money; at 1 and below there is no mean",
    "g": "money that goes with q, in currency units",
    "mean": "money per purchase of everybody, in currency units",
}
BOUNDARIES = {
    NOBODY_REPEATS: "Nobody bought twice, so repeat purchases are guessed from general experience.",
    NO_DROPOUT: "No customer can be seen to have left, so everybody counts as still buying: "
    "a finding about the log, not a score.",
    NO_SPREAD: "Customers buy too much alike to be told apart; each gets nearly the same rate.",
    SAME_AMOUNTS: "Every purchase of a customer is worth the same, so spend is one mean for everybody.",
    NO_MEAN: "Spend differs too much between customers for a model mean, so one mean serves everybody.",
    NO_SPEND: "No purchase is worth anything, so there is no spend to predict.",
}


def contents_of(valuation: Valuation, parts: Breakdown, *, title: str, command: str = "") -> ReportContents:
    """Gather everything the report says."""
    rows, frequency_origin = frequencies_of(valuation)
    totals = parts.everybody.totals
    return ReportContents(
        title=title,
        currency=valuation.log.currency,
        first_on=valuation.first_on or valuation.until,
        until=valuation.until,
        horizon=str(valuation.settings.horizon),
        discount=valuation.settings.discount,
        margin=valuation.settings.margin,
        accounting=valuation.state.accounting,
        customers=valuation.state.totals.customers,
        buyers=valuation.state.totals.buyers,
        equity=_band("customer equity", totals["value"]),
        spend=_band("expected spend", totals["expected_spend"]),
        purchases=_band("expected purchases", totals["expected_purchases"]),
        concentration=concentration_of(valuation),
        cohorts=cohorts_of(valuation),
        tracking=tracking_of(valuation),
        by_frequency=rows,
        frequency_origin=frequency_origin,
        alive=alive_map(valuation),
        ladder=tuple(
            RungRow(p.name, p.customers, p.lapsed, _band(p.name, p.totals["value"])) for p in parts.rungs
        ),
        unknown_attitude=sum(part.customers for part in parts.rungs if part.name == "client"),
        segments=tuple(_segment(part) for part in parts.segments),
        top=top_of(valuation),
        model=valuation.member.name,
        parameters=parameters_of(valuation),
        log_likelihood=valuation.log_likelihood,
        backtest=backtest_rows(valuation.backtest),
        origins=tuple(EPOCH + timedelta(days=day) for day in _origins(valuation.backtest)),
        assumptions=assumptions_of(valuation),
        cautions=cautions_of(valuation, parts),
        versions=versions(),
        command=command,
        coverage=0.95 if valuation.is_thin else 0.9,
    )


def _origins(backtest: Backtest | None) -> tuple[int, ...]:
    return backtest.origins if backtest else ()


def _band(name: str, total: Total) -> Band:
    return Band(name, total.customers, total.expected, total.low, total.high, total.origins)


def _segment(part: Part) -> SegmentRow:
    value = _band(part.name, part.totals["value"])
    return SegmentRow(part.name, part.customers, part.days_since, part.mean_purchases, part.mean_spend, value)


def parameters_of(valuation: Valuation) -> tuple[ParameterRow, ...]:
    """Return the fitted parameters, times in weeks and money in currency units."""
    fit, spend = valuation.fitted.purchases, valuation.fitted.spend
    names = [name for name in fit.model.__dataclass_fields__ if name in MEANINGS]
    weekly, errors = fit.model.rescaled(WEEK).parameters, fit.standard_errors / fit.model.parameters
    rows = [
        ParameterRow(valuation.member.name, name, float(value), float(value * error), MEANINGS[name])
        for name, value, error in zip(names, weekly, errors, strict=True)
    ]
    unit = 10.0**-valuation.log.decimals
    money = {"g": unit, "mean": unit}
    model = "Gamma-Gamma" if isinstance(spend.model, GammaGamma) else "one mean"
    for name, value, error in zip(
        spend.model.__dataclass_fields__, spend.model.parameters, spend.standard_errors, strict=True
    ):
        factor = money.get(name, 1.0)
        known = float(error * factor) if isinstance(spend.model, GammaGamma) else None
        rows.append(ParameterRow(model, name, float(value * factor), known, MEANINGS[name]))
    return tuple(rows)


def backtest_rows(backtest: Backtest | None) -> tuple[BacktestRow, ...]:
    """Return the table of the backtest."""
    rows = backtest.rows if backtest else ()
    return tuple(
        BacktestRow(name=row.name, chosen=row.chosen, naive=row.name in NAIVE, **vars(row.scores))
        for row in rows
    )


def assumptions_of(valuation: Valuation) -> tuple[str, ...]:
    """Say what the model takes for granted."""
    first = "with" if valuation.first_counts else "without"
    return (
        (
            "Customers buy until they leave for good, without saying so. "
            "How often they buy tells nothing of how likely they leave."
        ),
        _assumed_gaps(valuation.member.phases),
        (
            "What a purchase is worth does not depend on how often a customer buys; "
            f"it is learnt {first} the first purchase."
        ),
        "Busy months count for more days than quiet ones."
        if valuation.clock
        else "All months are alike; seasons are left out.",
        _assumed_silence(valuation.silence),
        "Purchases on one day count as one. Value is future spend times margin; past spend is not in it.",
    )


def _assumed_gaps(phases: int) -> str:
    if phases > 1:
        return f"Gaps between purchases are more regular than chance: {phases} phases each."
    return "Purchases of one customer come at random, at a rate of their own."


def _assumed_silence(days: int | None) -> str:
    if days is None:
        return "Nobody came back yet, so nobody can be called lapsed."
    return f"Lapsed means silent for more than {days} days, longer than 90% of all gaps."


def cautions_of(valuation: Valuation, parts: Breakdown) -> tuple[str, ...]:
    """Say where the model fails, or may, on this log."""
    found = [*_data_cautions(valuation), *_model_cautions(valuation), *_money_cautions(parts)]
    return (*found, *valuation.log.notes)


def _data_cautions(valuation: Valuation) -> list[str]:
    totals, found = valuation.state.totals, []
    if valuation.is_thin:
        days = 0 if totals.first_day is None else valuation.state.until - totals.first_day
        found.append(
            f"Too few buyers to tell: {totals.buyers:,} buyers over {days:,} days, where "
            f"{ENOUGH_BUYERS} buyers and {ENOUGH_DAYS} days are asked for. "
            "Every customer's range is widened from 90% to 95%."
        )
    found += _rejected_cautions(valuation.state.accounting)
    if totals.customers > SAMPLE:
        found.append(
            f"Cohorts, gaps and backtests come from a stable sample of at most {SAMPLE:,} "
            f"of {totals.customers:,} customers."
        )
    return found


def _rejected_cautions(accounting: Accounting) -> list[str]:
    notable = [
        count
        for count in accounting.counts
        if count.row_class is RowClass.REJECTED and count.rows > NOTABLE_SHARE * accounting.rows
    ]
    return [
        f"{count.rows:,} of {accounting.rows:,} rows are not in these figures: {count.reason}"
        f"{f', worth {count.amount:,.2f}' if count.amount else ''}."
        for count in notable
    ]


def _model_cautions(valuation: Valuation) -> list[str]:
    boundaries = (valuation.fitted.purchases.boundary, valuation.fitted.spend.boundary)
    found = [BOUNDARIES[boundary] for boundary in boundaries if boundary]
    if valuation.backtest is None:
        found.append("Not checked against the past: the log is too short, or no backtest was asked for.")
    elif not valuation.backtest.beats_naive:
        found.append(
            "At past days of this log the model did not beat the simplest guesses in squared error: "
            "do not rank customers by it."
        )
    if not valuation.outcomes:
        found.append(
            "The totals are not calibrated: the log holds too few past stretches of "
            f"{valuation.settings.horizon.words} to learn a band from."
        )
    return found


def _money_cautions(parts: Breakdown) -> list[str]:
    found, total = [], parts.everybody.totals["value"].expected
    if total > 0 and parts.best > TOO_MUCH_OF_ONE * total:
        found.append(
            f"One customer carries {parts.best / total:.0%} of the value; "
            "look at that customer rather than at the total."
        )
    if parts.tie is not None and abs(parts.tie) > LOOSE_TIE:
        found.append(
            f"Spend per purchase and number of purchases go together (correlation {parts.tie:.2f}); "
            "the model takes them as unrelated."
        )
    return found


def versions() -> tuple[tuple[str, str], ...]:
    """Return the versions that the figures hang on."""
    names = ("duckdb", "ibis-framework", "numpy")
    return (
        ("rapport", __version__),
        ("scipy", scipy.__version__),
        *((name, version(name)) for name in names),
    )
