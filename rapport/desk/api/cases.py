"""Cases through the JSON door: listed, opened, changed, moved, given to somebody, joined."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from django.http import JsonResponse
from django.utils.timezone import now
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from rapport.customers.queries import customer_visible_to
from rapport.customers.rules import Channel
from rapport.desk.actions import NewCase, move_case
from rapport.desk.actions.joining import link_cases, merge_cases, split_case
from rapport.desk.actions.setting_aside import snooze_case
from rapport.desk.actions.taking_down import take_down
from rapport.desk.actions.work import assign_case, change_case, recognise_complaint
from rapport.desk.api.door import READ, WRITE, read_case, refuse_idle, worked_case
from rapport.desk.models import Case
from rapport.desk.queries import case_visible_to
from rapport.desk.queries.finding import find_whole_cases
from rapport.desk.queries.people import colleague
from rapport.desk.rules import CaseFieldNotRight, CaseKind, CaseState, Effort, LinkKind, Severity, StatedNeed
from rapport.desk.rules.case_asks import ask_from
from rapport.desk.rules.words import SnoozeEvent
from rapport.orders.queries import orders_visible_to
from rapport.staff.actions import record_list
from rapport.staff.models import User
from rapport.staff.queries import teams
from rapport.staff.tokens.door import ApiRequest, Name, Number, NumberInPath, Text, Word, answers

COLUMNS = {"number": "pk"} | {
    name: f"{name}_id" for name in ("customer", "order", "team", "assignee", "merged_into")
}
router = Router(tags=["cases"])
Said = Annotated[str, Field(max_length=100_000)]


class CaseOut(Schema):
    """A case; `version` is what a change has to name."""

    number: int
    reference: str
    subject: str
    kind: str
    state: str
    channel: str
    severity: str
    stated_need: str
    stated_need_text: str
    effort: str
    customer: int | None
    contact_name: str
    contact_address: str
    order: int | None
    team: int | None
    assignee: int | None
    opened_at: datetime
    changed_at: datetime
    first_replied_at: datetime | None
    last_customer_at: datetime | None
    last_reply_at: datetime | None
    snoozed_until: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reopened: int
    recognised_at: datetime | None
    merged_into: int | None
    version: int


class CasesOut(Schema):
    """A page of the list; `after` asks for the next one, and is empty on the last."""

    cases: list[CaseOut]
    counted: str
    after: str


class CaseFilters(Schema):
    """What the list can be narrowed and sorted by; any other key is refused."""

    q: Word = ""
    state: Word = ""
    kind: Word = ""
    channel: Word = ""
    severity: Word = ""
    team: Word = ""
    assignee: Word = ""
    customer: Word = ""
    tag: Word = ""
    sort: Word = ""
    after: Text = ""


class CaseFields(Schema, extra="forbid"):
    """What can be filled in; what is left out stays as it is, and any other field is refused."""

    kind: CaseKind | None = None
    subject: Name | None = None
    severity: Severity | None = None
    stated_need: StatedNeed | None = None
    stated_need_text: Word | None = None
    effort: Effort | None = None
    team: Number | None = None
    customer: Number | None = None
    order: Number | None = None
    contact_name: Word | None = None
    contact_address: Text | None = None


class CaseIn(Schema, extra="forbid"):
    """A new case, with what the customer said."""

    kind: CaseKind
    subject: Name
    channel: Channel
    text: Said = ""
    severity: Severity = Severity.NORMAL
    stated_need: StatedNeed = StatedNeed.NONE
    stated_need_text: Word = ""
    team: Number | None = None
    customer: Number | None = None
    order: Number | None = None
    contact_name: Word = ""
    contact_address: Text = ""


class CaseChange(CaseFields):
    """A change to the case as it was at a version; a stale one is refused with what happened since."""

    version: Number


class StateIn(Schema, extra="forbid"):
    """Where a case is to stand; `snoozed` needs a time or an event."""

    state: CaseState
    version: Number
    until: AwareDatetime | None = None
    event: SnoozeEvent = SnoozeEvent.NONE
    why: Word = ""


class AssigneeIn(Schema, extra="forbid"):
    """Who is to have a case; nobody where it is left out."""

    assignee: Number | None = None
    version: Number
    why: Word = ""


class MergeIn(Schema, extra="forbid"):
    """The case that this one is merged into."""

    into: Number
    version: Number
    why: Word = ""


class SplitIn(Schema, extra="forbid"):
    """The messages that move into a case of their own."""

    messages: Annotated[list[Number], Field(min_length=1, max_length=200)]
    subject: Word = ""


class LinkIn(Schema, extra="forbid"):
    """Another case that belongs to this one."""

    other: Number
    kind: LinkKind = LinkKind.RELATED


@router.get("/cases", auth=READ, response=answers(CasesOut))
def list_cases(request: ApiRequest, filters: Query[CaseFilters]) -> JsonResponse:  # noqa: ARG001 - for the documentation; `ask_from` refuses what it does not name
    """List cases, 50 at a time."""
    asked = request.GET.dict()
    page = find_whole_cases(request.user, ask_from(asked))
    record_list(request.user, "list", "case", count=page.count, at=now(), door="api", asked=asked)
    cases = [_told(row.case) for row in page.rows]
    # As it stands: checked once more, field by field, a page took twice the time.
    return JsonResponse({"cases": cases, "counted": page.counted, "after": page.after})


@router.get("/cases/{number}", auth=READ, response=answers(CaseOut))
def get_case(request: ApiRequest, number: NumberInPath) -> CaseOut:
    """Return one case; of a merged one `merged_into` says where it went."""
    return case_out(read_case(request, number))


@router.post("/cases", auth=WRITE, response=answers(CaseOut, status=201))
def create_case(request: ApiRequest, body: CaseIn) -> Status[CaseOut]:
    """Open a case with what the customer said."""
    told = body.dict(exclude={"text"})
    customer = customer_visible_to(request.user, body.customer) if body.customer else None
    refuse_idle(request)
    fields = _fields(request.user, {**told, "customer": None}) | {"customer": customer}
    return Status(201, case_out(take_down(NewCase(**fields), body.text, by=request.user, at=now())))


@router.patch("/cases/{number}", auth=WRITE, response=answers(CaseOut))
def update_case(request: ApiRequest, number: NumberInPath, body: CaseChange) -> CaseOut:
    """Change fields of a case."""
    case = worked_case(request, number)
    fields = _fields(request.user, body.dict(exclude_unset=True, exclude={"version"}))
    return case_out(change_case(case, fields, version=body.version, by=request.user, at=now()))


@router.put("/cases/{number}/state", auth=WRITE, response=answers(CaseOut))
def put_case_state(request: ApiRequest, number: NumberInPath, body: StateIn) -> CaseOut:
    """Move a case to another state."""
    case, at = worked_case(request, number), now()
    if body.state in {CaseState.MERGED, CaseState.SPAM}:
        expected = "open, waiting, snoozed, resolved or closed; merging has an address of its own"
        raise CaseFieldNotRight(field="state", value=body.state, expected=expected)
    if body.state == CaseState.SNOOZED:
        aside = {"event": body.event, "version": body.version}
        return case_out(snooze_case(case, body.until, **aside, by=request.user, at=at))  # type: ignore[arg-type]
    moved = move_case(case, body.state, by=request.user, at=at, version=body.version, why=body.why)
    return case_out(moved)


@router.put("/cases/{number}/assignee", auth=WRITE, response=answers(CaseOut))
def put_case_assignee(request: ApiRequest, number: NumberInPath, body: AssigneeIn) -> CaseOut:
    """Give a case to a colleague, or to nobody."""
    case = worked_case(request, number)
    person = colleague(body.assignee) if body.assignee else None
    rest = {"version": body.version, "why": body.why}
    return case_out(assign_case(case, person, **rest, by=request.user, at=now()))  # type: ignore[arg-type]


@router.put("/cases/{number}/complaint", auth=WRITE, response=answers(CaseOut))
def put_case_complaint(request: ApiRequest, number: NumberInPath) -> CaseOut:
    """Recognise a case as a complaint; its history stays."""
    return case_out(recognise_complaint(worked_case(request, number), by=request.user, at=now()))


@router.put("/cases/{number}/merged", auth=WRITE, response=answers(CaseOut))
def put_case_merged(request: ApiRequest, number: NumberInPath, body: MergeIn) -> CaseOut:
    """Merge a case into another one, which is returned."""
    case = worked_case(request, number)
    kept = case_visible_to(request.user, body.into)
    rest = {"why": body.why, "version": body.version}
    return case_out(merge_cases(kept, case, by=request.user, at=now(), **rest))  # type: ignore[arg-type]


@router.post("/cases/{number}/splits", auth=WRITE, response=answers(CaseOut, status=201))
def create_case_split(request: ApiRequest, number: NumberInPath, body: SplitIn) -> Status[CaseOut]:
    """Move messages into a new case, which is returned."""
    case = worked_case(request, number)
    new = split_case(case, body.messages, subject=body.subject, by=request.user, at=now())
    return Status(201, case_out(new))


@router.post("/cases/{number}/links", auth=WRITE, response=answers(CaseOut, status=201))
def create_case_link(request: ApiRequest, number: NumberInPath, body: LinkIn) -> Status[CaseOut]:
    """Say that two cases belong together."""
    case = worked_case(request, number)
    other = case_visible_to(request.user, body.other)
    return Status(201, case_out(link_cases(case, other, by=request.user, at=now(), kind=body.kind)))


def case_out(case: Case) -> CaseOut:
    """Return a case as programs read it."""
    return CaseOut(**_told(case))


def _told(case: Case) -> dict[str, Any]:
    """Return the fields of `CaseOut`; of other rows their numbers."""
    return {name: getattr(case, COLUMNS.get(name, name)) for name in CaseOut.model_fields}


def _fields(user: User, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields as the action takes them: team, customer and order found by their numbers."""
    fields = dict(told)
    if told.get("customer"):
        fields["customer"] = customer_visible_to(user, told["customer"])
    if told.get("team"):
        fields["team"] = _one(teams(), "team", told["team"])
    if told.get("order"):
        fields["order"] = _one(orders_visible_to(user), "order", told["order"])
    return fields


def _one(rows: Any, field: str, number: int) -> Any:
    found = rows.filter(pk=number).first()
    if found is None:
        raise CaseFieldNotRight(field=field, value=number, expected=f"the number of a {field} you may see")
    return found
