"""A state in memory: its customers in the order of their histories, a block of rows at a time.

Sorting whole numbers costs a tenth of what the query engine takes to group customers and to join them with
their groups again. Neighbours have equal predictions, so a file in this order is a fifth smaller too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from rapport.engine.value.histories import Histories, Ints
from rapport.engine.value.log.engines import fetched
from rapport.engine.value.runs import ordered_runs

BLOCK = 16_384  # rows worked on at once: their columns stay in the cache
HISTORY = ("purchases", "first_day", "last_day")
OWN = ("paid", "minor", "first_minor", "year_purchases")

Places = NDArray[np.int32]


@dataclass(frozen=True)
class Block:
    """Some customers: their names, their places among the groups, and what is their own; all (n,)."""

    customer: pa.Array
    places: Places
    own: dict[str, Ints]


@dataclass(frozen=True)
class Roster:
    """Customers of a state, with what is their own; `order` (n,) are its rows by history, prospects last.

    `places` (n,), in that order, are places in `histories`; one past the end stands for prospects.
    """

    table: pa.Table
    order: Ints
    places: Places
    histories: Histories
    first_day: Ints
    last_day: Ints

    def __len__(self) -> int:
        return len(self.order)

    def column(self, name: str) -> Ints:
        """Return a column of the state, in the order of its rows."""
        values: Ints = self.table[name].to_numpy()
        return values

    def by_name(self) -> "Roster":
        """Return the same in the order of the customers' names."""
        order = pc.sort_indices(self.table["customer"].take(pa.array(self.order))).to_numpy()
        return replace(self, order=self.order[order], places=self.places[order])

    def blocks(self, own: Sequence[str]) -> Iterator[Block]:
        """Yield the customers in turn, with some columns of their own."""
        names = self.table["customer"].combine_chunks()
        columns = {name: self.column(name) for name in own}
        for start in range(0, len(self), BLOCK):
            rows = self.order[start : start + BLOCK]
            yield Block(
                customer=names.take(pa.array(rows)),
                places=self.places[start : start + BLOCK],
                own={name: column[rows] for name, column in columns.items()},
            )


def roster_of(state: ir.Table, until: int) -> Roster:
    """Fetch a state and put its customers in order; times of the histories in days."""
    days = {name: state[name].fill_null(0) for name in ("first_day", "last_day")}
    own = {name: state[name] for name in OWN}
    table = fetched(state.select("customer", "purchases", **days, **own), state.get_backend())
    purchases, first, last = (table[name].to_numpy() for name in HISTORY)
    buyers = int(np.count_nonzero(purchases))
    rank = purchases if buyers == len(purchases) else np.where(purchases > 0, purchases, purchases.max() + 1)
    order, starts = ordered_runs([rank, first, last])
    starts = starts[starts < buyers]
    heads, weight = order[starts], np.diff(np.append(starts, buyers))
    purchases, first, last = purchases[heads], first[heads], last[heads]
    places = np.full(len(order), len(starts), dtype=np.int32)
    places[:buyers] = np.repeat(np.arange(len(starts), dtype=np.int32), weight)
    times = (column.astype(np.float64) for column in (purchases - 1, last - first, until - first, weight))
    return Roster(table.select(["customer", *OWN]), order, places, Histories(*times), first, last)
