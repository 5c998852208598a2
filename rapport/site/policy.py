"""The content security policy every page carries unless it brings its own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
Answer = Callable[[HttpRequest], HttpResponse]


def content_policy(get_response: Answer) -> Answer:
    """Set the site's policy on every answer that has none: nothing inline, nothing from elsewhere."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not _is_trace(response):
            response.headers.setdefault(HEADER, settings.CONTENT_POLICY)
        return response

    return answer


def _is_trace(response: HttpResponse) -> bool:
    """Tell Django's own error page for developers, which styles itself inline."""
    return settings.DEBUG and response.status_code in (404, 500)
