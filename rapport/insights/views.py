"""The pages of worth, ladder and loyalty: each reads what was drawn when everybody was valued."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rapport.insights import queries
from rapport.insights.models import RungSnapshot
from rapport.insights.rules import NotValuedYet, only_known, whole_number, why_slipped
from rapport.insights.words import equity_figures, figures_table, ladder_figures
from rapport.staff.actions import record_list
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@require_safe
@needs(Sight.WORTH)
def worth(request: Request) -> HttpResponse:
    given = only_known(request.GET.dict(), ("currency",))
    try:
        known = queries.currencies_valued()
    except NotValuedYet:
        return _nothing(request, "Worth")
    currency = queries.chosen_currency(given.get("currency", ""), known)
    shown = queries.pictures_of("worth", currency)
    context = {**shown, "figures": equity_figures(shown["headline"])}
    return render(request, "insights/worth.html", {**context, "currency": currency, "currencies": known})


@require_safe
@needs(Sight.WORTH)
def loyalty(request: Request) -> HttpResponse:
    given = only_known(request.GET.dict(), ("currency",))
    try:
        known = queries.currencies_valued()
    except NotValuedYet:
        return _nothing(request, "Loyalty in money")
    currency = queries.chosen_currency(given.get("currency", ""), known)
    shown = queries.pictures_of("loyalty", currency)
    table = figures_table(shown)
    return render(
        request,
        "insights/loyalty.html",
        {**shown, "table": table, "currency": currency, "currencies": known},
    )


@require_safe
@needs(Sight.WORTH)
def ladder(request: Request) -> HttpResponse:
    given = only_known(request.GET.dict(), ("month", "after"))
    months = queries.ladder_months()
    if not months:
        return _nothing(request, "Ladder")
    month = queries.chosen_month(given.get("month", ""), months)
    first = date.fromisoformat(f"{month['month']}-01")
    after = whole_number(given.get("after", ""), "after")
    rows = list(queries.slipped_visible_to(request.user, first, after=after)[: queries.SLIPPED_A_PAGE + 1])
    shown, more = rows[: queries.SLIPPED_A_PAGE], rows[queries.SLIPPED_A_PAGE :]
    record_list(
        request.user, "list", "customer", count=len(shown), at=timezone.now(),
        filter=f"slipped in {month['month']}",
    )  # fmt: skip
    context = {
        "months": months,
        "month": month,
        "figures": ladder_figures(month),
        "slipped": [_slipped(row) for row in shown],
        "after": shown[-1].customer_id if more else None,
    }
    return render(request, "insights/ladder.html", context)


def _slipped(row: RungSnapshot) -> dict[str, Any]:
    return {
        "name": row.customer.name,
        "address": row.customer.get_absolute_url(),
        "before": row.before,
        "rung": row.rung,
        "why": why_slipped(row.evidence, is_lapsed=row.is_lapsed),
    }


def _nothing(request: HttpRequest, place: str) -> HttpResponse:
    return render(request, "insights/nothing.html", {"place": place})
