"""What several views need: the customer of an address, and a refusal shown in the form that led to it."""

from django.core.exceptions import ValidationError
from django.forms import Form

from rapport.customers import queries
from rapport.customers.models import Customer
from rapport.lib.errors import Refusal
from rapport.staff.requests import Request


def seen_customer(request: Request, number: int) -> Customer:
    """Return the customer of an address, archived or not; what may not be seen is not found."""
    return queries.customer_visible_to(request.user, number)


def lay_blame(form: Form, refusal: Refusal) -> None:
    """Show a refusal in the form that led to it."""
    form.add_error(None, ValidationError(str(refusal), code=refusal.code))
