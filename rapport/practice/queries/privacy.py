"""Which customers a text of practice names, as far as its writer may see them."""

from rapport.customers.models import ContactPoint
from rapport.customers.queries import customers_visible_to
from rapport.desk.models import Case
from rapport.practice.rules.privacy import Found, Known, of_customers, possible_names
from rapport.staff.models import User


def customers_in(text: str, *, user: User, case: Case | None = None) -> list[Found]:
    """Return what a text holds of the customer of a case and of other customers its writer may see.

    Customers whom the writer may not see are not looked up: the answer would tell that they exist.
    """
    names = possible_names(text)
    others = [*customers_visible_to(user).filter(name__in=names).values_list("name", flat=True)]
    if case is None:
        return of_customers(text, Known(others=others))
    return of_customers(text, Known(_names_in(case), others, _points_of(case)))


def _names_in(case: Case) -> list[str]:
    names = [case.contact_name, case.customer.name if case.customer else ""]
    return [name for name in dict.fromkeys(names) if name.strip()]


def _points_of(case: Case) -> list[str]:
    points = ContactPoint.objects.filter(customer=case.customer_id).values_list("value", flat=True)
    return [case.contact_address, case.reference, *points]
