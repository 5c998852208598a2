"""What can be done with promised lines: promise, deliver, cancel; hand over, and put right what was found."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from rapport.customers import actions as register
from rapport.customers.models import Customer
from rapport.customers.rules import PromiseKind
from rapport.orders.actions.ahead import watch_lines
from rapport.orders.models import (
    Delivery,
    LinePart,
    Milestone,
    NonConformance,
    Order,
    Part,
    PromisedLine,
    WorkStep,
)
from rapport.orders.queries.lines import row_of, undone_of
from rapport.orders.rules.lines import (
    LineNotReady,
    LineNotRight,
    LineNumberTaken,
    LineOver,
    MoreThanOrdered,
    NewLine,
    refuse_wrong_line,
    why_not_ready,
)
from rapport.orders.rules.making import HandedOver, TeamNotACustomer
from rapport.staff.actions import record
from rapport.staff.models import Team, User


@transaction.atomic
def promise_line(
    order: Order,
    new: NewLine,
    *,
    by: User,
    at: datetime,
    parts: Sequence[Part] = (),
    team: Team | None = None,
) -> PromisedLine:
    """Promise a line of an order by a time; the promise is one of the register, as the desk's are."""
    refuse_wrong_line(new)
    order = Order.objects.select_for_update(of=("self",)).select_related("customer").get(pk=order.pk)
    number = new.number.strip() or _next_number(order)
    if order.promised_lines.filter(number=number).exists():
        raise LineNumberTaken(order=order.number, number=number)
    team = team or by.team
    text = f"{_amount(new.quantity)} {new.item}, order {order.number}"[:300]
    promise = register.make_promise(
        order.customer, text, due_at=new.due_at, kind=PromiseKind.DELIVERY, team=team, by=by, at=at
    )
    line = PromisedLine.objects.create(
        order=order, number=number[:20], item=new.item.strip()[:120], route=new.route.strip()[:60],
        quantity=new.quantity, ordered_at=order.ordered_at, asked_for_on=new.asked_for_on, promise=promise,
        first_due_at=new.due_at, team=team,
    )  # fmt: skip
    LinePart.objects.bulk_create(LinePart(line=line, part=part) for part in parts)
    record(by, "promise line", line, at=at, customer=order.customer_id, item=line.item)
    watch_lines([line.pk], at=at)
    return line


def _next_number(order: Order) -> str:
    return str(order.promised_lines.count() + 1)


