"""What can be asked of the register, and by whom."""

from django.db.models import Q, QuerySet

from rapport.customers.models import Customer
from rapport.staff.models import User
from rapport.staff.rules import Sight


def customers_visible_to(user: User, *, archived: bool = False) -> QuerySet[Customer]:
    """Return the customers somebody may see: the one place that decides it.

    Their own team's, other teams' and those of no team as their role allows, and whoever is assigned to
    them. Merged customers are nowhere; archived ones only where asked for.
    """
    seen = Q(pk__in=[])
    if user.may(Sight.OTHER_TEAMS) and user.may(Sight.NO_TEAM):
        seen = Q()
    else:
        if user.may(Sight.OTHER_TEAMS):
            seen |= Q(team__isnull=False)
        if user.may(Sight.NO_TEAM):
            seen |= Q(team__isnull=True)
        if user.may(Sight.OWN_TEAM) and user.team_id is not None:
            seen |= Q(team=user.team_id)
        if user.may(Sight.ASSIGNED):
            seen |= Q(pk__in=user.assigned.values("customer"))
    return Customer.objects.filter(seen, merged_into__isnull=True, archived_at__isnull=not archived)
