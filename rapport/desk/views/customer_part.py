"""The open cases of a customer, for their page in the register."""

from rapport.customers.models import Customer
from rapport.customers.views.parts import Part
from rapport.desk.queries.finding import open_cases_of
from rapport.staff.models import User
from rapport.staff.rules import Sight

SHOWN = 8


def open_cases(user: User, customer: Customer) -> Part:
    """Return the part that shows the open cases of a customer, the latest change first."""
    cases = list(open_cases_of(user, customer)[: SHOWN + 1])
    shown = {"cases": cases[:SHOWN], "has_more": len(cases) > SHOWN, "may_work": user.may(Sight.CASES)}
    return Part("desk/customer_part.html", shown)
