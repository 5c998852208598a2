"""The JSON door of what customers are owed: facts, what follows, choices, decisions, requests."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.timezone import now
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator, Field

from rapport.customers.queries import customer_visible_to
from rapport.customers.rules import Channel
from rapport.desk.actions.owed import decisions, requests, telling
from rapport.desk.api.door import READ, WRITE, read_case, refuse_filters, worked_case
from rapport.desk.models import Assessment, Case, RightDecision
from rapport.desk.queries.owed.assessments import newest, open_questions
from rapport.desk.queries.owed.decisions import decisions_visible_to
from rapport.desk.queries.owed.requests import PAGE, rights_requests_visible_to
from rapport.desk.rules.owed.beginnings import REQUEST_KINDS
from rapport.desk.rules.owed.decisions import LONGEST_REASON, Way
from rapport.desk.rules.owed.facts import flat
from rapport.desk.rules.owed.refusals import DecisionNotKnown, NothingAssessed, RequestNotRight
from rapport.engine.rights import question_of
from rapport.staff.actions import record_list
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
OWED = ["what they are owed"]
Reason = Annotated[str, AfterValidator(without_nul), Field(min_length=3, max_length=LONGEST_REASON)]
Fact = Annotated[str, AfterValidator(without_nul), Field(min_length=1, max_length=80)]
MOST_FACTS = 150
STATES = ["open", "all"]


class AssessmentOut(Schema):
    """What follows from the facts of a case, as it was kept: information, not legal advice."""

    number: int
    case: int
    at: datetime
    by: str
    what: str
    version: str
    facts: dict[str, Any]
    sources: dict[str, str]
    not_known: list[str]
    answer: dict[str, Any]


class FactsIn(Schema, extra="forbid"):
    """Facts as `rapport rights` reads them, facts to take back, and facts that nobody knows."""

    facts: Annotated[dict[Fact, Any], Field(max_length=MOST_FACTS)] = Field(default_factory=dict)
    source: Word = ""
    forget: Annotated[list[Fact], Field(max_length=MOST_FACTS)] = Field(default_factory=list)
    not_known: Annotated[list[Fact], Field(max_length=MOST_FACTS)] = Field(default_factory=list)
    version: Number | None = None


def _out(kept: Assessment) -> AssessmentOut:
    plain = ("at", "what", "version", "facts", "sources", "not_known", "answer")
    told = {name: getattr(kept, name) for name in plain}
    return AssessmentOut(number=kept.pk, case=kept.case_id, by=kept.by_name, **told)


def _kept(case: Case) -> Assessment:
    kept = newest(case)
    if kept is None:
        raise NothingAssessed(case=case.pk)
    return kept


@router.get("/cases/{number}/owed", auth=READ, response=answers(AssessmentOut), tags=OWED)
def get_owed(request: ApiRequest, number: NumberInPath) -> AssessmentOut:
    """Return what the customer of a case is owed, as it was assessed last."""
    return _out(_kept(read_case(request, number)))


@router.put("/cases/{number}/owed/facts", auth=WRITE, response=answers(AssessmentOut), tags=OWED)
def tell_facts(request: ApiRequest, number: NumberInPath, body: FactsIn) -> AssessmentOut:
    """Tell facts of a case, nested or dotted; what follows is kept, and the clocks of the case follow."""
    case = worked_case(request, number)
    source = body.source or f"{request.user.name}, by the API"
    new = telling.Telling(
        body.facts, dict.fromkeys(flat(body.facts), source), tuple(body.forget), tuple(body.not_known)
    )
    return _out(telling.tell_facts(case, new, by=request.user, at=now(), version=body.version))


class QuestionOut(Schema):
    """A fact that would settle more, with its question."""

    fact: str
    question: str


@router.get("/cases/{number}/owed/question", auth=READ, response=answers(list[QuestionOut]), tags=OWED)
def get_question(request: ApiRequest, number: NumberInPath) -> list[QuestionOut]:
    """Return what is open, the next best question first; empty where nothing more is asked."""
    case = read_case(request, number)
    facts = open_questions(_kept(case), at=now())
    return [QuestionOut(fact=fact, question=question_of(fact)) for fact in facts]


class ChoiceIn(Schema, extra="forbid"):
    """What the customer chose under a conclusion, and how they told us."""

    code: Word
    choice: Word
    said: Annotated[Text, Field(max_length=300)] = ""
    version: Number | None = None


class ChoiceOut(Schema):
    """What was chosen, and when it was noted."""

    number: int
    code: str
    choice: str
    said: str
    at: datetime
    by: str


@router.post("/cases/{number}/owed/choices", auth=WRITE, response=answers(ChoiceOut, status=201), tags=OWED)
def note_choice(request: ApiRequest, number: NumberInPath, body: ChoiceIn) -> Status[ChoiceOut]:
    """Note what the customer chose; what that tells of the facts is assessed."""
    case = worked_case(request, number)
    made = decisions.note_choice(
        case, body.code, body.choice, said=body.said, by=request.user, at=now(), version=body.version
    )
    out = ChoiceOut(
        number=made.pk, code=made.code, choice=made.choice, said=made.said, at=made.at, by=made.by_name
    )
    return Status(201, out)


class DecisionIn(Schema, extra="forbid"):
    """A decision about a conclusion by its code, or about what is left to a person in its words."""

    about: Annotated[Text, Field(min_length=1, max_length=300)]
    way: Way
    why: Reason
    route: Annotated[str, AfterValidator(without_nul), Field(max_length=LONGEST_REASON)] = ""
    version: Number | None = None


class DecisionOut(Schema):
    """A decision about a right: which way, why, and where the customer may turn."""

    number: int
    case: int
    about: str
    code: str
    way: str
    reason: str
    route: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str


def _decision(one: RightDecision) -> DecisionOut:
    plain = ("about", "code", "way", "reason", "route", "state", "asked_at", "decided_at", "answer")
    told = {name: getattr(one, name) for name in plain}
    by = one.decided_by.name if one.decided_by else ""
    return DecisionOut(number=one.pk, case=one.case_id, asked_by=one.asked_by.name, decided_by=by, **told)


@router.get("/cases/{number}/decisions", auth=READ, response=answers(list[DecisionOut]), tags=OWED)
def list_decisions(request: ApiRequest, number: NumberInPath) -> list[DecisionOut]:
    """List what was decided about rights in a case, the newest first."""
    case = read_case(request, number)
    return [_decision(one) for one in decisions_visible_to(request.user).filter(case=case)]


@router.post("/cases/{number}/decisions", auth=WRITE, response=answers(DecisionOut, status=201), tags=OWED)
def decide(request: ApiRequest, number: NumberInPath, body: DecisionIn) -> Status[DecisionOut]:
    """Decide about a right; against it, without the authority, it waits for somebody's signature."""
    case = worked_case(request, number)
    new = decisions.NewDecision(body.about, body.way, body.why, body.route)
    return Status(
        201, _decision(decisions.decide(case, new, by=request.user, at=now(), version=body.version))
    )


