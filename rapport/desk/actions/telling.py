"""What happened in a case is told once: an entry, the audit, and a new version, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rapport.desk.actions.calling import queue_calls
from rapport.desk.actions.searching import add_words
from rapport.desk.actions.settling import settle_case
from rapport.desk.models import Case, Entry, Message
from rapport.desk.rules import EntryKind
from rapport.staff.actions import record, record_each
from rapport.staff.models import User

SYSTEM = "Rapport"


def tell_case(
    case: Case,
    kind: EntryKind,
    text: str = "",
    *,
    by: User | None,
    at: datetime,
    by_name: str = "",
    message: Message | None = None,
    before: str = "",
    after: str = "",
    is_followed: bool = False,
    **detail: Any,
) -> Entry:
    """Append what happened to a locked case, and save the case with what follows from it.

    `by` is the colleague who did it; without one `by_name` says who did, else it was Rapport. The case
    is settled (clocks, order, search) and its version counts on. A clock that was set back does not turn
    what happened around: nothing in a case is earlier than what came before it. `is_followed` says that
    the same transaction tells more of the same object: the case is settled and saved then, once.
    """
    at = max(at, case.changed_at)
    entry = Entry.objects.create(
        case=case, at=at, kind=kind, by=by, by_name=by.name if by else by_name or SYSTEM, text=text,
        message=message, before=before[:200], after=after[:200], detail=detail,
    )  # fmt: skip
    record(by, kind, case, at=at, **_changes(before, after))
    case.changed_at = at
    case.version += 1
    add_words(case, text if kind == EntryKind.NOTE else "")
    if not is_followed:
        settle_case(case, at)
        case.save()
    queue_calls(case, [entry])
    return entry


def tell_first(case: Case, entries: Sequence[Entry]) -> None:
    """Append the first entries of a case that this transaction has just written with all that follows."""
    for entry in entries:
        entry.by_name = entry.by.name if entry.by else entry.by_name or SYSTEM
    Entry.objects.bulk_create(entries)
    deeds = ((one.by, one.kind, _changes(one.before, one.after)) for one in entries)
    record_each(case, deeds, at=case.opened_at)
    queue_calls(case, entries)


def _changes(before: str, after: str) -> dict[str, str]:
    return {"before": before, "after": after} if before or after else {}
