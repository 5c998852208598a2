"""The sections of the report in their order: words, reading, picture and tables of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapport.engine.value.log.accounting import RowClass
from rapport.engine.value.report import readings, tables
from rapport.engine.value.report.bars import Bar, draw_bars
from rapport.engine.value.report.contents import Band, ReportContents
from rapport.engine.value.report.curves import draw_concentration, draw_frequency, draw_tracking
from rapport.engine.value.report.drawing import Picture, drawn
from rapport.engine.value.report.figures import count_of, day, large_money, listed, month, plain, share, span
from rapport.engine.value.report.headings import HEADINGS, paragraphs
from rapport.engine.value.report.heat import Grid, draw_grid, picked
from rapport.engine.value.report.tables import Table

COHORTS_DRAWN = MONTHS_DRAWN = 24
ALIVE_ROWS, ALIVE_COLUMNS = 14, 12


@dataclass(frozen=True)
class Section:
    """What stands under one heading.

    `reading` is the one sentence the picture or table says, or why there is none;
    `basis` says what it rests on, `points` are a list, `code` is a line to type.
    """

    key: str
    reading: str
    basis: str = ""
    picture: Picture | None = None
    tables: tuple[Table, ...] = ()
    remarks: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    code: str = ""

    @property
    def heading(self) -> str:
        """Return the heading."""
        return HEADINGS[self.key]

    @property
    def about(self) -> tuple[str, ...]:
        """Return the paragraphs that explain the section, those about this log last."""
        return paragraphs(self.key) + self.remarks


def sections(contents: ReportContents, names: Sequence[str]) -> tuple[Section, ...]:
    """Return the sections below the headline; the customers of the top list carry `names`."""
    return (
        rows_section(contents),
        concentration_section(contents),
        cohorts_section(contents),
        tracking_section(contents),
        frequency_section(contents),
        alive_section(contents),
        ladder_section(contents),
        segments_section(contents),
        top_section(contents, names),
        model_section(contents),
        backtest_section(contents),
        versions_section(contents),
    )


def rows_section(contents: ReportContents) -> Section:
    """Show where the rows of the log ended."""
    log = contents.accounting
    bars = [Bar(str(c), log.of(c), _of_all(log.of(c), log.rows)) for c in RowClass]
    reading = readings.read_rows(contents)
    picture = drawn("Rows of the log by class", reading, lambda width: draw_bars(bars, width))
    return Section(
        "rows", reading, readings.rows_basis(contents), picture, tables=(tables.rows_table(contents),)
    )


def concentration_section(contents: ReportContents) -> Section:
    """Show how unevenly value is spread over customers."""
    points = contents.concentration
    if not points or not contents.equity.expected:
        return Section("concentration", "No value is expected from anybody, so there is none to divide.")
    reading = readings.read_concentration(contents)
    fifth = (0.2, readings.share_held(points, 0.2))
    picture = drawn(
        "Share of value by share of customers",
        reading,
        lambda width: draw_concentration(((0.0, 0.0), *points), width, marked=(fifth,)),
    )
    return Section(
        "concentration",
        reading,
        readings.basis(contents),
        picture,
        tables=(tables.concentration_table(contents),),
    )


def cohorts_section(contents: ReportContents) -> Section:
    """Show how many of each month's new customers came back."""
    if not contents.cohorts:
        return Section("cohorts", "Too little data for cohorts: no month ends after a first purchase.")
    months = max(len(cohort.shares) for cohort in contents.cohorts)
    shares = tuple(c.shares + (None,) * (months - len(c.shares)) for c in contents.cohorts)
    joined = tuple(month(cohort.month) for cohort in contents.cohorts)
    grid = Grid(
        joined, tuple(map(str, range(months))), shares, "months after the first purchase", "joined", 1
    )
    shown = replace(grid, rows=joined[-COHORTS_DRAWN:], shares=shares[-COHORTS_DRAWN:])
    reading = readings.read_cohorts(contents.cohorts)
    picture = drawn("Customers who bought again, by cohort", reading, lambda width: draw_grid(shown, width))
    table = tables.cohorts_table(contents, grid)
    rests_on = readings.cohorts_basis(contents.cohorts)
    return Section(
        "cohorts", reading, rests_on, picture, tables=(table,), remarks=_cut(len(contents.cohorts), months)
    )


def _cut(cohorts: int, months: int) -> tuple[str, ...]:
    parts = []
    if cohorts > COHORTS_DRAWN:
        parts.append(f"the newest {COHORTS_DRAWN} of {cohorts} cohorts")
    if months > MONTHS_DRAWN:
        parts.append(f"the first {MONTHS_DRAWN} of {months} months")
    return (f"The picture shows {listed(parts)}; the table holds all.",) if parts else ()


def tracking_section(contents: ReportContents) -> Section:
    """Show expected beside actual repeat purchases over time."""
    if not contents.tracking:
        return Section("tracking", "Too little data to follow: the log is shorter than one period.")
    reading = readings.read_tracking(contents.tracking)
    picture = drawn(
        "Repeat purchases over time, actual and expected",
        reading,
        lambda width: draw_tracking(contents.tracking, width),
    )
    return Section(
        "tracking", reading, readings.basis(contents), picture, tables=(tables.tracking_table(contents),)
    )


