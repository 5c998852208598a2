"""The JSON door: mounts the rooms' routers under /api/, and tells every problem in one shape."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.throttling import AuthRateThrottle

from rapport.lib.errors import Refusal
from rapport.site.refusals import problem_of, status_of
from rapport.staff.models import Token
from rapport.staff.tokens.rules import TokenNotKnown

DESCRIPTION = """\
Customers, relations, needs, orders, cases and worth, as the person behind the token may see them.
Every request carries `Authorization: Bearer TOKEN`; tokens are made at /tokens. A problem is told as
`{"code": ..., "text": ..., "facts": ...}`.
"""
RATE = "600/min"


class TokenThrottle(AuthRateThrottle):
    """Count the requests of each token."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """Return the key that the requests of this token are counted by."""
        token = getattr(request, "auth", None)
        return f"api-rate-{token.pk if isinstance(token, Token) else None}"


api = NinjaAPI(
    title="Rapport",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    throttle=[TokenThrottle(RATE)],
)
for room in ("customers", "orders", "desk", "insights"):
    api.add_router("", f"rapport.{room}.api.router")


def _problem(request: HttpRequest, status: int, code: str, text: str, **facts: Any) -> HttpResponse:
    told = {"code": code, "text": text} | ({"facts": facts} if facts else {})
    return api.create_response(request, told, status=status)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return api.create_response(request, problem_of(refusal), status=status_of(refusal))


@api.exception_handler(AuthenticationError)
def _not_let_in(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    response = _refused(request, TokenNotKnown())
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _: Http404) -> HttpResponse:
    return _problem(
        request, 404, "not_found", "There is nothing at this address, or nothing that you may see."
    )


@api.exception_handler(ValidationError)
def _not_readable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name each part of the request that does not fit, and why."""
    faults = {".".join(map(str, fault["loc"])): fault["msg"] for fault in error.errors}
    text = "; ".join(f"{place}: {why}" for place, why in faults.items())
    return _problem(
        request, 422, "request_not_readable", f"Not as documented: {text}."[:2_000], faults=faults
    )


@api.exception_handler(Throttled)
def _slowed(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = _problem(
        request, 429, "too_many_requests", f"More than {RATE}. Wait {error.wait or 60} seconds."
    )
    response.headers["Retry-After"] = str(error.wait or 60)
    return response


@api.exception_handler(HttpError)
def _declined(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        text = "The body is no JSON. Send a JSON object with Content-Type: application/json."
        return _problem(request, 400, "body_not_readable", text)
    return _problem(request, error.status_code, "declined", str(error))
