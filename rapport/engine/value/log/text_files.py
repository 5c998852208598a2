"""Text logs: which mark separates the fields, whether there is a header, and the rows as text."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute
from pyarrow import csv as arrow_csv

from rapport.engine.value.log.contents import Misfit
from rapport.engine.value.log.formats import HEAD, spelling_of
from rapport.engine.value.log.refusals import FileEmpty, QuoteOpen, TextBroken

SEPARATORS = (",", ";", "\t", "|")
BLANKS = " "  # any run of blanks and tabs
FEWEST_FIELDS = 3  # customer, time, amount
Lines: TypeAlias = NDArray[np.int64]
_DATA_CELL = re.compile(r"[-+(]?[£$€]?\s?\d[\d.,:/ TZ+-]*\)?")


@dataclass(frozen=True)
class TextFile:
    """A text log, looked at and not yet read.

    `skipped` counts the records before the first row, and `has_more` tells whether any follows.
    """

    path: Path
    encoding: str
    quotes: bool
    separator: str
    header: tuple[str, ...] | None
    first_line: tuple[str, ...]
    skipped: int
    has_more: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names in the header, or positions from 1."""
        return self.header or tuple(str(at + 1) for at in range(len(self.first_line)))


def look_at(path: Path) -> TextFile:
    """Find the encoding, the separator and the header of a text file from its first lines."""
    spelling = spelling_of(path)
    text, is_whole = _first_text(path, spelling.encoding)
    declared = re.match(r"sep=([^\r\n])\r?\n", text)  # a line that Excel writes for itself
    separator = declared[1] if declared else _separator(text)
    records = _records(text, separator)
    filled = [at for at, record in enumerate(records) if any(record)][declared is not None :]
    if not filled:
        raise FileEmpty(file=path)
    first = filled[0]
    cells = tuple(cell.strip() for cell in records[first])
    header = None if any(_DATA_CELL.fullmatch(cell) for cell in cells) else cells
    skipped = first + (header is not None)
    return TextFile(
        path=path,
        encoding=spelling.encoding,
        quotes=spelling.quotes,
        separator=separator,
        header=header,
        first_line=cells,
        skipped=skipped,
        has_more=not is_whole or len(filled) > (header is not None),
    )


def _first_text(path: Path, encoding: str) -> tuple[str, bool]:
    """Decode the first lines, without a last one that was cut off; tell whether they are all there are."""
    with path.open("rb") as file:
        head, cut = file.read(HEAD), bool(file.read(1))
    text = head.decode(encoding, errors="ignore").removeprefix("\ufeff")
    lines = text[: text.rfind("\n") + 1] if cut else text
    return lines or text, not cut


def _records(text: str, separator: str) -> list[list[str]]:
    if separator == BLANKS:
        return [line.split() for line in text.splitlines()]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _separator(text: str) -> str:
    """Choose the mark that cuts most lines into as many fields as the first one, at least three."""
    scores = {mark: _score(_records(text, mark)) for mark in SEPARATORS}
    best = max(scores, key=lambda mark: scores[mark])
    if scores[best][1] >= FEWEST_FIELDS or _score(_records(text, BLANKS))[1] < FEWEST_FIELDS:
        return best
    return BLANKS


def _score(records: list[list[str]]) -> tuple[float, int]:
    """Return the share of lines as wide as the first and that width; one field scores nothing."""
    widths = [len(record) for record in records if record]
    if not widths or widths[0] == 1:
        return 0.0, 0
    return round(widths.count(widths[0]) / len(widths), 2), widths[0]


class RowsOfText:
    """Read the rows of one text file as batches of strings c0, c1, ... with `part` and `line`.

    Lines with too few or too many fields end in `misfits`; empty lines are no rows.
    """

    def __init__(self, file: TextFile, part: int, order: tuple[int, ...]) -> None:
        self.file = file
        self.part = part
        self.order = order
        self.misfits: list[Misfit] = []
        self.rows = 0
        self.open_quote: tuple[int, int] | None = None

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows; the reader runs in one thread because only then lines are numbered."""
        try:
            yield from self._numbered()
        except pa.ArrowInvalid:
            raise TextBroken(file=self.file.path, rows=self.rows) from None
        if self.open_quote:
            line, swallowed = self.open_quote
            raise QuoteOpen(file=self.file.path, line=line, lines=swallowed)

    def _numbered(self) -> Iterator[pa.RecordBatch]:
        seen = 0
        for batch in self._reader() if self.file.has_more else ():
            lines = self._lines(seen, len(batch))
            seen += len(batch)
            kept = self._with_place(batch, lines)
            self.rows += len(kept)
            yield kept

    def _reader(self) -> Any:
        file, names = self.file, [f"f{at}" for at in range(len(self.file.columns))]
        tight = file.separator == BLANKS
        return arrow_csv.open_csv(
            io.BytesIO(_single_blanks(file)) if tight else str(file.path),
            read_options=arrow_csv.ReadOptions(
                use_threads=False,
                column_names=names,
                skip_rows_after_names=file.skipped,
                encoding="utf-8" if tight else file.encoding,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter="\t" if tight else file.separator,
                quote_char=False if tight else '"',
                newlines_in_values=file.quotes and not tight,
                ignore_empty_lines=False,
                invalid_row_handler=self._set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False
            ),
        )

    def _set_aside(self, row: Any) -> str:
        text = row.text
        swallowed = text.count("\n")
        if swallowed and text.count('"') % 2:
            self.open_quote = self.open_quote or (row.number, swallowed)
        fields = row.actual_columns if text.strip() else 0  # a line of blanks is no row, yet it has a number
        self.misfits.append(Misfit(self.part, row.number, fields, row.expected_columns, text))
        return "skip"

    def _lines(self, seen: int, rows: int) -> Lines:
        """Return where rows stand in the file: the misfits between them count too."""
        gaps = np.array([misfit.line for misfit in self.misfits], dtype=np.int64) - self.file.skipped
        gaps -= 1 + np.arange(len(gaps))
        position = np.arange(seen, seen + rows, dtype=np.int64)
        return position + np.searchsorted(gaps, position, side="right") + self.file.skipped + 1

    def _with_place(self, batch: pa.RecordBatch, lines: Lines) -> pa.RecordBatch:
        columns = [batch.column(at) for at in self.order]
        parts = pa.array(np.full(len(batch), self.part, dtype=np.int32))
        names = [*(f"c{at}" for at in range(len(columns))), "part", "line"]
        whole = pa.RecordBatch.from_arrays([*columns, parts, pa.array(lines)], names=names)
        filled = [compute.not_equal(column, "") for column in columns]
        anything = filled[0]
        for column in filled[1:]:
            anything = compute.or_(anything, column)
        return whole.filter(anything)


def _single_blanks(file: TextFile) -> bytes:
    """Return a file whose fields are separated by runs of blanks, with one tab for each run."""
    text = file.path.read_bytes().decode(file.encoding)
    return "\n".join("\t".join(line.split()) for line in text.splitlines()).encode()
