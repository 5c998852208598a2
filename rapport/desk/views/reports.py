"""The reports: figures with their intervals, the cases behind them, and both as files."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from rapport.customers.views.csv_files import csv_answer
from rapport.desk.models import Case, DeskTally
from rapport.desk.queries.behind import cases_behind, page_behind
from rapport.desk.queries.tallies import ALL, scopes_of, tallies_of_teams, tally_of
from rapport.desk.rules import report_words
from rapport.desk.rules.definitions import BY_KEY
from rapport.desk.rules.measures import WINDOWS
from rapport.desk.rules.report_asks import CASES, ListAsk, ReportAsk, read_list, read_report
from rapport.engine.value.report.figures import count_of
from rapport.staff.actions import record_list
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

CASE_COLUMNS = (
    *("id", "reference", "subject", "kind", "state", "customer", "team", "assignee", "opened_at"),
    *("first_replied_at", "resolved_at", "reopened"),
)
GROUPS = (
    ("by_kind", "kind", "By kind of case"), ("by_side", "side", "External and internal customers apart"),
    ("by_type", "type", "By type of customer"), ("by_cause", "cause", "By cause"),
)  # fmt: skip


@needs(Sight.CASES)
@require_safe
def reports(request: Request) -> HttpResponse:
    """Show the figures of a scope; they were counted before, so that one row is read."""
    scopes = scopes_of(request.user)
    if not scopes:
        return _nothing(request)
    ask = read_report(request.GET.dict(), scopes)
    tally = tally_of(ask.scope, ask.weeks)
    if tally is None:
        return _nothing(request)
    return render(request, "desk/reports/page.html", _context(tally, ask, scopes))


def _nothing(request: Request) -> HttpResponse:
    return render(request, "desk/reports/nothing.html", {"has_team": request.user.team is not None})


def _context(tally: DeskTally, ask: ReportAsk, scopes: dict[str, str]) -> dict[str, Any]:
    found = tally.found
    others = {scope: name for scope, name in scopes.items() if scope != ALL}
    return {
        **_asked(ask, scopes),
        "tally": tally,
        "figures": report_words.figures(found, ask, tally.counted_at),
        "backlog": report_words.backlog(found),
        "resolving": report_words.resolving(found),
        "groups": [report_words.groups(found[kept], group, heading, ask) for kept, group, heading in GROUPS],
        "teams": report_words.team_rows(tallies_of_teams(ask.weeks, others)) if ask.scope == ALL else [],
        "redress": report_words.redress_rows(found),
        "refused": report_words.refused_rows(found),
        "all_cases": report_words.list_address(ask, CASES),
        "cases": count_of(found["cases"], "case"),
    }


def _asked(ask: ReportAsk, scopes: dict[str, str]) -> dict[str, Any]:
    return {"ask": ask, "scopes": scopes, "scope_name": scopes[ask.scope], "windows": WINDOWS}


@needs(Sight.CASES)  # type: ignore[arg-type] # it streams
@require_safe
def reports_csv(request: Request) -> HttpResponseBase:
    """Hand out the figures as a file: numbers alone, nobody is named."""
    scopes = scopes_of(request.user)
    if not scopes:
        return _nothing(request)
    ask = read_report(request.GET.dict(), scopes)
    tally = tally_of(ask.scope, ask.weeks)
    if tally is None:
        return _nothing(request)
    rows = report_words.csv_rows(tally.found, ask, tally.counted_at, scopes[ask.scope])
    return csv_answer("desk-figures.csv", rows)


@needs(Sight.CASES)
@require_safe
def cases(request: Request) -> HttpResponse:
    """Show the cases behind a figure, newest first, a page at a time."""
    scopes = scopes_of(request.user)
    if not scopes:
        return _nothing(request)
    ask = read_list(request.GET.dict(), scopes)
    rows, after = page_behind(request.user, ask, _counted_at(ask))
    words = {key: value for key, value in request.GET.dict().items() if key != "after"}
    record_list(request.user, "list", "case", count=len(rows), at=now(), asked=words)
    context = {
        **_asked(ask.report, scopes), "rows": rows, "after": after, "title": _title(ask),
        "query": request.GET.urlencode(), "list": ask, "may_export": request.user.may(Sight.EXPORT),
        "next": report_words.list_address(
            ask.report, ask.figure, part=ask.part, after=str(after or ""), **_group(ask)
        ),
    }  # fmt: skip
    return render(request, "desk/reports/cases.html", context)


@needs(Sight.EXPORT)  # type: ignore[arg-type] # it streams
@require_safe
def cases_csv(request: Request) -> HttpResponseBase:
    """Hand out the cases behind a figure as a file; the audit keeps what was asked and how many."""
    scopes = scopes_of(request.user)
    if not scopes:
        return _nothing(request)
    ask = read_list(request.GET.dict(), scopes)
    found = cases_behind(request.user, ask, _counted_at(ask))
    record_list(request.user, "export", "case", count=found.count(), at=now(), asked=request.GET.dict())
    return csv_answer("cases.csv", _lines(found.iterator(chunk_size=1_000)))


def _counted_at(ask: ListAsk) -> Any:
    tally = tally_of(ask.report.scope, ask.report.weeks)
    return tally.counted_at if tally else now()


def _group(ask: ListAsk) -> dict[str, str]:
    return {ask.group: ask.word} if ask.group else {}


def _title(ask: ListAsk) -> str:
    """Return what the list shows, in words."""
    if ask.figure == CASES:
        return f"Cases opened, {ask.group}: {ask.word}" if ask.group else "Cases opened"
    what = BY_KEY[ask.figure]
    return f"{what.name}: { ({'yes': what.part, 'no': what.rest}.get(ask.part) or what.of) }"


def _lines(found: Iterator[Case]) -> Iterator[list[object]]:
    yield list(CASE_COLUMNS)
    for case in found:
        yield [_cell(getattr(case, name)) for name in CASE_COLUMNS]


def _cell(value: Any) -> object:
    if value is None or isinstance(value, (int, str)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
