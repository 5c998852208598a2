"""Recovery: what went wrong, when it was right again, and worth before and since, each with its interval."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from rapport.desk.models import Case, CauseAction, ExternalStage, Recovery
from rapport.desk.queries.sight import cases_visible_to
from rapport.staff.models import User
from rapport.staff.rules import Sight


@dataclass(frozen=True)
class WorthThen:
    """What a customer was worth by a day's valuation: interval, and n, the purchases it rests on."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    currency: str
    as_of: date | None
    n: int
    model: str


@dataclass(frozen=True)
class RecoveryShown:
    """A recovery, with worth before and since for those who may see worth.

    The two figures stand side by side and say nothing of cause: customers who stay are worth more later,
    with or without a recovery. A comparison with matched customers is another matter.
    """

    recovery: Recovery
    before: WorthThen | None
    since: WorthThen | None
    days: int | None  # from the failure to the recovery


def recovery_of(case: Case) -> Recovery | None:
    """Return what was noted of a failure in a case and its recovery."""
    return Recovery.objects.filter(case=case).select_related("case__customer").first()


def recoveries_visible_to(user: User) -> QuerySet[Recovery]:
    """Return the recoveries of the cases somebody may see."""
    return Recovery.objects.filter(case__in=cases_visible_to(user)).select_related("case", "case__customer")


def recovery_shown(case: Case, user: User, *, at: datetime) -> RecoveryShown | None:
    """Return the recovery of a case; worth is left out for those who may not see it."""
    found = recovery_of(case)
    if found is None:
        return None
    until = found.recovered_at or at
    days = (until.date() - found.failed_on).days
    if not user.may(Sight.WORTH):
        return RecoveryShown(found, None, None, days)
    return RecoveryShown(found, _before(found), _since(found), days)


def _before(found: Recovery) -> WorthThen | None:
    if found.worth_before is None:
        return None
    return WorthThen(
        found.worth_before, found.worth_low, found.worth_high, found.worth_currency, found.worth_as_of,
        found.worth_purchases, found.worth_model,
    )  # fmt: skip


def _since(found: Recovery) -> WorthThen | None:
    """Return the customer's worth as recorded now, where it is of a later day than the failure."""
    customer = found.case.customer
    if customer is None or customer.value is None or customer.worth_as_of is None:
        return None
    if customer.worth_as_of <= (found.worth_as_of or found.failed_on):
        return None
    return WorthThen(
        customer.value, customer.value_low, customer.value_high, customer.value_currency,
        customer.worth_as_of, customer.purchases, customer.worth_model,
    )  # fmt: skip


def cause_actions_visible_to(user: User) -> QuerySet[CauseAction]:
    """Return what is done about the causes of the cases somebody may see."""
    return CauseAction.objects.filter(case__in=cases_visible_to(user)).select_related("case", "owner")


def stages_visible_to(user: User) -> QuerySet[ExternalStage]:
    """Return the external stages of the cases somebody may see."""
    return ExternalStage.objects.filter(case__in=cases_visible_to(user)).select_related("case", "clock")
