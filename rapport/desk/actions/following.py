"""Cases follow customers that were merged."""

from datetime import datetime

from django.db import transaction

from rapport.customers.models import Customer
from rapport.customers.queries import resolve
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case
from rapport.desk.rules import CaseState, EntryKind

MOST_AT_ONCE = 1000


def follow_merges(*, at: datetime) -> int:
    """Move the cases of merged customers to those that took them in; return how many moved."""
    gone = Case.objects.filter(customer__merged_into__isnull=False).order_by("pk")
    return sum(_follow(number, at) for number in [*gone.values_list("pk", flat=True)[:MOST_AT_ONCE]])


@transaction.atomic
def _follow(number: int, at: datetime) -> bool:
    case = Case.objects.select_for_update().get(pk=number)
    if case.customer is None or case.customer.merged_into_id is None:
        return False
    before, case.customer = case.customer, Customer.objects.get(pk=resolve(case.customer.pk))
    if case.state == CaseState.MERGED:
        case.save(update_fields=["customer"])
        return True
    words = "Customer, since the two were merged"
    tell_case(
        case,
        EntryKind.FIELD,
        words,
        by=None,
        at=at,
        before=str(before),
        after=str(case.customer),
        field="customer",
    )
    return True
