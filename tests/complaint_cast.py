"""A complaint as the tests of the desk begin with it, and how far it can be brought."""

from datetime import datetime, timedelta
from decimal import Decimal

from rapport.customers.models import Customer
from rapport.customers.rules import Channel
from rapport.desk.actions import (
    NewCase,
    Offer,
    Said,
    choose_procedure,
    do_step,
    find_cause,
    make_ready_causes,
    offer_redress,
    open_case,
    write_reply,
)
from rapport.desk.models import Case, Cause
from rapport.desk.rules import CaseKind, Evidence, RedressKind
from rapport.orders.actions import add_order
from rapport.orders.models import Order
from rapport.orders.rules import Line
from rapport.staff.models import User
from tests.cast import MONDAY_NINE

FOUND = "The gauge reads two degrees high since it came."
DECIDED = "A new gauge leaves on Monday, the old one may stay until then."
HELD = "Rang Dana: the new gauge reads right, and she is content."
OFFER = Offer(RedressKind.REFUND, "the gauge was wrong from the first day")


def make_complaint(customer: Customer, by: User, *, at: datetime = MONDAY_NINE) -> Case:
    """Open a complaint that came by phone."""
    return open_case(
        NewCase(CaseKind.COMPLAINT, "The gauge reads wrong", Channel.PHONE, customer), by=by, at=at
    )


def make_enquiry(customer: Customer, by: User, *, at: datetime = MONDAY_NINE) -> Case:
    """Open a case that is no complaint."""
    return open_case(NewCase(CaseKind.ENQUIRY, "Which gauge fits?", Channel.PHONE, customer), by=by, at=at)


def make_order(customer: Customer, by: User, total: str = "400.00", currency: str = "GBP") -> Order:
    """Take in an order of one gauge."""
    lines = [Line("Gauge", Decimal(total))]
    return add_order(customer, lines, currency=currency, ordered_at=MONDAY_NINE, by=by, at=MONDAY_NINE)


def goodwill(worth: str) -> Offer:
    """Offer a sum as goodwill."""
    return Offer(RedressKind.GOODWILL, "they waited a week for our answer", Decimal(worth))


def refund(order: Order, worth: str) -> Offer:
    """Offer money back for an order."""
    return Offer(RedressKind.REFUND, "it never worked", Decimal(worth), order=order)


def follow_five_steps(case: Case, by: User, *, until: int = 5) -> None:
    """Do the five steps as they should be done, a day apart, up to one of them."""
    at = MONDAY_NINE
    choose_procedure(case, "five-step", by=by, at=at)
    for position in range(1, until + 1):
        at += timedelta(days=1)
        do_step(case, position, _evidence(case, position, by, at), by=by, at=at)


def _evidence(case: Case, position: int, by: User, at: datetime) -> dict[Evidence, str]:
    match position:
        case 1:
            return {Evidence.NOTE: FOUND}
        case 2:
            write_reply(case, Said("I am sorry, and I look into it today.", Channel.PHONE), by=by, at=at)
        case 3:
            make_ready_causes()
            find_cause(case, Cause.objects.get(name="Faulty when delivered").pk, by=by, at=at)
            return {Evidence.NOTE: "The test sheet of the workshop is missing."}
        case 4:
            offer_redress(
                case, Offer(RedressKind.APOLOGY, "we sent a gauge that was not tested"), by=by, at=at
            )
            return {Evidence.DECISION: DECIDED}
        case 5:
            return {Evidence.CONTACT: HELD}
    return {}
