"""One's own account: the name, the shortcuts, and the keys to come in with."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from rapport.staff import actions, queries
from rapport.staff.doors import signed_in
from rapport.staff.forms import SelfForm
from rapport.staff.requests import Request
from rapport.staff.rules import ROLE_WORDS, Role


@signed_in
def me(request: Request) -> HttpResponse:
    """Show what is known of oneself, and change the name and the shortcuts."""
    user = request.user
    form = SelfForm(request.POST or None, initial={"name": user.name, "has_keys": user.has_keys})
    if form.is_valid():
        actions.change_self(user, **form.cleaned_data, at=now())
        return redirect("staff:me")
    context = {"form": form, "role": ROLE_WORDS[Role(user.role)]}
    return render(request, "staff/me.html", context, status=422 if form.is_bound else 200)


@require_safe
@signed_in
def security(request: Request) -> HttpResponse:
    """Show the password, the second factor, the passkeys and the browsers that are known."""
    return render(request, "staff/security.html", {"keys": queries.keys_of(request.user)})


def to_security(request: Request, **names: Any) -> HttpResponse:  # noqa: ARG001 - every view gets one
    """Lead to the page that stands for others of the sign-in library."""
    return redirect("staff:security")


def nothing_here(request: Request, **names: Any) -> HttpResponse:  # noqa: ARG001 - every view gets one
    """Say that there is no such page: nobody signs up, and addresses are changed by whoever invited."""
    raise Http404
