"""What ends or is dropped by one button on the page of a customer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from rapport.customers import actions, queries
from rapport.customers.views.finding import seen_customer
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@dataclass(frozen=True)
class Ending:
    """What may be ended: whoever may see it, the action, and what is said after it."""

    visible_to: Callable[..., Any]
    act: Callable[..., object]
    said: str


ENDINGS: dict[str, Ending] = {
    "needs": Ending(
        queries.needs_visible_to, actions.end_need, "The need has ended; the time-line keeps it."
    ),
    "access_needs": Ending(
        queries.access_needs_visible_to, actions.end_access_need, "It is asked for no longer."
    ),
    "contact_points": Ending(queries.contact_points_visible_to, actions.drop_contact_point, "It is dropped."),
    "relations": Ending(queries.relations_visible_to, actions.unrelate, "The relation is dropped."),
    "alternatives": Ending(queries.alternatives_visible_to, actions.drop_alternative, "It is dropped."),
    "promises": Ending(queries.promises_visible_to, actions.keep_promise, "Kept. The time-line says so."),
}


@signed_in
@require_POST
def end(request: Request, number: int, noun: str, thing: int) -> HttpResponse:
    """End or drop one thing of a customer."""
    customer = seen_customer(request, number)
    ending = ENDINGS[noun]
    found = get_object_or_404(ending.visible_to(request.user), pk=thing, customer=customer)
    ending.act(found, by=request.user, at=now())
    messages.success(request, ending.said)
    return redirect(customer)


@needs(Sight.OTHER_TEAMS)
@require_POST
def assignment_ended(request: Request, number: int, person: int) -> HttpResponse:
    """Close a customer to somebody they were opened to."""
    customer = seen_customer(request, number)
    assigned = customer.assignments.filter(person=person).select_related("person").first()
    if assigned is None:
        raise Http404
    actions.unassign(customer, assigned.person, by=request.user, at=now())
    messages.success(request, f"It is closed to {assigned.person.name}.")
    return redirect(customer)
