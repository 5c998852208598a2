"""Who sees an organisation's cases in the portal: a page for leaders."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.customers.queries import customer_visible_to
from rapport.customers.rules import CustomerNotFound, Kind
from rapport.desk.actions import rights as actions
from rapport.desk.queries import rights as queries
from rapport.staff.actions import record_view
from rapport.staff.doors import needs
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@needs(Sight.DESK_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: Request, number: int) -> HttpResponse:
    """Show who belongs to an organisation, or where a person belongs, and give a right."""
    customer = customer_visible_to(request.user, number)
    record_view(request.user, customer, at=now())
    if request.method == "POST":
        person = customer_visible_to(request.user, _number(request, "person"))
        organisation = customer_visible_to(request.user, _number(request, "organisation"))
        actions.give_right(person, organisation, by=request.user, at=now(), on=localdate())
        messages.success(request, f"{person.name} sees the cases of {organisation.name} in the portal.")
        return redirect("desk:portal_rights", customer.pk)
    context = {
        "customer": customer,
        "is_organisation": customer.kind == Kind.ORGANISATION,
        "belongings": queries.belongings_of(customer, request.user, on=localdate()),
    }
    return render(request, "desk/rights/rights.html", context)


@needs(Sight.DESK_RULES)
@require_POST
def ended(request: Request, number: int, right: int) -> HttpResponse:
    """End a right."""
    customer = customer_visible_to(request.user, number)
    found = queries.right_visible_to(request.user, right)
    actions.end_right(found, by=request.user, at=now())
    messages.success(request, f"{found.person.name} sees the cases of {found.organisation.name} no longer.")
    return redirect("desk:portal_rights", customer.pk)


def _number(request: Request, name: str) -> int:
    """Return the number of a party that a form names; one that cannot be is not found."""
    value = request.POST.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise CustomerNotFound(number=value[:20])
    return int(value)
