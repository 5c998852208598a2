"""The request as every view of a room gets it: somebody is signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from rapport.staff.models import User


class Request(HttpRequest):
    """A request of somebody who is signed in; `htmx` is true where only a part of the page is asked for."""

    user: User
    htmx: HtmxDetails
