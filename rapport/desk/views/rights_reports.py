"""The report on rights: met in time by kind, near misses, decisions by person; what is behind; files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from rapport.customers.views.csv_files import csv_answer
from rapport.desk.models import Clock
from rapport.desk.queries.owed.reports import PAGE, PARTS, all_of, clocks_behind, deciders, rights_met
from rapport.desk.rules.definitions import ReportWordNotKnown
from rapport.desk.rules.measures import USUAL, WINDOWS
from rapport.desk.rules.owed.deadlines import OURS
from rapport.staff.actions import record_list
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

COLUMNS = ("duty", "source", "due_at", "met_at", "case", "reference", "subject", "customer", "team")
KNOWN = {"weeks": ("", *map(str, WINDOWS)), "kind": ("", *OURS), "part": ("", *PARTS)}


@dataclass(frozen=True)
class Ask:
    """Which window, kind and part are asked for."""

    weeks: int
    kind: str
    part: str


def _read(request: Request) -> Ask:
    for name, value in request.GET.items():
        if value not in KNOWN.get(name, ()):
            known = ", ".join(filter(None, KNOWN.get(name, KNOWN)))
            raise ReportWordNotKnown(field=name[:40], value=value[:40], known=known)
    words = {name: request.GET.get(name, "") for name in KNOWN}
    return Ask(int(words["weeks"] or USUAL), words["kind"], words["part"])


@needs(Sight.CASES)
@require_safe
def report(request: Request) -> HttpResponse:
    """Show how rights were met in the cases that the person sees."""
    ask, at = _read(request), now()
    kinds = rights_met(request.user, ask.weeks, at)
    context = {
        "kinds": kinds, "all": all_of(kinds), "people": deciders(request.user, ask.weeks, at), "ask": ask,
        "windows": WINDOWS, "at": at, "sees_all": request.user.may(Sight.REFUSE_RIGHTS),
    }  # fmt: skip
    return render(request, "desk/owed/report.html", context)


@needs(Sight.CASES)  # type: ignore[arg-type] # it streams
@require_safe
def report_csv(request: Request) -> HttpResponseBase:
    """Hand out the figures as a file."""
    ask = _read(request)
    return csv_answer("rights.csv", _figures(request, ask, now()))


def _figures(request: Request, ask: Ask, at: datetime) -> Iterator[list[object]]:
    yield ["duty", "n", "in_time", "share", "low", "high", "met_on_last_day", "late", "weeks"]
    for one in rights_met(request.user, ask.weeks, at):
        share = [f"{value:.4f}" for value in (one.share.value, one.share.low, one.share.high)]
        yield [one.words, one.n, one.in_time, *share, one.near, one.late, ask.weeks]


@needs(Sight.CASES)
@require_safe
def cases(request: Request) -> HttpResponse:
    """Show the duties behind a figure, each with its case."""
    ask, at = _read(request), now()
    rows = [*clocks_behind(request.user, ask.weeks, at, kind=ask.kind, part=ask.part)[:PAGE]]
    record_list(request.user, "list", "case", count=len(rows), at=at, asked=request.GET.dict())
    context = {
        "rows": rows, "ask": ask, "title": _title(ask), "may_export": request.user.may(Sight.EXPORT),
        "query": urlencode({"weeks": ask.weeks, "kind": ask.kind, "part": ask.part}), "most": PAGE,
    }  # fmt: skip
    return render(request, "desk/owed/report_cases.html", context)


@needs(Sight.EXPORT)  # type: ignore[arg-type] # it streams
@require_safe
def cases_csv(request: Request) -> HttpResponseBase:
    """Hand out the duties behind a figure; the audit keeps what was asked and how many."""
    ask, at = _read(request), now()
    found = clocks_behind(request.user, ask.weeks, at, kind=ask.kind, part=ask.part)
    record_list(request.user, "export", "case", count=found.count(), at=at, asked=request.GET.dict())
    return csv_answer("rights-cases.csv", _lines(found.iterator(chunk_size=1_000)))


def _title(ask: Ask) -> str:
    what = OURS.get(ask.kind, "Every duty by law")
    return f"{what}: {PARTS[ask.part]}" if ask.part else what


def _lines(found: Iterator[Clock]) -> Iterator[list[object]]:
    yield [*COLUMNS]
    for clock in found:
        case = clock.case
        cells: list[Any] = [
            clock.name, clock.source, clock.due_at, clock.met_at, case.pk, case.reference, case.subject,
            str(case.customer or ""), str(case.team or ""),
        ]  # fmt: skip
        yield [one.isoformat() if hasattr(one, "isoformat") else one or "" for one in cells]
