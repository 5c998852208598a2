"""Customers as such: new, changed, put away and taken out again, with their category confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.customers import actions
from rapport.customers.forms.facts import FactsForm
from rapport.customers.forms.registration import CategoryForm, CustomerForm, KindForm
from rapport.customers.models import Customer
from rapport.customers.rules import ChangedMeanwhile, facts_from, propose_category
from rapport.customers.views.conflicts import conflict_page
from rapport.customers.views.finding import lay_blame, seen_customer
from rapport.lib.errors import Refusal
from rapport.staff.actions import record_view
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight

DECLINED = 422
asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@needs(Sight.OWN_TEAM)
@asked_or_sent
def new(request: Request) -> HttpResponse:
    """Ask the kind of somebody new first, then who they are."""
    kind = KindForm(request.POST if request.method == "POST" else request.GET)
    if not kind.is_valid():
        return render(request, "customers/kind.html", {"form": KindForm()})
    if request.method == "POST":
        return _added(request, kind.cleaned_data["kind"])
    form = CustomerForm(initial={"team": request.user.team_id})
    return _new_page(request, kind.cleaned_data["kind"], form, FactsForm())


def _added(request: Request, kind: str) -> HttpResponse:
    form, facts = CustomerForm(request.POST), FactsForm(request.POST)
    if form.is_valid() and facts.is_valid():
        fields = {**form.cleaned_data, "kind": kind, "facts": facts.facts}
        try:
            customer = actions.add_customer(fields, by=request.user, at=now())
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, f"{customer.name} is in the register.")
            return redirect(customer)
    return _new_page(request, kind, form, facts, status=DECLINED)


def _new_page(
    request: Request, kind: str, form: CustomerForm, facts: FactsForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "facts": facts, "kind": kind}
    return render(request, "customers/new.html", context, status=status)


@signed_in
@asked_or_sent
def edit(request: Request, number: int) -> HttpResponse:
    """Change who a customer is; what somebody else saved meanwhile is not overwritten."""
    customer = seen_customer(request, number)
    record_view(request.user, customer, at=now())
    if request.method == "POST":
        return _changed(request, customer)
    fields: dict[str, Any] = {name: getattr(customer, name) for name in CustomerForm.base_fields}
    return _edit_page(request, customer, CustomerForm(initial=fields))


def _changed(request: Request, customer: Customer) -> HttpResponse:
    form = CustomerForm(request.POST)
    version = request.POST.get("version", "")
    if form.is_valid() and version.isascii() and version.isdigit() and len(version) < 10:
        try:
            actions.change_customer(
                customer, form.cleaned_data, version=int(version), by=request.user, at=now()
            )
        except ChangedMeanwhile as refusal:
            return conflict_page(request, customer, refusal)
        except Refusal as refusal:
            lay_blame(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect(customer)
    return _edit_page(request, customer, form, status=DECLINED)


def _edit_page(
    request: Request, customer: Customer, form: CustomerForm, *, status: int = 200
) -> HttpResponse:
    version = form.data.get("version", customer.version)
    context = {"customer": customer, "form": form, "version": version}
    return render(request, "customers/edit.html", context, status=status)


@signed_in
@asked_or_sent
def category(request: Request, number: int) -> HttpResponse:
    """Show why a category is proposed, ask what would decide, and take a person's word for it."""
    customer = seen_customer(request, number)
    record_view(request.user, customer, at=now())
    proposal = propose_category(facts_from(customer.kind, customer.facts))
    first = customer.category or proposal.category
    form = CategoryForm(request.POST if request.method == "POST" else None, initial={"category": first})
    if request.method == "POST" and form.is_valid():
        actions.confirm_category(customer, form.cleaned_data["category"], by=request.user, at=now())
        messages.success(request, "The category is confirmed.")
        return redirect(customer)
    context = {
        "customer": customer,
        "form": form,
        "facts": FactsForm(facts=customer.facts),
        "proposal": proposal,
    }
    return render(request, "customers/category.html", context, status=DECLINED if form.errors else 200)


@signed_in
@require_POST
def facts(request: Request, number: int) -> HttpResponse:
    """Note what is known of a customer, from which the category is proposed."""
    customer = seen_customer(request, number)
    form = FactsForm(request.POST)
    if form.is_valid():
        fields = {"facts": form.facts}
        actions.change_customer(customer, fields, version=_seen(request, customer), by=request.user, at=now())
    return redirect("customers:category", customer.pk)


def _seen(request: Request, customer: Customer) -> int:
    """Return the version that stood behind the form, so that a change made since is not overwritten."""
    version = request.POST.get("version", "")
    is_number = version.isascii() and version.isdigit() and len(version) < 10
    return int(version) if is_number else customer.version


@signed_in
@asked_or_sent
def archive(request: Request, number: int) -> HttpResponse:
    """Put a customer away, after saying what that means."""
    customer = seen_customer(request, number)
    record_view(request.user, customer, at=now())
    if request.method == "POST":
        actions.archive(customer, by=request.user, at=now())
        messages.success(request, f"{customer.name} is in the archive. The page stays at this address.")
        return redirect(customer)
    return render(request, "customers/archive.html", {"customer": customer})


@signed_in
@require_POST
def restore(request: Request, number: int) -> HttpResponse:
    """Take a customer out of the archive."""
    customer = seen_customer(request, number)
    actions.restore(customer, by=request.user, at=now())
    messages.success(request, f"{customer.name} is back in the lists.")
    return redirect(customer)
