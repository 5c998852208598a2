"""What each picture says, in one sentence computed from its own numbers."""

from collections.abc import Sequence
from datetime import date

from rapport.engine.value.log.accounting import RowClass
from rapport.engine.value.report.contents import (
    AliveCell,
    BacktestRow,
    Band,
    Cohort,
    FrequencyRow,
    ReportContents,
    TrackingPoint,
)
from rapport.engine.value.report.drawing import Point
from rapport.engine.value.report.figures import (
    change,
    count_of,
    day,
    large_money,
    listed,
    month,
    plain,
    share,
    significant,
)

MIN_ORIGINS = 4  # fewer past origins teach no band
MONTHS_READ = {1: "first", 6: "sixth", 12: "twelfth"}


def basis(contents: ReportContents) -> str:
    """Say how many customers and which days a picture rests on."""
    return f"n = {count_of(contents.customers, 'customer')}; orders {window(contents)}."


def window(contents: ReportContents) -> str:
    """Return the days the log covers."""
    return f"{day(contents.first_on)} to {day(contents.until)}"


def band_words(band: Band, low: str, high: str) -> str:
    """Say the band of a total, or why it has none."""
    origins = count_of(band.origins, "past origin")
    if band.low is None or band.high is None:
        return f"not calibrated: {origins} with a known outcome, {MIN_ORIGINS} are needed"
    return f"{low} to {high}, learnt from {origins}"


def rows_basis(contents: ReportContents) -> str:
    """Say how many rows were read."""
    return f"n = {count_of(contents.accounting.rows, 'row')}; orders kept {window(contents)}."


def read_rows(contents: ReportContents) -> str:
    """Say where the rows of the log ended."""
    log = contents.accounting
    if not log.rows:
        return "The log has no rows."
    kept, merged, netted = (log.of(c) for c in (RowClass.KEPT, RowClass.MERGED, RowClass.NETTED))
    unused = log.of(RowClass.LEFT_OUT) + log.of(RowClass.REJECTED)
    verdict = "every row ends in one class" if log.adds_up() else "the classes do not add up to that"
    return (
        f"Of {count_of(log.rows, 'row')}, {plain(kept)} ({share(kept / log.rows)}) opened a purchase day, "
        f"{plain(merged)} joined one, {plain(netted)} were netted with refunds and {plain(unused)} "
        f"({share(unused / log.rows)}) were not used; {verdict}."
    )


def share_held(points: Sequence[Point], customers: float) -> float:
    """Return the share of value held by the most valuable share of customers, between points straight."""
    before = (0.0, 0.0)
    for after in points:
        if after[0] >= customers:
            width = after[0] - before[0]
            along = (customers - before[0]) / width if width else 1.0
            return before[1] + along * (after[1] - before[1])
        before = after
    return before[1]


def share_needed(points: Sequence[Point], value: float) -> float:
    """Return the smallest share of customers that holds a share of value."""
    before = (0.0, 0.0)
    for after in points:
        if after[1] >= value:
            height = after[1] - before[1]
            along = (value - before[1]) / height if height else 1.0
            return before[0] + along * (after[0] - before[0])
        before = after
    return 1.0


def read_concentration(contents: ReportContents) -> str:
    """Say how few customers hold how much of the value."""
    points = contents.concentration
    tenth, fifth = share_held(points, 0.1), share_held(points, 0.2)
    return (
        f"The most valuable 10% of customers hold {share(tenth)} of the expected value and the top 20% hold "
        f"{share(fifth)}; half of it sits with {share(share_needed(points, 0.5))} of customers."
    )


def mean_share(cohorts: Sequence[Cohort], months: int) -> float | None:
    """Return the share of customers that bought so many months after their first, over all cohorts."""
    seen = [(c.customers, c.shares[months]) for c in cohorts if months < len(c.shares)]
    known = [(customers, part) for customers, part in seen if part is not None]
    total = sum(customers for customers, _ in known)
    return sum(customers * part for customers, part in known) / total if total else None


