"""Where each row of a log ended: in exactly one class, with its reason and money."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class RowClass(StrEnum):
    """What became of a row; the five classes add up to the rows of the log."""

    KEPT = "kept"
    MERGED = "merged"
    NETTED = "netted"
    LEFT_OUT = "left out"
    REJECTED = "rejected"


@dataclass(frozen=True)
class RowCount:
    """Rows that ended in one class for one reason.

    `amount` is their money in currency units; None where it could not be read, or is counted
    with the row that a merged row belongs to.
    """

    row_class: RowClass
    reason: str
    rows: int
    amount: float | None


@dataclass(frozen=True)
class Accounting:
    """The rows of a log and where each of them ended."""

    rows: int
    counts: tuple[RowCount, ...]

    def of(self, row_class: RowClass) -> int:
        """Count the rows that ended in a class."""
        return sum(count.rows for count in self.counts if count.row_class is row_class)

    def adds_up(self) -> bool:
        """Tell whether every row ended in exactly one class."""
        return self.rows == sum(count.rows for count in self.counts)


def add_up(counts: Iterable[RowCount]) -> Accounting:
    """Join counts of the same class and reason, in the order in which they first appear."""
    joined: dict[tuple[RowClass, str], RowCount] = {}
    for count in counts:
        key = (count.row_class, count.reason)
        seen = joined.get(key, RowCount(*key, 0, 0.0))
        known = seen.amount is not None and count.amount is not None
        amount = seen.amount + count.amount if known else None  # type: ignore[operator]
        joined[key] = RowCount(*key, seen.rows + count.rows, amount)
    return Accounting(sum(count.rows for count in joined.values()), tuple(joined.values()))
