"""What can be done with papers: issue a revision, ask for agreement, note the answer; and requirements."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from rapport.orders.actions.lines import locked_line
from rapport.orders.models import Agreement, Check, Paper, PromisedLine, Requirement, Revision
from rapport.orders.queries.lines import limits_of
from rapport.orders.rules.making import (
    AgreementAskedFor,
    AnswerThere,
    PaperNumberTaken,
    RevisionNotIssued,
    RevisionThere,
    WhoNotSaid,
)
from rapport.orders.rules.requirements import Limits, is_met, refuse_wrong_limits
from rapport.orders.rules.words import Answer, PaperKind
from rapport.staff.actions import record
from rapport.staff.models import User


@transaction.atomic
def add_paper(kind: PaperKind, number: str, title: str, *, mark: str, by: User, at: datetime) -> Paper:
    """Add a specification, a drawing or a quality standard, with its first revision."""
    if Paper.objects.filter(number=number).exists():
        raise PaperNumberTaken(number=number)
    paper = Paper.objects.create(kind=kind, number=number[:60], title=title[:160])
    Revision.objects.create(paper=paper, mark=mark[:20], issued_at=at, issued_by_name=by.name)
    record(by, "add paper", paper, at=at, revision=mark)
    return paper


@transaction.atomic
def issue_revision(paper: Paper, mark: str, *, change: str, by: User, at: datetime) -> list[Agreement]:
    """Issue a new revision; each open line that goes by the paper asks its customer for agreement.

    Returns the agreements asked for, one for each line it touches.
    """
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.revisions.filter(mark=mark).exists():
        raise RevisionThere(paper=paper, mark=mark)
    revision = Revision.objects.create(
        paper=paper, mark=mark[:20], change=change[:400], issued_at=at, issued_by_name=by.name
    )
    touched = PromisedLine.objects.filter(
        agreements__revision__paper=paper, delivered_at__isnull=True, cancelled_at__isnull=True
    ).distinct()
    asked = Agreement.objects.bulk_create(
        Agreement(line=line, revision=revision, asked_at=at, asked_by_name=by.name)
        for line in touched.order_by("pk")
    )
    record(by, "issue revision", paper, at=at, revision=mark, lines=[one.line_id for one in asked])
    return asked


@transaction.atomic
def attach_paper(line: PromisedLine, paper: Paper, *, by: User, at: datetime) -> Agreement:
    """Say that a line goes by a paper: its newest revision is laid before the customer."""
    line = locked_line(line, at=at)
    revision = paper.revisions.first()
    if revision is None:
        raise RevisionNotIssued(number=paper.number)
    asked, is_new = Agreement.objects.get_or_create(
        line=line, revision=revision, defaults={"asked_at": at, "asked_by_name": by.name}
    )
    if is_new:
        record(by, "attach paper", line, at=at, revision=str(revision))
    return asked


@transaction.atomic
def tell_revision(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Note that a customer is being asked to agree now; whoever asks does it in the same transaction."""
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("revision__paper").get(
        pk=agreement.pk
    )  # fmt: skip
    if (asked_at := agreement.told_at or agreement.answered_at) is not None:
        raise AgreementAskedFor(revision=agreement.revision, on=f"{asked_at:%-d %B %Y}")
    agreement.told_at = at
    agreement.save(update_fields=["told_at"])
    record(by, "ask for agreement", agreement.line, at=at, revision=str(agreement.revision))
    return agreement


@transaction.atomic
def answer_revision(
    agreement: Agreement, answer: Answer, *, who: str, note: str = "", by: User, at: datetime
) -> Agreement:
    """Note what the customer said to a revision: agreed or declined, and who there said it."""
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("revision__paper").get(
        pk=agreement.pk
    )  # fmt: skip
    if agreement.answer and agreement.answered_at:
        raise AnswerThere(
            revision=agreement.revision, answer=agreement.answer, who=agreement.answered_by,
            on=f"{agreement.answered_at:%-d %B %Y}",
        )  # fmt: skip
    if not who.strip():
        raise WhoNotSaid(revision=agreement.revision)
    agreement.answer, agreement.answered_at, agreement.answered_by = answer, at, who.strip()[:120]
    agreement.noted_by_name, agreement.note = by.name, note[:300]
    agreement.save(update_fields=["answer", "answered_at", "answered_by", "noted_by_name", "note"])
    record(by, "answer revision", agreement.line, at=at, revision=str(agreement.revision), answer=str(answer))
    return agreement


@transaction.atomic
def add_requirement(line: PromisedLine, name: str, limits: Limits, *, by: User, at: datetime) -> Requirement:
    """Add something that a line is checked off against before it goes out as complete."""
    line = locked_line(line, at=at)
    refuse_wrong_limits(name, limits)
    made = Requirement.objects.create(
        line=line, name=name.strip()[:160], low=limits.low, high=limits.high, unit=limits.unit[:20]
    )
    record(by, "add requirement", line, at=at, requirement=made.pk)
    return made


@transaction.atomic
def check_requirement(
    requirement: Requirement,
    value: Decimal | None,
    *,
    by_eye: bool = False,
    note: str = "",
    by: User,
    at: datetime,
) -> Check:
    """Check a requirement off against what was made; what was measured stays, met or not."""
    line = locked_line(requirement.line, at=at)
    met = is_met(requirement.name, limits_of(requirement), value, by_eye=by_eye)
    check = Check.objects.create(
        requirement=requirement, value=value, is_met=met, note=note[:200], by=by, by_name=by.name, at=at
    )
    record(by, "check requirement", line, at=at, requirement=requirement.pk, is_met=met)
    return check
