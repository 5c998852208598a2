"""Faults in making through the JSON door: the list, what is behind each, and the cases they led to."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import Field

from rapport.desk import actions
from rapport.desk.api.door import READ, WRITE, read_case, refuse_filters, refuse_idle, worked_case
from rapport.desk.models import FaultCause
from rapport.desk.queries import faults as queries
from rapport.orders.models import NonConformance
from rapport.orders.queries.lines import fault_visible_to
from rapport.staff.actions import record_list
from rapport.staff.tokens.door import ApiRequest, Number, NumberInPath, answers

router = Router(tags=["faults"])


class FaultOut(Schema):
    """Something in a promised line that was not as agreed, with the number of cases it is behind."""

    number: int
    line: int
    text: str
    found_at: datetime
    put_right_at: datetime | None
    cause: int | None
    cause_text: str
    cases: int


class FaultsOut(Schema):
    """A page of faults, the newest first; `after` asks for the next one."""

    faults: list[FaultOut]
    after: int | None


class TraceIn(Schema, extra="forbid"):
    """The cause behind a fault, by its number in the list of causes, and in words."""

    cause: Number
    text: Annotated[str, Field(max_length=600)] = ""


class NamedIn(Schema, extra="forbid"):
    """The fault in making that a case is about."""

    fault: Number


@router.get("/faults", auth=READ, response=answers(FaultsOut))
def list_faults(request: ApiRequest) -> FaultsOut:
    """List what was not as agreed in promised lines, the newest first."""
    page = queries.find_faults(request.user, queries.after_from(request.GET.dict()))
    record_list(request.user, "list", "fault in making", count=len(page.faults), at=now(), door="api")
    return FaultsOut(faults=[_out(one) for one in page.faults], after=page.after)


@router.put("/faults/{number}/cause", auth=WRITE, response=answers(FaultOut))
def put_fault_cause(request: ApiRequest, number: NumberInPath, body: TraceIn) -> FaultOut:
    """Say which cause is behind a fault."""
    fault = fault_visible_to(request.user, number)
    refuse_idle(request)
    actions.trace_fault(fault, body.cause, body.text, by=request.user, at=now())
    return _out(queries.fault_shown(request.user, number))


@router.get("/cases/{number}/faults", auth=READ, response=answers(list[FaultOut]))
def list_case_faults(request: ApiRequest, number: NumberInPath) -> list[FaultOut]:
    """List the faults in making that a case is about."""
    refuse_filters(request)
    named = queries.faults_of_case(request.user, read_case(request, number)).values("fault")
    return [_out(one) for one in queries.faults_shown(request.user).filter(pk__in=named)]


@router.post("/cases/{number}/faults", auth=WRITE, response=answers(FaultOut, status=201))
def create_case_fault(request: ApiRequest, number: NumberInPath, body: NamedIn) -> Status[FaultOut]:
    """Name a fault in making that a case is about."""
    case = worked_case(request, number)
    fault = fault_visible_to(request.user, body.fault)
    actions.link_fault(case, fault, by=request.user, at=now())
    return Status(201, _out(queries.fault_shown(request.user, fault.pk)))


@router.delete("/cases/{number}/faults/{fault}", auth=WRITE, response=answers(None, status=204))
def delete_case_fault(request: ApiRequest, number: NumberInPath, fault: NumberInPath) -> Status[None]:
    """Say that a case is not about a fault after all."""
    case = worked_case(request, number)
    link = get_object_or_404(queries.case_faults_visible_to(request.user), case=case, fault=fault)
    actions.drop_fault(link, by=request.user, at=now())
    return Status(204, None)


def _out(fault: NonConformance) -> FaultOut:
    cause: FaultCause | None = getattr(fault, "cause", None)
    return FaultOut(
        number=fault.pk, line=fault.line_id, text=fault.text, found_at=fault.found_at,
        put_right_at=fault.put_right_at, cause=cause.cause_id if cause else None,
        cause_text=cause.text if cause else "",
        cases=getattr(fault, "cases", 0),  # as `faults_shown` counts them
    )  # fmt: skip
