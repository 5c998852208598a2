"""The weights of the queue are changed with a reason, and every live case gets its key anew."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.desk.models import Case, QueueRule
from rapport.desk.queries.counting import weights_now
from rapport.desk.queries.points import as_key, as_standing, standing_parts
from rapport.desk.rules import LIVE, ReasonMissing
from rapport.desk.rules.weights import Weights, changes_of, refuse_weights
from rapport.staff.actions import record
from rapport.staff.models import User
from rapport.staff.rules import NotAllowed, Sight


@transaction.atomic
def change_weights(weights: Weights, *, why: str, by: User, at: datetime) -> QueueRule | None:
    """Put new weights in force, with the reason, and sort all live cases by them; None if nothing changes."""
    if not by.may(Sight.DESK_RULES):
        raise NotAllowed(role=by.role, deed="change the weights of the queue")
    refuse_weights(weights)
    if not why.strip():
        raise ReasonMissing(deed="A change of the weights")
    changes = changes_of(weights_now(), weights)
    if not changes:
        return None
    rule = QueueRule.objects.create(
        weights=asdict(weights), why=why.strip()[:300], by=by, by_name=by.name, at=at
    )
    record(by, "change", rule, at=at, why=rule.why, weights=changes)
    rekey(weights)
    return rule


def rekey(weights: Weights | None = None) -> int:
    """Give every live case its points and key anew, in one statement, and return how many changed.

    Worth and rung change by night, and with them points; nothing else of a case is touched.
    """
    weights = weights or weights_now()
    parts: dict[str, Any] = standing_parts(weights)
    live = Case.objects.filter(state__in=LIVE)
    return live.update(standing=as_standing(parts), order_key=as_key(parts, weights))
