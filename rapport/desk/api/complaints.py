"""The JSON door of complaints: procedures and their steps, redress and its signatures, promises."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import AfterValidator, Field

from rapport.customers.models import Promise
from rapport.customers.queries import state_of
from rapport.customers.rules import PromiseKind
from rapport.desk import actions, queries
from rapport.desk.actions import Offered
from rapport.desk.api.door import READ, WRITE, read_case, worked_case
from rapport.desk.models import Case, Redress
from rapport.desk.rules import Evidence, RedressKind
from rapport.desk.rules.procedures import NoProcedureChosen
from rapport.desk.rules.redress import HOUSE_CURRENCY, RedressNotKnown
from rapport.desk.rules.stages import PromiseNotInCase
from rapport.staff.tokens.door import (
    ApiRequest,
    Moment,
    Number,
    NumberInPath,
    Text,
    Word,
    answers,
    without_nul,
)

router = Router()
STEPS, REDRESS, PROMISES = ["procedures"], ["redress"], ["promises"]
Money = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
Plain = AfterValidator(without_nul)
Key = Annotated[str, Plain, Field(min_length=1, max_length=64)]


class StepOut(Schema):
    """One step of the procedure that a case follows; `evidence` is what it asks for."""

    position: int
    name: str
    purpose: str
    evidence: list[str]
    is_next: bool
    is_yours: bool
    done_at: datetime | None
    done_by: str
    given: dict[str, str]


class ProcedureOut(Schema):
    """The procedure that a case follows, in its version, and how far it has come."""

    key: str
    name: str
    version: int
    steps: list[StepOut]


class ChooseIn(Schema):
    """Which procedure a case is to follow; `version` is the case's, as it was seen."""

    key: Word
    version: Number | None = None


class StepIn(Schema):
    """The next step, with the words that it asks for by kind of evidence."""

    position: Annotated[int, Field(ge=1, le=99)]
    told: dict[Evidence, Annotated[str, Plain, Field(max_length=2000)]] = Field(default_factory=dict)
    version: Number | None = None


def _progress(request: ApiRequest, case: Case) -> ProcedureOut:
    progress = queries.progress_of(case, request.user)
    if progress is None:
        raise NoProcedureChosen(number=case.pk)
    followed = progress.run.procedure
    steps = [_step(shown) for shown in progress.steps]
    return ProcedureOut(key=followed.key, name=followed.name, version=followed.version, steps=steps)


def _step(shown: queries.StepShown) -> StepOut:
    step, done = shown.step, shown.done
    return StepOut(
        position=step.position, name=step.name, purpose=step.purpose, evidence=step.evidence,
        is_next=shown.is_next, is_yours=shown.is_yours, done_at=done.at if done else None,
        done_by=done.by_name if done else "", given=done.evidence if done else {},
    )  # fmt: skip


@router.get("/cases/{number}/procedure", auth=READ, response=answers(ProcedureOut), tags=STEPS)
def get_procedure(request: ApiRequest, number: NumberInPath) -> ProcedureOut:
    """Return the procedure that a case follows, and how far it has come."""
    return _progress(request, read_case(request, number))


@router.put("/cases/{number}/procedure", auth=WRITE, response=answers(ProcedureOut), tags=STEPS)
def choose_procedure(request: ApiRequest, number: NumberInPath, body: ChooseIn) -> ProcedureOut:
    """Let a case follow a procedure, in its newest version."""
    case = worked_case(request, number)
    actions.choose_procedure(case, body.key, by=request.user, at=now(), version=body.version)
    return _progress(request, case)


@router.post("/cases/{number}/steps", auth=WRITE, response=answers(ProcedureOut, status=201), tags=STEPS)
def do_step(request: ApiRequest, number: NumberInPath, body: StepIn) -> Status[ProcedureOut]:
    """Do the next step; refused without its evidence, out of order, and by a role it is not for."""
    case = worked_case(request, number)
    actions.do_step(case, body.position, body.told, by=request.user, at=now(), version=body.version)
    return Status(201, _progress(request, case))


class RedressOut(Schema):
    """What we give to put a thing right, and who allowed it."""

    number: int
    case: int
    kind: str
    worth: Decimal
    cost: Decimal
    currency: str
    why: str
    is_owed: bool
    right: str
    state: str
    asked_by: str
    asked_at: datetime
    allowed_by: str
    allowed_at: datetime | None
    answer: str
    given_at: datetime | None
    order: int | None
    refund: int | None


