"""Delays through the JSON door: who is at risk, and telling them."""

from datetime import datetime
from typing import Annotated

from django.utils.timezone import now
from ninja import Router, Schema
from pydantic import AfterValidator, Field

from rapport.customers.rules import Channel
from rapport.desk.actions.delays import Telling, tell_of_delay
from rapport.desk.api.door import READ, WRITE, refuse_idle
from rapport.desk.queries.delays import delays_shown
from rapport.orders.models import AtRisk
from rapport.orders.queries.lines import refuse_filters, risk_visible_to
from rapport.staff.actions import record_list
from rapport.staff.tokens.door import ApiRequest, Moment, NumberInPath, answers, without_nul

router = Router(tags=["delays"])
Words = Annotated[str, Field(max_length=20_000), AfterValidator(without_nul)]


class DelayOut(Schema):
    """A promise that will not be kept as things stand, with the notice that was drafted."""

    number: int
    line: int
    customer: int
    due_at: datetime
    new_due_at: datetime
    because: str
    notice: str


class DelaysOut(Schema):
    """The promises at risk, the one that breaks first first, at most 50."""

    delays: list[DelayOut]


class TellIn(Schema, extra="forbid"):
    """How they are told; without words the drafted notice is sent, without a time its day is promised."""

    text: Words = ""
    new_due_at: Moment | None = None
    channel: Channel = Channel.EMAIL


class ToldOut(Schema):
    """The case and the message in which the customer was told."""

    case: int
    message: int


@router.get("/delays", auth=READ, response=answers(DelaysOut))
def list_delays(request: ApiRequest) -> DelaysOut:
    """List the promises that will not be kept as things stand."""
    refuse_filters(request.GET.dict())
    rows = delays_shown(request.user, now())
    record_list(request.user, "list", "promise at risk", count=len(rows), at=now(), door="api")
    return DelaysOut(delays=[_out(row.risk) for row in rows])


@router.post("/delays/{number}/told", auth=WRITE, response=answers(ToldOut))
def tell_delay(request: ApiRequest, number: NumberInPath, body: TellIn) -> ToldOut:
    """Tell a customer of a delay and move the promise before it breaks."""
    risk = risk_visible_to(request.user, number)
    refuse_idle(request)
    telling = Telling(body.text or risk.notice, body.channel, body.new_due_at)
    message = tell_of_delay(risk, telling, by=request.user, at=now())
    return ToldOut(case=message.case_id, message=message.pk)


def _out(risk: AtRisk) -> DelayOut:
    return DelayOut(
        number=risk.pk, line=risk.line_id, customer=risk.line.promise.customer_id, due_at=risk.due_at,
        new_due_at=risk.new_due_at, because=risk.because, notice=risk.notice,
    )  # fmt: skip
