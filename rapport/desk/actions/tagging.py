"""Words that cases are found by."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, Tag
from rapport.desk.rules import CaseFieldNotRight, EntryKind
from rapport.desk.rules.texts import more_search
from rapport.staff.models import User

LONGEST, MOST = 40, 20


@transaction.atomic
def set_tags(case: Case, names: Iterable[str], *, by: User, at: datetime, version: int | None = None) -> Case:
    """Give a case these tags and no others; small letters, each once."""
    wanted = sorted({" ".join(name.split()).lower() for name in names} - {""})
    long = next((name for name in wanted if len(name) > LONGEST), "")
    if long or len(wanted) > MOST:
        raise CaseFieldNotRight(
            field="tags", value=long or len(wanted), expected=f"up to {MOST} words of {LONGEST} letters"
        )
    case = locked_case(case, version=version)
    before = [*case.tags.values_list("name", flat=True)]
    if before == wanted:
        return case
    case.tags.set([Tag.objects.get_or_create(name=name)[0] for name in wanted])
    case.search = more_search(case.search, wanted)
    tell_case(
        case,
        EntryKind.FIELD,
        "Tags",
        by=by,
        at=at,
        before=", ".join(before),
        after=", ".join(wanted),
        field="tags",
    )
    return case