def read_cohorts(cohorts: Sequence[Cohort]) -> str:
    """Say how many of a cohort came back one, six and twelve months later."""
    known = [(nth, mean_share(cohorts, months)) for months, nth in MONTHS_READ.items()]
    parts = [(share(part), nth) for nth, part in known if part is not None]
    if not parts:
        return "No cohort has a whole month behind it after the month of its first purchases."
    (part, nth), *others = parts
    later = [f"{part} in the {nth}" for part, nth in others]
    return (
        f"{listed([f'On average {part} of a cohort bought again in the {nth} month after joining', *later])}."
    )


def cohorts_basis(cohorts: Sequence[Cohort]) -> str:
    """Say which cohorts and how many customers the heat map rests on."""
    customers = count_of(sum(cohort.customers for cohort in cohorts), "customer")
    first, last = month(cohorts[0].month), month(cohorts[-1].month)
    joined = first if first == last else f"{first} to {last}"
    return f"n = {customers} who first bought in {joined}, in {count_of(len(cohorts), 'cohort')}."


def against(expected: float, actual: float) -> str:
    """Return how much more or fewer were expected than happened; `actual` is not 0."""
    part = expected / actual - 1
    if abs(part) < 0.0005:
        return "as many"
    return f"{share(abs(part))} {'more' if part > 0 else 'fewer'}"


def read_tracking(points: Sequence[TrackingPoint]) -> str:
    """Say how far the expected purchases are from what happened, and where most."""
    actual, expected = sum(p.actual for p in points), sum(p.expected for p in points)
    if not actual:
        return f"No repeat purchase happened, and the model expected {significant(expected)}."
    worst = max(points, key=lambda p: abs(p.expected - p.actual))
    return (
        f"{plain(actual)} repeat purchases happened and the model expects {plain(expected)}, "
        f"{against(expected, actual)}; it is furthest off in the period from {day(worst.starts_on)} "
        f"({_roughly(worst.expected)} expected, {plain(worst.actual)} seen)."
    )


def _roughly(number: float) -> str:
    return plain(number, 0 if number >= 10 else 1)


def read_frequency(rows: Sequence[FrequencyRow], origin: date) -> str:
    """Say how well past frequency told later purchases."""
    actual = sum(row.customers * row.actual for row in rows)
    expected = sum(row.customers * row.expected for row in rows)
    if not actual:
        return f"Nobody bought after {day(origin)}, and the model expected {significant(expected)} purchases."
    first, last = rows[0], rows[-1]
    parts = [
        f"{plain(row.expected, 2)} against {plain(row.actual, 2)} each with {_repeats(row)} before"
        for row in dict.fromkeys((first, last))
    ]
    return (
        f"Seen from {day(origin)}, the model expected {against(expected, actual)} purchases than followed: "
        f"{listed(parts)}."
    ).replace("as many purchases than", "as many purchases as")


def _repeats(row: FrequencyRow) -> str:
    return f"{row.repeats} repeat" if row.repeats == "1" else f"{row.repeats} repeats"


def frequency_basis(rows: Sequence[FrequencyRow], contents: ReportContents) -> str:
    """Say how many customers the test of frequency rests on."""
    customers = count_of(sum(row.customers for row in rows), "customer")
    return f"n = {customers} known at the origin; orders {window(contents)}."


def read_alive(cells: Sequence[AliveCell]) -> str:
    """Say after how much silence a customer is more likely gone than not."""
    seen = sorted({cell.repeats for cell in cells})
    low = next((repeats for repeats in seen if repeats > 0), seen[0])
    parts = [_silence(cells, repeats) for repeats in dict.fromkeys((low, seen[-1]))]
    return f"The chance that a customer is still buying falls below a half {listed(parts)}."


def _silence(cells: Sequence[AliveCell], repeats: int) -> str:
    row = sorted((c.weeks_silent, c.p_alive) for c in cells if c.repeats == repeats)
    below = next((weeks for weeks, chance in row if chance < 0.5), None)
    who = f"of silence with {count_of(repeats, 'repeat purchase')}"
    return f"not even by {row[-1][0]:g} weeks {who}" if below is None else f"by {below:g} weeks {who}"


