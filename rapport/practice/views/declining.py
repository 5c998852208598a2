"""How a page shows that something was declined."""

from django.core.exceptions import ValidationError
from django.forms import Form

from rapport.lib.errors import Refusal

DECLINED = 422
PRIVATE = ("customer_named", "customer_perhaps")  # refusals of texts that hold a customer's data


def lay_blame(form: Form, refusal: Refusal) -> None:
    """Show a refusal in the form that led to it."""
    form.add_error(None, ValidationError(str(refusal), code=refusal.code))


def said_in(form: Form, *codes: str) -> bool:
    """Tell whether a form shows a refusal of one of these codes."""
    shown = form.errors.as_data().get("__all__", [])
    return any(one.code in codes for one in shown)
