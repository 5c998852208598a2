"""Made-up contents of a value report: a believable shop, and what could break a page."""

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from rapport.engine.value.log.accounting import RowClass, RowCount, add_up
from rapport.engine.value.report.contents import (
    AliveCell,
    BacktestRow,
    Band,
    Cohort,
    FrequencyRow,
    ParameterRow,
    ReportContents,
    RungRow,
    SegmentRow,
    TopRow,
    TrackingPoint,
)

UNTIL = date(2025, 12, 31)
CUSTOMERS = 4182
EQUITY = 1_847_312.0
HOSTILE = '<script>alert("worth")</script>&<b>'
LONG = "customer-" + "0123456789abcdef" * 14


def band(name: str, customers: int, expected: float, spread: float | None = 0.11) -> Band:
    """Make a band of a total; no spread, no band."""
    if spread is None:
        return Band(name, customers, expected, None, None, 2)
    return Band(name, customers, expected, expected * (1 - spread), expected * (1 + 1.15 * spread), 9)


def months(count: int, last: date = date(2025, 12, 1)) -> tuple[date, ...]:
    """Return the first days of so many months, the last one included."""
    ends = last.year * 12 + last.month - 1
    return tuple(date(m // 12, m % 12 + 1, 1) for m in range(ends - count + 1, ends + 1))


def cohorts(count: int) -> tuple[Cohort, ...]:
    """Make cohorts whose customers come back less and less, with a bump after a year."""
    made = []
    for i, first in enumerate(months(count)):
        known = count - i
        fall = [
            0.31 / (1 + 0.45 * j) + (0.05 if j % 12 == 0 else 0) + 0.02 * math.sin(i + j)
            for j in range(1, known)
        ]
        shares = (1.0, *(max(part, 0.0) for part in fall), *([None] * i))
        made.append(Cohort(first, 230 - (i * 37) % 90, shares))
    return tuple(made)


def tracking(count: int = 24) -> tuple[TrackingPoint, ...]:
    """Make a shop with a peak before Christmas that the model does not know."""
    points = []
    for i, first in enumerate(months(count)):
        expected = 40 + 380 * (1 - math.exp(-i / 9))
        peak = 1.34 if first.month in (11, 12) else 0.93 + 0.06 * math.sin(1.7 * i)
        points.append(TrackingPoint(first, round(expected * peak), expected))
    return tuple(points)


def alive() -> tuple[AliveCell, ...]:
    """Make the chances of MBG/NBD with published CDNOW parameters, at an age of two years."""
    r, alpha, a, b = 0.525, 6.183, 0.891, 1.614
    cells = []
    for x in (0, 1, 2, 3, 4, 6, 8, 12, 20):
        for weeks in (1, 2, 4, 8, 13, 20, 26, 39, 52, 78, 104):
            age, seen = 104.0, 104.0 - weeks if x else 0.0
            silence = (alpha + (age if x else weeks)) / (alpha + seen)
            odds = a / (b + x) * silence ** (r + x)
            cells.append(AliveCell(x, float(weeks), 1 / (1 + odds)))
    return tuple(cells)


RUNGS = (
    ("prospect", 38, 0, 0.0),
    ("first-time customer", 2104, 1380, 0.19),
    ("repeat customer", 1427, 702, 0.31),
    ("client", 613, 0, 0.5),
)
SEGMENTS = (
    ("champions", 402, 14, 9.8, 86.2, 0.34),
    ("loyal", 588, 62, 6.1, 71.4, 0.25),
    ("potential loyalist", 491, 41, 2.6, 66.0, 0.14),
    ("new", 174, 12, 1.0, 58.3, 0.04),
    ("promising", 203, 70, 1.0, 57.9, 0.04),
    ("need attention", 311, 118, 3.4, 70.2, 0.07),
    ("about to sleep", 420, 140, 1.4, 55.1, 0.05),
    ("at risk", 402, 262, 3.3, 68.8, 0.04),
    ("cannot lose", 96, 288, 8.7, 92.0, 0.02),
    ("hibernating", 1057, 391, 1.2, 51.6, 0.01),
)
NAMES = (
    "Halloway Brass Band",
    "Ines Ferreira",
    "St Mary's School of Music",
    "T. Okonkwo",
    "Quayside Strings",
    "A. Lindqvist",
    "Morley & Sons (trade)",
    "Priya Raman",
    "The Old Foundry",
    "G. Papadakis",
    "Ferndale College",
    "D. van Houten",
)


def top() -> tuple[TopRow, ...]:
    """Make the top of a list, each row worth less than the one above."""
    rows = []
    for i, name in enumerate(NAMES):
        worth = 9_400 / (1 + 0.24 * i)
        last = UNTIL - timedelta(days=3 + 11 * i)
        rows.append(
            TopRow(
                name,
                "client" if i % 4 else "repeat customer",
                41 - 2 * i,
                last,
                0.98 - 0.05 * i,
                21.4 - i,
                worth,
                worth * 0.55,
                worth * 1.62,
            )
        )
    return tuple(rows)


def backtest() -> tuple[BacktestRow, ...]:
    """Make a backtest in which the chosen model beats every naive rule."""
    return (
        BacktestRow("MBG/NBD, gaps Erlang-2", True, 0.683, 1.214, 1.052, -0.043, 0.71, 0.462, 0.391, 0.932),
        BacktestRow("MBG/NBD", False, 0.701, 1.231, 1.061, -0.071, 0.7, 0.458, 0.402, 0.928),
        BacktestRow("zero", False, 0.812, 2.231, None, -1.0, 0.0, 0.1, None, None, naive=True),
        BacktestRow(
            "last period repeated", False, 0.744, 1.409, 2.27, 0.121, 0.64, 0.445, None, None, naive=True
        ),
        BacktestRow("mean rate", False, 0.795, 1.388, 1.31, 0.284, 0.62, 0.431, 0.48, 0.861, naive=True),
    )


PARAMETERS = (
    ParameterRow(
        "MBG/NBD", "r", 0.5248, 0.0412, "how alike customers are in how often they buy; larger is more alike"
    ),
    ParameterRow("MBG/NBD", "alpha", 6.183, 0.561, "weeks; with r, the mean gap between purchases"),
    ParameterRow("MBG/NBD", "a", 0.8914, 0.121, "with b, the chance to leave after a purchase"),
    ParameterRow("MBG/NBD", "b", 1.614, None, "with a, the chance to leave after a purchase"),
    ParameterRow("Gamma-Gamma", "p", 6.249, 0.61, "how steady one customer's spend per purchase is"),
    ParameterRow("Gamma-Gamma", "q", 3.745, 0.22, "how alike customers are in mean spend"),
    ParameterRow("Gamma-Gamma", "v", 15.45, 1.32, "scale of spend, in currency units"),
)


def accounting() -> tuple[RowCount, ...]:
    """Make the classes of a log with every kind of fault."""
    return (
        RowCount(RowClass.KEPT, "first row of a purchase day", 14_806, 1_098_211.4),
        RowCount(RowClass.MERGED, "further row of that day", 1_212, 61_230.1),
        RowCount(RowClass.MERGED, "line of the same order", 2_340, 88_410.0),
        RowCount(RowClass.NETTED, "refund of an order", 311, -24_118.9),
        RowCount(RowClass.NETTED, "purchase cancelled in full", 207, 17_020.5),
        RowCount(RowClass.LEFT_OUT, "exact duplicate of an order line", 64, 3_300.0),
        RowCount(RowClass.LEFT_OUT, "refund without a purchase", 19, -1_204.0),
        RowCount(RowClass.REJECTED, "no customer", 402, 31_040.2),
        RowCount(RowClass.REJECTED, "amount not readable", 7, None),
    )


def shop(**changes: Any) -> ReportContents:
    """Make the contents of a believable shop; name what should differ."""
    curve = tuple((i / 100, 1 - (1 - i / 100) ** 2.9) for i in range(1, 101))
    frequency = tuple(
        FrequencyRow(name, n, actual, expected)
        for name, n, actual, expected in (
            ("0", 1402, 0.24, 0.21),
            ("1", 611, 0.70, 0.66),
            ("2", 300, 1.39, 1.22),
            ("3", 181, 1.56, 1.71),
            ("4", 102, 2.53, 2.33),
            ("5", 66, 2.95, 2.84),
            ("6", 41, 3.86, 3.61),
            ("7+", 88, 6.36, 6.12),
        )
    )
    made = ReportContents(
        title="Larkspur Instruments",
        currency="GBP",
        first_on=date(2024, 1, 2),
        until=UNTIL,
        horizon="52w",
        discount=0.1,
        margin=1.0,
        accounting=add_up(accounting()),
        customers=CUSTOMERS,
        buyers=CUSTOMERS - 38,
        equity=band("all customers", CUSTOMERS, EQUITY),
        spend=band("expected spend", CUSTOMERS, EQUITY * 1.047),
        purchases=band("expected purchases", CUSTOMERS, 8_914.0, 0.09),
        concentration=curve,
        cohorts=cohorts(24),
        tracking=tracking(),
        by_frequency=frequency,
        frequency_origin=date(2025, 1, 1),
        alive=alive(),
        ladder=tuple(RungRow(n, c, gone, band(n, c, EQUITY * part)) for n, c, gone, part in RUNGS),
        unknown_attitude=613,
        segments=tuple(
            SegmentRow(n, c, d, p, m, band(n, c, EQUITY * part, 0.2)) for n, c, d, p, m, part in SEGMENTS
        ),
        top=top(),
        model="MBG/NBD, gaps Erlang-2, with Gamma-Gamma",
        parameters=PARAMETERS,
        log_likelihood=-9582.13,
        backtest=backtest(),
        origins=months(9, date(2025, 7, 1)),
        assumptions=(
            "While they stay, customers buy at their own steady rate, and there is no season.",
            "After each purchase a customer may leave for good, with a chance of their own.",
            "What a customer spends per purchase does not depend on how often they buy.",
            "The future works like the past: no new shop, no lost range, no rival.",
        ),
        cautions=(
            "Purchases peak in November and December; the model may learn that only from two full years.",
            "Frequent buyers spend more per purchase here (correlation 0.24), which the model does not know.",
        ),
        versions=(
            ("Rapport", "0.1.0"),
            ("Python", "3.11.9"),
            ("NumPy", "2.3.1"),
            ("DuckDB", "1.5.5"),
            ("Ibis", "12.0.0"),
        ),
        command="rapport value orders.parquet --until 2025-12-31 --horizon 52w --report report.html",
    )
    return replace(made, **changes)


def nothing_known() -> ReportContents:
    """Make a log with one customer who bought once, so that no section but the first has figures."""
    one = Band("all customers", 1, 0.0, None, None, 0)
    return shop(
        title="One",
        currency=None,
        first_on=UNTIL,
        customers=1,
        buyers=1,
        equity=one,
        spend=one,
        purchases=one,
        accounting=add_up([RowCount(RowClass.KEPT, "first row of a purchase day", 1, 9.5)]),
        horizon="10 full moons",
        concentration=(),
        cohorts=(),
        tracking=(),
        by_frequency=(),
        frequency_origin=None,
        alive=(),
        ladder=(),
        unknown_attitude=0,
        segments=(),
        top=(),
        parameters=(),
        backtest=(),
        origins=(),
        assumptions=(),
        cautions=(),
        versions=(),
        command="",
        discount=0.0,
        margin=0.42,
    )


def without_bands() -> ReportContents:
    """Make a young shop: three months, small sums, and too few origins for a band."""
    small = shop()
    return shop(
        title="Three months old",
        currency="CHF",
        first_on=date(2025, 10, 3),
        equity=band("all", 61, 48.2, None),
        spend=band("spend", 61, 50.1, None),
        purchases=band("purchases", 61, 7.3, None),
        customers=61,
        buyers=60,
        cohorts=cohorts(3),
        tracking=tracking(3),
        by_frequency=small.by_frequency[:2],
        ladder=tuple(replace(r, value=band(r.rung, r.customers, 12.0, None)) for r in small.ladder),
        segments=tuple(replace(s, value=band(s.segment, s.customers, 4.8, None)) for s in small.segments[:3]),
        backtest=(replace(backtest()[0], rmse=3.0), *backtest()[1:]),
        origins=(date(2025, 11, 1),),
    )


def sixty_cohorts() -> ReportContents:
    """Make five years of cohorts, weekly tracking and a wide map of chances."""
    cells = tuple(AliveCell(x, float(w), 1 / (1 + w * x / 400)) for x in range(40) for w in range(1, 80))
    weekly = tuple(
        TrackingPoint(date(2021, 1, 4) + timedelta(weeks=i), 90 + i % 17, 95.0) for i in range(260)
    )
    return shop(
        title="Five years", first_on=date(2021, 1, 2), cohorts=cohorts(60), tracking=weekly, alive=cells
    )


def hostile() -> ReportContents:
    """Make names that are markup, very long or reversed, and sums below zero."""
    names = (HOSTILE, LONG, "\u202ereversed", 'O\'Brien & "Co"', "", "名前", "emoji 🎺")
    rows = tuple(
        replace(row, customer=name, value_low=-12.0) for row, name in zip(top(), names, strict=False)
    )
    segments = (
        SegmentRow(HOSTILE, 3, 9, 1.0, -14.25, band("s", 3, -420.0, 0.3)),
        SegmentRow(LONG, 1, 1, 1, 1e9, band("t", 1, 1e12)),
    )
    counts = (*accounting(), RowCount(RowClass.REJECTED, f"currency {HOSTILE}, not GBP", 3, -1e9))
    return shop(
        title=HOSTILE + LONG,
        currency="X<Y",
        top=rows,
        segments=segments,
        accounting=add_up(counts),
        model=HOSTILE,
        ladder=(RungRow(HOSTILE, 3, 3, band("r", 3, 0.0)),),
        cautions=(HOSTILE, LONG),
        assumptions=(HOSTILE,),
        versions=((HOSTILE, LONG),),
        command=f"rapport value '{HOSTILE}' {LONG}",
        log_likelihood=math.nan,
        equity=Band("all", 4, 1.2e12, 0.9e12, 1.6e12, 4),
    )


SAMPLES = {
    "shop": shop,
    "nothing known": nothing_known,
    "without bands": without_bands,
    "sixty cohorts": sixty_cohorts,
    "hostile": hostile,
}
