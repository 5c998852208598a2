"""Customers locked for change, in the order of their numbers, and not merged away meanwhile."""

from rapport.customers.models import Customer
from rapport.customers.rules import MergedMeanwhile


def locked_customer(customer: Customer) -> Customer:
    """Return a customer locked for change; one that was merged meanwhile is refused."""
    return locked_customers(customer)[0]


def locked_customers(*customers: Customer) -> tuple[Customer, ...]:
    """Return customers locked for change, all of them or none; none may have been merged meanwhile."""
    numbers = [customer.pk for customer in customers]
    rows = Customer.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    by_number = {row.pk: row for row in rows}
    for row in by_number.values():
        if row.merged_into_id:
            raise MergedMeanwhile(name=row.name, into=row.merged_into_id)
    return tuple(by_number[number] for number in numbers)
