"""Who belongs to which organisation, and whether they see its cases in the portal."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from rapport.customers.models import Customer
from rapport.customers.queries import customers_visible_to
from rapport.customers.rules import Kind
from rapport.desk.models import PortalRight
from rapport.desk.queries.portal import belonging
from rapport.desk.rules.portal import PortalRightNotThere
from rapport.staff.models import User

MOST = 200


@dataclass(frozen=True)
class Belonging:
    """Somebody and an organisation: `belongs` tells that they do now, `right` is open or None."""

    person: Customer
    organisation: Customer
    belongs: bool
    right: PortalRight | None

    @property
    def is_in_force(self) -> bool:
        """Tell whether the person sees the organisation's cases now."""
        return self.belongs and self.right is not None


def belongings_of(customer: Customer, user: User, *, on: date) -> list[Belonging]:
    """Return who belongs to an organisation, or where a person belongs, with rights; only whom one sees."""
    pairs = {(one.customer_id, one.other_id or 0) for one in _relations(customer, on)[:MOST]}
    rights = {(right.person_id, right.organisation_id): right for right in _rights(customer)[:MOST]}
    numbers = {number for pair in {*pairs, *rights} for number in pair}
    seen = customers_visible_to(user, archived=None).defer("search", "notes").in_bulk([*numbers])
    found = [
        Belonging(seen[pair[0]], seen[pair[1]], pair in pairs, rights.get(pair))
        for pair in {*pairs, *rights}
        if pair[0] in seen and pair[1] in seen and seen[pair[0]].kind == Kind.PERSON
    ]
    return sorted(found, key=lambda one: (one.organisation.name, one.person.name, one.person.pk))


def _relations(customer: Customer, on: date) -> QuerySet:  # type: ignore[type-arg]
    return belonging(on).filter(Q(customer=customer) | Q(other=customer)).order_by("pk")


def _rights(customer: Customer) -> QuerySet[PortalRight]:
    mine = Q(person=customer) | Q(organisation=customer)
    return PortalRight.objects.filter(mine, ended_at__isnull=True).order_by("pk")


def right_visible_to(user: User, number: int) -> PortalRight:
    """Return an open right by number, where both parties may be seen."""
    seen = customers_visible_to(user, archived=None)
    found = PortalRight.objects.filter(
        pk=number, ended_at__isnull=True, person__in=seen, organisation__in=seen
    )
    right = found.select_related("person", "organisation").first()
    if right is None:
        raise PortalRightNotThere(number=number)
    return right
