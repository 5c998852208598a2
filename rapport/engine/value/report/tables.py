"""The tables of the report: what stands behind each picture, in words and digits."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapport.engine.value.log.accounting import RowClass, RowCount
from rapport.engine.value.report import figures
from rapport.engine.value.report.contents import Band, ReportContents
from rapport.engine.value.report.figures import NO_FIGURE, day, month, plain, share
from rapport.engine.value.report.heat import Grid, cell_text
from rapport.engine.value.report.readings import share_held

ROWS_ON_PAPER = 40
STEPS = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Table:
    """A table as text; the first cell of a row names it.

    `worded` counts the columns from the left that hold words, not numbers; `folded`
    tables open on demand, and those that are not `on_paper` only on a screen.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    worded: int = 1
    folded: bool = False
    on_paper: bool = True
    stressed: frozenset[int] = frozenset()


def rows_table(contents: ReportContents) -> Table:
    """List the classes and reasons with their rows and money, and their sum."""
    log = contents.accounting
    known = [count.amount for count in log.counts if count.amount is not None]
    decimals = figures.pence(known)
    rows = tuple(
        (
            str(count.row_class),
            count.reason,
            plain(count.rows),
            share(count.rows / log.rows) if log.rows else NO_FIGURE,
            _amount(count, decimals),
        )
        for count in log.counts
    )
    total = ("all rows", "", plain(log.rows), share(1.0), plain(sum(known), decimals))
    columns = ("Ended as", "Why", "Rows", "Share", _in("Money", contents.currency))
    return Table("Where each row of the log ended", columns, rows, total, worded=2)


def concentration_table(contents: ReportContents) -> Table:
    """List the share of value by share of customers."""
    rows = tuple(
        (
            f"{100 * step:.0f}%",
            plain(step * contents.equity.customers),
            share(share_held(contents.concentration, step)),
        )
        for step in STEPS
    )
    columns = ("Most valuable share of customers", "About so many customers", "Share of the value")
    return Table("Value by share of customers", columns, rows, worded=0, folded=True)


def cohorts_table(contents: ReportContents, grid: Grid) -> Table:
    """List every cell of the cohort heat map, with the size of each cohort."""
    caption = "Share of each cohort that bought, by months after its first"
    names = tuple((month(c.month), plain(c.customers)) for c in contents.cohorts)
    return _grid_table(caption, ("Joined", "Customers"), names, grid)


def alive_table(grid: Grid) -> Table:
    """List every cell of the map of chances to be still buying."""
    caption = "Chance to be still buying, by repeats and weeks since the last purchase"
    return _grid_table(caption, ("Repeat purchases",), tuple((name,) for name in grid.rows), grid)


def _grid_table(caption: str, first: tuple[str, ...], names: Sequence[tuple[str, ...]], grid: Grid) -> Table:
    cells = (tuple("" if c is None else cell_text(c) + "%" for c in row) for row in grid.shares)
    rows = tuple((*name, *row) for name, row in zip(names, cells, strict=True))
    return Table(caption, (*first, *grid.columns), rows, folded=True, on_paper=False)


def tracking_table(contents: ReportContents) -> Table:
    """List the purchases that happened and were expected by period."""
    rows = tuple(
        (day(p.starts_on), plain(p.actual), plain(p.expected, 1), plain(p.expected - p.actual, 1))
        for p in contents.tracking
    )
    actual = sum(p.actual for p in contents.tracking)
    expected = sum(p.expected for p in contents.tracking)
    total = ("all periods", plain(actual), plain(expected, 1), plain(expected - actual, 1))
    columns = ("Period from", "Happened", "Expected", "Difference")
    return Table(
        "Repeat purchases by period", columns, rows, total, folded=True, on_paper=len(rows) <= ROWS_ON_PAPER
    )


def frequency_table(contents: ReportContents) -> Table:
    """List purchases after the origin by repeats before it."""
    rows = tuple(
        (row.repeats, plain(row.customers), plain(row.actual, 2), plain(row.expected, 2))
        for row in contents.by_frequency
    )
    columns = ("Repeat purchases before", "Customers", "Happened, each", "Expected, each")
    return Table("Purchases per customer after the origin", columns, rows, worded=0, folded=True)


def ladder_table(contents: ReportContents) -> Table:
    """List the rungs with their customers and value."""
    decimals = figures.pence(row.value.expected for row in contents.ladder)
    rows = tuple(
        (row.rung, plain(row.customers), plain(row.lapsed), *_value(row.value, decimals))
        for row in contents.ladder
    )
    customers = sum(row.customers for row in contents.ladder)
    lapsed = sum(row.lapsed for row in contents.ladder)
    total = ("all rungs", plain(customers), plain(lapsed), *_value(contents.equity, decimals))
    columns = ("Rung", "Customers", "Of them lapsed", _in("Value", contents.currency), "90% band")
    return Table("Customers and value by rung", columns, rows, total)


