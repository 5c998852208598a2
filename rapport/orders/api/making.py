"""What lines are made by through the JSON door: papers and agreements, requirements, faults, steps."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import Field

from rapport.orders.actions import ahead, papers
from rapport.orders.actions.lines import note_fault, put_right
from rapport.orders.api.door import READ, WRITE, refuse_idle, seen_among, seen_line, worked_line
from rapport.orders.models import Agreement, Paper, PromisedLine
from rapport.orders.queries import lines as queries
from rapport.orders.queries.records import paper_numbered, papers_known, step_named, steps_known
from rapport.orders.rules.requirements import Limits
from rapport.orders.rules.words import Answer, PaperKind, WorkStage
from rapport.staff.queries import team_named
from rapport.staff.tokens.door import ApiRequest, Name, NumberInPath, Word, answers

router = Router(tags=["making"])
Mark = Annotated[Name, Field(max_length=20)]
PaperNumber = Annotated[Name, Field(max_length=60)]
Said = Annotated[Word, Field(max_length=400)]
Measure = Annotated[Decimal, Field(max_digits=14, decimal_places=5)]
Days = Annotated[int, Field(ge=0, le=365)]


class PaperOut(Schema):
    """A specification, drawing or standard, with the mark of its newest revision."""

    number: str
    kind: PaperKind
    title: str
    revision: str


class PaperIn(Schema, extra="forbid"):
    """A paper and the mark of its first revision."""

    kind: PaperKind
    number: PaperNumber
    title: Annotated[Name, Field(max_length=160)]
    revision: Mark


class RevisionIn(Schema, extra="forbid"):
    """A new revision of a paper and what changes with it."""

    paper: PaperNumber
    revision: Mark
    change: Said


class AttachIn(Schema, extra="forbid"):
    """The paper a line goes by, in its newest revision."""

    paper: PaperNumber


class AgreementOut(Schema):
    """A revision laid before the customer of a line; without an answer it is empty."""

    number: int
    line: int
    paper: str
    revision: str
    asked_at: datetime
    answer: str
    answered_by: str


class AnswerIn(Schema, extra="forbid"):
    """What the customer said to a revision, and who there said it."""

    answer: Answer
    who: Annotated[Name, Field(max_length=120)]
    note: Annotated[Word, Field(max_length=300)] = ""


class RequirementIn(Schema, extra="forbid"):
    """Something asked of a line; with limits it is measured, without it is looked at."""

    name: Annotated[Name, Field(max_length=160)]
    low: Measure | None = None
    high: Measure | None = None
    unit: Annotated[Word, Field(max_length=20)] = ""


class RequirementOut(Schema):
    """A requirement with its last check; `is_met` is empty where nobody checked it."""

    number: int
    name: str
    limits: str
    value: Decimal | None
    is_met: bool | None


class CheckIn(Schema, extra="forbid"):
    """What was measured, or whether it was met by eye."""

    value: Measure | None = None
    by_eye: bool = False
    note: Annotated[Word, Field(max_length=200)] = ""


class FaultIn(Schema, extra="forbid"):
    """What is not as agreed, the days of work to put it right, and the step it was found at."""

    text: Annotated[Name, Field(max_length=400)]
    days: Days = 0
    step: Word = ""


class RightIn(Schema, extra="forbid"):
    """How a fault was put right."""

    how: Annotated[Name, Field(max_length=400)]


class MadeOut(Schema):
    """The number of what was made or changed."""

    number: int


class StepOut(Schema):
    """A step that lines go through: its stage, team, and working days at full capacity."""

    name: str
    stage: WorkStage
    team: str
    days: int
    waiting: int


class StepIn(Schema, extra="forbid"):
    """A step to add; the team by name."""

    name: Annotated[Name, Field(max_length=80)]
    stage: WorkStage
    team: Word = ""
    days: Days = 1


class SlowIn(Schema, extra="forbid"):
    """A step does so many per cent of a day's work from one day to another, both included."""

    step: Name
    from_on: date
    until_on: date
    percent: Annotated[int, Field(ge=0, lt=100)]
    why: Annotated[Name, Field(max_length=200)]


class SlowedOut(Schema):
    """Which lines that put at risk just now, as far as you see them."""

    at_risk: list[int]


@router.get("/papers", auth=READ, response=answers(list[PaperOut]))
def list_papers(request: ApiRequest) -> list[PaperOut]:
    """List the papers that lines go by."""
    queries.refuse_filters(request.GET.dict())
    return [_paper(one) for one in papers_known()]


@router.post("/papers", auth=WRITE, response=answers(PaperOut, status=201))
def create_paper(request: ApiRequest, body: PaperIn) -> Status[PaperOut]:
    """Add a paper with its first revision."""
    refuse_idle(request)
    made = papers.add_paper(body.kind, body.number, body.title, mark=body.revision, by=request.user, at=now())
    return Status(201, _paper(made))


@router.put("/papers", auth=WRITE, response=answers(PaperOut))
def put_revision(request: ApiRequest, body: RevisionIn) -> PaperOut:
    """Issue a revision; the customers of open lines that go by the paper are asked to agree."""
    refuse_idle(request)
    paper = paper_numbered(body.paper)
    papers.issue_revision(paper, body.revision, change=body.change, by=request.user, at=now())
    return _paper(paper_numbered(body.paper))


@router.get("/lines/{number}/agreements", auth=READ, response=answers(list[AgreementOut]))
def list_agreements(request: ApiRequest, number: NumberInPath) -> list[AgreementOut]:
    """List the revisions laid before the customer of a line, the newest first of each paper."""
    queries.refuse_filters(request.GET.dict())
    return [_agreement(one) for one in queries.agreements_of(seen_line(request, number))]


