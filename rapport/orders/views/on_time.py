"""The report on promises: on time in full by the definition chosen, its bias, and the lines behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from rapport.customers.views.csv_files import csv_answer
from rapport.engine.measures.estimates import Estimate
from rapport.engine.value.report.figures import plain
from rapport.orders.models import PromisedLine
from rapport.orders.queries import lines, records
from rapport.orders.rules.on_time import Fate, Judged, OnTime, grouped, on_time
from rapport.orders.rules.on_time_asks import CHOICES, GROUPS, OnTimeAsk, read_on_time
from rapport.staff.actions import record_list
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

SHOWN = 200
FEWEST = 5
LABELS = {
    "against": "Held against", "level": "Counted by", "late": "Days late allowed",
    "early": "Days early allowed", "tolerance": "Short by, %", "weeks": "Weeks back",
}  # fmt: skip
HEAD = (
    *("group", "name", "n", "kept", "low", "high", "late", "short", "late_and_short", "early"),
    *("days_mean", "days_median", "delivered"),
)

BEHIND = ("line", "order", "customer", "item", "route", "due", "quantity", "delivered", "ended", "days")


@dataclass(frozen=True)
class ReportRow:
    """One line of the report, in words; `address` leads to the lines behind it."""

    name: str
    found: OnTime
    kept: str
    interval: str
    bias: str
    bias_interval: str
    address: str


@needs(Sight.CASES)
@require_safe
def report(request: Request) -> HttpResponse:
    """Show how many promises were kept by the definition chosen, in all and by group."""
    ask = read_on_time(request.GET.dict())
    since, until, seen = _seen(request, ask)
    groups = [
        (
            key,
            heading,
            [_row(name, found, ask, group=key, word=name) for name, found in _groups(seen, key, ask)],
        )
        for key, heading in GROUPS.items()
    ]
    whole = on_time(seen, ask.definition)
    fields = [(name, LABELS[name], choices, ask.words[name]) for name, choices in CHOICES.items()]
    context = {
        "ask": ask, "whole": _row("All", whole, ask), "groups": groups, "fields": fields, "since": since,
        "until": until, "csv": ask.address(), "definition": ask.definition.words(),
        "fates": [(fate, whole.fates[fate], ask.address(fate=str(fate))) for fate in Fate],
    }  # fmt: skip
    return render(request, "orders/on_time.html", context)


def _seen(request: Request, ask: OnTimeAsk) -> tuple[date, date, list[Judged]]:
    """Return the window and what fell due in it, as it is judged."""
    until = localdate()
    since = until - timedelta(weeks=ask.weeks)
    return since, until, records.judged_lines(request.user, ask.definition, since, until, at=now())


def _groups(seen: list[Judged], key: str, ask: OnTimeAsk) -> list[tuple[str, OnTime]]:
    return [*grouped(seen, key, ask.definition).items()]


def _row(name: str, found: OnTime, ask: OnTimeAsk, **behind: str) -> ReportRow:
    return ReportRow(
        name,
        found,
        _share(found.kept),
        _interval(found.kept),
        _bias(found),
        _bias_interval(found.mean_days),
        ask.address(**behind),
    )


def _share(kept: Estimate) -> str:
    if kept.value is None:
        return "nothing fell due"
    return f"{plain(100 * kept.value, 1)}%"


def _interval(kept: Estimate) -> str:
    if kept.low is None or kept.high is None:
        return ""
    few = "too few to say more: " if kept.n < FEWEST else ""
    return f"{few}{plain(100 * kept.low, 1)}% to {plain(100 * kept.high, 1)}%"


def _bias(found: OnTime) -> str:
    """Say by how many days deliveries miss the day, in the mean and in the middle."""
    if found.mean_days.value is None or found.median_days.value is None:
        return "nothing delivered"
    return f"mean {_days(found.mean_days.value)}, median {_days(found.median_days.value)}"


def _bias_interval(mean: Estimate) -> str:
    if mean.low is None or mean.high is None:
        return ""
    return f"mean {plain(mean.low, 1)} to {plain(mean.high, 1)} days"


def _days(days: float) -> str:
    way = "late" if days > 0 else "early"
    return "on the day" if not round(days, 1) else f"{plain(abs(days), 1)} days {way}"


@needs(Sight.CASES)
@require_safe
def behind(request: Request) -> HttpResponse:
    """Show the lines behind a figure of the report."""
    ask = read_on_time(request.GET.dict(), is_list=True)
    chosen = _chosen(request, ask)
    rows = _with_lines(request, chosen[:SHOWN])
    record_list(request.user, "list", "promised line", count=len(rows), at=now(), asked=request.GET.dict())
    context = {
        "ask": ask, "rows": rows, "n": len(chosen), "back": ask.address(), "shown": SHOWN,
        "csv": request.GET.urlencode(), "may_export": request.user.may(Sight.EXPORT),
    }  # fmt: skip
    return render(request, "orders/on_time_lines.html", context)


def _chosen(request: Request, ask: OnTimeAsk) -> list[Judged]:
    """Return what fell due, of the group and the fate asked for."""
    _, _, seen = _seen(request, ask)
    return [
        one
        for one in seen
        if (not ask.group or one.facts.keys[ask.group] == ask.word) and (not ask.fate or one.fate == ask.fate)
    ]


def _with_lines(request: Request, chosen: list[Judged]) -> list[tuple[PromisedLine, Judged]]:
    found = lines.lines_visible_to(request.user).select_related(*lines.WITH)
    by_number = found.in_bulk([one.facts.number for one in chosen])
    return [(by_number[one.facts.number], one) for one in chosen if one.facts.number in by_number]


@needs(Sight.EXPORT)  # type: ignore[arg-type] # it streams
@require_safe
def behind_csv(request: Request) -> HttpResponseBase:
    """Hand out the lines behind a figure as a file; the audit keeps what was asked and how many."""
    chosen = _chosen(request, read_on_time(request.GET.dict(), is_list=True))
    asked = request.GET.dict()
    record_list(request.user, "export", "promised line", count=len(chosen), at=now(), asked=asked)
    return csv_answer("lines-that-fell-due.csv", _behind_cells(request, chosen))


def _behind_cells(request: Request, chosen: list[Judged]) -> Iterator[list[object]]:
    yield list(BEHIND)
    for start in range(0, len(chosen), SHOWN):
        for line, one in _with_lines(request, chosen[start : start + SHOWN]):
            yield [
                line.number, line.order.number, line.promise.customer.name, line.item, line.route,
                one.facts.due_on.isoformat(), line.quantity, line.delivered, str(one.fate), one.days,
            ]  # fmt: skip


@needs(Sight.CASES)  # type: ignore[arg-type] # it streams
@require_safe
def report_csv(request: Request) -> HttpResponseBase:
    """Hand out the figures as a file: numbers alone, nobody is named."""
    ask = read_on_time(request.GET.dict())
    _, _, seen = _seen(request, ask)
    return csv_answer("on-time-in-full.csv", _lines(seen, ask))


def _lines(seen: list[Judged], ask: OnTimeAsk) -> Iterator[list[object]]:
    yield list(HEAD)
    yield _cells("all", "all", on_time(seen, ask.definition))
    for key in GROUPS:
        for name, found in _groups(seen, key, ask):
            yield _cells(key, name, found)


def _cells(group: str, name: str, found: OnTime) -> list[object]:
    kept, fates = found.kept, found.fates
    failed = [fates[fate] for fate in Fate if fate != Fate.KEPT]
    days = (found.mean_days.value, found.median_days.value, found.mean_days.n)
    return [
        group,
        name,
        kept.n,
        *map(_number, (kept.value, kept.low, kept.high)),
        *failed,
        *map(_number, days),
    ]


def _number(value: float | None) -> object:
    return "" if value is None else round(value, 4)
