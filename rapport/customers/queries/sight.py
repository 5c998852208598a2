"""Who may see which customer, and what hangs on them: the one place that decides it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from rapport.customers.models import (
    AccessNeed,
    Alternative,
    ConsentEvent,
    ContactPoint,
    Customer,
    Merge,
    Need,
    Promise,
    Relation,
    SavedView,
)
from rapport.customers.rules import CustomerNotFound
from rapport.staff.models import User
from rapport.staff.rules import Sight

ON_CARD = 8
MOST_MERGES = 50  # of merges that follow one upon another


def customers_visible_to(user: User, *, archived: bool | None = False) -> QuerySet[Customer]:
    """Return the customers somebody may see: the one place that decides it.

    Their own team's, other teams' and those of no team as their role allows, and whoever is assigned to
    them. Merged customers are nowhere; archived ones only where asked for, `None` asks for both.
    """
    found = Customer.objects.filter(_seen_by(user), merged_into__isnull=True)
    return found if archived is None else found.filter(archived_at__isnull=not archived)


def _seen_by(user: User) -> Q:
    if user.may(Sight.OTHER_TEAMS) and user.may(Sight.NO_TEAM):
        return Q()
    seen = Q(pk__in=[])
    if user.may(Sight.OTHER_TEAMS):
        seen |= Q(team__isnull=False)
    if user.may(Sight.NO_TEAM):
        seen |= Q(team__isnull=True)
    if user.may(Sight.OWN_TEAM) and user.team_id is not None:
        seen |= Q(team=user.team_id)
    if user.may(Sight.ASSIGNED):
        seen |= Q(pk__in=user.assigned.values("customer"))
    return seen


def customer_visible_to(user: User, number: int) -> Customer:
    """Return a customer by number, archived or not; a merged number leads to the one that took it in."""
    seen = customers_visible_to(user, archived=None)  # none that was merged is among them
    found = seen.filter(pk=number).first() or seen.filter(pk=resolve(number)).first()
    if found is None:
        raise CustomerNotFound(number=number)
    return found


def resolve(number: int) -> int:
    """Return the number of the customer that a number stands for now, following merges."""
    for _ in range(MOST_MERGES):
        into = Customer.objects.filter(pk=number).values_list("merged_into", flat=True).first()
        if into is None:
            return number
        number = into
    return number


def merged_into(numbers: QuerySet[Customer] | None = None) -> dict[int, int]:
    """Return for every merged customer the number of the one that stands for it now."""
    merged = (Customer.objects if numbers is None else numbers).filter(merged_into__isnull=False)
    steps = {gone: kept for gone, kept in merged.values_list("pk", "merged_into") if kept is not None}
    return {gone: _end(steps, gone) for gone in steps}


def _end(steps: dict[int, int], number: int) -> int:
    for _ in range(MOST_MERGES):
        if number not in steps:
            return number
        number = steps[number]
    return number


def contact_points_visible_to(user: User) -> QuerySet[ContactPoint]:
    """Return the contact points of customers somebody may see."""
    return ContactPoint.objects.filter(customer__in=_all(user)).select_related("customer")


def relations_visible_to(user: User) -> QuerySet[Relation]:
    """Return the relations of customers somebody may see; the other party may be one they may not see."""
    return Relation.objects.filter(customer__in=_all(user)).select_related("customer")


def needs_visible_to(user: User) -> QuerySet[Need]:
    """Return the needs of customers somebody may see."""
    return Need.objects.filter(customer__in=_all(user)).select_related("customer")


def access_needs_visible_to(user: User) -> QuerySet[AccessNeed]:
    """Return the access needs of customers somebody may see, if their role may see access needs."""
    if not user.may(Sight.ACCESS_NEEDS):
        return AccessNeed.objects.none()
    return AccessNeed.objects.filter(customer__in=_all(user)).select_related("customer")


@dataclass(frozen=True)
class Card:
    """What helps to serve one customer: what they need, ask for, and are reached by."""

    needs: tuple[Need, ...]
    access_needs: tuple[AccessNeed, ...]
    points: tuple[ContactPoint, ...]


def card_of(user: User, customer: Customer) -> Card | None:
    """Return the card of a customer, the first few of each; None where somebody may not see them.

    Whether they may is asked once, and not with each kind of row again.
    """
    if not _all(user).filter(pk=customer.pk).exists():
        return None
    asked = customer.access_needs.filter(ended_at__isnull=True) if user.may(Sight.ACCESS_NEEDS) else ()
    return Card(
        needs=tuple(customer.needs.filter(ended_on__isnull=True)[:ON_CARD]),
        access_needs=tuple(asked[:ON_CARD]),
        points=tuple(customer.contact_points.order_by("-is_preferred", "pk")[:ON_CARD]),
    )


def alternatives_visible_to(user: User) -> QuerySet[Alternative]:
    """Return the alternatives of customers somebody may see."""
    return Alternative.objects.filter(customer__in=_all(user)).select_related("customer")


def promises_visible_to(user: User) -> QuerySet[Promise]:
    """Return the promises made to customers somebody may see."""
    return Promise.objects.filter(customer__in=_all(user)).select_related("customer", "made_by")


def consents_visible_to(user: User) -> QuerySet[ConsentEvent]:
    """Return the consent events of customers somebody may see."""
    return ConsentEvent.objects.filter(customer__in=_all(user)).select_related("customer")


def merges_visible_to(user: User) -> QuerySet[Merge]:
    """Return the merges whose kept customer somebody may see."""
    return Merge.objects.filter(kept__in=_all(user)).select_related("kept", "gone")


def saved_views_of(user: User) -> QuerySet[SavedView]:
    """Return the lists that somebody saved for themselves."""
    return SavedView.objects.filter(person=user)


def _all(user: User) -> QuerySet[Customer]:
    return customers_visible_to(user, archived=None)
