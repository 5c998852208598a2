"""What a transaction log holds once it has been read, and how the reader asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import ibis
from ibis.backends import BaseBackend

from rapport.engine.value.log.accounting import RowCount

DAY = 86_400_000_000  # microseconds
FIRST_YEAR, LAST_YEAR = 1900, 2200  # a day outside is a typing fault, not a purchase
LARGEST_MINOR = 2**53  # past it a float no longer holds every minor unit

Dates = Literal["iso", "day-first", "month-first"]


@dataclass(frozen=True)
class LogOptions:
    """What the user said about a log; whatever is left out is recognised or refused.

    Column names are as they stand in the header, or positions from 1 where there is no
    header. `currency` is a column or an ISO 4217 code; `by` names the customer's group.
    """

    customer: str | None = None
    time: str | None = None
    amount: str | None = None
    order: str | None = None
    currency: str | None = None
    timezone: str | None = None
    dates: Dates | None = None
    decimal: Literal[".", ","] | None = None
    by: str | None = None


@dataclass(frozen=True)
class Part:
    """One file of a log; `rows` counts its lines that hold anything, the header apart."""

    name: str
    bytes: int
    modified_ns: int
    rows: int


@dataclass(frozen=True)
class Misfit:
    """A line with too few or too many fields, as it stood."""

    part: int
    line: int
    fields: int
    expected: int
    text: str


@dataclass(frozen=True)
class TypedLog:
    """The readable rows, typed, and what is known of the others.

    `rows` has customer (string or int64), at (int64 microseconds since 1970, wall time), day (int32 days
    since 1970), minor (int64; amount = minor / 10**decimals), part (int32, index into `parts`) and line
    (int64); `order` and `twin` (equal for rows equal in every column) only if the log has an order, `group`
    only with `by`. `line` is 0 throughout for a table without files that needs none. `has_free` tells whether
    a purchase may have cost nothing. `last_day` is that of the readable rows. `rejects` has part, line,
    reason and row.
    """

    backend: BaseBackend
    rows: ibis.Table
    parts: tuple[Part, ...]
    decimals: int
    currency: str | None
    has_order: bool
    has_refunds: bool
    has_free: bool
    needs_lines: bool
    rejected: tuple[RowCount, ...]
    total_rows: int
    last_day: int
    notes: tuple[str, ...]
    rejects: ibis.Table | None = None
    misfits: tuple[Misfit, ...] = ()

    def money(self, minor: int) -> float:
        """Turn minor units into currency units."""
        return float(minor / 10**self.decimals)


def listed(names: Sequence[str], most: int = 10) -> str:
    """Write names for a sentence: ten at most, and how many more there are."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
