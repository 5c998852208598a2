"""The pages of promised lines: the list, one line, a new one, and what is done to it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from rapport.customers.views.csv_files import csv_answer
from rapport.engine.measures.estimates import Estimate
from rapport.orders import queries as orders
from rapport.orders.actions import lines as actions
from rapport.orders.forms.lines import LineForm
from rapport.orders.models import PromisedLine
from rapport.orders.queries import lines as queries
from rapport.orders.queries import records
from rapport.orders.rules.lead_times import quoted_day
from rapport.orders.rules.lines import NewLine
from rapport.orders.rules.words import LineState
from rapport.orders.views.deeds import DEEDS
from rapport.orders.views.sheets import Filled, Sheet, answer_sheet
from rapport.staff.actions import record_list, record_view
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

COLUMNS = (
    *("line", "order", "customer", "item", "route", "quantity", "state", "ordered", "asked_for"),
    *("first_promise", "last_promise", "forecast", "delivered", "delivered_quantity"),
)
NEW = Sheet(
    "Promise a line", "An item with its quantity and route, and the day we promise it for.", "Promise it",
    "The line is promised.",
)  # fmt: skip


@signed_in
@require_safe
def lines(request: Request) -> HttpResponse:
    """Show a page of promised lines, the newest order first."""
    given = request.GET.dict()
    ask = queries.ask_from(given)
    rows, after = queries.find_lines(request.user, ask, at=now())
    words = {name: value for name, value in given.items() if name != "after" and value}
    record_list(request.user, "list", "promised line", count=len(rows), at=now(), asked=words)
    context = {
        "rows": rows, "after": after, "ask": ask, "states": list(LineState), "words": words,
        "next": urlencode({**words, "after": after}), "csv": urlencode(words),
        "may_export": request.user.may(Sight.EXPORT), "may_work": request.user.may(Sight.CASES),
    }  # fmt: skip
    return render(request, "orders/lines.html", context)


@needs(Sight.EXPORT)  # type: ignore[arg-type] # it streams
@require_safe
def lines_csv(request: Request) -> HttpResponseBase:
    """Hand out the lines of an ask as a file; the audit keeps what was asked and how many."""
    ask, at = queries.ask_from(request.GET.dict()), now()
    found = queries.lines_asked_for(request.user, ask, at=at).annotate(risky=queries.is_at_risk())
    asked = request.GET.dict()
    record_list(request.user, "export", "promised line", count=found.count(), at=at, asked=asked)
    rows = (queries.row_of(line, at=at, is_risky=line.risky) for line in found.iterator(chunk_size=1_000))
    return csv_answer("promised-lines.csv", _cells(rows))


def _cells(rows: Iterable[queries.LineRow]) -> Iterator[list[object]]:
    yield list(COLUMNS)
    for row in rows:
        line = row.line
        days = (
            line.asked_for_on,
            line.first_due_at,
            line.promise.due_at,
            line.forecast_on,
            line.delivered_at,
        )
        asked, first, last, forecast, delivered = (day.isoformat() if day else "" for day in days)
        yield [
            line.number, line.order.number, line.promise.customer.name, line.item, line.route, line.quantity,
            str(row.state), line.ordered_at.isoformat(), asked, first, last, forecast, delivered,
            line.delivered,
        ]  # fmt: skip


@signed_in
@require_safe
def line(request: Request, number: int) -> HttpResponse:
    """Show one line with its promise, papers, requirements, hand-overs, faults and deliveries."""
    found = queries.line_visible_to(request.user, number)
    record_view(request.user, found.promise.customer, at=now())
    return render(request, "orders/line.html", _context(request, found))


def _context(request: Request, found: PromisedLine) -> dict[str, Any]:
    risk = queries.open_risk_of(found)
    agreements = queries.agreements_of(found)
    row = queries.row_of(found, at=now(), is_risky=risk is not None)
    is_over = row.state in {LineState.DELIVERED, LineState.CANCELLED}
    return {
        "line": found, "row": row, "risk": risk, "agreements": agreements,
        "not_agreed": [one.pk for one in queries.not_agreed(agreements)],
        "requirements": queries.requirements_of(found), "milestones": queries.milestones_of(found),
        "parts": [one.part for one in found.parts.select_related("part").order_by("part__number")],
        "faults": list(found.non_conformances.select_related("step")),
        "usual": records.lead_time_of(found.item, found.route, request.user, now()),
        "deliveries": list(found.deliveries.all()), "moves": list(found.promise.moves.order_by("at", "pk")),
        "may_work": request.user.may(Sight.CASES) and not is_over,
    }  # fmt: skip


@needs(Sight.CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, number: int) -> HttpResponse:
    """Promise a line of an order."""
    order = get_object_or_404(orders.orders_visible_to(request.user), pk=number)

    def save(filled: Filled) -> PromisedLine:
        return actions.promise_line(order, NewLine(**filled), by=request.user, at=now())

    back = reverse("orders:order", args=[number])
    return answer_sheet(request, NEW, lambda data: LineForm(data, initial=_quoted(request)), save, back=back)


def _quoted(request: Request) -> dict[str, Any]:
    """Return what an address says of the new line, such as one that a lead time was read for."""
    return {name: request.GET[name][:120] for name in ("item", "route") if name in request.GET}


@needs(Sight.CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: Request, number: int, name: str) -> HttpResponse:
    """Do something to a line on a sheet of its own."""
    found, what = queries.line_visible_to(request.user, number), DEEDS[name]

    def make(data: Any) -> Form:
        form = what.make(found, data)
        if data is None and "thing" in request.GET and "thing" in form.fields:
            form.initial["thing"] = request.GET["thing"]
        return form

    def save(filled: Filled) -> object:
        return what.save(found, filled, by=request.user, at=now())

    return answer_sheet(request, what.sheet, make, save, back=reverse("orders:line", args=[number]))


@needs(Sight.CASES)
@require_safe
def lead_times(request: Request) -> HttpResponse:
    """Show what lead times may be quoted, by item and route."""
    found = records.lead_times(request.user, now())
    rows = [(one, _day_to_promise(one.quote.p80), _day_to_promise(one.quote.p90)) for one in found]
    return render(request, "orders/lead_times.html", {"rows": rows})


def _day_to_promise(known: Estimate) -> date | None:
    """Return the day to promise for an order of today."""
    return None if known.value is None else quoted_day(localdate(), known.value)
