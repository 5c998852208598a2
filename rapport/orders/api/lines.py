"""Promised lines through the JSON door: promised, delivered, handed over; and parts moved."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.utils.timezone import now
from ninja import Query, Router, Schema, Status
from pydantic import Field

from rapport.orders import queries as orders
from rapport.orders.actions import ahead
from rapport.orders.actions import lines as actions
from rapport.orders.api.door import READ, WRITE, refuse_idle, seen_among, seen_line, worked_line
from rapport.orders.queries import lines as queries
from rapport.orders.queries.records import part_numbered, step_named
from rapport.orders.rules.lines import NewLine, OrderNotFound
from rapport.staff.actions import record_list
from rapport.staff.queries import team_named
from rapport.staff.tokens.door import ApiRequest, Moment, Name, NumberInPath, Text, Word, answers

router = Router(tags=["promised lines"])
Quantity = Annotated[Decimal, Field(gt=0, le=10**6, decimal_places=3)]
Item = Annotated[Name, Field(max_length=120)]
Short = Annotated[Name, Field(max_length=60)]


class LineOut(Schema):
    """A promised line: its first promise, the one that holds now, and the forecast where one is known."""

    number: int
    line: str
    order: int
    customer: int
    item: str
    route: str
    quantity: Decimal
    state: str
    first_promise: datetime
    promised: datetime
    asked_for: date | None
    forecast: date | None
    because: str
    delivered_quantity: Decimal
    delivered: datetime | None


class LinesOut(Schema):
    """A page of the list; `after` asks for the next one, and is empty on the last."""

    lines: list[LineOut]
    after: str


class LineFilters(Schema):
    """What the list can be narrowed by; any other key is refused."""

    state: Word = ""
    item: Word = ""
    route: Word = ""
    part: Word = ""
    order: Word = ""
    after: Text = ""


class PromisedLineIn(Schema, extra="forbid"):
    """A line to promise; `parts` are the numbers of those it waits for."""

    item: Item
    route: Short
    quantity: Quantity
    due_at: Moment
    asked_for_on: date | None = None
    line: Annotated[Word, Field(max_length=20)] = ""
    parts: Annotated[list[Short], Field(max_length=50, default_factory=list)]


class DeliveryIn(Schema, extra="forbid"):
    """Some of a line that went out."""

    quantity: Quantity


class MilestoneIn(Schema, extra="forbid"):
    """A step that a line goes through, by name, and the team that receives the work, promised by a time."""

    step: Item
    to_team: Word = ""
    due_at: Moment | None = None


class MilestoneOut(Schema):
    """A step of a line with its hand-over."""

    number: int
    line: int
    step: str
    to_team: str
    due_at: datetime | None
    done_at: datetime | None


class PartIn(Schema, extra="forbid"):
    """When a part is expected now; without a day it is here."""

    part: Annotated[Name, Field(max_length=40)]
    expected_on: date | None = None
    why: Word


class AtRiskOut(Schema):
    """Which lines a delay put at risk just now; what is told their customers stands under delays."""

    part: str
    at_risk: list[int]


@router.get("/lines", auth=READ, response=answers(LinesOut))
def list_lines(request: ApiRequest, filters: Query[LineFilters]) -> LinesOut:  # noqa: ARG001 - for the documentation; `ask_from` refuses what it does not name
    """List promised lines, those of the newest order first, 50 at a time."""
    asked = request.GET.dict()
    rows, after = queries.find_lines(request.user, queries.ask_from(asked), at=now())
    record_list(request.user, "list", "promised line", count=len(rows), at=now(), door="api", asked=asked)
    return LinesOut(lines=[_out(row) for row in rows], after=after)


@router.get("/lines/{number}", auth=READ, response=answers(LineOut))
def read_line(request: ApiRequest, number: NumberInPath) -> LineOut:
    """Return a promised line."""
    seen_line(request, number)
    return _line(request, number)


@router.post("/orders/{number}/lines", auth=WRITE, response=answers(LineOut, status=201))
def promise_line(request: ApiRequest, number: NumberInPath, body: PromisedLineIn) -> Status[LineOut]:
    """Promise a line of an order by a time."""
    order = orders.orders_visible_to(request.user).filter(pk=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    refuse_idle(request)
    new = NewLine(
        body.item, body.route, body.quantity, body.due_at, number=body.line, asked_for_on=body.asked_for_on
    )
    parts = [part_numbered(part) for part in body.parts]
    made = actions.promise_line(order, new, parts=parts, by=request.user, at=now())
    return Status(201, _line(request, made.pk))


@router.post("/lines/{number}/deliveries", auth=WRITE, response=answers(LineOut, status=201))
def deliver_line(request: ApiRequest, number: NumberInPath, body: DeliveryIn) -> Status[LineOut]:
    """Note that some of a line went out; with the last of it the promise is kept."""
    line = worked_line(request, number)
    actions.deliver(line, body.quantity, by=request.user, at=now())
    return Status(201, _line(request, number))


@router.post("/lines/{number}/milestones", auth=WRITE, response=answers(MilestoneOut, status=201))
def plan_milestone(request: ApiRequest, number: NumberInPath, body: MilestoneIn) -> Status[MilestoneOut]:
    """Say that a line goes through a step, and promise the work to the team that receives it."""
    line = worked_line(request, number)
    team = team_named(body.to_team) if body.to_team else None
    step = step_named(body.step)
    made = actions.plan_hand_over(line, step, to_team=team, due_at=body.due_at, by=request.user, at=now())
    return Status(201, _milestone(made.pk, request))


@router.put("/milestones/{number}/done", auth=WRITE, response=answers(MilestoneOut))
def hand_over(request: ApiRequest, number: NumberInPath) -> MilestoneOut:
    """Note that a step is done and the work handed over."""
    found = queries.milestone_visible_to(request.user, number)
    refuse_idle(request)
    actions.hand_over(found, by=request.user, at=now())
    return _milestone(number, request)


@router.put("/parts", auth=WRITE, response=answers(AtRiskOut))
def move_part(request: ApiRequest, body: PartIn) -> AtRiskOut:
    """Say when a part is expected now, or that it is here; every line that waits for it is forecast anew."""
    refuse_idle(request)
    part = part_numbered(body.part)
    found = ahead.move_part(part, body.expected_on, why=body.why, by=request.user, at=now())
    return AtRiskOut(part=part.number, at_risk=seen_among(request, found))


def _line(request: ApiRequest, number: int) -> LineOut:
    line = queries.line_visible_to(request.user, number)
    return _out(queries.row_of(line, at=now(), is_risky=queries.open_risk_of(line) is not None))


def _out(row: queries.LineRow) -> LineOut:
    line = row.line
    return LineOut(
        number=line.pk, line=line.number, order=line.order_id, customer=line.promise.customer_id,
        item=line.item, route=line.route, quantity=line.quantity, state=str(row.state),
        first_promise=line.first_due_at, promised=line.promise.due_at, asked_for=line.asked_for_on,
        forecast=line.forecast_on, because=line.forecast_because, delivered_quantity=line.delivered,
        delivered=line.delivered_at,
    )  # fmt: skip


def _milestone(number: int, request: ApiRequest) -> MilestoneOut:
    one = queries.milestone_visible_to(request.user, number)
    return MilestoneOut(
        number=one.pk, line=one.line_id, step=one.step.name, due_at=one.due_at, done_at=one.done_at,
        to_team=one.to_team.name if one.to_team else "",
    )  # fmt: skip
