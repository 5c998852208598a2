"""The JSON door of orders."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from django.utils.timezone import now
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from rapport.customers.queries import customer_visible_to
from rapport.orders import actions, queries
from rapport.orders.models import Order
from rapport.orders.rules import Line
from rapport.staff.actions import record_list
from rapport.staff.tokens.door import ApiRequest, Bearer, Moment, Name, Number, Text, Word, answers
from rapport.staff.tokens.rules import Scope

router = Router(tags=["orders"])
Amount = Annotated[Decimal, Field(ge=0, le=10**9, decimal_places=2)]
Quantity = Annotated[Decimal, Field(gt=0, le=10**6, decimal_places=3)]
Code = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Id = Annotated[Name, Field(max_length=80)]


class OrderOut(Schema):
    """An order; amounts are in its own currency and never added across currencies."""

    number: int
    name: str
    external_id: str | None
    customer: int
    ordered_at: datetime
    currency: str
    total: Decimal


class OrdersOut(Schema):
    """A page of the list; `after` asks for the next one, and is empty on the last."""

    orders: list[OrderOut]
    after: str


class OrderFilters(Schema):
    """What the list can be narrowed by; any other key is refused."""

    customer: Word = ""
    currency: Word = ""
    after: Text = ""


class LineIn(Schema):
    """One product of an order; the amount is for the whole quantity."""

    product: Name
    amount: Amount
    quantity: Quantity = Decimal(1)


class OrderIn(Schema):
    """A new order; `external_id` is its id in another system and comes once."""

    customer: Number
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=500)]
    currency: Code
    ordered_at: Moment
    external_id: Id | None = None


@router.get("/orders", auth=Bearer(Scope.ORDERS_READ), response=answers(OrdersOut))
def list_orders(request: ApiRequest, filters: Query[OrderFilters]) -> OrdersOut:  # noqa: ARG001 - for the documentation; `ask_from` refuses what it does not name
    """List orders, the newest first, 50 at a time."""
    asked = request.GET.dict()
    page = queries.find_orders(request.user, queries.ask_from(asked))
    record_list(request.user, "list", "order", count=len(page.orders), at=now(), door="api", asked=asked)
    return OrdersOut(orders=[_order(order) for order in page.orders], after=page.after)


@router.post("/orders", auth=Bearer(Scope.ORDERS_WRITE), response=answers(OrderOut, status=201))
def create_order(request: ApiRequest, body: OrderIn) -> Status[OrderOut]:
    """Take in an order."""
    customer = customer_visible_to(request.user, body.customer)
    lines = [Line(line.product, line.amount, line.quantity) for line in body.lines]
    rest = body.dict(exclude={"customer", "lines"})
    return Status(201, _order(actions.add_order(customer, lines, by=request.user, at=now(), **rest)))


def _order(order: Order) -> OrderOut:
    told = {name: getattr(order, name) for name in ("external_id", "ordered_at", "currency", "total")}
    return OrderOut(number=order.pk, name=order.number, customer=order.customer_id, **told)
