"""Procedures: written version by version, chosen for a case, and followed step by step."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from rapport.desk.actions.locks import locked_case
from rapport.desk.actions.refusing import told_when_refused
from rapport.desk.actions.step_clocks import end_step_clock, start_step_clock
from rapport.desk.actions.telling import SYSTEM, tell_case
from rapport.desk.models import Case, CaseProcedure, Procedure, Recovery, Step, StepDone
from rapport.desk.queries.procedures import evidence_in, procedures, progress_of, versions_of
from rapport.desk.rules import EntryKind
from rapport.desk.rules.procedure_texts import ProcedureText, refuse_procedure
from rapport.desk.rules.procedures import (
    NoProcedureChosen,
    ProcedureNotKnown,
    ProcedureUnderWay,
    StepAlreadyDone,
    StepNotKnown,
    Told,
    gathered,
    refuse_other_order,
    refuse_other_role,
    refuse_without_evidence,
)
from rapport.desk.rules.ready_procedures import READY_PROCEDURES
from rapport.staff.actions import record
from rapport.staff.models import User

LONGEST_KEY = 40
NOTHING: Told = {}


def make_ready_procedures(*, at: datetime) -> None:
    """Write the procedures that come ready, where none was ever written; twice at once writes them once."""
    if Procedure.objects.exists():
        return
    try:
        with transaction.atomic():
            for text in READY_PROCEDURES:
                _write(text, 1, by_name=SYSTEM, at=at, is_ready_made=True)
    except IntegrityError:
        return  # somebody else just did


@transaction.atomic
def write_procedure(text: ProcedureText, *, by: User, at: datetime) -> Procedure:
    """Write a procedure: a new one, or with the key of one that is there its next version.

    Cases keep the version they began with.
    """
    refuse_procedure(text)
    key = (text.key or slugify(text.name))[:LONGEST_KEY]
    last = versions_of(key).select_for_update(of=("self",)).first()
    procedures().filter(key=key).update(retired_at=at)
    text = ProcedureText(key, text.name, text.steps, text.kinds)
    made = _write(text, last.version + 1 if last else 1, by_name=by.name, at=at)
    record(by, "write procedure", made, at=at, version=made.version, steps=len(text.steps))
    return made


@transaction.atomic
def retire_procedure(procedure: Procedure, *, by: User, at: datetime) -> None:
    """Offer a procedure no longer; cases that follow it go on with it."""
    procedures().filter(key=procedure.key).update(retired_at=at)
    record(by, "retire procedure", procedure, at=at)


def _write(
    text: ProcedureText, version: int, *, by_name: str, at: datetime, is_ready_made: bool = False
) -> Procedure:
    made = Procedure.objects.create(
        key=text.key, name=text.name, version=version, kinds=[str(kind) for kind in text.kinds],
        is_ready_made=is_ready_made, made_by_name=by_name, made_at=at,
    )  # fmt: skip
    Step.objects.bulk_create(
        Step(
            procedure=made, position=position, name=one.name, purpose=one.purpose, good=one.good,
            phrases=[*one.phrases], questions=[*one.questions], evidence=[str(word) for word in one.evidence],
            roles=[*one.roles], target_minutes=one.target_minutes,
        )
        for position, one in enumerate(text.steps, start=1)
    )  # fmt: skip
    return made


@told_when_refused
def choose_procedure(
    case: Case, key: str, *, by: User, at: datetime, version: int | None = None
) -> CaseProcedure:
    """Let a case follow a procedure, in its newest version.

    It may be changed for another until its first step is done, not after: else steps could be left out.
    """
    make_ready_procedures(at=at)
    case = locked_case(case, version=version)
    procedure = _procedure_for(case, key)
    progress = progress_of(case)
    if progress and progress.done:
        following = progress.next.step.name if progress.next else "nothing, it is done"
        raise ProcedureUnderWay(
            number=case.pk, procedure=progress.run.procedure, done=progress.done, next=following
        )
    run, _ = CaseProcedure.objects.update_or_create(
        case=case, defaults={"procedure": procedure, "started_at": at, "ended_at": None}
    )
    start_step_clock(case, run, procedure.steps.first(), by=by, at=at)
    tell_case(case, EntryKind.STEP, f"Follows {procedure}.", by=by, at=at, procedure=procedure.pk)
    return run


def _procedure_for(case: Case, key: str) -> Procedure:
    offered = [one for one in procedures() if not one.kinds or case.kind in one.kinds]
    found = next((one for one in offered if one.key == key), None)
    if found is None:
        there_are = ", ".join(one.key for one in offered[:10]) or f"none for a case that is: {case.kind}"
        raise ProcedureNotKnown(key=key[:LONGEST_KEY], there_are=there_are)
    return found


@told_when_refused
def do_step(
    case: Case,
    position: int,
    told: Told = NOTHING,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
) -> StepDone:
    """Do the next step of a case's procedure, with the evidence it asks for.

    `told` are words given with the step, by kind of evidence; the rest is looked for in the case. Refused
    out of order, by a role it is not for, and without all its evidence; the refusal says what is missing.
    """
    case = locked_case(case, version=version)
    run, step = _step_at(case, position)
    refuse_other_role(step.name, step.roles, by.role)
    evidence = gathered(step.evidence, evidence_in(case, _since(run)), told)
    refuse_without_evidence(step.name, step.evidence, evidence)
    words = {str(kind): text for kind, text in evidence.items()}
    done = StepDone.objects.create(run=run, step=step, at=at, by=by, by_name=by.name, evidence=words)
    _go_on(case, run, step, by=by, at=at)
    told_words = "; ".join(f"{kind}: {text}" for kind, text in words.items())
    tell_case(case, EntryKind.STEP, told_words, by=by, at=at, after=step.name, position=position)
    return done


def _step_at(case: Case, position: int) -> tuple[CaseProcedure, Step]:
    """Return the step at a position, if it is the next one."""
    progress = progress_of(case)
    if progress is None:
        raise NoProcedureChosen(number=case.pk)
    steps = progress.steps
    if not 1 <= position <= len(steps):
        raise StepNotKnown(procedure=progress.run.procedure.name, position=position, last=len(steps))
    shown = steps[position - 1]
    if shown.done:
        following = progress.next.step.name if progress.next else "none, all are done"
        raise StepAlreadyDone(step=shown.step.name, name=shown.done.by_name, next=following)
    refuse_other_order(
        shown.step.name, ((one.step.name, one.done is not None) for one in steps[: position - 1])
    )
    return progress.run, shown.step


def _since(run: CaseProcedure) -> datetime:
    """Return when the step before was done, or the procedure was chosen."""
    last = run.done.last()
    return last.at if last else run.started_at


def _go_on(case: Case, run: CaseProcedure, step: Step, *, by: User, at: datetime) -> None:
    """End the clock of a step that is done and start the next one's; after the last the run is over."""
    end_step_clock(case, at=at)
    following = run.procedure.steps.filter(position__gt=step.position).first()
    if following:
        start_step_clock(case, run, following, by=by, at=at)
        return
    run.ended_at = at
    run.save(update_fields=["ended_at"])
    Recovery.objects.filter(case=case, recovered_at__isnull=True).update(recovered_at=at)
