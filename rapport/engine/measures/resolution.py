"""How matters end: at the first contact, after being opened again, and in what time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapport.engine.measures.estimates import Estimate
from rapport.engine.measures.intervals import share
from rapport.engine.measures.survival import SurvivalCurve, survival_curve

REPEAT_WINDOW = timedelta(days=7)  # the usual choice; there is no standard


@dataclass(frozen=True)
class Matter:
    """One matter: when it was brought, when it was last resolved, and what came after.

    `contacts` are the customer's further contacts about it or about the same kind of matter, by any
    channel; the one that brought it is not among them. `reopened` counts how often it was opened again.
    """

    opened_at: datetime
    resolved_at: datetime | None = None
    contacts: Sequence[datetime] = ()
    reopened: int = 0


def resolved_at_first_contact(
    matter: Matter, as_of: datetime, window: timedelta = REPEAT_WINDOW
) -> bool | None:
    """Tell whether one contact was enough; None until `window` after the end has passed.

    It was where the matter was never opened again and the customer made no further contact from its
    start until `window` after its end. Before that nothing is told, not even that it failed: else the
    failures of the newest matters would count and their successes would not.
    """
    if matter.resolved_at is None or matter.resolved_at + window > as_of:
        return None
    last = matter.resolved_at + window
    return not matter.reopened and not any(matter.opened_at < at <= last for at in matter.contacts)


def first_contact_resolution(
    matters: Iterable[Matter], as_of: datetime, window: timedelta = REPEAT_WINDOW
) -> Estimate:
    """Return the share of resolved matters that one contact was enough for, with Wilson's interval.

    Only matters resolved at least `window` before `as_of` count.
    """
    known = [resolved_at_first_contact(one, as_of, window) for one in matters]
    told = [one for one in known if one is not None]
    return share(sum(told), len(told))


def reopen_rate(matters: Iterable[Matter]) -> Estimate:
    """Return the share of matters ever resolved that were opened again, with Wilson's interval."""
    ended = [one for one in matters if one.resolved_at is not None or one.reopened]
    return share(sum(one.reopened > 0 for one in ended), len(ended))


def resolution_curve(matters: Iterable[Matter], as_of: datetime) -> SurvivalCurve:
    """Return how long matters stay unresolved, in hours from their start to their last resolution.

    Those still open are censored at `as_of`: left out, the newest weeks would always look fast.
    """
    spans = [((one.resolved_at or as_of) - one.opened_at, one.resolved_at is not None) for one in matters]
    hours = [max(span.total_seconds(), 0.0) / 3600 for span, _ in spans]
    return survival_curve(hours, [ended for _, ended in spans])
