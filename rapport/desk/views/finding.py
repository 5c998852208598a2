"""What several views need: the case of an address, its version in a form, and a refusal in the form."""

from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils.timezone import now

from rapport.customers.models import Customer
from rapport.customers.queries import customer_visible_to
from rapport.desk import queries
from rapport.desk.models import Case
from rapport.desk.rules import CaseFieldNotRight
from rapport.lib.errors import Refusal
from rapport.orders.models import Order
from rapport.orders.queries import orders_visible_to
from rapport.staff.actions import record_view
from rapport.staff.models import User
from rapport.staff.requests import Request

DECLINED, CONFLICT = 422, 409


def seen_case(request: Request, number: int) -> Case:
    """Return the case of an address, and write that it was seen; what may not be seen is not found."""
    case = queries.case_visible_to(request.user, number)
    record_view(request.user, case, at=now())
    return case


def seen_version(request: Request) -> int:
    """Return the version that stood behind a form; a form without one is stale for certain."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1


def lay_blame(form: Form, refusal: Refusal) -> None:
    """Show a refusal in the form that led to it."""
    form.add_error(None, ValidationError(str(refusal), code=refusal.code))


def named_customer(user: User, number: int | None) -> Customer | None:
    """Return the customer of a number that somebody typed, if they may see them."""
    return customer_visible_to(user, number) if number else None


def named_order(user: User, number: int | None) -> Order | None:
    """Return the order of a number that somebody typed, if they may see it."""
    if not number:
        return None
    found = orders_visible_to(user).filter(pk=number).first()
    if found is None:
        raise CaseFieldNotRight(field="order", value=number, expected="the number of an order you may see")
    return found
