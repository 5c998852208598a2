"""Faults in making: linked to the cases they are behind, and traced to a root cause."""

from datetime import datetime

from django.db import transaction

from rapport.desk.actions.causes import listed_cause
from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, CaseFault, FaultCause
from rapport.desk.rules import EntryKind
from rapport.desk.rules.causes import FaultLinked
from rapport.orders.models import NonConformance
from rapport.staff.actions import record
from rapport.staff.models import User


@transaction.atomic
def link_fault(case: Case, fault: NonConformance, *, by: User, at: datetime) -> CaseFault:
    """Say that a case is about a fault in making."""
    case = locked_case(case)
    link, is_new = CaseFault.objects.get_or_create(
        case=case, fault=fault, defaults={"at": at, "by_name": by.name}
    )
    if not is_new:
        raise FaultLinked(case=case.pk, fault=fault.text)
    tell_case(case, EntryKind.LINK, by=by, at=at, after=f"fault in making: {fault.text}", fault=fault.pk)
    return link


@transaction.atomic
def drop_fault(link: CaseFault, *, by: User, at: datetime) -> None:
    """Say that a case is not about a fault after all."""
    case = locked_case(link.case)
    fault = link.fault
    if CaseFault.objects.filter(pk=link.pk).delete()[0]:
        tell_case(case, EntryKind.LINK, by=by, at=at, before=f"fault in making: {fault.text}", fault=fault.pk)


@transaction.atomic
def trace_fault(fault: NonConformance, cause: int, text: str = "", *, by: User, at: datetime) -> FaultCause:
    """Say which cause of the list is behind a fault, and in words what it was."""
    found, said = listed_cause(cause, text)
    told = {"cause": found, "text": said, "by_name": by.name, "at": at}
    row, _ = FaultCause.objects.update_or_create(fault=fault, defaults=told)
    record(by, "find cause of fault", fault.line, at=at, fault=fault.pk, cause=found.name)
    return row