def read_ladder(contents: ReportContents) -> str:
    """Say where customers stand on the ladder and which rung carries the value."""
    total = sum(row.customers for row in contents.ladder) or 1
    lapsed = sum(row.lapsed for row in contents.ladder)
    fullest = max(contents.ladder, key=lambda row: row.customers)
    richest = max(contents.ladder, key=lambda row: row.value.expected)
    gone = (
        f"{count_of(lapsed, 'customer')} ({share(lapsed / total)}) {'has' if lapsed == 1 else 'have'} lapsed"
    )
    crowd = f"{plain(fullest.customers)}, {share(fullest.customers / total)}"
    return (
        f"The fullest rung is {fullest.rung} ({crowd}), "
        f"the most valuable is {richest.rung} ({_part_of(richest.value, contents)}), and {gone}."
    )


def read_segments(contents: ReportContents) -> str:
    """Say which segment is worth most."""
    best = max(contents.segments, key=lambda row: row.value.expected)
    total = sum(row.customers for row in contents.segments) or 1
    return (
        f"The segment worth most is {best.segment}: {count_of(best.customers, 'customer')} "
        f"({share(best.customers / total)}) with {large_money(best.value.expected, contents.currency)} "
        f"({_part_of(best.value, contents)})."
    )


def _part_of(band: Band, contents: ReportContents) -> str:
    if not contents.equity.expected:
        return "no value expected"
    return f"{share(band.expected / contents.equity.expected)} of the expected value"


def read_top(contents: ReportContents) -> str:
    """Say how much the listed customers hold and how many of them may be gone."""
    held = sum(row.value for row in contents.top)
    gone = sum(row.p_alive < 0.5 for row in contents.top)
    part = f", {share(held / contents.equity.expected)} of the total" if contents.equity.expected else ""
    doubted = f"{gone or 'none'} of them {'is' if gone == 1 else 'are'} more likely gone than still buying"
    listed_here = count_of(len(contents.top), "customer")
    return f"The top {listed_here} should bring {large_money(held, contents.currency)}{part}; {doubted}."


def read_backtest(rows: Sequence[BacktestRow]) -> str:
    """Say how the chosen way did against the naive rules, plainly where it lost."""
    chosen = next((row for row in rows if row.chosen), None)
    if chosen is None:
        return "No way of predicting was chosen by backtest."
    said = f"{chosen.name} was off by {plain(chosen.mae, 2)} purchases per customer"
    said += f" and by {change(chosen.total_error)} in the total"
    if chosen.naive:
        return f"{said}; it is a naive rule, and no model did better on this log."
    naive = [row for row in rows if row.naive]
    if not naive:
        return f"{said}; no naive rule was tested beside it."
    best = min(naive, key=lambda row: row.rmse)
    ratio = chosen.rmse / best.rmse - 1 if best.rmse else 0.0
    if ratio >= 0:
        return f"{said}; by RMSE it does not beat the naive rule “{best.name}”: do not lean on it."
    lost = _lost_to(chosen, naive)
    return f"{said}; its RMSE is {share(-ratio)} lower than that of the best naive rule, “{best.name}”{lost}."


def _lost_to(chosen: BacktestRow, naive: Sequence[BacktestRow]) -> str:
    ahead = [f"“{row.name}”" for row in naive if row.mae < chosen.mae]
    return f", but {listed(ahead)} had a lower MAE" if ahead else ", and no naive rule had a lower MAE"


def backtest_basis(contents: ReportContents) -> str:
    """Say how many origins the backtest rests on."""
    if not contents.origins:
        return basis(contents)
    first, last = day(min(contents.origins)), day(max(contents.origins))
    between = first if first == last else f"{first} to {last}"
    return f"n = {count_of(len(contents.origins), 'origin')}, {between}; orders {window(contents)}."
