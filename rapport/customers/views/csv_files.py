"""Lists written as CSV, row by row, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.http import StreamingHttpResponse

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """Hand back the line."""
        return text


def safe_cell(value: object) -> str:
    """Return a cell that no spreadsheet runs: what would start a formula gets an apostrophe before it.

    A number of ours is no formula, also where it is negative; blanks before a formula do not hide it.
    Source: OWASP, "CSV Injection".
    """
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if _starts_a_formula(text) else text


def _starts_a_formula(text: str) -> bool:
    return text.startswith(STARTS_A_FORMULA) or text.lstrip().startswith(STARTS_A_FORMULA)


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the rows as lines of CSV, each cell safe."""
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def csv_answer(name: str, rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """Return rows as a file to keep, sent while it is made; a mark at its start tells Excel it is UTF-8."""
    answer = StreamingHttpResponse(_marked(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _marked(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield "\ufeff"
    yield from csv_lines(rows)
