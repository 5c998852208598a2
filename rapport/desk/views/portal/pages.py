"""What a customer sees of what is theirs: messages, promises, orders, and what we have noted of them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from rapport.desk.queries import portal
from rapport.desk.rules import LIVE
from rapport.desk.views.portal.door import Visited, for_customers
from rapport.orders.queries import left_of

PAGE = 30


@require_safe
@for_customers
def overview(request: Visited) -> HttpResponse:
    """Show the cases of a customer, the newest first, and what is promised to them."""
    me, today = request.visit.customer, localdate()
    cases = portal.cases_open_to(me, on=today).order_by("-opened_at", "-pk")
    promises = portal.promises_open_to(me, on=today)
    context: dict[str, Any] = {
        "page": Paginator(cases, PAGE).get_page(request.GET.get("page")),
        "waiting": cases.filter(state="waiting").count(),
        "is_live": [str(state) for state in LIVE],
        "promises": [promise for promise in reversed(promises) if _is_open(promise)],
        "now": now(),
    }
    return render(request, "desk/portal/overview.html", context)


@require_safe
@for_customers
def promises(request: Visited) -> HttpResponse:
    """Show everything that was promised to a customer, and what became of it."""
    found = portal.promises_open_to(request.visit.customer, on=localdate())
    return render(request, "desk/portal/promises.html", {"promises": found, "now": now()})


@require_safe
@for_customers
def orders(request: Visited) -> HttpResponse:
    """Show the orders of a customer, the newest first."""
    found = portal.orders_open_to(request.visit.customer, on=localdate())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/portal/orders.html", {"page": page})


@require_safe
@for_customers
def order(request: Visited, number: int) -> HttpResponse:
    """Show one order with what was bought, what was paid and what went back."""
    found = get_object_or_404(portal.orders_open_to(request.visit.customer, on=localdate()), pk=number)
    context = {
        "order": found,
        "lines": found.lines.order_by("pk"),
        "payments": found.payments.order_by("at", "pk"),
        "refunds": found.refunds.order_by("at", "pk"),
        "left": left_of(found),
    }
    return render(request, "desk/portal/order.html", context)


@require_safe
@for_customers
def details(request: Visited) -> HttpResponse:
    """Show how we reach a customer, and for whom they see more than what is theirs."""
    me = request.visit.customer
    context = {
        "customer": me,
        "points": me.contact_points.order_by("kind", "-is_preferred", "pk"),
        "organisations": portal.organisations_open_to(me, on=localdate()),
    }
    return render(request, "desk/portal/details.html", context)


def _is_open(promise: Any) -> bool:
    return not (promise.kept_at or promise.broken_at or promise.withdrawn_at)