def frequency_section(contents: ReportContents) -> Section:
    """Show how well the number of past purchases tells the later ones."""
    if not contents.by_frequency or contents.frequency_origin is None:
        return Section(
            "frequency", "Too little data to test: no past origin leaves enough time on both sides."
        )
    reading = readings.read_frequency(contents.by_frequency, contents.frequency_origin)
    picture = drawn(
        f"Purchases per customer after {day(contents.frequency_origin)}, by repeats before",
        reading,
        lambda width: draw_frequency(contents.by_frequency, width),
    )
    rests_on = readings.frequency_basis(contents.by_frequency, contents)
    return Section("frequency", reading, rests_on, picture, tables=(tables.frequency_table(contents),))


def alive_section(contents: ReportContents) -> Section:
    """Show the chance to be still buying over repeats and silence."""
    if not contents.alive:
        return Section("alive", "No map: in this log the model cannot tell silence from leaving.")
    whole = _alive_grid(contents)
    reading = readings.read_alive(contents.alive)
    shown = _thinned(whole)
    picture = drawn("Chance to be still buying", reading, lambda width: draw_grid(shown, width))
    return Section("alive", reading, readings.basis(contents), picture, tables=(tables.alive_table(whole),))


def _alive_grid(contents: ReportContents) -> Grid:
    cells = {(cell.repeats, cell.weeks_silent): cell.p_alive for cell in contents.alive}
    repeats = sorted({cell.repeats for cell in contents.alive})
    weeks = sorted({cell.weeks_silent for cell in contents.alive})
    shares = tuple(tuple(cells.get((count, silent)) for silent in weeks) for count in repeats)
    columns = tuple(f"{silent:g}" for silent in weeks)
    return Grid(tuple(map(str, repeats)), columns, shares, "weeks since the last purchase", "repeats")


def _thinned(grid: Grid) -> Grid:
    rows = picked(len(grid.rows), ALIVE_ROWS)
    columns = picked(len(grid.columns), ALIVE_COLUMNS)
    return replace(
        grid,
        rows=tuple(grid.rows[i] for i in rows),
        columns=tuple(grid.columns[j] for j in columns),
        shares=tuple(tuple(grid.shares[i][j] for j in columns) for i in rows),
    )


def ladder_section(contents: ReportContents) -> Section:
    """Show where customers stand on the loyalty ladder."""
    if not contents.ladder:
        return Section("ladder", "There is nobody to place on the ladder.")
    total = sum(row.customers for row in contents.ladder)
    bars = [Bar(r.rung, r.customers, _of_all(r.customers, total), r.lapsed) for r in contents.ladder]
    reading = readings.read_ladder(contents)
    parts = ("buying", "lapsed")
    picture = drawn("Customers by rung", reading, lambda width: draw_bars(bars, width, parts=parts))
    return Section(
        "ladder",
        reading,
        readings.basis(contents),
        picture,
        tables=(tables.ladder_table(contents),),
        remarks=_unasked(contents),
    )


def _unasked(contents: ReportContents) -> tuple[str, ...]:
    if not contents.unknown_attitude:
        return ()
    unasked = count_of(contents.unknown_attitude, "customer")
    held = f"{unasked} held at client may be supporters or advocates; nobody has asked them."
    return (f"A log knows purchases, not opinions: {held}",)


def segments_section(contents: ReportContents) -> Section:
    """Show what the segments of recency and frequency are worth."""
    if not contents.segments:
        return Section("segments", "There is nobody to group into segments.")
    bars = [_value_bar(row.segment, row.value, contents.currency) for row in contents.segments]
    reading = readings.read_segments(contents)
    picture = drawn("Expected value by segment", reading, lambda width: draw_bars(bars, width))
    return Section(
        "segments", reading, readings.basis(contents), picture, tables=(tables.segments_table(contents),)
    )


def _value_bar(name: str, value: Band, currency: str | None) -> Bar:
    return Bar(name, value.expected, large_money(value.expected, currency), 0.0, value.low, value.high)


def top_section(contents: ReportContents, names: Sequence[str]) -> Section:
    """Show the customers of highest value."""
    if not contents.top:
        return Section("top", "There is nobody to list.")
    return Section(
        "top",
        readings.read_top(contents),
        readings.basis(contents),
        tables=(tables.top_table(contents, names),),
    )


def model_section(contents: ReportContents) -> Section:
    """Say what the model takes for granted and what was fitted."""
    fitted = count_of(len(contents.parameters), "parameter")
    reading = f"{contents.model}: {fitted}, fitted to {count_of(contents.buyers, 'buyer')}."
    shown = (tables.parameters_table(contents),) if contents.parameters else ()
    return Section("model", reading, tables=shown, points=contents.assumptions)


def backtest_section(contents: ReportContents) -> Section:
    """Say how forecasts made at past origins turned out."""
    if not contents.backtest:
        return Section("backtest", "Not tested on its own past: the log leaves no origin to forecast from.")
    reading = readings.read_backtest(contents.backtest)
    return Section(
        "backtest", reading, readings.backtest_basis(contents), tables=(tables.backtest_table(contents),)
    )


def versions_section(contents: ReportContents) -> Section:
    """Say what made the figures, so that they can be made again."""
    reading = f"Valued as of {day(contents.until)}, over the next {span(contents.horizon)}."
    return Section("versions", reading, tables=(tables.versions_table(contents),), code=contents.command)


def _of_all(part: int, whole: int) -> str:
    return f"{plain(part)} · {share(part / whole)}" if whole else plain(part)
