"""What a customer's fields were at an earlier version, from the audit."""

from collections.abc import Collection
from typing import Any

from rapport.customers.models import Customer
from rapport.staff.models import AuditEntry

MOST_READ = 200


def fields_before(customer: Customer, version: int, *, fields: Collection[str]) -> dict[str, Any]:
    """Return what fields were at a version, of those that changed since; the others are as they are now."""
    since = AuditEntry.objects.filter(
        kind="customer", thing=customer.pk, deed="change", detail__version__gt=version
    )
    before: dict[str, Any] = {}
    for detail in since.order_by("at", "pk").values_list("detail", flat=True)[:MOST_READ]:
        before = {**detail.get("before", {}), **before}
    return {field: value for field, value in before.items() if field in fields}