class SignatureIn(Schema, extra="forbid"):
    """What is said with a signature, or why it is declined."""

    answer: Annotated[Text, Field(max_length=300)] = ""


class ReverseIn(Schema, extra="forbid"):
    """Which way it is decided now, and why."""

    way: Way = Way.FOR
    why: Reason


def _one(request: ApiRequest, number: int) -> RightDecision:
    """Return a decision that the person may see and work on."""
    found = decisions_visible_to(request.user).filter(pk=number).first()
    if found is None:
        raise DecisionNotKnown(number=number, case="any of yours")
    worked_case(request, found.case_id)
    return found


@router.put("/decisions/{number}/signed", auth=WRITE, response=answers(DecisionOut), tags=OWED)
def sign_decision(request: ApiRequest, number: NumberInPath, body: SignatureIn) -> DecisionOut:
    """Sign a decision against a right; refused to whoever asked, and without the authority."""
    found = _one(request, number)
    return _decision(decisions.sign_decision(found, answer=body.answer, by=request.user, at=now()))


@router.put("/decisions/{number}/declined", auth=WRITE, response=answers(DecisionOut), tags=OWED)
def decline_decision(request: ApiRequest, number: NumberInPath, body: SignatureIn) -> DecisionOut:
    """Decline to decide against a right, and say why: the right stands."""
    found = _one(request, number)
    return _decision(decisions.decline_decision(found, answer=body.answer, by=request.user, at=now()))


@router.put("/decisions/{number}/reversed", auth=WRITE, response=answers(DecisionOut), tags=OWED)
def reverse_decision(request: ApiRequest, number: NumberInPath, body: ReverseIn) -> DecisionOut:
    """Put another decision in the place of one that stands; both stay on record."""
    found = _one(request, number)
    made = decisions.reverse_decision(found, body.way, reason=body.why, by=request.user, at=now())
    return _decision(made)


class RightsRequestIn(Schema, extra="forbid"):
    """A request about data or equality, or a breach, as it came in."""

    kind: Word
    subject: Annotated[Text, Field(min_length=1, max_length=200)]
    channel: Channel
    received_at: Moment
    customer: Number | None = None
    words: Annotated[str, AfterValidator(without_nul), Field(max_length=4000)] = ""
    id_doubt: bool = False


@router.post("/rights-requests", auth=WRITE, response=answers(AssessmentOut, status=201), tags=OWED)
def open_request(request: ApiRequest, body: RightsRequestIn) -> Status[AssessmentOut]:
    """Open a request as a case with its first facts; its clock starts by itself."""
    customer = customer_visible_to(request.user, body.customer) if body.customer else None
    new = requests.NewRequest(
        body.kind, body.subject, body.channel, body.received_at, customer, body.words, id_doubt=body.id_doubt
    )
    return Status(201, _out(_kept(requests.open_request(new, by=request.user, at=now()))))


class RequestFilters(Schema):
    """Which requests are listed: of a kind, the open ones or all."""

    kind: Word = ""
    state: Word = "open"


class RightsRequestOut(Schema):
    """A request about data or equality: its case, what is asked, and what is due next."""

    case: int
    reference: str
    subject: str
    kind: str
    state: str
    due_at: datetime | None
    due_for: str


@router.get("/rights-requests", auth=READ, response=answers(list[RightsRequestOut]), tags=OWED)
def list_requests(request: ApiRequest, filters: Query[RequestFilters]) -> list[RightsRequestOut]:
    """List the requests about data and equality that you see, what is due first on top; the first hundred."""
    refuse_filters(request, "kind", "state")
    for name, value, known in (
        ("kind", filters.kind, ["", *REQUEST_KINDS]),
        ("state", filters.state, STATES),
    ):
        if value not in known:
            raise RequestNotRight(field=name, value=value[:40], expected=", ".join(filter(None, known)))
    found = rights_requests_visible_to(request.user, kind=filters.kind, is_open=filters.state == "open")
    rows = [_request(case) for case in found[:PAGE]]
    record_list(request.user, "list", "case", count=len(rows), at=now(), asked=request.GET.dict())
    return rows


def _request(case: Any) -> RightsRequestOut:
    return RightsRequestOut(
        case=case.pk, reference=case.reference, subject=case.subject, kind=case.asks, state=case.state,
        due_at=case.right_due_at, due_for=case.right_due_for or "",
    )  # fmt: skip
