"""The list of customers: found, sorted, kept as a view, and exported."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from rapport.customers import actions, queries
from rapport.customers.forms.registration import ViewForm
from rapport.customers.models import Customer, SavedView
from rapport.customers.queries.finding import PAGE
from rapport.customers.rules import Ask, ask_from
from rapport.customers.views.csv_files import csv_answer
from rapport.customers.views.filters import FIRST_SHOWN, columns_of, filters_of
from rapport.staff.actions import record_list
from rapport.staff.doors import needs, signed_in
from rapport.staff.queries import teams
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

EXPORTED = (
    *("id", "name", "kind", "category", "external_id", "team", "preferred_channel", "language"),
    *("first_bought_on", "last_bought_on", "purchases", "changed_at"),
)
WORTH_EXPORTED = (
    *("value", "value_low", "value_high", "value_currency", "p_alive", "rung", "segment"),
    *("is_lapsed", "worth_as_of", "worth_model"),
)


@signed_in
@require_safe
@vary_on_headers("HX-Request")
def customers(request: Request) -> HttpResponse:
    """Show the customers that are asked for, a page at a time."""
    words = _words(request)
    ask = ask_from(request.GET.dict())
    page = queries.find_customers(request.user, ask)
    record_list(request.user, "list", "customer", count=page.count, at=now(), asked=words)
    part = request.htmx and not request.htmx.history_restore_request
    template = "customers/list.html#found" if part else "customers/list.html"
    return render(request, template, _context(request, page, words))


def _context(request: Request, page: queries.Page, words: dict[str, str]) -> dict[str, Any]:
    worth = request.user.may(Sight.WORTH)
    here = urlencode({key: value for key, value in words.items() if key != "after"})
    filters = filters_of(words, _teams(request), worth=worth)
    views = list(queries.saved_views_of(request.user))
    return {
        "page": page,
        "words": words,
        "filtered": {key: value for key, value in words.items() if key not in {"after", "sort"}},
        "filters": filters[:FIRST_SHOWN],
        "more_filters": filters[FIRST_SHOWN:],
        "has_more_chosen": any(one.chosen for one in filters[FIRST_SHOWN:]),
        "columns": columns_of(page.ask.sort, worth=worth),
        "views": views,
        "here": here,
        "kept_view": next((view for view in views if here and view.query == here), None),
        "may_worth": worth,
        "may_export": request.user.may(Sight.EXPORT),
        "may_add": request.user.may(Sight.OWN_TEAM),
        "may_import": request.user.may(Sight.IMPORT),
        "page_size": PAGE,
        "now": now(),
    }


def _words(request: Request) -> dict[str, str]:
    """Return the words of the address that say something."""
    return {key: value.strip() for key, value in request.GET.dict().items() if value.strip()}


def _teams(request: Request) -> Iterable[tuple[int, str]]:
    """Return the teams to filter by, for those who see more than their own."""
    sees_others = request.user.may(Sight.OTHER_TEAMS)
    return teams().values_list("pk", "name") if sees_others else []


@needs(Sight.EXPORT)  # type: ignore[arg-type] # it streams
@require_safe
def export(request: Request) -> HttpResponseBase:
    """Hand out every customer that is asked for as CSV; the audit keeps the filter and how many."""
    ask = ask_from(request.GET.dict())
    count = queries.asked_for(request.user, ask).count()
    record_list(request.user, "export", "customer", count=count, at=now(), asked=_words(request))
    names = (*EXPORTED, *WORTH_EXPORTED) if request.user.may(Sight.WORTH) else EXPORTED
    return csv_answer("customers.csv", _lines(request, ask, names))


def _lines(request: Request, ask: Ask, names: tuple[str, ...]) -> Iterator[list[object]]:
    yield list(names)
    for customer in queries.customers_for_export(request.user, ask):
        yield [_cell(customer, name) for name in names]


def _cell(customer: Customer, name: str) -> object:
    value = getattr(customer, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


@signed_in
@require_POST
def views(request: Request) -> HttpResponse:
    """Keep a filtered list under a name."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The view needs a name of up to 80 characters. Nothing was kept.")
        return redirect("customers:list")
    view = actions.save_view(form.cleaned_data["name"], form.cleaned_data["query"], by=request.user, at=now())
    messages.success(request, f"The view “{view.name}” is kept.")
    return redirect(f"/customers?{view.query}")


@signed_in
@require_POST
def view_dropped(request: Request, number: int) -> HttpResponse:
    """Drop a view of one's own."""
    view: SavedView = get_object_or_404(queries.saved_views_of(request.user), pk=number)
    actions.drop_view(view, by=request.user, at=now())
    messages.success(request, f"The view “{view.name}” is gone.")
    return redirect("customers:list")
