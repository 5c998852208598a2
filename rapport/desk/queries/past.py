"""Last month's cases as the simulation of the queue needs them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Min, Q

from rapport.desk.models import Case
from rapport.desk.queries.sight import cases_visible_to
from rapport.desk.rules import CaseState, ClockKind, Effort, Severity, StatedNeed
from rapport.desk.rules.order import HARM_WITHIN, Facts
from rapport.desk.rules.simulation import Past
from rapport.staff.models import User

A_MONTH = timedelta(days=30)
MOST = 20_000
OWED = Q(clocks__kind__in=[ClockKind.STATUTORY, ClockKind.PROCEDURE])


def past_month(user: User, at: datetime) -> list[Past]:
    """Return the cases that came in the last thirty days, the newest twenty thousand at most."""
    cases = (
        cases_visible_to(user)
        .filter(opened_at__gt=at - A_MONTH, opened_at__lte=at)
        .exclude(state__in=[CaseState.MERGED, CaseState.SPAM])
        .annotate(owed_by=Min("clocks__due_at", filter=OWED), warned=Min("clocks__warn_at", filter=OWED))
        .select_related("customer")
        .order_by("-opened_at")
        .defer("search", "last_line", "subject")[:MOST]
    )
    return [_past(case, case.owed_by, case.warned) for case in cases]


def _past(case: Case, owed_by: datetime | None, warned: datetime | None) -> Past:
    facts = Facts(
        severity=Severity(case.severity),
        stated_need=StatedNeed(case.stated_need),
        effort=Effort(case.effort),
        rung=case.customer.rung if case.customer else "",
        value=case.customer.value if case.customer else None,
    )
    if case.severity == Severity.HARM:
        harm_by = case.opened_at + HARM_WITHIN
        owed_by, warned = min(owed_by or harm_by, harm_by), case.opened_at
    return Past(
        case.pk, case.team_id, case.opened_at, facts, tuple(_segments(case)), case.first_replied_at,
        warned or owed_by, owed_by,
    )  # fmt: skip


def _segments(case: Case) -> Iterator[str]:
    """Yield the groups a case counts in: all, its severity, need or none, and what the customer is to us."""
    yield "all cases"
    yield f"severity {case.severity}"
    yield "told us of a need" if case.stated_need else "no need told"
    if case.customer:
        yield f"customer {case.customer.category or 'of no category yet'}"
        yield f"rung {case.customer.rung}" if case.customer.rung else "no rung yet"
