"""Turn a refusal into an HTTP answer; nothing else knows which status belongs to which refusal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from rapport.lib.errors import Refusal
from rapport.site.reports import ReportNotThere

Answer = Callable[[HttpRequest], HttpResponse]

DECLINED = 422
STATUSES: dict[type[Refusal], int] = {ReportNotThere: 404}
HEADINGS = {404: "Not found", DECLINED: "Declined"}


class AnswerRefusals:
    """Middleware that answers a refusal raised by a view; any other exception is a bug and stays loud."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what a view raises comes to `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to a refusal, or None to let the exception go on."""
        return refused(request, exception) if isinstance(exception, Refusal) else None


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal: its own, else its nearest ancestor's, else 422."""
    return next((STATUSES[kind] for kind in type(refusal).mro() if kind in STATUSES), DECLINED)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say a refusal as a page, or as JSON to a program that prefers JSON."""
    status = status_of(refusal)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"code": refusal.code, "text": str(refusal)}, status=status)
    context = {"heading": HEADINGS.get(status, "Declined"), "sentence": str(refusal)}
    return render(request, "site/refusal.html", context, status=status)
