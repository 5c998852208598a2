"""Who sees an organisation's cases in the portal: given and ended by a leader, told in the audit."""

from datetime import date, datetime

from django.db import transaction

from rapport.customers.models import Customer
from rapport.customers.rules import Kind
from rapport.desk.models import PortalRight
from rapport.desk.queries.portal import belonging
from rapport.desk.rules.portal import PortalRightNotPossible
from rapport.staff.actions import record
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Sight


@transaction.atomic
def give_right(person: Customer, organisation: Customer, *, by: User, at: datetime, on: date) -> PortalRight:
    """Let somebody see the cases, promises and orders of an organisation that they belong to."""
    _refuse(by)
    why = _why_not(person, organisation, on)
    if why:
        raise PortalRightNotPossible(person=person.name, organisation=organisation.name, why=why)
    right, is_new = PortalRight.objects.get_or_create(
        person=person, organisation=organisation, ended_at=None, defaults={"given_by": by, "given_at": at}
    )
    if is_new:
        record(by, "give portal right", organisation, at=at, person=person.pk, person_name=person.name)
    return right


@transaction.atomic
def end_right(right: PortalRight, *, by: User, at: datetime) -> PortalRight:
    """End somebody's right to see the cases of an organisation; the row stays."""
    _refuse(by)
    right = PortalRight.objects.select_for_update().get(pk=right.pk)
    if right.ended_at is None:
        right.ended_at = at
        right.save(update_fields=["ended_at"])
        name = right.person.name
        record(by, "end portal right", right.organisation, at=at, person=right.person_id, person_name=name)
    return right


def _refuse(by: User) -> None:
    if not by.may(Sight.DESK_RULES):
        raise NotAllowed(role=by.role, deed="say who sees an organisation's cases in the portal")


def _why_not(person: Customer, organisation: Customer, on: date) -> str:
    if person.kind != Kind.PERSON or organisation.kind != Kind.ORGANISATION:
        return "a right is a person's to an organisation"
    if not belonging(on).filter(customer=person, other=organisation).exists():
        return "they do not belong there today by any relation (member, agent, buyer, decision maker)"
    return ""
