"""Cases that are one matter are merged, two matters in one case are split, and cases are linked."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.opening import NewCase, open_case
from rapport.desk.actions.recounting import recount_replies
from rapport.desk.actions.searching import write_search
from rapport.desk.actions.states import change_state
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import (
    Assessment,
    Case,
    CaseCause,
    CaseFault,
    CaseLink,
    CasePromise,
    CauseAction,
    Clock,
    Entry,
    ExternalStage,
    Message,
    Notice,
    Recovery,
    Redress,
    RightChoice,
    RightDecision,
)
from rapport.desk.rules import (
    DONE,
    LIVE,
    CaseFieldNotRight,
    CaseKind,
    CaseState,
    ClockKind,
    EntryKind,
    LinkKind,
    Severity,
    StatedNeed,
)
from rapport.desk.rules.case_refusals import MergeOfCasesNotPossible, SplitNotPossible
from rapport.staff.models import User

# What follows a case that is merged into another; a service target stays, for the other has its own.
FOLLOWS: tuple[type[Model], ...] = (
    Message, Entry, CasePromise, Redress, CaseCause, CauseAction, Recovery, ExternalStage, Notice,
    RightDecision, RightChoice, Assessment,
)  # fmt: skip
ONE_EACH = {
    CaseCause,
    Recovery,
    RightDecision,
    RightChoice,
    Assessment,
}  # where both have one, that of the kept case counts and the other stays

BY_HAND = (LinkKind.RELATED, LinkKind.CAUSED_BY)


@transaction.atomic
def merge_cases(
    kept: Case, gone: Case, *, by: User, at: datetime, why: str = "", version: int | None = None
) -> Case:
    """Merge a case into another of the same customer; what was said in it follows, and it says where.

    Both are locked in the order of their numbers: of A into B and B into A one wins, the other is told.
    `version` is that of the case that goes.
    """
    if kept.pk == gone.pk:
        raise _not(kept, gone, "they are one", "Choose another case.")
    first, second = sorted((kept, gone), key=lambda one: one.pk)
    by_number = {one.pk: one for one in (locked_case(first), locked_case(second))}
    kept, gone = by_number[kept.pk], locked_case(by_number[gone.pk], version=version)
    if kept.customer_id and gone.customer_id and kept.customer_id != gone.customer_id:
        way_out = "Link them, or merge the two customers first where they are one party."
        raise _not(gone, kept, "it is another customer's", way_out)
    _follow(kept, gone)
    _take_over(kept, gone)
    gone.merged_into = kept
    change_state(gone, CaseState.MERGED, by=by, at=at, why=f"Merged into case {kept.pk}. {why}".strip())
    write_search(kept)
    tell_case(kept, EntryKind.LINK, why, by=by, at=at, after=f"merged in: case {gone.pk} {gone.reference}")
    if kept.state in DONE and gone.closed_at is None and gone.resolved_at is None:
        change_state(kept, CaseState.OPEN, by=by, at=at, why="An open case was merged into it.")
    return kept


@transaction.atomic
def split_case(case: Case, numbers: Iterable[int], *, subject: str = "", by: User, at: datetime) -> Case:
    """Move some messages of a case into a new one about what they are about, and link the two."""
    case = locked_case(case)
    there = Message.objects.filter(case=case)
    moving = [*there.filter(pk__in=[*numbers])]
    if not moving or len(moving) == there.count():
        way_out = "Choose at least one, and leave at least one: else there is nothing to split."
        raise SplitNotPossible(number=case.pk, there=there.count(), chosen=len(moving), way_out=way_out)
    new = open_case(_like(case, subject or moving[0].subject, moving[0]), by=by, at=at)
    chosen = [message.pk for message in moving]
    there.filter(pk__in=chosen).update(case=new)
    Entry.objects.filter(message__in=chosen).update(case=new)
    for one in (case, new):
        recount_replies(one)
        write_search(one)
    CaseLink.objects.create(case=new, other=case, kind=LinkKind.SPLIT_FROM, made_at=at)
    tell_case(new, EntryKind.LINK, by=by, at=at, after=f"split from case {case.pk} {case.reference}")
    tell_case(case, EntryKind.LINK, by=by, at=at, after=f"split off: case {new.pk} {new.reference}")
    return new


@transaction.atomic
def link_cases(case: Case, other: Case, *, by: User, at: datetime, kind: LinkKind = LinkKind.RELATED) -> Case:
    """Say that two cases belong together; told in both, once."""
    if case.pk == other.pk:
        raise CaseFieldNotRight(field="case", value=other.pk, expected="another case")
    if kind not in BY_HAND:
        raise CaseFieldNotRight(field="kind", value=kind, expected=", ".join(BY_HAND))
    case = locked_case(case)
    kept = {"case": case, "other": other, "kind": kind}
    if CaseLink.objects.filter(**kept).exists():
        return case
    CaseLink.objects.create(**kept, made_at=at)
    tell_case(case, EntryKind.LINK, by=by, at=at, after=f"{kind}: case {other.pk} {other.reference}")
    return case


@transaction.atomic
def unlink_cases(link: CaseLink, *, by: User, at: datetime) -> Case:
    """Take a link between two cases away."""
    if link.kind not in BY_HAND:
        expected = "a link that somebody set; that a case was split off another stays on record"
        raise CaseFieldNotRight(field="link", value=link.kind, expected=expected)
    case = locked_case(link.case)
    before = f"{link.kind}: case {link.other_id} {link.other.reference}"
    link.delete()
    tell_case(case, EntryKind.LINK, by=by, at=at, before=before, after="no link")
    return case


def _not(case: Case, into: Case, why: str, way_out: str) -> MergeOfCasesNotPossible:
    return MergeOfCasesNotPossible(number=case.pk, into=into.pk, why=why, way_out=way_out)


def _follow(kept: Case, gone: Case) -> None:
    """Let what hangs on a case follow it; deadlines by law too, so that no right is lost."""
    for model in FOLLOWS:
        if model in ONE_EACH and model._default_manager.filter(case=kept).exists():  # noqa: SLF001 - as below
            continue
        model._default_manager.filter(case=gone).update(case=kept)  # noqa: SLF001 - Django's own door to rows
    Clock.objects.filter(case=gone, kind=ClockKind.STATUTORY).update(case=kept)
    CaseFault.objects.filter(case=gone).exclude(fault__in_cases__case=kept).update(case=kept)
    for tag in gone.tags.all():
        tag.cases.add(kept)


def _take_over(kept: Case, gone: Case) -> None:
    """Take over what makes a case more pressing, and what the kept one does not know."""
    order = list(Severity)
    kept.severity = max(kept.severity, gone.severity, key=lambda word: order.index(Severity(word)))
    if kept.stated_need == StatedNeed.NONE:
        kept.stated_need, kept.stated_need_text = gone.stated_need, gone.stated_need_text
    if gone.kind == CaseKind.COMPLAINT and kept.kind != CaseKind.COMPLAINT:
        kept.kind = CaseKind.COMPLAINT
        kept.recognised_at, kept.recognised_by = gone.recognised_at, gone.recognised_by
    kept.customer = kept.customer or gone.customer
    kept.order = kept.order or gone.order
    kept.is_unread = kept.is_unread or gone.is_unread
    kept.lying_since = min(kept.lying_since, gone.lying_since) if gone.state in LIVE else kept.lying_since
    recount_replies(kept)


def _like(case: Case, subject: str, first: Message) -> NewCase:
    return NewCase(
        CaseKind(case.kind), subject or case.subject, first.channel, customer=case.customer,  # type: ignore[arg-type]
        contact_name=case.contact_name, contact_address=case.contact_address, team=case.team,
        severity=Severity(case.severity), stated_need=StatedNeed(case.stated_need),
        stated_need_text=case.stated_need_text,
    )  # fmt: skip
