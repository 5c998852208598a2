"""What went wrong for a customer is noted with their worth as it stands, and that it is right again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from rapport.customers.models import Customer
from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, Recovery
from rapport.desk.rules import EntryKind
from rapport.desk.rules.stages import NoFailureNoted, RecoveryNotRight
from rapport.staff.models import User


@transaction.atomic
def note_failure(case: Case, failure: str, failed_on: date, *, by: User, at: datetime) -> Recovery:
    """Note what went wrong and when; the first time the customer's worth as recorded is kept beside it."""
    if not 3 <= len(failure.strip()) <= 300:
        raise RecoveryNotRight(
            field="failure", value=failure[:80], expected="3 to 300 letters on what went wrong"
        )
    if failed_on > at.date():
        raise RecoveryNotRight(field="failed on", value=failed_on, expected="today or an earlier day")
    case = locked_case(case)
    there = Recovery.objects.filter(case=case).first()
    found = there or Recovery(case=case, **_worth(case.customer))
    found.failure, found.failed_on = failure.strip(), failed_on
    found.save()
    tell_case(case, EntryKind.DECISION, f"Failure of {failed_on:%-d %B %Y}: {failure}", by=by, at=at)
    return found


def _worth(customer: Customer | None) -> dict[str, Any]:
    if customer is None or customer.value is None:
        return {}
    return {
        "worth_before": customer.value, "worth_low": customer.value_low, "worth_high": customer.value_high,
        "worth_purchases": customer.purchases, "worth_model": customer.worth_model,
        "worth_currency": customer.value_currency, "worth_as_of": customer.worth_as_of,
    }  # fmt: skip


@transaction.atomic
def note_recovered(case: Case, *, by: User, at: datetime) -> Recovery:
    """Note that it is right again for the customer; the last step of a procedure notes it by itself."""
    case = locked_case(case)
    found = Recovery.objects.filter(case=case).first()
    if found is None:
        raise NoFailureNoted(number=case.pk)
    if found.recovered_at is None:
        found.recovered_at = at
        found.save(update_fields=["recovered_at"])
        tell_case(case, EntryKind.DECISION, "It is right again for the customer.", by=by, at=at)
    return found
