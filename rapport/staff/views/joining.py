"""Joining: the page behind a one-time link."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from rapport.staff import actions, queries
from rapport.staff.adapter import device_of, remember
from rapport.staff.forms import JoinForm
from rapport.staff.rules import ROLE_WORDS, Role


@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for name and password, make the person, and sign them in."""
    invitation = queries.invitation_of(secret, at=now())
    form = JoinForm(request.POST or None, invitation=invitation)
    if not form.is_valid():
        context = {"form": form, "invitation": invitation, "role": ROLE_WORDS[Role(invitation.role)]}
        return render(request, "staff/join.html", context, status=422 if form.is_bound else 200)
    typed = {"email": "", "name": ""} | form.cleaned_data
    person = actions.join(invitation, **typed, at=now())
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    actions.record_sign_in(person, at=now())
    response = redirect("home")
    remember(response, actions.know_device(person, device_of(request), at=now()))
    return response
