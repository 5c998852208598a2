"""Whom a stranger's case may be from: shown to a colleague, linked by nobody but them."""

from rapport.customers.models import Customer
from rapport.customers.queries import customers_visible_to
from rapport.customers.rules import ContactKind, contact_point
from rapport.customers.rules.refusals import ContactNotReadable
from rapport.desk.models import Case
from rapport.desk.queries.portal import people_at
from rapport.staff.models import Team, User

MOST = 5


def customers_suggested_for(case: Case, user: User) -> list[Customer]:
    """Return the customers, of those somebody may see, whose address the sender of a case gave."""
    key = key_of(case.contact_address)
    if case.customer_id or not key:
        return []
    found = customers_visible_to(user).filter(contact_points__key=key).order_by("pk").distinct()
    return [*found.defer("search", "notes")[:MOST]]


def key_of(address: str) -> str:
    """Return the key by which an address or a number is known; nothing where it is neither."""
    kind = ContactKind.EMAIL if "@" in address else ContactKind.PHONE
    try:
        return contact_point(kind, address).key if address else ""
    except ContactNotReadable:
        return ""


def team_for(address: str) -> Team | None:
    """Return the team that a stranger's message goes to; None leaves it to the leaders.

    That of the one customer of this address; else ours, where there is but one team.
    """
    found = people_at(key_of(address))
    if len(found) == 1 and found[0].team:
        return found[0].team
    teams = [*Team.objects.all()[:2]]
    return teams[0] if len(teams) == 1 else None
