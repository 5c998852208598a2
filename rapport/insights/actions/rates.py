"""Dated rates, by which orders in other currencies are valued in the reporting one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rapport.insights.models import Rate
from rapport.insights.rules import DatedRateRow, RateNotThere, refuse_rate
from rapport.staff.actions import record
from rapport.staff.models import User


@transaction.atomic
def note_rates(rows: Sequence[DatedRateRow], reporting: str, *, by: User | None, at: datetime) -> None:
    """Keep rates into the reporting currency; the same currency and day again replaces what stood there.

    There is one reporting currency: rates into another one go.
    """
    for row in rows:
        refuse_rate(row, reporting)
    Rate.objects.exclude(reporting=reporting).delete()
    for row in rows:
        kept, _ = Rate.objects.update_or_create(
            currency=row.currency,
            reporting=reporting,
            valid_from=row.valid_from,
            defaults={"rate": row.rate, "source": row.source},
        )
        told = {"currency": row.currency, "rate": str(row.rate), "valid_from": row.valid_from.isoformat()}
        record(by, "change", kept, at=at, **told)


@transaction.atomic
def drop_rate(number: int, *, by: User, at: datetime) -> Rate:
    """Drop a rate that should not stand; the audit keeps what it was."""
    rate = Rate.objects.select_for_update().filter(pk=number).first()
    if rate is None:
        raise RateNotThere(number=number)
    told = {"currency": rate.currency, "rate": str(rate.rate), "valid_from": rate.valid_from.isoformat()}
    record(by, "drop", rate, at=at, **told)
    rate.delete()
    return rate
