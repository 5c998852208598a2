"""What can be done in the register: one use case, one transaction."""

from datetime import datetime

from rapport.customers.models import Customer, TimelineEntry
from rapport.customers.rules import Channel, Stage


def write_timeline(
    customer: Customer,
    text: str,
    *,
    kind: str,
    at: datetime,
    by_name: str = "",
    stage: Stage | str = "",
    channel: Channel | str = "",
    source: str = "",
) -> None:
    """Tell on a customer's time-line what happened; the same `source` is told once."""
    entry = TimelineEntry(
        customer=customer, at=at, person_name=by_name, kind=kind, text=text[:1000], stage=stage,
        channel=channel, source=source,
    )  # fmt: skip
    if source:
        TimelineEntry.objects.bulk_create([entry], ignore_conflicts=True)
    else:
        entry.save()