class OfferIn(Schema):
    """What is offered; the same `send_key` twice is one offer. A refund names its order."""

    kind: RedressKind
    why: Text
    worth: Money = Decimal(0)
    cost: Money = Decimal(0)
    currency: Annotated[str, Plain, Field(min_length=3, max_length=3)] = HOUSE_CURRENCY
    is_owed: bool = False
    right: Word = ""
    order: Number | None = None
    send_key: Key | None = None
    version: Number | None = None


class BulkOfferIn(Schema):
    """The same offer in many cases; each counts against the limit in its own case."""

    cases: Annotated[list[Number], Field(min_length=1, max_length=100)]
    kind: RedressKind
    why: Text
    send_key: Annotated[str, Plain, Field(min_length=1, max_length=40)]
    worth: Money = Decimal(0)
    cost: Money = Decimal(0)
    currency: Annotated[str, Plain, Field(min_length=3, max_length=3)] = HOUSE_CURRENCY
    is_owed: bool = False


class OfferedOut(Schema):
    """What came of an offer in one case: the redress, or why it was declined."""

    case: int
    redress: RedressOut | None
    code: str
    text: str


class AnswerIn(Schema):
    """What is said with a signature, or why redress is declined or withdrawn."""

    answer: Annotated[Text, Field(max_length=300)] = ""


def _redress(one: Redress) -> RedressOut:
    plain = (
        "kind",
        "worth",
        "cost",
        "currency",
        "why",
        "is_owed",
        "right",
        "state",
        "asked_at",
        "allowed_at",
        "answer",
    )
    return RedressOut(
        number=one.pk, case=one.case_id, asked_by=one.asked_by.name,
        allowed_by=one.allowed_by.name if one.allowed_by else "", given_at=one.given_at, order=one.order_id,
        refund=one.refund_id, **{name: getattr(one, name) for name in plain},
    )  # fmt: skip


@router.get("/cases/{number}/redress", auth=READ, response=answers(list[RedressOut]), tags=REDRESS)
def list_redress(request: ApiRequest, number: NumberInPath) -> list[RedressOut]:
    """List the redress of a case."""
    case = read_case(request, number)
    return [_redress(one) for one in case.redress.select_related("asked_by", "allowed_by")]


@router.post("/cases/{number}/redress", auth=WRITE, response=answers(RedressOut, status=201), tags=REDRESS)
def offer_redress(request: ApiRequest, number: NumberInPath, body: OfferIn) -> Status[RedressOut]:
    """Offer redress: allowed within one's limit; above it, it waits for the signature of another person."""
    case = worked_case(request, number)
    made = actions.offer_redress(
        case, _offer(request, case, body), by=request.user, at=now(), send_key=body.send_key,
        version=body.version,
    )  # fmt: skip
    return Status(201, _redress(made))


def _offer(request: ApiRequest, case: Case, body: OfferIn) -> actions.Offer:
    order = queries.orders_of(request.user, case).filter(pk=body.order or 0).first()
    return actions.Offer(
        body.kind, body.why, body.worth, body.cost, body.currency, body.is_owed, order, body.right
    )


@router.post("/redress", auth=WRITE, response=answers(list[OfferedOut], status=201), tags=REDRESS)
def offer_redress_in_bulk(request: ApiRequest, body: BulkOfferIn) -> Status[list[OfferedOut]]:
    """Offer the same in many cases; each is one offer of its own, allowed, asked for or declined."""
    cases = [worked_case(request, number) for number in body.cases]
    offer = actions.Offer(body.kind, body.why, body.worth, body.cost, body.currency, body.is_owed)
    offered = actions.offer_redress_in_bulk(cases, offer, by=request.user, at=now(), send_key=body.send_key)
    return Status(201, [_offered(one) for one in offered])


def _offered(one: Offered) -> OfferedOut:
    return OfferedOut(
        case=one.case.pk,
        redress=_redress(one.redress) if one.redress else None,
        code=one.refusal.code if one.refusal else "",
        text=str(one.refusal) if one.refusal else "",
    )


def _one(request: ApiRequest, number: int) -> Redress:
    """Return redress that the person may see and work on."""
    found = queries.redress_visible_to(request.user).filter(pk=number).first()
    if found is None:
        raise RedressNotKnown(number=number, case="any of yours")
    worked_case(request, found.case_id)
    return found


@router.put("/redress/{number}/signed", auth=WRITE, response=answers(RedressOut), tags=REDRESS)
def sign_redress(request: ApiRequest, number: NumberInPath, body: AnswerIn) -> RedressOut:
    """Give the second signature; refused to whoever asked, and above one's own limit."""
    found = _one(request, number)
    return _redress(actions.sign_redress(found, by=request.user, at=now(), answer=body.answer))


