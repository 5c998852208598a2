"""Colleagues are told: of what was given to them, and where they were mentioned."""

from collections.abc import Iterable
from datetime import datetime

from rapport.desk.models import Case, Notice
from rapport.desk.queries.people import colleagues
from rapport.desk.queries.sight import who_see
from rapport.desk.rules.texts import mentioned
from rapport.staff.models import User

ASSIGNED, MENTIONED = "assigned", "mentioned"


def tell_colleague(
    person: User, text: str, *, kind: str, case: Case | None, by: User | None, at: datetime
) -> None:
    """Tell a colleague something about a case; nobody is told what they did themselves."""
    if by is None or person.pk != by.pk:
        Notice.objects.create(person=person, case=case, kind=kind, text=text[:300], at=at)


def tell_mentioned(case: Case, text: str, *, by: User, at: datetime) -> list[User]:
    """Tell those whom a note mentions by @name and who may see the case; return them."""
    if "@" not in text:
        return []
    names = {person.name: person for person in colleagues()}
    seeing = who_see(case, [names[name] for name in mentioned(text, names)])
    for person in seeing:
        words = f"{by.name} mentions you in case {case.pk}: {case.subject}"
        tell_colleague(person, words, kind=MENTIONED, case=case, by=by, at=at)
    return seeing


def read_notices(person: User, numbers: Iterable[int] | None, *, at: datetime) -> int:
    """Mark somebody's notices as read, all or those of these numbers; return how many were not."""
    unread = Notice.objects.filter(person=person, read_at__isnull=True)
    if numbers is not None:
        unread = unread.filter(pk__in=[*numbers])
    return unread.update(read_at=at)
