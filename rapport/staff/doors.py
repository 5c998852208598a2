"""Who may come in through a door: signed in, and with a role that may."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from rapport.staff.rules import Sight

View = Callable[..., HttpResponse]

signed_in = login_required


def needs(sight: Sight) -> Callable[[View], View]:
    """Show a page only to roles that may see such things; to others it is not there."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
            if not request.user.may(sight):  # type: ignore[union-attr]
                raise Http404
            return view(request, *args, **names)

        return login_required(guarded)

    return guard
