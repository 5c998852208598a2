"""Write the audit, for every room: who did what, and who looked at what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from rapport.staff.models import AuditEntry, User

SLOT_MINUTES = 10  # views of one thing by one person within them are one row


def record(
    by: User | None, deed: str, thing: models.Model | None = None, *, at: datetime, **detail: Any
) -> AuditEntry:
    """Write that somebody did something; None stands for the system itself."""
    return AuditEntry.objects.create(**_row(by, deed, thing, at), detail=_storable(detail))


def record_each(
    thing: models.Model, deeds: Iterable[tuple[User | None, str, dict[str, Any]]], *, at: datetime
) -> None:
    """Write several deeds on one thing at one moment: who did it, the deed, and its detail."""
    AuditEntry.objects.bulk_create(
        AuditEntry(**_row(by, deed, thing, at), detail=_storable(detail)) for by, deed, detail in deeds
    )


def record_view(by: User, thing: models.Model, *, at: datetime) -> None:
    """Write that somebody looked at something, once in ten minutes."""
    row = _row(by, "view", thing, at)
    ten_minutes = int(at.timestamp()) // (SLOT_MINUTES * 60)
    slot = f"{by.pk}:{row['kind']}:{thing.pk}:{ten_minutes}"
    AuditEntry.objects.bulk_create([AuditEntry(**row, slot=slot)], ignore_conflicts=True)


def record_list(by: User, deed: str, kind: str, *, count: int, at: datetime, **detail: Any) -> None:
    """Write that somebody listed or exported things: the filter and how many, in one row."""
    AuditEntry.objects.create(
        **_row(by, deed, None, at) | {"kind": kind}, count=count, detail=_storable(detail)
    )


def _storable(value: Any) -> Any:
    """Return detail that every database keeps: NUL, which a filter may hold, is shown and not stored."""
    if isinstance(value, str):
        return value.replace("\x00", "\N{SYMBOL FOR NULL}")
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, (list, tuple)) else value


def _row(by: User | None, deed: str, thing: models.Model | None, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "person": by.pk if by else None,
        "person_name": by.name if by else "Rapport",
        "deed": deed,
        "kind": thing._meta.model_name if thing else "",  # noqa: SLF001 - Django's own door to a model's name
        "thing": thing.pk if thing else None,
        "thing_name": str(thing)[:200] if thing else "",
    }
