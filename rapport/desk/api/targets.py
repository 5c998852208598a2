"""Service targets through the JSON door: how soon we mean to reply and resolve, by team and kind."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import Field

from rapport.desk.actions.targets import MOST_MINUTES, NewTarget, drop_target, set_target
from rapport.desk.api.door import READ, WRITE, refuse_filters
from rapport.desk.models import ServiceTarget
from rapport.desk.queries.settings import service_targets
from rapport.desk.rules import CaseKind, Target
from rapport.staff.queries import teams
from rapport.staff.rules import NotAllowed, Sight
from rapport.staff.tokens.door import ApiRequest, Number, NumberInPath, answers

router = Router(tags=["targets"])
Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES)]


class TargetOut(Schema):
    """A target in working minutes; without a team for all teams, with an empty kind for all kinds."""

    number: int
    target: str
    team: int | None
    kind: str
    working_minutes: int
    warn_minutes: int


class TargetIn(Schema, extra="forbid"):
    """A target, which takes the place of the one for the same team and kind."""

    target: Target
    working_minutes: Minutes
    warn_minutes: Minutes = 60
    team: Number | None = None
    kind: CaseKind | None = None


@router.get("/targets", auth=READ, response=answers(list[TargetOut]))
def list_targets(request: ApiRequest) -> list[TargetOut]:
    """List the targets that are set."""
    _refuse_others(request)
    refuse_filters(request)
    return [_target(row) for row in service_targets()]


@router.post("/targets", auth=WRITE, response=answers(TargetOut, status=201))
def put_target(request: ApiRequest, body: TargetIn) -> Status[TargetOut]:
    """Set a target; open cases are counted anew, and the time they used stays used."""
    _refuse_others(request)
    team = get_object_or_404(teams(), pk=body.team) if body.team else None
    new = NewTarget(body.target, body.working_minutes, body.warn_minutes, team, body.kind or "")
    return Status(201, _target(set_target(new, by=request.user, at=now())))


@router.delete("/targets/{number}", auth=WRITE, response=answers(None, status=204))
def delete_target(request: ApiRequest, number: NumberInPath) -> Status[None]:
    """Drop a target; the more general one holds again."""
    found = get_object_or_404(service_targets(), pk=number)
    _refuse_others(request)
    drop_target(found, by=request.user, at=now())
    return Status(204, None)


def _refuse_others(request: ApiRequest) -> None:
    if not request.user.may(Sight.DESK_RULES):
        raise NotAllowed(role=request.user.role, deed="see or change service targets")


def _target(row: ServiceTarget) -> TargetOut:
    return TargetOut(
        number=row.pk, target=row.target, team=row.team_id, kind=row.kind,
        working_minutes=row.working_minutes, warn_minutes=row.warn_minutes,
    )  # fmt: skip
