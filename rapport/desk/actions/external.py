"""A case goes before an ombudsman, a regulator or a court, with a clock of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.telling import tell_case
from rapport.desk.models import Case, Clock, ExternalStage
from rapport.desk.rules import ClockKind, EntryKind
from rapport.desk.rules.stages import StageClosed, StageNotRight
from rapport.staff.models import User

WARN_FOR = timedelta(days=5)  # at most, before papers are due; else at half time


@dataclass(frozen=True)
class Deadline:
    """When our answer is due outside: by law, or by the body's own procedure, and where that stands."""

    due_at: datetime
    source: str
    kind: ClockKind = ClockKind.PROCEDURE
    because: str = ""


@transaction.atomic
def open_stage(
    case: Case,
    body: str,
    *,
    deadline: Deadline | None = None,
    their_reference: str = "",
    by: User,
    at: datetime,
) -> ExternalStage:
    """Note that a case is before a body outside the house, and start the clock it set."""
    case = locked_case(case)
    if not 2 <= len(body.strip()) <= 160:
        raise StageNotRight(field="body", value=body[:80], expected="its name, in 2 to 160 letters")
    stage = ExternalStage.objects.create(
        case=case, body=body.strip(), their_reference=their_reference[:80], opened_at=at,
        clock=_clock(case, body.strip(), deadline, by=by, at=at) if deadline else None,
    )  # fmt: skip
    until = f", answer due {deadline.due_at:%-d %B %Y} ({deadline.source})" if deadline else ""
    tell_case(
        case, EntryKind.STAGE, f"Before {stage.body}{until}.", by=by, at=at, after="open", stage=stage.pk
    )
    return stage


def _clock(case: Case, body: str, deadline: Deadline, *, by: User, at: datetime) -> Clock:
    if deadline.kind not in {ClockKind.STATUTORY, ClockKind.PROCEDURE}:
        raise StageNotRight(field="kind", value=deadline.kind, expected="statutory or procedure")
    if not deadline.source.strip():
        raise StageNotRight(field="source", value="", expected="the law or the rule that sets the date")
    if deadline.due_at <= at:
        raise StageNotRight(field="due at", value=f"{deadline.due_at:%-d %B %Y}", expected="a later day")
    warn_at = deadline.due_at - min(WARN_FOR, (deadline.due_at - at) / 2)
    return Clock.objects.create(
        case=case, kind=deadline.kind, name=f"Answer to {body}"[:120], source=deadline.source[:200],
        because=deadline.because[:400], started_at=at, due_at=deadline.due_at, warn_at=warn_at, set_by=by,
        set_by_name=by.name,
    )  # fmt: skip


@transaction.atomic
def close_stage(stage: ExternalStage, outcome: str, *, by: User, at: datetime) -> ExternalStage:
    """Note how a stage outside the house ended; its clock ends with it."""
    case = locked_case(stage.case)
    stage = ExternalStage.objects.select_related("clock").get(pk=stage.pk)
    if stage.closed_at:
        raise StageClosed(body=stage.body, day=f"{stage.closed_at:%-d %B %Y}")
    if not 3 <= len(outcome.strip()) <= 400:
        raise StageNotRight(field="outcome", value=outcome[:80], expected="3 to 400 letters on how it ended")
    stage.closed_at, stage.outcome, stage.case = at, outcome.strip(), case
    stage.save(update_fields=["closed_at", "outcome"])
    answer_stage(stage, at=at, why="the stage ended")
    tell_case(
        case, EntryKind.STAGE, outcome.strip(), by=by, at=at, before="open", after="closed", stage=stage.pk
    )
    return stage


def answer_stage(stage: ExternalStage, *, at: datetime, why: str) -> None:
    """End the clock of a stage that runs still."""
    Clock.objects.filter(stage=stage, ended_at__isnull=True).update(met_at=at, ended_at=at, ended_why=why)
