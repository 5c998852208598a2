"""What can be asked of orders, and by whom; and the log of purchases that the insights room reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from rapport.customers.models import Customer
from rapport.customers.queries import customers_visible_to
from rapport.orders.models import Order, PastChange, Refund
from rapport.orders.reader import read_batches
from rapport.orders.rules import OrderFilterNotKnown
from rapport.staff.models import User

PAGE = 50
FEW = 500  # customers whose orders are asked for by number
FILTERS = ("customer", "currency", "after")
LEDGER = 0x5261_7070  # the number of the lock that writers of orders share (PostgreSQL)


@dataclass(frozen=True)
class OrderAsk:
    """What somebody asks the list for; `after` is the key of the last order they saw."""

    customer: int | None = None
    currency: str = ""
    after: tuple[datetime, int] | None = None


@dataclass(frozen=True)
class OrderPage:
    """Some orders, newest first, and the key behind the last one if more follow."""

    orders: Sequence[Order]
    after: str = ""


@dataclass(frozen=True)
class CurrencyTotal:
    """What was ordered and what went back in one currency; currencies are never added."""

    currency: str
    orders: int
    ordered: Decimal
    refunded: Decimal


@dataclass(frozen=True)
class Position:
    """How far the log of purchases was read: the last order, refund, and change to what was told before."""

    order: int = 0
    refund: int = 0
    change: int = 0


def orders_visible_to(user: User) -> QuerySet[Order]:
    """Return the orders of the customers somebody may see; those of a merged one follow who took it in."""
    return _orders_of(customers_visible_to(user))


def _orders_of(customers: QuerySet[Customer]) -> QuerySet[Order]:
    """Return the orders of some customers; where they are few, by their numbers: the index then finds them.

    Walking a million orders for the customers of a small team took 2.8 s.
    """
    few = list(customers.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        gone = Customer.objects.filter(merged_into__in=few).values_list("pk", flat=True)
        return Order.objects.filter(customer__in=[*few, *gone])
    # One question of each order: asked as "theirs, or of one they took in", PostgreSQL reads every order.
    owned = Order.objects.annotate(owner=Coalesce("customer__merged_into", "customer"))
    return owned.filter(owner__in=customers.order_by().values("pk"))


def ask_from(given: Mapping[str, str]) -> OrderAsk:
    """Read named filters; refuse any other name and any value that cannot be one."""
    for name, value in given.items():
        if name not in FILTERS:
            raise OrderFilterNotKnown(name=name, value=value[:80], known=", ".join(FILTERS))
    return OrderAsk(
        customer=_number(given.get("customer", "")),
        currency=_currency(given.get("currency", "")),
        after=_key(given.get("after", "")),
    )


def _number(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise OrderFilterNotKnown(name="customer", value=value[:80], known="customer=number of a customer")
    return int(value)


def _currency(value: str) -> str:
    if value and not (len(value) == 3 and value.isascii() and value.isalpha()):
        raise OrderFilterNotKnown(name="currency", value=value[:80], known="currency=three letters")
    return value.upper()


def _key(value: str) -> tuple[datetime, int] | None:
    if not value:
        return None
    time, _, number = value.rpartition("_")
    try:
        at, last = datetime.fromisoformat(time), int(number)
    except ValueError:
        at, last = None, 0
    if at is None or at.tzinfo is None or not 0 <= last < 2**63:
        raise OrderFilterNotKnown(name="after", value=value[:80], known="after=key of a page")
    return at, last


def find_orders(user: User, ask: OrderAsk) -> OrderPage:
    """Return a page of orders, newest first."""
    customers = customers_visible_to(user)
    if ask.customer is not None:
        customers = customers.filter(pk=ask.customer)
    orders = _orders_of(customers).select_related("customer")
    if ask.currency:
        orders = orders.filter(currency=ask.currency)
    if ask.after:
        at, last = ask.after
        orders = orders.filter(Q(ordered_at__lt=at) | Q(ordered_at=at, pk__lt=last), ordered_at__lte=at)
    found = list(orders.order_by("-ordered_at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE
    return OrderPage(shown, f"{shown[-1].ordered_at.isoformat()}_{shown[-1].pk}" if more else "")


def totals_of(orders: QuerySet[Order]) -> list[CurrencyTotal]:
    """Add up orders and refunds by currency."""
    sums = orders.order_by().values("currency").annotate(n=Count("pk"), ordered=Sum("total"))
    back = Refund.objects.filter(order__in=orders.order_by().values("pk")).values("order__currency")
    refunded = {row["order__currency"]: row["sum"] for row in back.annotate(sum=Sum("amount"))}
    return [
        CurrencyTotal(row["currency"], row["n"], row["ordered"], refunded.get(row["currency"], Decimal(0)))
        for row in sums.order_by("currency")
    ]


def left_of(order: Order) -> Decimal:
    """Return what of an order has not gone back."""
    back: Decimal | None = order.refunds.aggregate(sum=Sum("amount"))["sum"]
    return order.total - (back or Decimal(0))


def hold_ledger(*, shared: bool) -> None:
    """Keep order between writers and readers of the log until the transaction ends.

    PostgreSQL gives out ids before it commits them, so that a reader could pass by an order that is still
    on its way: writers share this lock, and who takes a position waits for them. SQLite writes in turn.
    """
    if connection.vendor != "postgresql":
        return
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [LEDGER])


@transaction.atomic
def position_now() -> Position:
    """Return the position behind everything there is; pass it on as `until`, and keep it for next time."""
    hold_ledger(shared=False)
    last = (model.objects.aggregate(last=Max("pk"))["last"] for model in (Order, Refund, PastChange))
    return Position(*(each or 0 for each in last))


def is_continued(after: Position) -> bool:
    """Tell whether what was read up to a position still stands; if not, read from the start again.

    Orders told before change by imports that correct them, by undoing an import and by merging customers.
    """
    return not PastChange.objects.filter(pk__gt=after.change).exists()


def standing_for() -> dict[int, int]:
    """Return for each merged customer who stands for them now, however often they were merged."""
    into = dict(Customer.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    return {number: _last(into, number) for number in into}


def _last(into: Mapping[int, int | None], number: int) -> int:
    while (after := into.get(number)) is not None:
        number = after
    return number


def purchase_batches(
    after: Position | None = None, until: Position | None = None
) -> Iterator[pa.RecordBatch]:
    """Stream orders, then refunds as rows below zero, after one position and up to another.

    Columns as in `reader.PURCHASE`: customer (who took it in where two were merged), time, minor
    (hundredths), currency, order. Refunds bear the time of the refund and the currency of their order.
    """
    first, last = after or Position(), until or position_now()
    merged = standing_for()
    yield from read_batches("orders", first.order, last.order, merged=merged)
    yield from read_batches("refunds", first.refund, last.refund, merged=merged)
