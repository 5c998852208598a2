"""Make the demo shop: its customers and two years of their orders, the same for the same seed."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from rapport.demo import names
from rapport.demo.habits import INTERNAL, SHOP_HABITS, STAKEHOLDER, TRADE, ShopHabits
from rapport.demo.orders import Ints, Rows, draw_rows, number_across
from rapport.lib.errors import Refusal

MONEY = pa.decimal128(12, 2)
PENNY = pa.scalar(Decimal("0.01"), pa.decimal128(2, 2))
HOME_TOWN = "Kendal"
Names = NDArray[np.str_]
FEWEST_CUSTOMERS = 100  # below, a kind of customer that is one in a hundred would have nobody


class TooFewDemoCustomers(Refusal):
    code = "too_few_demo_customers"
    text = "A demo shop of {customers} customers is too small to hold every kind. Ask for {fewest} or more."


class OrdersFileKindUnknown(Refusal):
    code = "orders_file_kind_unknown"
    text = "Orders are written as .parquet or .csv, not as '{name}'. Choose one of the two endings."


@dataclass(frozen=True)
class Shop:
    """The demo shop's books.

    `customers`: customer_id, name, kind, contact, town, email; one row each.
    `orders`: order_id, customer_id, kind, ordered_at (wall time, UK), amount (GBP, refunds
    negative), currency; one row per order line or refund, oldest first.
    """

    customers: pa.Table
    orders: pa.Table


def make_shop(seed: int = 7, customers: int = 3000, *, habits: ShopHabits = SHOP_HABITS) -> Shop:
    """Make a shop of so many customers, each with at least one order (which may be sent back).

    The process is stated in `habits`; the same seed gives the same shop.
    """
    if customers < FEWEST_CUSTOMERS:
        raise TooFewDemoCustomers(customers=customers, fewest=FEWEST_CUSTOMERS)
    rng = np.random.default_rng(seed)
    sizes = _sizes(customers, habits)
    parts = [draw_rows(habit, habits, size, rng) for habit, size in zip(habits.kinds, sizes, strict=True)]
    rows = number_across(parts, sizes)
    rows, joined = _in_order_of_time(rows)
    kinds = np.repeat([habit.kind for habit in habits.kinds], sizes)
    register = _register(kinds, np.random.default_rng(seed + 1)).take(joined)
    register = register.add_column(0, "customer_id", _ids("C{:05d}", np.arange(1, customers + 1)))
    return Shop(register, _order_table(rows, kinds[joined], habits))


def write_orders(shop: Shop, path: Path) -> Path:
    """Write the order book to a .parquet or .csv file, chosen by the ending."""
    if path.suffix == ".parquet":
        pq.write_table(shop.orders, path, compression="zstd")
    elif path.suffix == ".csv":
        at = shop.orders.schema.get_field_index("ordered_at")
        whole = shop.orders.set_column(at, "ordered_at", shop.orders["ordered_at"].cast(pa.timestamp("s")))
        pa.csv.write_csv(whole, path, pa.csv.WriteOptions(quoting_style="none"))
    else:
        raise OrdersFileKindUnknown(name=path.name)
    return path


def _sizes(customers: int, habits: ShopHabits) -> list[int]:
    """Share the customers out over the kinds; the first kind takes what rounding leaves."""
    sizes = [round(customers * habit.share) for habit in habits.kinds]
    return [customers - sum(sizes[1:]), *sizes[1:]]


def _in_order_of_time(rows: Rows) -> tuple[Rows, Ints]:
    """Sort rows by time and number customers and orders by their first row.

    Also return, for each new customer number, the old one.
    """
    rows = rows.take(np.lexsort((-rows.pence, rows.order, rows.at)))
    order, _ = _by_first_row(rows.order)
    customer, joined = _by_first_row(rows.customer)
    return Rows(customer, order, rows.at, rows.pence), joined


def _by_first_row(numbers: Ints) -> tuple[Ints, Ints]:
    """Renumber from 0 in order of first appearance; also return the old number of each new one."""
    old, first, place = np.unique(numbers, return_index=True, return_inverse=True)
    by_first = np.argsort(first)
    new = np.empty_like(by_first)
    new[by_first] = np.arange(by_first.size)
    return new[place], old[by_first]


def _register(kinds: Names, rng: np.random.Generator) -> pa.Table:
    """Name every customer and say where they live and whom to ask for."""
    contacts = np.array(names.people(kinds.size, rng), object)
    named = contacts.copy()
    for kind, compose in ((TRADE, names.firms), (INTERNAL, names.teams), (STAKEHOLDER, names.bodies)):
        named[kinds == kind] = compose(int(np.sum(kinds == kind)), rng)
    homes = np.where(kinds == INTERNAL, HOME_TOWN, names.towns(kinds.size, rng))
    emails = [f"{_plain(name)}{i}@example.com" for i, name in enumerate(contacts, start=1)]
    columns = {"name": named, "kind": kinds, "contact": contacts, "town": homes, "email": emails}
    return pa.table({key: pa.array(column, pa.string()) for key, column in columns.items()})


def _plain(name: str) -> str:
    """Spell a name for an address; example.com is kept free for examples (RFC 2606), so no mail gets out."""
    return name.lower().replace("'", "").replace(" ", ".")


def _order_table(rows: Rows, kinds: Names, habits: ShopHabits) -> pa.Table:
    """Put rows into columns people know."""
    midnight = np.datetime64(habits.last_day - timedelta(days=habits.days - 1), "us")
    return pa.table(
        {
            "order_id": _ids("T{:06d}", rows.order + 1),
            "customer_id": _ids("C{:05d}", rows.customer + 1),
            "kind": pa.array(kinds[rows.customer], pa.string()),
            "ordered_at": pa.array(midnight + rows.at.astype("timedelta64[s]"), pa.timestamp("us")),
            "amount": pc.multiply(pa.array(rows.pence).cast(pa.decimal128(19, 0)), PENNY).cast(MONEY),
            "currency": pa.array([habits.currency] * rows.at.size, pa.string()),
        }
    )


def _ids(pattern: str, numbers: Ints) -> pa.Array:
    return pa.array([pattern.format(number) for number in numbers.tolist()], pa.string())
