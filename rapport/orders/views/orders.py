"""The pages of orders: the list, and one order."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from rapport.customers.queries import customers_visible_to
from rapport.orders import queries
from rapport.orders.queries import lines
from rapport.staff.actions import record_list, record_view
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@signed_in
@require_safe
def orders(request: Request) -> HttpResponse:
    """Show a page of orders, newest first, of everybody or of one customer."""
    ask = queries.ask_from(request.GET.dict())
    customer = None
    if ask.customer is not None:
        customer = get_object_or_404(customers_visible_to(request.user), pk=ask.customer)
    page = queries.find_orders(request.user, ask)
    words = {name: value for name, value in request.GET.items() if name != "after"}
    record_list(request.user, "list", "order", count=len(page.orders), at=now(), asked=words)
    totals = queries.totals_of(customer.orders.all()) if customer else []
    context = {
        "page": page,
        "customer": customer,
        "totals": totals,
        "ask": ask,
        "may_import": request.user.may(Sight.IMPORT),
    }
    return render(request, "orders/list.html", context)


@signed_in
@require_safe
def order(request: Request, number: int) -> HttpResponse:
    """Show one order with its lines, payments and refunds."""
    found = get_object_or_404(queries.orders_visible_to(request.user).select_related("customer"), pk=number)
    record_view(request.user, found.customer, at=now())
    context = {
        "order": found,
        "lines": found.lines.order_by("pk"),
        "payments": found.payments.order_by("at", "pk"),
        "refunds": found.refunds.order_by("at", "pk"),
        "left": queries.left_of(found),
        "rows": lines.find_lines(request.user, lines.LineAsk(order=found.pk), at=now())[0],
        "may_work": request.user.may(Sight.CASES),
    }
    return render(request, "orders/order.html", context)
