"""Requests about data, adjustments and breaches: the list, with what is due in each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from rapport.desk.models import Assessment, Case, Clock
from rapport.desk.queries.sight import cases_visible_to
from rapport.desk.rules import LIVE
from rapport.desk.rules.owed.beginnings import REQUEST_KINDS
from rapport.staff.models import User

PAGE = 50


@dataclass(frozen=True)
class RequestShown:
    """One request: its case, what is asked, and what is due next."""

    case: Case
    words: str
    due_at: datetime | None
    due_for: str


def rights_requests_visible_to(user: User, *, kind: str = "", is_open: bool = True) -> QuerySet[Case]:
    """Return the cases somebody may see that are requests about data or equality, what is due first."""
    newest = Assessment.objects.filter(case=OuterRef("pk")).order_by("-pk")
    due = Clock.objects.filter(case=OuterRef("pk"), ended_at__isnull=True).exclude(of_right="")
    first = due.order_by("due_at")
    asked = cases_visible_to(user).filter(
        Exists(Assessment.objects.filter(case=OuterRef("pk")).exclude(request_kind=""))
    )
    found = asked.annotate(
        asks=Subquery(newest.values("request_kind")[:1]),
        right_due_at=Subquery(first.values("due_at")[:1]),
        right_due_for=Subquery(first.values("name")[:1]),
    ).exclude(asks="")
    if kind:
        found = found.filter(asks=kind)
    if is_open:
        found = found.filter(state__in=LIVE)
    return found.select_related("customer", "team", "assignee").order_by(
        F("right_due_at").asc(nulls_last=True), "-opened_at", "-pk"
    )


@dataclass(frozen=True)
class RequestPage:
    """Some requests, and whether more follow."""

    rows: list[RequestShown]
    has_more: bool


def rights_requests_shown(user: User, *, kind: str = "", is_open: bool = True, page: int = 1) -> RequestPage:
    """Return a page of requests as the list shows them; the first is 1."""
    start = (page - 1) * PAGE
    found = list(rights_requests_visible_to(user, kind=kind, is_open=is_open)[start : start + PAGE + 1])
    return RequestPage([_shown(case) for case in found[:PAGE]], has_more=len(found) > PAGE)


def _shown(case: Any) -> RequestShown:
    known = REQUEST_KINDS.get(case.asks)
    words = known.words if known else case.asks.replace("_", " ")
    return RequestShown(case, words, case.right_due_at, case.right_due_for or "")
