"""What a kind of import is: its fields, what it does with rows, and how it takes them back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from rapport.customers.models import ImportRun

Cell: TypeAlias = str | datetime | Decimal | None


class Reads(StrEnum):
    """How the cells of a field are read."""

    TEXT = "text"  # str, trimmed; None where nothing is left
    TIME = "time"  # aware datetime in UTC
    MONEY = "money"  # Decimal with two places; where a currency stands beside it, see `currency`
    NUMBER = "number"  # Decimal with three places
    CURRENCY = "currency"  # ISO 4217 code; also from signs beside the money, or --currency


@dataclass(frozen=True)
class Field:
    """A field that a column may fill. `words` are column names it is recognised by, without blanks or case.

    `group`: rows that hold the same here belong together and are applied in one go (lines of an order).
    """

    name: str
    reads: Reads = Reads.TEXT
    words: str = ""
    hint: str = ""
    is_needed: bool = False
    is_group: bool = False


class Row(NamedTuple):
    """A row as read: its line in the file and its cells by field; `copy` counts equal rows before it."""

    line: int
    cells: Mapping[str, Cell]
    copy: int = 0


@dataclass(frozen=True)
class Batch:
    """What an importer is told beside the rows: the run they belong to, who asked for it, and the time."""

    run: ImportRun
    by_name: str
    at: datetime


@dataclass
class Outcome:
    """What became of the rows of a batch. Every row is in one of the counts or in `rejects`.

    `counts`: added, changed, unchanged, joined (a further line of an order counted before).
    `rejects`: the row's line and the reason.
    """

    counts: dict[str, int] = field(default_factory=dict)
    rejects: list[tuple[int, str]] = field(default_factory=list)

    def count(self, fate: str, rows: int = 1) -> None:
        """Count rows that ended in one way."""
        self.counts[fate] = self.counts.get(fate, 0) + rows


@dataclass(frozen=True)
class Importer:
    """A kind of file that can be taken in.

    `apply_rows(rows, batch) -> Outcome` runs inside one transaction that also moves the run's position, so
    it commits with it or not at all; it must find what is there already by external id, note what it adds
    or changes with `imports.actions.note_things(run, kind, added=[ids], changed={id: before})`, and look
    things up for all rows at once.
    `undo(run, most) -> int` takes back up to `most` things in the transaction it is called in and returns
    how many it took; it is called until it returns 0.
    `changed_since(run) -> int` counts things that somebody changed after the import: undo is refused then.
    `finish(batch)` runs at the end, outside a transaction, and again after a crash: it is safe to repeat.
    `last` is the name of a money field: rows below zero in it are applied after all others.
    """

    kind: str
    fields: tuple[Field, ...]
    apply_rows: Callable[[Sequence[Row], Batch], Outcome]
    undo: Callable[[ImportRun, int], int]
    changed_since: Callable[[ImportRun], int] = lambda run: 0  # noqa: ARG005
    finish: Callable[[Batch], None] = lambda batch: None  # noqa: ARG005
    last: str = ""
