"""Keep people signed in while they work, and no longer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

MINUTES_BETWEEN = 5  # a session is written anew so often at most: a page need not cost a write
SEEN = "rapport_seen"
Answer = Callable[[HttpRequest], HttpResponse]


def stay_while_working(get_response: Answer) -> Answer:
    """Put the end of a session off while its person works; idle for SESSION_COOKIE_AGE, it ends."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _renew(request)
        return get_response(request)

    return answer


def _renew(request: HttpRequest) -> None:
    minute = int(now().timestamp()) // 60
    if minute - request.session.get(SEEN, 0) >= MINUTES_BETWEEN:
        request.session[SEEN] = minute
