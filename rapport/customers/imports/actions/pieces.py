"""The typed rows of a file, cut into the pieces that are committed at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapport.customers.imports import reading
from rapport.customers.imports.importer import Importer, Row

PIECE = 5_000  # rows whose fate is committed at once


@dataclass(frozen=True)
class Piece:
    """Some rows in a row: those to apply, and those that are rejected with the reason."""

    start: int
    rows: tuple[Row, ...]
    rejects: tuple[tuple[int, str], ...]

    @property
    def end(self) -> int:
        """Return the position behind the piece."""
        return self.start + len(self.rows) + len(self.rejects)


def pieces(path: Path, importer: Importer, start: int, *, size: int = PIECE) -> Iterator[Piece]:
    """Cut the staged rows into pieces; rows of one group stay together."""
    group = next((each.name for each in importer.fields if each.is_group), "")
    rows: list[Row] = []
    rejects: list[tuple[int, str]] = []
    last: object = None
    for row, reason in reading.staged_rows(path, importer, start):
        key = row.cells.get(group)
        if len(rows) + len(rejects) >= size and (key is None or key != last):
            yield Piece(start, tuple(rows), tuple(rejects))
            start += len(rows) + len(rejects)
            rows, rejects = [], []
        last = key
        if reason is None:
            rows.append(row)
        else:
            rejects.append((row.line, reason))
    if rows or rejects:
        yield Piece(start, tuple(rows), tuple(rejects))
