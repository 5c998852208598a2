"""Root causes through the JSON door: the list, the one found in a case, and what is done about it."""

from datetime import date, datetime
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import Field

from rapport.desk import actions
from rapport.desk.api.door import READ, WRITE, read_case, refuse_filters, worked_case
from rapport.desk.models import Case, CaseCause, Cause, CauseAction
from rapport.desk.queries import cause_actions_visible_to, cause_of, causes
from rapport.desk.queries.people import colleague
from rapport.desk.rules import ActionKind
from rapport.staff.rules import NotAllowed, Sight
from rapport.staff.tokens.door import ApiRequest, Number, NumberInPath, Text, answers

router = Router(tags=["causes"])


class CauseOut(Schema):
    """A root cause of the list that is kept."""

    number: int
    name: str
    says: str


class CauseIn(Schema, extra="forbid"):
    """A root cause for the list."""

    name: Annotated[Text, Field(min_length=1, max_length=80)]
    says: Annotated[Text, Field(max_length=300)] = ""


class FoundOut(Schema):
    """The cause found in a case, in words too, and what is done about it."""

    cause: CauseOut | None
    text: str
    actions: list["ActionOut"]


class FoundIn(Schema, extra="forbid"):
    """The cause behind a case, by its number in the list, and in words."""

    cause: Number
    text: Annotated[str, Field(max_length=600)] = ""


class ActionOut(Schema):
    """What is done about a cause; `effect` is how much of the trouble it took away, 0 to 100."""

    number: int
    kind: str
    text: str
    owner: str
    due_on: date
    done_at: datetime | None
    check_on: date | None
    effect: int | None
    effect_text: str


class ActionIn(Schema, extra="forbid"):
    """What is to be done: by whom (a number; without one, by you), until when, and when it is checked."""

    kind: ActionKind
    text: Text
    due_on: date
    check_on: date | None = None
    owner: Number | None = None


class EffectIn(Schema, extra="forbid"):
    """How much of the trouble is gone, and how that was seen."""

    effect: int
    text: Text = ""


@router.get("/causes", auth=READ, response=answers(list[CauseOut]))
def list_causes(request: ApiRequest) -> list[CauseOut]:
    """List the root causes to choose from."""
    refuse_filters(request)
    return [_cause(one) for one in causes()]


@router.post("/causes", auth=WRITE, response=answers(CauseOut, status=201))
def create_cause(request: ApiRequest, body: CauseIn) -> Status[CauseOut]:
    """Add a cause to the list."""
    _refuse_others(request)
    return Status(201, _cause(actions.keep_cause(body.name, body.says, by=request.user, at=now())))


@router.delete("/causes/{number}", auth=WRITE, response=answers(None, status=204))
def delete_cause(request: ApiRequest, number: NumberInPath) -> Status[None]:
    """Offer a cause no longer; the cases it was found in keep it."""
    found = get_object_or_404(causes(), pk=number)
    _refuse_others(request)
    actions.retire_cause(found, by=request.user, at=now())
    return Status(204, None)


@router.get("/cases/{number}/cause", auth=READ, response=answers(FoundOut))
def get_case_cause(request: ApiRequest, number: NumberInPath) -> FoundOut:
    """Return the cause found in a case, and what is done about it."""
    return _found(request, read_case(request, number))


@router.put("/cases/{number}/cause", auth=WRITE, response=answers(FoundOut))
def put_case_cause(request: ApiRequest, number: NumberInPath, body: FoundIn) -> FoundOut:
    """Say which cause is behind a case."""
    case = worked_case(request, number)
    actions.find_cause(case, body.cause, body.text, by=request.user, at=now())
    return _found(request, case)


@router.post("/cases/{number}/cause-actions", auth=WRITE, response=answers(ActionOut, status=201))
def create_cause_action(request: ApiRequest, number: NumberInPath, body: ActionIn) -> Status[ActionOut]:
    """Plan what is done about the cause of a case."""
    case, told = worked_case(request, number), body.dict(exclude={"kind", "text", "owner"})
    owner = colleague(body.owner) if body.owner else request.user
    planned = actions.plan_action(case, body.kind, body.text, owner=owner, **told, by=request.user, at=now())
    return Status(201, _action(planned))


@router.put("/cause-actions/{number}/done", auth=WRITE, response=answers(ActionOut))
def put_cause_action_done(request: ApiRequest, number: NumberInPath) -> ActionOut:
    """Note that what was planned about a cause is done."""
    return _action(actions.finish_action(_planned(request, number), by=request.user, at=now()))


@router.put("/cause-actions/{number}/effect", auth=WRITE, response=answers(ActionOut))
def put_cause_action_effect(request: ApiRequest, number: NumberInPath, body: EffectIn) -> ActionOut:
    """Say whether what was done worked; refused before its day, and to its owner."""
    planned = _planned(request, number)
    return _action(actions.check_effect(planned, body.effect, body.text, by=request.user, at=now()))


def _planned(request: ApiRequest, number: int) -> CauseAction:
    found = get_object_or_404(cause_actions_visible_to(request.user), pk=number)
    worked_case(request, found.case_id)
    return found


def _refuse_others(request: ApiRequest) -> None:
    if not request.user.may(Sight.DESK_RULES):
        raise NotAllowed(role=request.user.role, deed="change the list of causes")


def _found(request: ApiRequest, case: Case) -> FoundOut:
    found: CaseCause | None = cause_of(case)
    planned = cause_actions_visible_to(request.user).filter(case=case)
    return FoundOut(
        cause=_cause(found.cause) if found else None, text=found.text if found else "",
        actions=[_action(one) for one in planned],
    )  # fmt: skip


def _cause(cause: Cause) -> CauseOut:
    return CauseOut(number=cause.pk, name=cause.name, says=cause.says)


def _action(one: CauseAction) -> ActionOut:
    own: dict[str, Any] = {"number": one.pk, "owner": one.owner.name}
    plain = [name for name in ActionOut.model_fields if name not in own]
    return ActionOut(**own, **{name: getattr(one, name) for name in plain})
