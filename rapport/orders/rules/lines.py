"""What is right for promised lines: what a new one says, what may be delivered, and what is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from rapport.lib.errors import Refusal
from rapport.orders.rules.words import LineState

PROMISED_AT = time(17)  # a day that is promised ends with the working day


@dataclass(frozen=True)
class NewLine:
    """A line as it is promised: how many of what, by which route it is made, and by when."""

    item: str
    route: str
    quantity: Decimal
    due_at: datetime
    number: str = ""
    asked_for_on: date | None = None  # the day that the customer asked for


@dataclass(frozen=True)
class Undone:
    """What still stands in the way of delivering a line as complete."""

    unchecked: Sequence[str] = ()
    failed: Sequence[str] = ()
    not_agreed: Sequence[str] = ()
    not_right: Sequence[str] = ()


class FaultNotFound(Refusal):
    """There is no such fault, or none that the person may see; the same answer for both."""

    code = "fault_not_found"
    text = "There is no fault {number}, or none that you may see. /faults lists them."


class LineNotFound(Refusal):
    """There is no such line, or none that the person may see; the same answer for both."""

    code = "line_not_found"
    text = "There is no promised line {number}, or none that you may see. /orders/lines lists them."


class OrderNotFound(Refusal):
    """There is no such order, or none that the person may see; the same answer for both."""

    code = "order_not_found"
    text = "There is no order {number}, or none that you may see. /orders lists them."


class MilestoneNotFound(Refusal):
    """There is no such hand-over, or none that concerns the person; the same answer for both."""

    code = "milestone_not_found"
    text = "There is no hand-over {number}, or none that you may see. /works/hand-overs lists yours."


class LineNumberTaken(Refusal):
    """A number stands once in an order."""

    code = "line_number_taken"
    text = "Order {order} has a line {number} already. Give the new line another number, or leave it out."


class LineNotRight(Refusal):
    """A part of a line that cannot be."""

    code = "line_not_right"
    text = "The line's {field} of '{value}' cannot be. Expected {expected}."


class LineOver(Refusal):
    """Nothing is done any more to a line that was delivered or cancelled."""

    code = "line_over"
    text = "Line {line} is {state}. What belongs to it stays as it was; promise a new line instead."


class MoreThanOrdered(Refusal):
    """More would go out than the customer wants."""

    code = "more_than_ordered"
    text = "{quantity} of line {line} is more than the {left} still to deliver. Note at most that."


class LineNotReady(Refusal):
    """A line is not complete while something that was agreed is not shown to be so."""

    code = "line_not_ready"
    text = (
        "Line {line} cannot be delivered as complete. {why} Deal with that first, or deliver a part of the "
        "line."
    )


def line_state(
    *, delivered: bool, cancelled: bool, due_at: datetime, at: datetime, is_at_risk: bool = False
) -> LineState:
    """Return how a line stands; a promise is kept at the minute it is due, and late after it."""
    if cancelled:
        return LineState.CANCELLED
    if delivered:
        return LineState.DELIVERED
    if at > due_at:
        return LineState.LATE
    return LineState.AT_RISK if is_at_risk else LineState.OPEN


def why_not_ready(undone: Undone) -> str:
    """Say in sentences what stands in the way of a complete delivery; nothing where it may go."""
    parts = (
        ("Not agreed with the customer: {}.", undone.not_agreed),
        ("Not checked: {}.", undone.unchecked),
        ("Checked and not met: {}.", undone.failed),
        ("Not yet put right: {}.", undone.not_right),
    )
    return " ".join(words.format(", ".join(names)) for words, names in parts if names)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment by which something promised for a day has to be there."""
    return datetime.combine(day, PROMISED_AT, tzinfo=zone)


def refuse_wrong_line(new: NewLine) -> None:
    """Refuse a line of nothing, or of no amount."""
    if not new.item.strip():
        raise LineNotRight(field="item", value=new.item, expected="what is made or fetched")
    if not new.route.strip():
        raise LineNotRight(field="route", value=new.route, expected="how it is made, such as 'from stock'")
    if new.quantity <= 0:
        raise LineNotRight(field="quantity", value=new.quantity, expected="a number above zero")
