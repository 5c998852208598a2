"""Who works here: the page of people, teams and roles, and what is done about people."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from rapport.staff import actions, queries
from rapport.staff.doors import needs
from rapport.staff.forms import InviteForm, PlaceForm, TeamForm
from rapport.staff.models import User
from rapport.staff.requests import Request
from rapport.staff.rules import MAY, ROLE_WORDS, SIGHT_WORDS, AddressTaken, Sight, may_grant

LINK = "staff_link"  # a one-time link is shown once, on the page after it was made


@require_safe
@needs(Sight.STAFF)
def staff(request: Request) -> HttpResponse:
    """Show everybody who works here, the teams, the invitations, and who sees what."""
    return _staff_page(request, InviteForm(by=request.user))


@require_POST
@needs(Sight.STAFF)
def invite(request: Request) -> HttpResponse:
    """Invite somebody, and show the link once."""
    form = InviteForm(request.POST, by=request.user)
    if not form.is_valid():
        return _staff_page(request, form, status=422)
    try:
        secret = actions.invite(**form.cleaned_data, by=request.user, at=now())
    except AddressTaken as refusal:
        form.add_error("email", str(refusal))
        return _staff_page(request, form, status=422)
    _keep_link(request, form.cleaned_data["email"], secret)
    return redirect("staff:staff")


def _staff_page(request: Request, form: InviteForm, status: int = 200) -> HttpResponse:
    matrix = [(word, [sight in MAY[role] for role in MAY]) for sight, word in SIGHT_WORDS.items()]
    context = {
        "people": queries.people_visible_to(request.user),
        "teams": queries.teams(),
        "invitations": queries.open_invitations(now()),
        "form": form,
        "team_form": TeamForm(),
        "roles": ROLE_WORDS.values(),
        "matrix": matrix,
        "link": request.session.pop(LINK, None),
    }
    return render(request, "staff/staff.html", context, status=status)


def _keep_link(request: Request, email: str, secret: str) -> None:
    address = request.build_absolute_uri(actions.link_of(secret))
    request.session[LINK] = {"email": email, "address": address}


@require_POST
@needs(Sight.STAFF)
def withdraw(request: Request, number: int) -> HttpResponse:
    """End an invitation that nobody used yet."""
    invitation = get_object_or_404(queries.open_invitations(now()), pk=number)
    actions.withdraw_invitation(invitation, by=request.user, at=now())
    return redirect("staff:staff")


@needs(Sight.STAFF)
def person(request: Request, number: int) -> HttpResponse:
    """Show one person, and give them another role or team."""
    found = _person(request, number)
    form = PlaceForm(
        request.POST or None, by=request.user, initial={"role": found.role, "team": found.team_id}
    )
    if form.is_valid():
        actions.place(found, **form.cleaned_data, by=request.user, at=now())
        return redirect("staff:person", number)
    context = {
        "person": found,
        "form": form,
        "may_change": may_grant(request.user.role, found.role),
        "link": request.session.pop(LINK, None),
    }
    return render(request, "staff/person.html", context, status=422 if form.is_bound else 200)


def _person(request: Request, number: int) -> User:
    return get_object_or_404(queries.people_visible_to(request.user), pk=number)


@require_POST
@needs(Sight.STAFF)
def deactivate(request: Request, number: int) -> HttpResponse:
    """End somebody's access."""
    actions.deactivate(_person(request, number), by=request.user, at=now())
    return redirect("staff:person", number)


@require_POST
@needs(Sight.STAFF)
def reactivate(request: Request, number: int) -> HttpResponse:
    """Let somebody sign in again."""
    actions.reactivate(_person(request, number), by=request.user, at=now())
    return redirect("staff:person", number)


@require_POST
@needs(Sight.STAFF)
def recover(request: Request, number: int) -> HttpResponse:
    """Remove somebody's lost second factors, and show the link for a new password once."""
    found = _person(request, number)
    _keep_link(request, found.email, actions.recover(found.email, by=request.user, at=now()))
    return redirect("staff:person", number)


@require_POST
@needs(Sight.STAFF)
def delete(request: Request, number: int) -> HttpResponse:
    """Delete somebody whom no record names."""
    actions.delete_person(_person(request, number), by=request.user, at=now())
    return redirect("staff:staff")
