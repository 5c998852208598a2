"""The pages that belong to no room: the front door, the value report, and the health of the site."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rapport import __version__
from rapport.site.policy import HEADER
from rapport.site.reports import read_report


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "has_report": settings.REPORT.is_file(),
        "report": settings.REPORT,
        "version": __version__,
    }
    return render(request, "site/home.html", context)


@require_safe
def report(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view gets one
    found = read_report(settings.REPORT)
    response = HttpResponse(found.page)
    response["Last-Modified"] = found.written_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    if found.policy:
        response[HEADER] = found.policy
    return response


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - every view gets one
    reachable = _is_database_reachable()
    answer = {
        "status": "ok" if reachable else "failing",
        "database": "reachable" if reachable else "not reachable",
        "version": __version__,
    }
    return JsonResponse(answer, status=200 if reachable else 503)


def _is_database_reachable() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
