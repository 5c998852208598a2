"""The desk is counted, for every team and window at once, and the figures are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.desk.models import DeskTally
from rapport.desk.queries.tallies import (
    ALL,
    NO_TEAM,
    STALE_AFTER,
    case_facts,
    last_count,
    live_facts,
    newest_change,
    sums_of,
)
from rapport.desk.rules.measures import SHAPE, WINDOWS, CaseFact, counted, since
from rapport.staff.queries import teams


def count_desk(*, at: datetime) -> int:
    """Count every scope and window anew, and return how many cases were looked at.

    It reads each case of the longest window once. Pages read what is kept here, so that they take as long
    with a hundred thousand cases as with ten.
    """
    longest = since(at, max(WINDOWS))
    facts = list(case_facts(longest, at))
    live = [*live_facts(longest), *(one for one in facts if one.is_live)]
    scopes = [ALL, NO_TEAM, *(str(team.pk) for team in teams())]
    kept = [
        DeskTally(
            scope=scope,
            weeks=weeks,
            counted_at=at,
            shape=SHAPE,
            found=_found(facts, live, scope, weeks=weeks, at=at),
        )
        for scope in scopes
        for weeks in WINDOWS
    ]
    with transaction.atomic():
        DeskTally.objects.all().delete()
        DeskTally.objects.bulk_create(kept)
    return len(facts)


def count_desk_if_changed(*, at: datetime) -> int | None:
    """Count the desk where a case changed since the last count, or where that is an hour ago."""
    last, changed = last_count(), newest_change()
    if last is not None and at - last < STALE_AFTER and (changed is None or changed <= last):
        return None
    return count_desk(at=at)


def _found(
    facts: Sequence[CaseFact], live: Sequence[CaseFact], scope: str, *, weeks: int, at: datetime
) -> dict[str, Any]:
    opened = [one for one in _of(facts, scope) if one.opened_at >= since(at, weeks)]
    return counted(opened, _of(live, scope), sums_of(scope, weeks, at), at)


def _of(facts: Sequence[CaseFact], scope: str) -> list[CaseFact]:
    if scope == ALL:
        return list(facts)
    team = None if scope == NO_TEAM else int(scope)
    return [one for one in facts if one.team == team]
