"""Figures of the desk in words and pictures: value, interval, n, window and definition together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from rapport.desk.rules.definitions import BY_KEY, DEFINITIONS, Definition, Unit
from rapport.desk.rules.measures import LEAST
from rapport.desk.rules.report_asks import ReportAsk
from rapport.engine.value.report.bars import Bar, draw_bars
from rapport.engine.value.report.drawing import drawn
from rapport.engine.value.report.figures import count_of, day, plain, share
from rapport.engine.value.report.parts import picture_html

NOT_ENOUGH = "not enough yet"
NEVER_YET = "not reached yet"
HOURS_UP_TO = 48


@dataclass(frozen=True)
class Figure:
    """A figure as the page shows it, with the addresses of the cases behind it by the words for them."""

    key: str
    name: str
    value: str
    interval: str
    n: str
    window: str
    definition: str
    links: tuple[tuple[str, str], ...]


def figures(found: Mapping[str, Any], ask: ReportAsk, at: datetime) -> list[Figure]:
    """Return every figure of a scope in its order."""
    return [_figure(one, found["figures"][one.key], ask, at) for one in DEFINITIONS]


def _figure(what: Definition, told: Mapping[str, Any], ask: ReportAsk, at: datetime) -> Figure:
    return Figure(
        what.key, what.name, value_words(what.unit, told), interval_words(what.unit, told),
        f"{plain(told['n'])} {what.of}", window_words(what.key, ask.weeks, at), what.says,
        tuple(_links(what, ask)) if told["n"] else (),
    )  # fmt: skip


def _links(what: Definition, ask: ReportAsk) -> list[tuple[str, str]]:
    named = (("the cases", ""), (what.part, "yes"), (what.rest, "no"))
    return [(words, list_address(ask, what.key, part=part)) for words, part in named if words]


def list_address(ask: ReportAsk, figure: str, **more: str) -> str:
    """Return the address of the cases behind a figure."""
    words = {"of": figure, "team": ask.scope, "weeks": str(ask.weeks), **more}
    return "/desk/reports/cases?" + urlencode({key: value for key, value in words.items() if value})


def value_words(unit: Unit, told: Mapping[str, Any]) -> str:
    """Return a value with its unit, or why there is none."""
    if told["value"] is None:
        return NOT_ENOUGH if told["n"] < LEAST else NEVER_YET
    return _in_unit(unit, told["value"])


def interval_words(unit: Unit, told: Mapping[str, Any]) -> str:
    """Return the interval of a figure in words; one end may be open."""
    low, high = told["low"], told["high"]
    if told["n"] < LEAST:
        return f"fewer than {LEAST} say nothing"
    if low is None and high is None:
        return "no interval from so few" if told["value"] is not None else "too many are still open"
    if high is None:
        return f"{_in_unit(unit, low)} or more"
    wide = max(told["value"] or 0, high)  # both ends in the unit of the larger
    return f"{'up' if low is None else _in_unit(unit, low, wide)} to {_in_unit(unit, high, wide)}"


def _in_unit(unit: Unit, number: float, wide: float | None = None) -> str:
    match unit:
        case Unit.SHARE:
            return share(number)
        case Unit.HOURS:
            return span_words(number, wide)
        case Unit.PER_THOUSAND:
            return plain(number, 1 if number < 10 else 0)


def span_words(hours: float, wide: float | None = None) -> str:
    """Return a span in the unit that people would say it in, or would say `wide` hours in."""
    if (wide or hours) < 1:
        return f"{plain(hours * 60)} min"
    return f"{plain(hours, 1)} h" if (wide or hours) < HOURS_UP_TO else f"{plain(hours / 24, 1)} days"


def window_words(key: str, weeks: int, at: datetime) -> str:
    """Return the window of a figure in words."""
    return f"now, {day(at.date())}" if key == "backlog_age" else f"{weeks} weeks to {day(at.date())}"


def backlog(found: Mapping[str, Any]) -> dict[str, str]:
    """Return how old what is not over is: sentence and picture."""
    bands = found["ages"]
    whole, resting = (sum(band[place] for band in bands) for place in (1, 2))
    old = sum(band[1] for band in bands[-2:])
    reading = (
        f"{count_of(whole, 'case is', 'cases are')} not over: {plain(whole - resting)} ours to do, "
        f"{plain(resting)} waiting for the customer or snoozed; {plain(old)} older than a week."
        if whole
        else "No case is open: there is no backlog."
    )
    bars = [Bar(name, number, plain(number), hollow) for name, number, hollow in bands]
    picture = drawn(
        "Cases that are not over, by age", reading,
        lambda width: draw_bars(bars, width, parts=("ours to do", "waiting or snoozed")),
    )  # fmt: skip
    return {"reading": reading, "svg": picture_html(picture, "backlog") if whole else ""}


def resolving(found: Mapping[str, Any]) -> dict[str, str]:
    """Return how fast cases come to an end: sentence and picture."""
    told = [row for row in found["still_open"] if row[1] is not None]
    if found["cases"] < LEAST or not told:
        return {"reading": "Too few cases were opened to draw how fast they end.", "svg": ""}
    week = next(row for row in told if row[0] == "1 week")
    reading = (
        f"A week after it was opened, {share(1 - week[1])} of cases are resolved "
        f"({share(1 - week[3])} to {share(1 - week[2])})."
    )
    bars = [
        Bar(f"after {name}", 1 - value, share(1 - value), low=1 - high, high=1 - low)
        for name, value, low, high in told
    ]
    picture = drawn("Share of cases resolved, by time since they were opened", reading,
                    lambda width: draw_bars(bars, width))  # fmt: skip
    return {"reading": reading, "svg": picture_html(picture, "resolving")}


def groups(rows: Sequence[Mapping[str, Any]], group: str, heading: str, ask: ReportAsk) -> dict[str, Any]:
    """Return a table of groups of cases, each with its list behind it."""
    return {
        "key": group,
        "heading": heading,
        "rows": [
            {
                "word": row["word"], "cases": plain(row["cases"]), "live": plain(row["live"]),
                "address": list_address(ask, "cases", **{group: row["word"]}), **_cells(row),
            }
            for row in rows
        ],
    }  # fmt: skip


SHOWN_BY_GROUP = (("resolution", Unit.HOURS), ("first_contact", Unit.SHARE), ("reopened", Unit.SHARE))


def _cells(row: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {
        key: (value_words(unit, row[key]), f"{interval_words(unit, row[key])}, n {plain(row[key]['n'])}")
        for key, unit in SHOWN_BY_GROUP
    }


def team_rows(kept: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return one row per team: what leaders compare, each figure with interval and n."""
    shown = (*SHOWN_BY_GROUP, ("first_reply", Unit.HOURS), ("promises_kept", Unit.SHARE))
    return [
        {
            "word": name,
            "cases": plain(found["cases"]),
            "cells": [
                (
                    BY_KEY[key].name,
                    value_words(unit, told),
                    f"{interval_words(unit, told)}, n {plain(told['n'])}",
                )
                for key, unit in shown
                for told in [found["figures"][key]]
            ],
        }
        for name, found in kept
    ]


def csv_rows(found: Mapping[str, Any], ask: ReportAsk, at: datetime, scope: str) -> list[list[object]]:
    """Return every figure as a row of numbers, with all it takes to read it."""
    head = ["figure", "value", "unit", "low", "high", "confidence", "n", "n counts", "team", "weeks",
            "counted_at", "definition"]  # fmt: skip
    rows: list[list[object]] = [list(head)]
    for what in DEFINITIONS:
        told = found["figures"][what.key]
        numbers = [told["value"], str(what.unit), told["low"], told["high"], told["confidence"], told["n"]]
        rows.append([what.name, *numbers, what.of, scope, ask.weeks, at.isoformat(), what.says])
    return rows


def redress_rows(found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the redress given by kind and currency; amounts of different currencies are never added."""
    return [
        (kind, currency, plain(times), plain(float(worth), 2), plain(float(cost), 2))
        for kind, currency, times, worth, cost in found["redress"]
    ]


def refused_rows(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was tried and declined, by the code of the refusal."""
    return [((word or "not named").replace("_", " "), plain(number)) for word, number in found["refused"]]
