"""Requests about data, adjustments and breaches: the list, a new one; and the law that is watched."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from rapport.customers.rules import Channel
from rapport.desk.actions.owed.requests import NewRequest, open_request
from rapport.desk.forms.owed import RequestForm
from rapport.desk.queries.owed.requests import rights_requests_shown
from rapport.desk.rules.owed.beginnings import REQUEST_KINDS
from rapport.desk.rules.owed.refusals import RequestNotRight
from rapport.desk.views.finding import DECLINED, lay_blame, named_customer
from rapport.engine.rights.watching import NOT_COVERED, SEEN, WATCHED
from rapport.lib.errors import Refusal
from rapport.staff.actions import record_list
from rapport.staff.doors import needs
from rapport.staff.models import User
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

STATES = {"open": "open ones", "all": "all"}


@needs(Sight.CASES)
@require_safe
def requests(request: Request) -> HttpResponse:
    """List the requests about data and equality, what is due first on top."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "open")
    _refuse_unknown(request)
    number = int(request.GET.get("page", "1"))
    page = rights_requests_shown(request.user, kind=kind, is_open=state != "all", page=number)
    record_list(request.user, "list", "case", count=len(page.rows), at=now(), asked=request.GET.dict())
    words = {name: value for name, value in request.GET.items() if name != "page"}
    context = {
        "rows": page.rows,
        "number": number,
        "newer": urlencode(words | {"page": number - 1}) if number > 1 else "",
        "older": urlencode(words | {"page": number + 1}) if page.has_more else "",
        "kinds": REQUEST_KINDS,
        "kind": kind,
        "state": state,
        "states": STATES,
        "now": now(),
    }
    return render(request, "desk/owed/requests.html", context)


KNOWN: dict[str, tuple[str, ...]] = {
    "kind": ("", *REQUEST_KINDS),
    "state": tuple(STATES),
    "page": tuple(str(number) for number in range(1, 201)),
}


def _refuse_unknown(request: Request) -> None:
    for name, value in request.GET.items():
        if value not in KNOWN.get(name, ()):
            known = "1 to 200" if name == "page" else ", ".join(KNOWN.get(name) or KNOWN).lstrip(", ")
            field = name[:40] if name in KNOWN else "filter"
            raise RequestNotRight(field=field, value=(value if name in KNOWN else name)[:40], expected=known)


@needs(Sight.CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Open a request that came in; its clock starts by itself."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            case = open_request(_request(request.user, form.cleaned_data), by=request.user, at=now())
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, "The request is open, and its clock runs.")
            return redirect("desk:owed", case.pk)
    status = DECLINED if form.is_bound else 200
    return render(request, "desk/owed/new_request.html", {"form": form}, status=status)


def _form(request: Request) -> RequestForm:
    sent = request.POST if request.method == "POST" else None
    first = {
        "kind": request.GET.get("kind", ""),
        "customer": request.GET.get("customer", ""),
        "received": now(),
    }
    form = RequestForm(sent, initial=first)
    form.fields["kind"].choices = [(one.kind, one.words) for one in REQUEST_KINDS.values()]  # type: ignore[attr-defined]
    form.fields["channel"].choices = [(str(one), str(one)) for one in Channel]  # type: ignore[attr-defined]
    return form


def _request(user: User, filled: dict[str, Any]) -> NewRequest:
    return NewRequest(
        filled["kind"], filled["subject"], Channel(filled["channel"]), filled["received"],
        customer=named_customer(user, filled["customer"]), words=filled["words"],
        id_doubt=filled["id_doubt"],
    )  # fmt: skip


@needs(Sight.CASES)
@require_safe
def watch(request: Request) -> HttpResponse:
    """Show the law that is to come or to be looked at again; what is overdue stands out."""
    today = localdate()
    rows = [(one, one.is_due(today)) for one in sorted(WATCHED, key=lambda one: one.review_by)]
    context = {"rows": rows, "seen": SEEN, "not_covered": NOT_COVERED, "overdue": any(due for _, due in rows)}
    return render(request, "desk/owed/watch.html", context)
