"""The headers every page carries: what it may load, what it may ask of the browser, and who may frame it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from rapport.site.places import places_for
from rapport.site.rail import rail_for

HEADER = "Content-Security-Policy"
# Powers of the browser that no page of Rapport needs; passkeys are left to the page itself.
FEATURES_OFF = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
    *("encrypted-media", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi"),
    *("payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [*(f"{name}=()" for name in FEATURES_OFF), *(f"{name}=(self)" for name in PASSKEYS)]
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
Answer = Callable[[HttpRequest], HttpResponse]


def content_policy(get_response: Answer) -> Answer:
    """Set the site's headers on every answer that has none: nothing inline, nothing from elsewhere.

    What a signed-in person is shown is kept by no cache. The places of the rail ride along on the request.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.places = SimpleLazyObject(lambda: places_for(request))  # type: ignore[attr-defined]
        request.rail = SimpleLazyObject(lambda: rail_for(request))  # type: ignore[attr-defined]
        response = get_response(request)
        _set_headers(request, response)
        return response

    return answer


def _set_headers(request: HttpRequest, response: HttpResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not _is_trace(response):
        response.headers.setdefault(HEADER, settings.CONTENT_POLICY)
    if _is_signed_in(request):
        response.headers.setdefault("Cache-Control", "private, no-store")


def _is_signed_in(request: HttpRequest) -> bool:
    """Tell whether the answer was made for somebody, without asking the database for it."""
    user = getattr(request, "_cached_user", None)  # there once a view has looked at who asks
    return user is not None and user.is_authenticated


def _is_trace(response: HttpResponse) -> bool:
    """Tell Django's own error page for developers, which styles itself inline."""
    return settings.DEBUG and response.status_code in (404, 500)
