"""Dated rates, by which orders in other currencies are valued in the reporting one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rapport.insights.models import Rate
from rapport.insights.rules import DatedRateRow
from rapport.staff.actions import record
from rapport.staff.models import User


@transaction.atomic
def note_rates(rows: Sequence[DatedRateRow], reporting: str, *, by: User | None, at: datetime) -> None:
    """Keep rates into the reporting currency; the same currency and day again replaces what stood there.

    There is one reporting currency: rates into another one go.
    """
    Rate.objects.exclude(reporting=reporting).delete()
    for row in rows:
        kept, _ = Rate.objects.update_or_create(
            currency=row.currency,
            reporting=reporting,
            valid_from=row.valid_from,
            defaults={"rate": row.rate, "source": row.source},
        )
        record(by, "change", kept, at=at, currency=row.currency, rate=str(row.rate))
