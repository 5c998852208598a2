"""The door of the portal: a visit of its own, apart from the sign-in of those who work here.

It has its own cookie, sent to the portal alone, and its own row among the sessions. Coming in always
makes a new key, so that one planted before is worth nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.timezone import now

from rapport.customers.models import Customer
from rapport.desk.models import PortalLink
from rapport.desk.queries import portal
from rapport.desk.rules import CaseNotFound
from rapport.desk.rules.portal import VISIT_IDLE_FOR, VISIT_LASTS_FOR

COOKIE = "rapport_portal"
PATH = "/portal"
NOTED_EVERY = 60  # seconds: a page need not cost a write


@dataclass(frozen=True)
class Visit:
    """Somebody in the portal: who they are, and by which address they came in."""

    customer: Customer
    address: str


class Visited(HttpRequest):
    """A request of a customer who is in the portal."""

    visit: Visit


View = Callable[..., HttpResponse]


def for_customers(view: View) -> View:
    """Show a page to a customer in the portal; others are asked for their address first.

    What they wrote while their visit ended is shown to them again, and not lost.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        visit = visit_of(request, at=now())
        if visit is None:
            return _kept_out(request)
        request.visit = visit  # type: ignore[attr-defined]
        try:
            answer = view(request, *args, **names)
        except (Http404, CaseNotFound):
            answer = render(request, "desk/portal/not_found.html", status=404)
        return kept_by_no_cache(answer)

    return guarded


def _kept_out(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("text", "")
    if not text:
        return kept_by_no_cache(redirect("desk:portal_sign_in"))
    return kept_by_no_cache(render(request, "desk/portal/signed_out.html", {"text": text}, status=401))


def kept_by_no_cache(answer: HttpResponse) -> HttpResponse:
    """Return an answer that nobody finds in the browser's cache afterwards."""
    answer["Cache-Control"] = "private, no-store"
    return answer


def visit_of(request: HttpRequest, *, at: datetime) -> Visit | None:
    """Return the visit of a request, and put off its end; None where there is none or it is over.

    It is over too once the address is not the customer's alone any more.
    """
    session = _session(request.COOKIES.get(COOKIE))
    number, began = session.get("customer"), session.get("portal_began")
    address = str(session.get("address", ""))
    if not (number and began) or at.timestamp() - began > VISIT_LASTS_FOR.total_seconds():
        return None
    customer = portal.visitor(number, address)
    if customer is None:
        return None
    if at.timestamp() - session.get("seen", 0) >= NOTED_EVERY:
        session["seen"] = at.timestamp()
        session.save()
    return Visit(customer, address)


def begin_visit(request: HttpRequest, link: PortalLink, *, at: datetime) -> HttpResponse:
    """Let a customer in by a link that was just used, under a new key."""
    _end(request)
    session = _session(None)
    session.update(
        {"customer": link.customer_id, "address": link.address, "portal_began": at.timestamp(),
         "seen": at.timestamp()}
    )  # fmt: skip
    session.set_expiry(int(VISIT_IDLE_FOR.total_seconds()))
    session.create()
    rotate_token(request)
    answer = redirect("desk:portal")
    answer.set_cookie(
        COOKIE, session.session_key or "", path=PATH, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return kept_by_no_cache(answer)


def end_visit(request: HttpRequest) -> HttpResponse:
    """End a visit: its row is gone, so that a copied cookie is worth nothing either."""
    _end(request)
    answer = redirect("desk:portal_sign_in")
    answer.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return kept_by_no_cache(answer)


def _end(request: HttpRequest) -> None:
    """Drop the row of a visit; a key of somebody who works here is not ours to drop."""
    session = _session(request.COOKIES.get(COOKIE))
    if session.get("portal_began"):
        session.flush()


def _session(key: str | None) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store
