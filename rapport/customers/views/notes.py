"""Whatever is noted about a customer on a form of its own: one view, one sheet for each noun."""

import re
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from rapport.customers import queries
from rapport.customers.forms.notes import RelationForm
from rapport.customers.models import Customer
from rapport.customers.rules import ask_from
from rapport.customers.views.finding import lay_blame, seen_customer
from rapport.customers.views.sheets import SHEETS, Sheet
from rapport.lib.errors import Refusal
from rapport.staff.actions import record_list, record_view
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request

DECLINED = 422
MOST_FOUND = 12
NUMBER = re.compile(r"[0-9]{1,18}")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Request, number: int, noun: str) -> HttpResponse:
    """Show a sheet about a customer, and note what it holds."""
    sheet = SHEETS[noun]
    if sheet.sight and not request.user.may(sheet.sight):
        raise Http404
    customer = seen_customer(request, number)
    record_view(request.user, customer, at=now())
    if request.method == "POST":
        return _noted(request, customer, sheet)
    return _page(request, customer, sheet, sheet.form(initial=_asked_other(request, noun)))


def _noted(request: Request, customer: Customer, sheet: Sheet) -> HttpResponse:
    form = sheet.form(request.POST)
    if form.is_valid() and _saved(request, customer, sheet, form):
        messages.success(request, sheet.said)
        return redirect(customer)
    return _page(request, customer, sheet, form, status=DECLINED)


def _saved(request: Request, customer: Customer, sheet: Sheet, form: Form) -> bool:
    try:
        sheet.save(customer, form.cleaned_data, by=request.user, at=now())
    except Refusal as refusal:
        lay_blame(form, refusal)
        return False
    return True


def _page(
    request: Request, customer: Customer, sheet: Sheet, form: Form, *, status: int = 200
) -> HttpResponse:
    words = {"title": sheet.title, "lead": sheet.lead, "deed": sheet.deed}
    context = {"customer": customer, "form": form, "back": customer.get_absolute_url(), **words}
    if isinstance(form, RelationForm):
        context |= _others(request, customer, form)
    return render(request, sheet.template, context, status=status)


def _asked_other(request: Request, noun: str) -> dict[str, str]:
    """Return whom a relation is to be with, as the search on its sheet chose them."""
    other = request.GET.get("other", "")
    return {"other": other} if noun == "relations" and NUMBER.fullmatch(other) else {}


def _others(request: Request, customer: Customer, form: RelationForm) -> dict[str, Any]:
    """Return the other party that is chosen, and those whom the search for one found."""
    chosen = str(form["other"].value() or "")
    find = request.GET.get("find", "").strip()
    found = queries.find_customers(request.user, ask_from({"q": find})).rows if find else ()
    if found:
        record_list(request.user, "list", "customer", count=len(found), at=now(), q=find)
    return {
        "other": seen_customer(request, int(chosen)) if NUMBER.fullmatch(chosen) else None,
        "find": find,
        "found": [row for row in found if row.customer != customer][:MOST_FOUND],
    }
