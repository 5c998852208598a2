"""Who works on cases."""

from django.db.models import QuerySet

from rapport.desk.rules.case_refusals import ColleagueNotKnown
from rapport.staff.models import User
from rapport.staff.queries import everybody
from rapport.staff.rules import MAY, Sight

ROLES = [str(role) for role, sights in MAY.items() if Sight.CASES in sights]


def colleagues() -> QuerySet[User]:
    """Return everybody who may work on cases, by name."""
    return everybody().filter(is_active=True, role__in=ROLES).order_by("name", "pk")


def colleague(number: int) -> User:
    """Return somebody who may work on cases, by number."""
    found = colleagues().filter(pk=number).first()
    if found is None:
        known = ", ".join(f"{one.pk} ({one.name})" for one in colleagues()[:10])
        raise ColleagueNotKnown(name=number, known=known or "nobody yet")
    return found
