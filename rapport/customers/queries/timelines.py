"""The time-line of a customer and the journey in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from rapport.customers.models import Customer, TimelineEntry
from rapport.customers.rules import FilterNotKnown, Journey, Stage, Touchpoint, journey, written
from rapport.customers.rules.asks import Place, place_from
from rapport.staff.models import User
from rapport.staff.rules import Sight

STRETCH = 30
MOST_TOUCHPOINTS = 500  # the newest are shown; a journey of more is read on the time-line


@dataclass(frozen=True)
class Stretch:
    """Some entries of a time-line, the newest first; `after` leads to the older ones."""

    entries: tuple[TimelineEntry, ...]
    after: str


def timeline_of(user: User, customer: Customer, *, after: str = "", kind: str = "") -> Stretch:
    """Return the newest entries of a customer's time-line, or those older than a place.

    What insights wrote of the ladder is only for those who may see worth.
    """
    entries = TimelineEntry.objects.filter(customer=customer).order_by("-at", "-pk")
    if not user.may(Sight.WORTH):
        entries = entries.exclude(kind="worth")
    if kind:
        entries = entries.filter(kind=kind)
    if after:
        entries = entries.filter(_older(place_from(after)))
    found = [*entries[: STRETCH + 1]]
    return _stretch(found)


def journey_of(customer: Customer, *, at: datetime) -> Journey:
    """Return the touchpoints of a customer from first contact to now, by stage, with the gaps."""
    touchpoints = TimelineEntry.objects.filter(customer=customer).exclude(stage="").order_by("-at", "-pk")
    return journey([_touchpoint(entry) for entry in touchpoints[:MOST_TOUCHPOINTS]], at=at)


def _stretch(found: Sequence[TimelineEntry]) -> Stretch:
    shown = tuple(found[:STRETCH])
    last = shown[-1] if len(found) > STRETCH else None
    return Stretch(shown, written(Place(last.at.isoformat(), last.pk)) if last else "")


def _older(place: Place) -> Q:
    try:
        moment = datetime.fromisoformat(place.key or "")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise FilterNotKnown(what="after", value=str(place.key)[:80], known="what a page gives as its next")
    return Q(at__lte=moment) & (Q(at__lt=moment) | Q(pk__lt=place.number))


def _touchpoint(entry: TimelineEntry) -> Touchpoint:
    return Touchpoint(
        at=entry.at,
        stage=Stage(entry.stage),
        text=entry.text,
        channel=entry.channel,
        person=entry.person_name,
        kind=entry.kind,
    )
