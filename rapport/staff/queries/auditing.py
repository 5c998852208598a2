"""What the audit is asked: who, what kind of thing, which deed, when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from rapport.staff.models import AuditEntry, ChoreRun, User
from rapport.staff.rules import AuditFilterNotKnown, Sight

PAGE = 50
WORDS_FROM = 2_000  # entries: to look through all of them would take as long as the office is old


@dataclass(frozen=True)
class AuditPage:
    """Some entries, newest first, and the number from which the next page goes on."""

    entries: list[AuditEntry]
    next_before: int | None


def _start_of(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min))


def _end_of(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.max))


FILTERS: dict[str, Callable[[str], Q]] = {
    "person": lambda value: Q(person=int(value)),
    "kind": lambda value: Q(kind=value),
    "deed": lambda value: Q(deed=value),
    "since": lambda value: Q(at__gte=_start_of(value)),
    "until": lambda value: Q(at__lte=_end_of(value)),
}


def audit_visible_to(user: User) -> QuerySet[AuditEntry]:
    """Return the audit, to those who may see it."""
    return AuditEntry.objects.all() if user.may(Sight.AUDIT) else AuditEntry.objects.none()


def audit_page(user: User, filters: Mapping[str, str], *, size: int = PAGE) -> AuditPage:
    """Return one page of the audit; filters by named keys alone, `before` is the entry to go on from."""
    chosen = {key: value for key, value in filters.items() if value}
    entries = audit_visible_to(user).filter(*(_condition(key, value) for key, value in chosen.items()))
    rows = list(entries.order_by("-at", "-pk")[: size + 1])
    more = len(rows) > size
    return AuditPage(rows[:size], rows[size - 1].pk if more else None)


def _condition(key: str, value: str) -> Q:
    try:
        return _before(int(value)) if key == "before" else FILTERS[key](value)
    except (KeyError, ValueError, OverflowError):
        raise AuditFilterNotKnown(key=key, value=value) from None


def _before(number: int) -> Q:
    last = AuditEntry.objects.filter(pk=number).first()
    return Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk) if last else Q(pk__lt=number)


def audit_words(user: User) -> dict[str, Any]:
    """Return what the filters can be set to: people by number, kinds and deeds of the latest entries."""
    if not user.may(Sight.AUDIT):
        return {"people": [], "kinds": [], "deeds": []}
    latest = list(AuditEntry.objects.order_by("-at", "-pk").values_list("kind", "deed")[:WORDS_FROM])
    return {
        "people": list(User.objects.order_by("name", "pk").values_list("pk", "name")),
        "kinds": sorted({kind for kind, _ in latest if kind}),
        "deeds": sorted({deed for _, deed in latest}),
    }


def things_changed(kind: str, *, since: datetime) -> set[int]:
    """Return the numbers of the things of a kind, such as teams, that were changed since a moment."""
    changed = AuditEntry.objects.filter(kind=kind, at__gte=since, thing__isnull=False)
    return {number for number in changed.values_list("thing", flat=True) if number is not None}


def chore_began_before(chore: str, at: datetime) -> datetime | None:
    """Return when the last run of a chore that went well began, before a moment; None for none."""
    runs = ChoreRun.objects.filter(chore=chore, started_at__lt=at, fault="", ended_at__isnull=False)
    return runs.order_by("-started_at").values_list("started_at", flat=True).first()
