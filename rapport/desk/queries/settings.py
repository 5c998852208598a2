"""The rules of the desk as they are set: service targets, and the weights with their changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from rapport.desk.models import QueueRule, ServiceTarget
from rapport.desk.rules.clocks import DEFAULT_AIMS
from rapport.desk.rules.weights import Weights, changes_of, weights_from

CHANGES_SHOWN = 20
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class WeightChange:
    """One change of the weights: who, when, why, and each weight as it was and became."""

    at: datetime
    by_name: str
    why: str
    changes: dict[str, list[int]]


def service_targets() -> QuerySet[ServiceTarget]:
    """Return the targets that are set, those of all teams first."""
    return ServiceTarget.objects.select_related("team").order_by("target", "team__name", "kind")


def targets_by_default() -> Iterator[tuple[str, str, str]]:
    """Yield what holds where no target is set: target, working hours, hours of warning."""
    for target, allowance in DEFAULT_AIMS.items():
        yield str(target), f"{allowance.working / HOUR:g}", f"{allowance.warn / HOUR:g}"


def weight_changes() -> list[WeightChange]:
    """Return the latest changes of the weights, the newest first."""
    rows = list(QueueRule.objects.all()[: CHANGES_SHOWN + 1])
    before = [weights_from(row.weights) for row in rows[1:]]
    if len(rows) <= CHANGES_SHOWN:
        before.append(Weights())
    return [
        WeightChange(row.at, row.by_name, row.why, changes_of(was, weights_from(row.weights)))
        for row, was in zip(rows, before, strict=False)
    ]
