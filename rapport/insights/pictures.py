"""What pages show of a valuation, drawn once when it is made, by the same code as the report."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rapport.engine.value.ladder import Rung
from rapport.engine.value.report import readings
from rapport.engine.value.report.bars import Bar, draw_bars, draw_range
from rapport.engine.value.report.contents import ReportContents
from rapport.engine.value.report.drawing import drawn
from rapport.engine.value.report.figures import (
    NO_FIGURE,
    change,
    count_of,
    day,
    large_money,
    month,
    plain,
    share,
    span,
)
from rapport.engine.value.report.heat import Grid, draw_grid
from rapport.engine.value.report.parts import picture_html
from rapport.engine.value.report.sections import Section, sections
from rapport.engine.value.report.tables import Table
from rapport.insights.months import Months
from rapport.insights.rules import RUNGS, net_interval, wilson

SHOWN = (
    "concentration", "cohorts", "tracking", "ladder", "segments", "frequency", "alive", "backtest", "model",
    "rows", "versions",
)  # fmt: skip
SHAPE = 1  # of what is stored for pages; raise it when that changes, and pages wait for the next run
NOT_YET = "not yet a customer"
SHORT = {
    NOT_YET: "new",
    "first-time customer": "first",
    "repeat customer": "repeat",
}  # what fits into a picture


def worth_pictures(contents: ReportContents) -> dict[str, Any]:
    """Return the sections of the Worth page: those of the report, save the list that names customers."""
    names = [""] * len(contents.top)
    by_key = {section.key: section for section in sections(contents, names)}
    return {
        "headline": _headline(contents),
        "cautions": list(contents.cautions),
        "sections": [shown(by_key[key]) for key in SHOWN],
    }


def _headline(contents: ReportContents) -> dict[str, str]:
    band = contents.equity
    low, high = (large_money(end, contents.currency) for end in (band.low, band.high))
    picture = drawn(
        "Customer equity with its 90% band",
        "Customer equity is the expected value of all customers together, drawn to scale from zero.",
        lambda width: draw_range(band, width, currency=contents.currency),
    )
    return {
        "equity": large_money(band.expected, contents.currency),
        "band": readings.band_words(band, low, high),
        "horizon": span(contents.horizon),
        "customers": count_of(contents.customers, "customer"),
        "buyers": plain(contents.buyers),
        "purchases": plain(contents.purchases.expected),
        "purchases_band": readings.band_words(
            contents.purchases, *(plain(end) for end in (contents.purchases.low, contents.purchases.high))
        ),
        "spend": large_money(contents.spend.expected, contents.currency),
        "spend_band": readings.band_words(
            contents.spend,
            *(large_money(end, contents.currency) for end in (contents.spend.low, contents.spend.high)),
        ),
        "window": readings.window(contents),
        "as_of": day(contents.until),
        "terms": f"a margin of {share(contents.margin)}, discounted by {share(contents.discount)} a year",
        "svg": picture_html(picture, "equity") if band.expected else "",
    }


def shown(section: Section) -> dict[str, Any]:
    """Return a section as plain data, its picture as SVG and its tables as text."""
    return {
        "key": section.key,
        "heading": section.heading,
        "about": list(section.about),
        "reading": section.reading,
        "basis": section.basis,
        "points": list(section.points),
        "svg": picture_html(section.picture, section.key) if section.picture else "",
        "tables": [tabled(table) for table in section.tables],
    }


def tabled(table: Table) -> dict[str, Any]:
    """Return a table as plain data."""
    plain_table = asdict(table)
    return {name: plain_table[name] for name in ("caption", "columns", "rows", "total", "worded")}


def ladder_pictures(months: Months) -> dict[str, Any]:
    """Return counts and flows of every month: sentence, picture and table."""
    known = sorted({row["month"] for row in months.counts})
    return {"months": [_month(months, one) for one in reversed(known)]}


def _month(months: Months, first: str) -> dict[str, Any]:
    counts = [row for row in months.counts if row["month"] == first]
    flows = [row for row in months.flows if row["month"] == first]
    on = date.fromisoformat(first)
    return {
        "month": first[:7],
        "name": month(on),
        "counts": _counts_shown(counts, on),
        "flows": _flows_shown(flows, on),
        **_climb(flows),
        **_unasked(counts),
    }


def _counts_shown(rows: Sequence[dict[str, Any]], on: date) -> dict[str, Any]:
    ranked = sorted(rows, key=lambda row: RUNGS.index(row["rung"]))
    whole = sum(row["customers"] for row in rows)
    bars = [
        Bar(
            r["rung"],
            r["customers"],
            f"{plain(r['customers'])} · {share(r['customers'] / whole)}",
            r["lapsed"],
        )
        for r in ranked
    ]
    lapsed = sum(row["lapsed"] for row in rows)
    reading = (
        f"At the end of {month(on)} {count_of(whole, 'customer')} stood on the ladder, "
        f"{plain(lapsed)} of them lapsed."
    )
    picture = drawn(
        f"Customers by rung at the end of {month(on)}",
        reading,
        lambda width: draw_bars(bars, width, parts=("buying", "lapsed")),
    )
    table = Table(
        "Customers by rung", ("Rung", "Customers", "Share", "Of them lapsed"),
        tuple((r["rung"], plain(r["customers"]), share(r["customers"] / whole), plain(r["lapsed"]))
              for r in ranked),
        ("all rungs", plain(whole), share(1.0), plain(lapsed)),
    )  # fmt: skip
    return {"reading": reading, "svg": picture_html(picture, f"counts-{on:%Y-%m}"), "table": tabled(table)}


def _flows_shown(rows: Sequence[dict[str, Any]], on: date) -> dict[str, Any]:
    """Show who went from where to where, as the share of those who stood there a month before."""
    moved = {(row["before"] or NOT_YET, row["rung"]): row["customers"] for row in rows}
    froms = [str(name) for name in (NOT_YET, *RUNGS) if any(before == name for before, _ in moved)]
    tos = [str(rung) for rung in RUNGS if any(after == rung for _, after in moved)]
    whole = {name: sum(moved.get((name, to), 0) for to in tos) for name in froms}
    shares = tuple(tuple(_part(moved.get((f, to), 0), whole[f]) for to in tos) for f in froms)
    befores, afters = (tuple(SHORT.get(name, name) for name in ends) for ends in (froms, tos))
    grid = Grid(befores, afters, shares, "rung after", "before")
    reading = _read_flows(moved, whole, on)
    picture = drawn(
        f"Where customers went in {month(on)}, in per cent", reading, lambda width: draw_grid(grid, width)
    )
    table = Table(
        "Customers by rung before and after", ("Rung before", *tos, "All"),
        tuple((f, *(plain(moved.get((f, to), 0)) for to in tos), plain(whole[f])) for f in froms),
    )  # fmt: skip
    return {"reading": reading, "svg": picture_html(picture, f"flows-{on:%Y-%m}"), "table": tabled(table)}


def _part(number: int, whole: int) -> float | None:
    return number / whole if whole else None


def _moves(moved: dict[tuple[str, str], int]) -> tuple[int, int]:
    """Count those who climbed and those who slipped; who is new neither climbs nor slips."""
    steps = [
        (RUNGS.index(after) - RUNGS.index(before), number)
        for (before, after), number in moved.items()
        if before != NOT_YET
    ]
    return sum(n for step, n in steps if step > 0), sum(n for step, n in steps if step < 0)


def _read_flows(moved: dict[tuple[str, str], int], whole: dict[str, int], on: date) -> str:
    up, down = _moves(moved)
    stood = sum(number for name, number in whole.items() if name != NOT_YET)
    new = whole.get(NOT_YET, 0)
    if not stood:
        return f"In {month(on)} {count_of(new, 'customer')} came; nobody stood on the ladder before."
    return (
        f"Of {count_of(stood, 'customer')} on the ladder before {month(on)}, {plain(up)} "
        f"({share(up / stood)}) climbed and {plain(down)} ({share(down / stood)}) slipped; "
        f"{plain(new)} came new."
    )


def _climb(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the net climb: the share that climbed less the share that slipped, with n and interval."""
    moved = {(row["before"] or NOT_YET, row["rung"]): row["customers"] for row in rows}
    up, down = _moves(moved)
    stood = sum(number for (before, _), number in moved.items() if before != NOT_YET)
    climbed, slipped = (_share_of(number, stood) for number in (up, down))
    net = change((up - down) / stood) if stood else NO_FIGURE
    ends = net_interval(up, down, stood)
    net_ends = NO_FIGURE if ends is None else f"{change(ends[0])} to {change(ends[1])}"
    found = {"up": climbed, "down": slipped, "net": net, "net_ends": net_ends}
    return found | {"n": plain(stood), "slipped": down}


def _share_of(part: int, whole: int) -> tuple[str, str]:
    ends = wilson(part, whole)
    if ends is None:
        return NO_FIGURE, NO_FIGURE
    return share(part / whole), f"{share(ends[0])} to {share(ends[1])}"


def _unasked(counts: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Count the clients: nobody has asked them, so that none of them can stand higher."""
    clients = sum(row["customers"] for row in counts if row["rung"] == Rung.CLIENT)
    return {"clients": plain(clients), "unknown": plain(clients)}