@router.put("/redress/{number}/declined", auth=WRITE, response=answers(RedressOut), tags=REDRESS)
def decline_redress(request: ApiRequest, number: NumberInPath, body: AnswerIn) -> RedressOut:
    """Decline redress that somebody else asked for, and say why."""
    found = _one(request, number)
    return _redress(actions.decline_redress(found, answer=body.answer, by=request.user, at=now()))


@router.put("/redress/{number}/given", auth=WRITE, response=answers(RedressOut), tags=REDRESS)
def give_redress(request: ApiRequest, number: NumberInPath) -> RedressOut:
    """Record that allowed redress was given; a refund becomes one refund of its order."""
    return _redress(actions.give_redress(_one(request, number), by=request.user, at=now()))


@router.put("/redress/{number}/withdrawn", auth=WRITE, response=answers(RedressOut), tags=REDRESS)
def withdraw_redress(request: ApiRequest, number: NumberInPath, body: AnswerIn) -> RedressOut:
    """Take back redress that is not given yet, and say why."""
    found = _one(request, number)
    return _redress(actions.withdraw_redress(found, why=body.answer, by=request.user, at=now()))


class PromiseOut(Schema):
    """A promise of a case: open, kept, kept late, broken or withdrawn."""

    number: int
    kind: str
    text: str
    state: str
    made_by: str
    made_at: datetime
    due_at: datetime
    kept_at: datetime | None
    broken_at: datetime | None


class PromiseIn(Schema):
    """What the customer was told we would do, and by when."""

    text: Annotated[Text, Field(min_length=1, max_length=300)]
    due_at: Moment
    kind: PromiseKind = PromiseKind.OTHER
    version: Number | None = None


class MoveIn(Schema):
    """To when a promise goes, and why, as the customer will read it."""

    due_at: Moment
    reason: Annotated[Text, Field(max_length=300)]


class MovedOut(Schema):
    """A promise that was moved, and a message that tells the customer, to be read and sent."""

    promise: PromiseOut
    message: str


class ReasonIn(Schema):
    """Why."""

    reason: Annotated[Text, Field(max_length=300)]


def _promise(one: Promise) -> PromiseOut:
    plain = ("kind", "text", "made_at", "due_at", "kept_at", "broken_at")
    told = {name: getattr(one, name) for name in plain}
    return PromiseOut(number=one.pk, state=state_of(one, now()), made_by=one.made_by.name, **told)


def _promised(request: ApiRequest, number: int) -> Promise:
    """Return a promise of a case that the person may see and work on."""
    found = queries.case_promises_visible_to(request.user).filter(pk=number).first()
    if found is None:
        raise PromiseNotInCase(number=number, case="any of yours")
    worked_case(request, found.in_case.case_id)
    return found


@router.get("/cases/{number}/promises", auth=READ, response=answers(list[PromiseOut]), tags=PROMISES)
def list_promises(request: ApiRequest, number: NumberInPath) -> list[PromiseOut]:
    """List the promises of a case, those that are owed first."""
    return [_promise(shown.promise) for shown in queries.promises_shown(read_case(request, number), now())]


@router.post("/cases/{number}/promises", auth=WRITE, response=answers(PromiseOut, status=201), tags=PROMISES)
def make_promise(request: ApiRequest, number: NumberInPath, body: PromiseIn) -> Status[PromiseOut]:
    """Promise the customer of a case something by a time."""
    case = worked_case(request, number)
    made = actions.promise_in_case(case, **body.dict(), by=request.user, at=now())
    return Status(201, _promise(made))


@router.put("/promises/{number}/kept", auth=WRITE, response=answers(PromiseOut), tags=PROMISES)
def keep_promise(request: ApiRequest, number: NumberInPath) -> PromiseOut:
    """Record that a promise was kept; after it broke it is kept late."""
    return _promise(actions.keep_promise(_promised(request, number), by=request.user, at=now()))


@router.put("/promises/{number}/moved", auth=WRITE, response=answers(MovedOut), tags=PROMISES)
def move_promise(request: ApiRequest, number: NumberInPath, body: MoveIn) -> MovedOut:
    """Move a promise before it breaks; the answer holds a message for the customer."""
    found = _promised(request, number)
    words = actions.move_promise(found, body.due_at, reason=body.reason, by=request.user, at=now())
    return MovedOut(promise=_promise(_promised(request, number)), message=words)


@router.put("/promises/{number}/withdrawn", auth=WRITE, response=answers(PromiseOut), tags=PROMISES)
def withdraw_promise(request: ApiRequest, number: NumberInPath, body: ReasonIn) -> PromiseOut:
    """Record that the customer needs a promise no longer."""
    found = _promised(request, number)
    return _promise(actions.withdraw_promise(found, reason=body.reason, by=request.user, at=now()))
