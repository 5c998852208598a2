"""Cases locked for change, not merged away meanwhile, and as the person saw them."""

from django.db.models import QuerySet

from rapport.desk.models import Case, Message
from rapport.desk.rules import CaseChangedMeanwhile, CaseMergedMeanwhile, CaseState, EntryKind

WITH = ("customer", "team", "assignee")


def locked_cases(cases: QuerySet[Case]) -> list[Case]:
    """Return some cases locked for change in the order of their numbers, as they are once they are ours.

    First locked and then read: PostgreSQL joins to a row that it waited for what stood beside it before, so
    that a case which somebody took meanwhile would seem to be nobody's.
    """
    numbers = [*cases.select_for_update().order_by("pk").values_list("pk", flat=True)]
    return [*Case.objects.select_related(*WITH).filter(pk__in=numbers).order_by("pk")] if numbers else []


def locked_case(case: Case, *, version: int | None = None) -> Case:
    """Return a case locked for change; refuse one that was merged, or changed since `version` was seen.

    Locked and read at once, for nothing is joined: whose it is and who has it are read where asked for.
    """
    found = Case.objects.select_for_update().get(pk=case.pk)
    if found.state == CaseState.MERGED:
        raise CaseMergedMeanwhile(number=found.pk, into=found.merged_into_id)
    refuse_changed(found, version)
    return found


def locked_case_of(message: Message) -> Case:
    """Return the case that a message is in now, locked: merged or split off meanwhile, it is followed."""
    while True:
        number = Message.objects.values_list("case", flat=True).get(pk=message.pk)
        [case] = locked_cases(Case.objects.filter(pk=number))
        if Message.objects.filter(pk=message.pk, case=case).exists():
            return case


def refuse_changed(case: Case, version: int | None) -> None:
    """Refuse a change of a locked case by somebody who saw another version; without one nothing is asked."""
    if version is not None and version != case.version:
        raise CaseChangedMeanwhile(number=case.pk, version=case.version, differences=_since(case, version))


def _since(case: Case, version: int) -> str:
    """Return in words what happened in a case since a version of it was seen."""
    changes = case.entries.exclude(kind=EntryKind.REFUSED)
    entries = [*changes.order_by("-pk")[: max(1, min(case.version - version, 5))]]
    said = [
        f"{entry.by_name}: {_words(entry.kind, entry.before, entry.after)}" for entry in reversed(entries)
    ]
    return "; ".join(said) or "it stands otherwise now"


def _words(kind: str, before: str, after: str) -> str:
    return f"{kind} {before} → {after}" if before or after else kind