def segments_table(contents: ReportContents) -> Table:
    """List the segments with their habits and value."""
    spends = figures.pence(row.mean_spend for row in contents.segments)
    values = figures.pence(row.value.expected for row in contents.segments)
    rows = tuple(
        (
            row.segment,
            plain(row.customers),
            plain(row.mean_days_since),
            plain(row.mean_purchases, 1),
            plain(row.mean_spend, spends),
            *_value(row.value, values),
        )
        for row in contents.segments
    )
    habits = ("Days since last purchase", "Purchases", _in("Spend per purchase", contents.currency))
    columns = ("Segment", "Customers", *habits, _in("Value", contents.currency), "90% band")
    return Table("Customers, habits (means) and value by segment", columns, rows)


def top_table(contents: ReportContents, names: Sequence[str]) -> Table:
    """List the customers at the top under the given names."""
    decimals = figures.pence(row.value_high for row in contents.top)
    rows = tuple(
        (
            name,
            row.rung,
            day(row.last_on),
            plain(row.purchases),
            share(row.p_alive),
            plain(row.expected_purchases, 1),
            plain(row.value, decimals),
            _range(row.value_low, row.value_high, decimals),
        )
        for name, row in zip(names, contents.top, strict=True)
    )
    so_far = ("Customer", "Rung", "Last purchase", "Purchases so far")
    span = f"{contents.coverage:.0%} range"
    ahead = ("Still buying", "Expected purchases", _in("Value", contents.currency), span)
    return Table("Customers by value, highest first", (*so_far, *ahead), rows, worded=3)


def parameters_table(contents: ReportContents) -> Table:
    """List the fitted parameters with their standard errors."""
    rows = tuple(
        (p.name, p.model, p.meaning, figures.significant(p.estimate, 4), _error(p.standard_error))
        for p in contents.parameters
    )
    columns = ("Parameter", "Model", "What it says", "Estimate", "Standard error")
    return Table("Fitted parameters, in weeks and currency units", columns, rows, worded=3)


def backtest_table(contents: ReportContents) -> Table:
    """List how each way of predicting did at the past origins."""
    rows = tuple(
        (
            row.name,
            "chosen" if row.chosen else "naive rule" if row.naive else "",
            *(plain(error, 3) for error in (row.mae, row.rmse, row.deviance, row.crps)),
            figures.change(row.total_error),
            plain(row.gini, 2),
            share(row.top_decile),
            share(row.calibration),
        )
        for row in contents.backtest
    )
    errors = ("MAE", "RMSE", "Deviance", "CRPS", "Error of total")
    columns = ("Way of predicting", "Role", *errors, "Gini", "Top tenth holds", "Inside 90% range")
    chosen = frozenset(i for i, row in enumerate(contents.backtest) if row.chosen)
    return Table(
        "Forecasts made at past origins, against what followed", columns, rows, worded=2, stressed=chosen
    )


def versions_table(contents: ReportContents) -> Table:
    """List the settings and versions that made the numbers."""
    settings = (
        ("last day of the log used", contents.until.isoformat()),
        ("horizon", contents.horizon),
        ("discount, effective yearly rate", f"{contents.discount:g}"),
        ("margin", f"{contents.margin:g}"),
        ("model", contents.model),
        ("log-likelihood", plain(contents.log_likelihood, 2)),
        ("origins of the backtest", ", ".join(on.isoformat() for on in contents.origins) or "none"),
    )
    return Table("Settings and versions", ("What", "Value"), settings + contents.versions, worded=2)


def _amount(count: RowCount, decimals: int) -> str:
    if count.amount is not None:
        return plain(count.amount, decimals)
    return "among kept" if count.row_class is RowClass.MERGED else "not readable"


def _value(band: Band, decimals: int) -> tuple[str, str]:
    if band.low is None or band.high is None:
        return plain(band.expected, decimals), "not calibrated"
    return plain(band.expected, decimals), _range(band.low, band.high, decimals)


def _range(low: float, high: float, decimals: int) -> str:
    return f"{plain(low, decimals)} to {plain(high, decimals)}"


def _error(error: float | None) -> str:
    return "not known" if error is None else figures.significant(error, 2)


def _in(name: str, currency: str | None) -> str:
    return f"{name},\N{NO-BREAK SPACE}{figures.SIGNS.get(currency, currency)}" if currency else name
