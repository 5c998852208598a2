"""The pages that belong to no room: home, the value report, keys, what is kept, and design."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_safe

from rapport import __version__
from rapport.site import queries
from rapport.site.design import samples
from rapport.site.keys import GENERAL, PAGE_KEYS
from rapport.site.policy import HEADER
from rapport.site.reports import read_report
from rapport.site.retention import TABLES
from rapport.staff.actions import record_list
from rapport.staff.doors import needs, signed_in
from rapport.staff.requests import Request
from rapport.staff.rules import Sight


@require_safe
@signed_in
def home(request: Request) -> HttpResponse:
    user, at = request.user, now()
    yesterday = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    changed = list(queries.changed_lately(user))
    record_list(user, "list", "customer", count=len(changed), at=at, page="home")
    context = {
        "now": at,
        "mine": queries.my_cases(user, at=at),
        "owed": queries.owed_next(user),
        "happened": queries.happened_since(yesterday, user=user),
        "imports": queries.imports_since(yesterday, user=user),
        "changed": changed,
        "valuations": queries.newest_valuations(user),
        "has_report": user.may(Sight.WORTH) and settings.REPORT.is_file(),
        "may_import": user.may(Sight.IMPORT),
        "may_see_worth": user.may(Sight.WORTH),
        "version": __version__,
    }
    return render(request, "site/home.html", context)


@require_safe
@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "site/keys.html", {"general": GENERAL, "on_pages": PAGE_KEYS})


@require_safe
@signed_in
def kept(request: HttpRequest) -> HttpResponse:
    return render(request, "site/kept.html", {"tables": TABLES})


@require_safe
@signed_in
def design(request: HttpRequest) -> HttpResponse:
    return render(request, "design/components.html", samples())


@require_safe
@needs(Sight.OTHER_TEAMS)  # it names the most valuable customers of every team
@needs(Sight.WORTH)
def report(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view gets one
    found = read_report(settings.REPORT)
    response = HttpResponse(found.page)
    response["Last-Modified"] = found.written_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    if found.policy:
        response[HEADER] = found.policy
    return response