def _amount(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


@transaction.atomic
def deliver(line: PromisedLine, quantity: Decimal, *, by: User, at: datetime) -> PromisedLine:
    """Note that some of a line went out; with the last of it the promise is kept.

    All of it is refused while a requirement is unchecked or not met, a fault is not put right, or the
    newest revision of a paper is not agreed with the customer.
    """
    line = locked_line(line, at=at)
    if quantity <= 0:
        raise LineNotRight(field="delivery", value=quantity, expected="a number above zero")
    left = line.quantity - line.delivered
    if quantity > left:
        raise MoreThanOrdered(quantity=_amount(quantity), line=line, left=_amount(left))
    if quantity == left and (why := why_not_ready(undone_of(line))):
        raise LineNotReady(line=line, why=why)
    Delivery.objects.create(line=line, quantity=quantity, at=at, by_name=by.name)
    line.delivered += quantity
    if quantity == left:
        line.delivered_at = at
        register.keep_promise(line.promise, by=by, at=at)
    line.save(update_fields=["delivered", "delivered_at"])
    record(by, "deliver line", line, at=at, customer=line.order.customer_id, quantity=str(quantity))
    watch_lines([line.pk], at=at)
    return line


@transaction.atomic
def cancel_line(line: PromisedLine, *, reason: str, by: User, at: datetime) -> PromisedLine:
    """Note that the customer wants a line no longer: its promise is withdrawn, unless it broke before."""
    line = locked_line(line, at=at)
    if line.promise.due_at >= at:
        register.withdraw_promise(line.promise, reason=reason, by=by, at=at)
    line.cancelled_at = at
    line.save(update_fields=["cancelled_at"])
    record(by, "cancel line", line, at=at, customer=line.order.customer_id, reason=reason)
    watch_lines([line.pk], at=at)
    return line


@transaction.atomic
def name_part(line: PromisedLine, part: Part, *, by: User, at: datetime) -> PromisedLine:
    """Say that a line is made of a part: it waits until the part is here."""
    line = locked_line(line, at=at)
    LinePart.objects.get_or_create(line=line, part=part)
    record(by, "name part", line, at=at, part=part.number)
    watch_lines([line.pk], at=at)
    return line


@transaction.atomic
def plan_hand_over(
    line: PromisedLine,
    step: WorkStep,
    *,
    to_team: Team | None,
    due_at: datetime | None,
    by: User,
    at: datetime,
) -> Milestone:
    """Say that a line goes through a step, and promise the team that receives the work a time.

    The promise is made to the internal customer that stands for that team in the register.
    """
    line = locked_line(line, at=at)
    if line.milestones.filter(step=step).exists():
        raise LineNotRight(field="step", value=step.name, expected="a step the line does not go through yet")
    promise = None
    if to_team and due_at:
        what = f"{_amount(line.quantity)} {line.item}, line {line.pk}"
        text = f"{step.name} of {what}, handed over to {to_team.name}"
        promise = register.make_promise(
            _customer_for(to_team), text[:300], due_at=due_at, kind=PromiseKind.DELIVERY,
            team=step.team or by.team, by=by, at=at,
        )  # fmt: skip
    last = line.milestones.aggregate(last=Max("position"))["last"] or 0
    made = Milestone.objects.create(
        line=line, position=last + 1, step=step, to_team=to_team, promise=promise, due_at=due_at
    )
    record(by, "plan hand-over", line, at=at, step=step.name)
    watch_lines([line.pk], at=at)
    return made


def _customer_for(team: Team) -> Customer:
    """Return the internal customer that stands for a team."""
    found = Customer.objects.filter(served_team=team, archived_at__isnull=True, merged_into__isnull=True)
    customer = found.order_by("pk").first()
    if customer is None:
        raise TeamNotACustomer(team=team.name)
    return customer


@transaction.atomic
def hand_over(milestone: Milestone, *, by: User, at: datetime) -> Milestone:
    """Note that a step is done and the work handed over; the promise to the team that receives it is kept."""
    milestone = Milestone.objects.select_for_update(of=("self",)).select_related("step", "promise").get(
        pk=milestone.pk
    )  # fmt: skip
    if milestone.done_at:
        raise HandedOver(
            step=milestone.step.name, line=milestone.line_id, on=f"{milestone.done_at:%-d %B %Y}"
        )
    milestone.done_at, milestone.done_by_name = at, by.name
    milestone.save(update_fields=["done_at", "done_by_name"])
    if milestone.promise and not milestone.promise.kept_at and not milestone.promise.withdrawn_at:
        register.keep_promise(milestone.promise, by=by, at=at)
    record(by, "hand over", milestone.line, at=at, step=milestone.step.name)
    watch_lines([milestone.line_id], at=at)
    return milestone


@transaction.atomic
def note_fault(
    line: PromisedLine, text: str, *, days: int, step: WorkStep | None = None, by: User, at: datetime
) -> NonConformance:
    """Note that something is not as agreed, and how many days of work it takes to put it right."""
    line = locked_line(line, at=at)
    if not text.strip():
        raise LineNotRight(field="fault", value=text, expected="what is not as it was agreed")
    fault = NonConformance.objects.create(
        line=line, step=step, text=text.strip()[:400], days=days, found_at=at, found_by_name=by.name
    )
    record(by, "note fault", line, at=at, fault=fault.pk, days=days)
    watch_lines([line.pk], at=at)
    return fault


@transaction.atomic
def put_right(fault: NonConformance, how: str, *, by: User, at: datetime) -> NonConformance:
    """Note that a fault was put right, and how."""
    fault = NonConformance.objects.select_for_update().get(pk=fault.pk)
    if not how.strip():
        raise LineNotRight(field="correction", value=how, expected="how it was put right")
    if fault.put_right_at is None:
        fault.put_right_at, fault.put_right_how, fault.put_right_by_name = at, how.strip()[:400], by.name
        fault.save(update_fields=["put_right_at", "put_right_how", "put_right_by_name"])
        record(by, "put right", fault.line, at=at, fault=fault.pk)
        watch_lines([fault.line_id], at=at)
    return fault


def locked_line(line: PromisedLine, *, at: datetime) -> PromisedLine:
    """Return a line locked for change; nothing is done to one that was delivered or cancelled."""
    found = PromisedLine.objects.select_for_update(of=("self",)).select_related("order", "promise")
    line = found.get(pk=line.pk)
    if line.delivered_at or line.cancelled_at:
        raise LineOver(line=line, state=row_of(line, at=at, is_risky=False).state)
    return line
