"""The distinct texts of a column: each is read once, however many rows repeat it."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir


@dataclass(frozen=True)
class Words:
    """The distinct texts of a column as `word`, with the `rows` that hold each."""

    table: ibis.Table

    @property
    def word(self) -> ir.Value:
        """Return the texts."""
        return self.table["word"]

    def count(self, condition: ir.Value) -> ir.Value:
        """Count the rows whose text meets a condition; 0 if there are none."""
        return self.table["rows"].sum(where=condition).fill_null(0)


@dataclass(frozen=True)
class Reading:
    """What the texts of a column mean: `meanings` has `word` and what it was read as."""

    key: ir.Value
    meanings: ibis.Table


def words_of(table: ibis.Table, text: ir.Value) -> Words:
    """Collect the distinct texts of a column."""
    return Words(table.group_by(word=text).aggregate(rows=table.count()).cache())