@router.post("/lines/{number}/papers", auth=WRITE, response=answers(AgreementOut, status=201))
def attach_paper(request: ApiRequest, number: NumberInPath, body: AttachIn) -> Status[AgreementOut]:
    """Say that a line goes by a paper; its newest revision is laid before the customer."""
    line = worked_line(request, number)
    asked = papers.attach_paper(line, paper_numbered(body.paper), by=request.user, at=now())
    return Status(201, _agreement(asked))


@router.put("/agreements/{number}/answer", auth=WRITE, response=answers(AgreementOut))
def put_answer(request: ApiRequest, number: NumberInPath, body: AnswerIn) -> AgreementOut:
    """Note what the customer said to a revision."""
    found = queries.agreement_visible_to(request.user, number)
    refuse_idle(request)
    said = papers.answer_revision(found, body.answer, who=body.who, note=body.note, by=request.user, at=now())
    return _agreement(said)


@router.get("/lines/{number}/requirements", auth=READ, response=answers(list[RequirementOut]))
def list_requirements(request: ApiRequest, number: NumberInPath) -> list[RequirementOut]:
    """List what is asked of a line, each with its last check."""
    queries.refuse_filters(request.GET.dict())
    return _requirements(seen_line(request, number))


@router.post("/lines/{number}/requirements", auth=WRITE, response=answers(MadeOut, status=201))
def create_requirement(request: ApiRequest, number: NumberInPath, body: RequirementIn) -> Status[MadeOut]:
    """Add something that a line is checked off against."""
    limits = Limits(body.low, body.high, body.unit)
    made = papers.add_requirement(worked_line(request, number), body.name, limits, by=request.user, at=now())
    return Status(201, MadeOut(number=made.pk))


@router.post("/requirements/{number}/checks", auth=WRITE, response=answers(MadeOut, status=201))
def create_check(request: ApiRequest, number: NumberInPath, body: CheckIn) -> Status[MadeOut]:
    """Check a requirement off; what was measured stays, met or not."""
    found = get_object_or_404(queries.requirements_visible_to(request.user), pk=number)
    refuse_idle(request)
    made = papers.check_requirement(
        found, body.value, by_eye=body.by_eye, note=body.note, by=request.user, at=now()
    )
    return Status(201, MadeOut(number=made.pk))


@router.post("/lines/{number}/faults", auth=WRITE, response=answers(MadeOut, status=201))
def create_fault(request: ApiRequest, number: NumberInPath, body: FaultIn) -> Status[MadeOut]:
    """Note that something is not as agreed; the line waits until it is put right."""
    line, step = worked_line(request, number), step_named(body.step) if body.step else None
    made = note_fault(line, body.text, days=body.days, step=step, by=request.user, at=now())
    return Status(201, MadeOut(number=made.pk))


@router.put("/faults/{number}/right", auth=WRITE, response=answers(MadeOut))
def put_fault_right(request: ApiRequest, number: NumberInPath, body: RightIn) -> MadeOut:
    """Note that a fault was put right, and how."""
    found = queries.fault_visible_to(request.user, number)
    refuse_idle(request)
    return MadeOut(number=put_right(found, body.how, by=request.user, at=now()).pk)


@router.get("/steps", auth=READ, response=answers(list[StepOut]))
def list_steps(request: ApiRequest) -> list[StepOut]:
    """List the steps that lines go through, with how many open lines wait for each."""
    queries.refuse_filters(request.GET.dict())
    return [
        StepOut(
            name=one.name, stage=WorkStage(one.stage), team=one.team.name if one.team else "", days=one.days,
            waiting=getattr(one, "waiting", 0),
        )
        for one in steps_known()
    ]  # fmt: skip


@router.post("/steps", auth=WRITE, response=answers(MadeOut, status=201))
def create_step(request: ApiRequest, body: StepIn) -> Status[MadeOut]:
    """Add a step that lines can go through."""
    refuse_idle(request)
    team = team_named(body.team) if body.team else None
    made = ahead.add_step(body.name, body.stage, team=team, days=body.days, by=request.user, at=now())
    return Status(201, MadeOut(number=made.pk))


@router.put("/steps", auth=WRITE, response=answers(SlowedOut))
def put_slow_step(request: ApiRequest, body: SlowIn) -> SlowedOut:
    """Say that a step has less capacity for some days; every line that goes through it is forecast anew."""
    refuse_idle(request)
    found = ahead.slow_step(
        step_named(body.step), body.from_on, body.until_on, percent=body.percent, why=body.why,
        by=request.user, at=now(),
    )  # fmt: skip
    return SlowedOut(at_risk=seen_among(request, found))


def _paper(paper: Paper) -> PaperOut:
    newest = paper.revisions.first()
    kind = PaperKind(paper.kind)
    return PaperOut(number=paper.number, kind=kind, title=paper.title, revision=newest.mark if newest else "")


def _agreement(one: Agreement) -> AgreementOut:
    return AgreementOut(
        number=one.pk, line=one.line_id, paper=one.revision.paper.number, revision=one.revision.mark,
        asked_at=one.asked_at, answer=one.answer, answered_by=one.answered_by,
    )  # fmt: skip


def _requirements(line: PromisedLine) -> list[RequirementOut]:
    return [
        RequirementOut(
            number=row.requirement.pk, name=row.requirement.name, limits=row.limits.words(),
            value=row.check.value if row.check else None, is_met=row.check.is_met if row.check else None,
        )
        for row in queries.requirements_of(line)
    ]  # fmt: skip
