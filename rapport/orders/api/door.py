"""What the operations on promised lines share: the line of an address, and who may work on it."""

from django.utils.timezone import now

from rapport.orders.models import PromisedLine
from rapport.orders.queries.lines import line_visible_to, lines_visible_to
from rapport.staff.actions import record_view
from rapport.staff.rules import NotAllowed, Sight
from rapport.staff.tokens.door import ApiRequest, Bearer
from rapport.staff.tokens.rules import Scope

READ, WRITE = Bearer(Scope.ORDERS_READ), Bearer(Scope.ORDERS_WRITE)


def seen_line(request: ApiRequest, number: int) -> PromisedLine:
    """Return a line that the person may see, and write that they looked at its customer."""
    line = line_visible_to(request.user, number)
    record_view(request.user, line.promise.customer, at=now())
    return line


def worked_line(request: ApiRequest, number: int) -> PromisedLine:
    """Return a line that the person may see and work on."""
    line = line_visible_to(request.user, number)
    refuse_idle(request)
    return line


def seen_among(request: ApiRequest, numbers: list[int]) -> list[int]:
    """Return those of some lines that the person may see."""
    seen = lines_visible_to(request.user).filter(pk__in=numbers).order_by("pk")
    return list(seen.values_list("pk", flat=True))


def refuse_idle(request: ApiRequest) -> None:
    """Refuse a person whose role does not work on cases."""
    if not request.user.may(Sight.CASES):
        raise NotAllowed(role=request.user.role, deed="work on promised lines")
