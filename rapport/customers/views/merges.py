"""Records that may be one party: found with the reason, merged, and parted again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.customers import actions, queries
from rapport.customers.forms.registration import MergeForm
from rapport.customers.models import Customer
from rapport.customers.rules import MergedMeanwhile, MergeNotPossible
from rapport.customers.views.finding import lay_blame, seen_customer
from rapport.lib.errors import Refusal
from rapport.staff.actions import record_list, record_view
from rapport.staff.doors import signed_in
from rapport.staff.requests import Request

DECLINED = 422


@signed_in
@require_safe
def duplicates(request: Request) -> HttpResponse:
    """List the records that may be one party, with the reasons."""
    pairs = queries.duplicates_visible_to(request.user)
    record_list(request.user, "list", "customer", count=len(pairs), at=now(), which="duplicates")
    return render(request, "customers/duplicates.html", {"pairs": pairs})


@signed_in
@require_safe
def duplicates_of(request: Request, number: int) -> HttpResponse:
    """List the records that may be the same party as a customer, and offer any other to merge with."""
    customer = seen_customer(request, number)
    record_view(request.user, customer, at=now())
    found = queries.duplicates_of(request.user, customer)
    return render(request, "customers/duplicates_of.html", {"customer": customer, "found": found})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, number: int, other: int) -> HttpResponse:
    """Show two records side by side, ask which is kept and why, and join them."""
    one, two = (seen_customer(request, which) for which in (number, other))
    _refuse_one(one, two, {number, other})
    for customer in (one, two):
        record_view(request.user, customer, at=now())
    reasons = _reasons(request, one, two)
    first = {"kept": min(one.pk, two.pk), "reason": ", ".join(reasons)}
    form = MergeForm(request.POST if request.method == "POST" else None, initial=first, label_suffix="")
    form.fields["kept"].choices = [(each.pk, f"{each.name}, number {each.pk}") for each in (one, two)]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid() and _merged(request, form, one, two):
        return redirect("customers:page", form.cleaned_data["kept"])
    context = {"form": form, "one": one, "other": two, "reasons": reasons}
    return render(request, "customers/merge.html", context, status=DECLINED if form.errors else 200)


def _refuse_one(one: Customer, two: Customer, numbers: set[int]) -> None:
    """Refuse to merge what is one record already, by its number or by a merge meanwhile."""
    if one.pk != two.pk:
        return
    gone = numbers - {one.pk}
    if not gone:
        raise MergeNotPossible(name=one.name)
    raise MergedMeanwhile(name=f"Customer {min(gone)}", into=one.pk)


def _merged(request: Request, form: MergeForm, one: Customer, two: Customer) -> bool:
    kept, gone = (one, two) if form.cleaned_data["kept"] == one.pk else (two, one)
    try:
        actions.merge(kept, gone, reason=form.cleaned_data["reason"], by=request.user, at=now())
    except Refusal as refusal:
        lay_blame(form, refusal)
        return False
    messages.success(
        request, f"{gone.name} is now part of {kept.name}. You can undo it below, at “This record”."
    )
    return True


def _reasons(request: Request, one: Customer, two: Customer) -> tuple[str, ...]:
    found = queries.duplicates_of(request.user, one)
    return next((tuple(map(str, pair.reasons)) for pair in found if pair.customer.pk == two.pk), ())


@signed_in
@require_POST
def merge_undone(request: Request, number: int) -> HttpResponse:
    """Part two records again as they were before they were merged."""
    merged = get_object_or_404(queries.merges_visible_to(request.user), pk=number)
    actions.undo_merge(merged, by=request.user, at=now())
    messages.success(request, f"{merged.gone.name} is a record of its own again.")
    return redirect(merged.kept)
