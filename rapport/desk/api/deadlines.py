"""Clocks through the JSON door: what is due in a case, and deadlines by law recorded, extended and ended."""

from datetime import date, datetime
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import Field

from rapport.desk.actions.deadlines import NewDeadline, end_deadline, extend_deadline, record_deadline
from rapport.desk.api.door import READ, WRITE, read_case, worked_case
from rapport.desk.models import Clock
from rapport.desk.queries import clocks_visible_to
from rapport.desk.rules.deadlines import MOST, Period, Unit
from rapport.staff.tokens.door import ApiRequest, NumberInPath, Text, answers

router = Router(tags=["deadlines"])
Said = Annotated[Text, Field(max_length=300)]


class ClockOut(Schema):
    """Something due in a case: a deadline by law, with its source, or a service target."""

    number: int
    kind: str
    target: str
    name: str
    source: str
    because: str
    started_at: datetime
    due_at: datetime | None
    paused_at: datetime | None
    met_at: datetime | None
    ended_at: datetime | None
    ended_why: str
    extended_from: datetime | None
    extended_why: str
    set_by: str


class DeadlineIn(Schema, extra="forbid"):
    """What is owed by law and why here: until the day `ends_on`, or for a length counted in a unit."""

    name: Annotated[Text, Field(min_length=1, max_length=120)]
    source: Annotated[Text, Field(min_length=1, max_length=200)]
    because: Annotated[Said, Field(min_length=1)]
    begins_on: date
    ends_on: date | None = None
    length: Annotated[int, Field(ge=1, le=max(MOST.values()))] | None = None
    unit: Unit = Unit.DAYS


class ExtensionIn(Schema, extra="forbid"):
    """A later last day, and why the law allows it."""

    ends_on: date
    why: Text


class EndIn(Schema, extra="forbid"):
    """Whether a deadline was met; where it was not, why nothing is owed any more."""

    is_met: bool
    why: Annotated[Text, Field(max_length=200)] = ""


@router.get("/cases/{number}/clocks", auth=READ, response=answers(list[ClockOut]))
def list_clocks(request: ApiRequest, number: NumberInPath) -> list[ClockOut]:
    """List what is and was due in a case: deadlines by law and service targets."""
    case = read_case(request, number)
    return [_clock(one) for one in clocks_visible_to(request.user).filter(case=case)]


@router.post("/cases/{number}/deadlines", auth=WRITE, response=answers(ClockOut, status=201))
def create_deadline(request: ApiRequest, number: NumberInPath, body: DeadlineIn) -> Status[ClockOut]:
    """Record a deadline by law; it never pauses."""
    case = worked_case(request, number)
    period = Period(body.length, body.unit) if body.length and not body.ends_on else None
    new = NewDeadline(body.name, body.source, body.because, body.begins_on, body.ends_on, period)
    return Status(201, _clock(record_deadline(case, new, by=request.user, at=now())))


@router.put("/deadlines/{number}/extended", auth=WRITE, response=answers(ClockOut))
def put_deadline_extended(request: ApiRequest, number: NumberInPath, body: ExtensionIn) -> ClockOut:
    """Put a deadline off to a later day, as the law allows it."""
    clock = _deadline(request, number)
    return _clock(extend_deadline(clock, body.ends_on, why=body.why, by=request.user, at=now()))


@router.put("/deadlines/{number}/ended", auth=WRITE, response=answers(ClockOut))
def put_deadline_ended(request: ApiRequest, number: NumberInPath, body: EndIn) -> ClockOut:
    """Say that a deadline was met, or why nothing is owed any more."""
    clock = _deadline(request, number)
    return _clock(end_deadline(clock, is_met=body.is_met, why=body.why, by=request.user, at=now()))


def _deadline(request: ApiRequest, number: int) -> Clock:
    return get_object_or_404(clocks_visible_to(request.user), pk=number)


def _clock(clock: Clock) -> ClockOut:
    own: dict[str, Any] = {"number": clock.pk, "set_by": clock.set_by_name}
    plain = [name for name in ClockOut.model_fields if name not in own]
    return ClockOut(**own, **{name: getattr(clock, name) for name in plain})
