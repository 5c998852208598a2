"""What the operations of the desk share: the case of an address, and who may work on it."""

from django.utils.timezone import now

from rapport.desk.models import Case
from rapport.desk.queries import case_visible_to
from rapport.desk.rules import CaseFieldNotRight
from rapport.staff.actions import record_view
from rapport.staff.rules import NotAllowed, Sight
from rapport.staff.tokens.door import ApiRequest, Bearer
from rapport.staff.tokens.rules import Scope

READ, WRITE = Bearer(Scope.CASES_READ), Bearer(Scope.CASES_WRITE)


def read_case(request: ApiRequest, number: int) -> Case:
    """Return a case that the person may see, and write that they did."""
    case = case_visible_to(request.user, number)
    record_view(request.user, case, at=now())
    return case


def worked_case(request: ApiRequest, number: int) -> Case:
    """Return a case that the person may see and work on."""
    case = case_visible_to(request.user, number)
    refuse_idle(request)
    return case


def refuse_idle(request: ApiRequest) -> None:
    """Refuse a person whose role does not work on cases."""
    if not request.user.may(Sight.CASES):
        raise NotAllowed(role=request.user.role, deed="work on cases")


def refuse_filters(request: ApiRequest, *known: str) -> None:
    """Refuse a filter that a list does not know, so that nobody takes a whole list for a part of it."""
    there_are = ", ".join(known) or "nothing: this list has no filters"
    for name, value in request.GET.items():
        if name not in known:
            raise CaseFieldNotRight(field=name[:80], value=value[:80], expected=there_are)
