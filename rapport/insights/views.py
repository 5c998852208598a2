"""The pages of worth, ladder and loyalty: each reads what was drawn when everybody was valued."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.insights import actions, queries
from rapport.insights.forms import RateForm
from rapport.insights.models import RungSnapshot
from rapport.insights.rules import NotValuedYet, RateNotUsable, only_known, whole_number, why_slipped
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
    return render(request, "insights/worth.html", context | _of_currency(request, currency, known))


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
    context = {**shown, "table": figures_table(shown)}
    return render(request, "insights/loyalty.html", context | _of_currency(request, currency, known))


def _of_currency(request: Request, currency: str, known: list[str]) -> dict[str, Any]:
    """Return what the tabs of currencies show, and whether the rates behind them are for this person."""
    return {"currency": currency, "currencies": known, "may_set_rates": request.user.may(Sight.RATES)}


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


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Sight.RATES)
def rates(request: Request) -> HttpResponse:
    """Show the dated rates, and keep one that is typed in."""
    reporting = queries.reporting_currency()
    form = RateForm(request.POST or None, reporting=reporting)
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        return redirect("insights:rates")
    context = {
        "form": form,
        "reporting": reporting,
        "rates": queries.rates_kept(),
        "alone": queries.valued_alone(),
    }
    return render(request, "insights/rates.html", context, status=422 if form.errors else 200)


def _kept(request: Request, form: RateForm) -> bool:
    try:
        actions.note_rates([form.row()], form.reporting(), by=request.user, at=timezone.now())
    except RateNotUsable as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "The rate is kept. It counts from the next valuation on, which is every night.")
    return True


@require_POST
@needs(Sight.RATES)
def rate_dropped(request: Request, number: int) -> HttpResponse:
    """Drop a rate that should not stand."""
    rate = actions.drop_rate(number, by=request.user, at=timezone.now())
    messages.success(request, f"Dropped: {rate}. Add it again below if that was a slip.")
    return redirect("insights:rates")


def _nothing(request: HttpRequest, place: str) -> HttpResponse:
    return render(request, "insights/nothing.html", {"place": place})
