"""What upper rooms put on the page of a customer: the site names them, and this room knows none of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from rapport.customers.models import Customer
from rapport.staff.models import User


@dataclass(frozen=True)
class Part:
    """A part of the page: its template and what that shows."""

    template: str
    shown: dict[str, Any]


Maker = Callable[[User, Customer], Part | None]  # None: there is nothing to show


def parts_of(user: User, customer: Customer) -> list[Part]:
    """Return what upper rooms show of a customer to somebody, in the order that the site names."""
    makers: Sequence[Maker] = import_string(settings.CUSTOMER_PARTS)
    return [part for make in makers if (part := make(user, customer)) is not None]
