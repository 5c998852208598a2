"""The page of a customer: who they are, what they need, what we owe next, what they are worth."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from rapport.customers import queries
from rapport.customers.models import ContactPoint
from rapport.customers.rules import Journey, NeedKind, StageSeen
from rapport.customers.views.finding import seen_customer
from rapport.customers.views.parts import parts_of
from rapport.staff.actions import record_list, record_view
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@dataclass(frozen=True)
class Step:
    """One stage of the journey as the strip shows it."""

    name: str
    count: int
    words: str
    is_gap: bool


@signed_in
@require_safe
def page(request: Request, number: int) -> HttpResponse:
    """Show a customer; a number that was merged leads to the record that took it in."""
    shown = queries.customer_page(request.user, number, at=now())
    if shown.customer.pk != number:
        return redirect(shown.customer)
    record_view(request.user, shown.customer, at=now())
    journey = queries.journey_of(shown.customer, at=now())
    context: dict[str, Any] = {
        "page": shown,
        "customer": shown.customer,
        "first_point": _first_point(shown),
        "to_us": [relation for relation in shown.relations if relation.to_us],
        "steps": [_step(seen) for seen in journey.stages],
        "silences": _silences(journey),
        "stretch": shown.timeline,
        "parts": parts_of(request.user, shown.customer),
        "may_open": request.user.may(Sight.OTHER_TEAMS),
        "now": now(),
    }
    return render(request, "customers/page.html", context)


@signed_in
@require_safe
def timeline(request: Request, number: int) -> HttpResponse:
    """Show the time-line from a place on, as a page or as what is added to one."""
    customer = seen_customer(request, number)
    record_view(request.user, customer, at=now())
    stretch = queries.timeline_of(request.user, customer, after=request.GET.get("after", ""))
    return render(request, "customers/timeline.html", {"customer": customer, "stretch": stretch})


@signed_in
@require_safe
def consent_history(request: Request, number: int) -> HttpResponse:
    """Show every event of a customer's consent, the newest first, each with its receipt."""
    customer = seen_customer(request, number)
    record_view(request.user, customer, at=now())
    events = queries.consents_visible_to(request.user).filter(customer=customer).order_by("-at", "-pk")
    return render(request, "customers/consent_history.html", {"customer": customer, "events": events[:500]})


@signed_in
@require_safe
def receipt(request: Request, number: int, event: int) -> HttpResponse:
    """Hand out the signed receipt of a consent event."""
    customer = seen_customer(request, number)
    found = get_object_or_404(queries.consents_visible_to(request.user), pk=event, customer=customer)
    record_view(request.user, customer, at=now())
    answer = JsonResponse(queries.receipt_of(found).as_json, json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="consent-{customer.pk}-{found.pk}.json"'
    return answer


@signed_in
@require_safe
def types(request: Request) -> HttpResponse:
    """Compare the types of customer: what each needs, and what good service means for it."""
    compared = queries.types_compared(request.user)
    total = sum(one.customers for one in compared)
    record_list(request.user, "list", "customer", count=total, at=now(), which="types")
    return render(
        request, "customers/types.html", {"types": compared, "total": total, "kinds": list(NeedKind)}
    )


def _first_point(shown: queries.CustomerPage) -> ContactPoint | None:
    """Return the contact point of the preferred channel, else the one they prefer."""
    channel = shown.customer.preferred_channel
    kind = {"letter": "address"}.get(channel, channel)
    fitting = [point for point in shown.contact_points if point.kind == kind]
    preferred = [point for point in shown.contact_points if point.is_preferred]
    return next(iter(sorted(fitting, key=lambda point: not point.is_preferred) + preferred), None)


def _step(seen: StageSeen) -> Step:
    days = [touchpoint.at for touchpoint in seen.touchpoints]
    words = f"{min(days):%-d %b %Y}" if days else ""
    if days and max(days).date() != min(days).date():
        words = f"{words} to {max(days):%-d %b %Y}"
    return Step(str(seen.stage), len(days), words, seen.is_gap)


def _silences(journey: Journey) -> list[str]:
    """Return the silences as sentences, the newest first, three at most."""
    return [
        f"{one.days} days without a contact since {one.since:%-d %B %Y}"
        if one.until is None
        else f"{one.days} days without a contact, {one.since:%-d %B %Y} to {one.until:%-d %B %Y}"
        for one in journey.silences[::-1][:3]
    ]
