"""What was assessed is looked at again as days go by and law changes; whoever has the case hears of it."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from rapport.desk.actions.escalating import first_told
from rapport.desk.models import Assessment, Case, Notice
from rapport.desk.queries.owed.assessments import day_at, told_in
from rapport.desk.rules import LIVE
from rapport.desk.rules.owed.answers import answer_to, differences
from rapport.lib.errors import Refusal

KIND = "owed"
logger = logging.getLogger(__name__)


def tell_what_is_otherwise(*, at: datetime) -> tuple[int, int]:
    """Tell colleagues where today's answer is not the one that was kept; return how many were looked at.

    The second number is that of the notices. Nothing is assessed in the name of a person who did not ask:
    the case keeps its answer until somebody asks again. The same is told once.
    """
    kept = list(_standing())
    new = [notice for assessment in kept for notice in _told(assessment, at)]
    Notice.objects.bulk_create(new)
    return len(kept), len(new)


def _standing() -> QuerySet[Assessment]:
    """Return the assessments that count in live cases."""
    newest = Assessment.objects.filter(case=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    live = Case.objects.filter(state__in=LIVE).values(newest=Subquery(newest))
    return Assessment.objects.filter(pk__in=live).select_related("case__team", "case__assignee")


def _told(assessment: Assessment, at: datetime) -> list[Notice]:
    """Return the notices of one case; one that cannot be read any more stops no other."""
    try:
        return list(_notices(assessment, at))
    except Refusal:
        logger.exception("Assessment %s cannot be looked at again", assessment.pk)
        return []


def _notices(assessment: Assessment, at: datetime) -> Iterator[Notice]:
    case = assessment.case
    words = _otherwise(assessment, at)
    if not words or Notice.objects.filter(case=case, kind=KIND, text=words).exists():
        return
    yield from (Notice(person=one, case=case, kind=KIND, text=words, at=at) for one in first_told(case))


def _otherwise(assessment: Assessment, at: datetime) -> str:
    """Return the first thing that is otherwise today and how many more there are, or nothing."""
    changes = differences(assessment.answer, answer_to(told_in(assessment), day_at(assessment.case, at)))
    if not changes:
        return ""
    first = f"Owed in {assessment.case.reference} as of today. {changes[0].words}"[:270]
    return f"{first} And {len(changes) - 1} more." if len(changes) > 1 else first
