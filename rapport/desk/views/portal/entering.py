"""Into the portal and out again: by a link that is mailed, works once, and is used by a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.actions import links
from rapport.desk.forms.public import LinkForm
from rapport.desk.rules.portal import FormTooOften, PortalLinkUsedUp
from rapport.desk.views.portal.door import begin_visit, end_visit, kept_by_no_cache, visit_of
from rapport.desk.views.sending import network_of

TOO_OFTEN, DECLINED, GONE = 429, 422, 404
asked_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@asked_or_sent
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and say that a link is on its way: the same for every address."""
    if visit_of(request, at=now()):
        return redirect("desk:portal")
    form = LinkForm(request.POST if request.method == "POST" else None)
    status, fault = 200, ""
    if form.is_valid():
        try:
            address, site = form.cleaned_data["address"], request.build_absolute_uri("/").rstrip("/")
            links.ask_for_link(address, site=site, network=network_of(request), at=now())
        except FormTooOften as refusal:
            status, fault = TOO_OFTEN, str(refusal)
        else:
            return kept_by_no_cache(redirect("desk:portal_asked"))
    elif form.is_bound:
        status = DECLINED
    context = {"form": form, "fault": fault}
    return kept_by_no_cache(render(request, "desk/portal/sign_in.html", context, status=status))


@require_http_methods(["GET", "HEAD"])
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a link is on its way, if the address is known."""
    return kept_by_no_cache(render(request, "desk/portal/asked.html"))


@asked_or_sent
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button, and let in whoever presses it.

    Opening the page uses nothing up and says nothing of the link: programs that look through mail open
    every link in it.
    """
    if request.method != "POST":
        return kept_by_no_cache(render(request, "desk/portal/enter.html"))
    try:
        link = links.use_link(secret, at=now())
    except PortalLinkUsedUp as refusal:
        context = {"form": LinkForm(), "fault": str(refusal)}
        return kept_by_no_cache(render(request, "desk/portal/sign_in.html", context, status=GONE))
    return begin_visit(request, link, at=now())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End a visit."""
    return end_visit(request)
