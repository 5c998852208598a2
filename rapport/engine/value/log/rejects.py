"""Rows that cannot be read: why each is rejected, how many there are, and a file of them."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log.accounting import RowClass, RowCount, add_up
from rapport.engine.value.log.contents import FIRST_YEAR, LAST_YEAR, Misfit, TypedLog, listed
from rapport.engine.value.log.currencies import Fault
from rapport.engine.value.log.drafts import Draft, row_text
from rapport.engine.value.log.refusals import NothingReadable
from rapport.engine.value.log.statistics import FIRST_DAY, LAST_DAY
from rapport.lib.places import beside

NO_CUSTOMER, NO_TIME, NO_AMOUNT = "no customer", "unreadable time", "unreadable amount"
TOO_FAR, TOO_LARGE = f"time outside {FIRST_YEAR} to {LAST_YEAR}", "amount too large"
_EXAMPLE = 120  # letters of a row that a sentence shows


@dataclass(frozen=True)
class Rejects:
    """The rejected rows counted by reason, and the rows: part, line, reason, row."""

    counts: tuple[RowCount, ...]
    rows: ibis.Table | None
    misfits: tuple[Misfit, ...]


def faults_of(table: ibis.Table) -> tuple[Fault, ...]:
    """List what makes a row unreadable, the reason that counts first."""
    amount, day = table["amount"], table["day"]
    no_number = amount.isnull() | amount.isnan() | amount.isinf()
    return (
        (table["customer"].isnull(), ibis.literal(NO_CUSTOMER)),
        (day.isnull(), ibis.literal(NO_TIME)),
        ((day < FIRST_DAY) | (day > LAST_DAY), ibis.literal(TOO_FAR)),
        (no_number, ibis.literal(NO_AMOUNT)),
    )


def without_faults(table: ibis.Table, faults: Sequence[Fault]) -> ibis.Table:
    """Return the rows that have none of the faults."""
    return table.filter(_reason(faults).isnull()) if faults else table


def _reason(faults: Sequence[Fault]) -> ir.Value:
    return ibis.cases(*faults, else_=ibis.null("string"))


def rejects_of(draft: Draft, faults: Sequence[Fault]) -> Rejects:
    """Count the rejected rows by reason, with their money where it can be read."""
    misfits = draft.source.misfits
    counts = add_up(RowCount(RowClass.REJECTED, misfit_reason(each), 1, None) for each in misfits).counts
    if not faults:
        return Rejects(counts, None, misfits)
    table = draft.table.mutate(reason=_reason(faults))
    bad = table.filter(table["reason"].notnull())
    usable = ~(bad["amount"].isnan() | bad["amount"].isinf())
    by_reason = bad.group_by("reason").aggregate(rows=bad.count(), amount=bad["amount"].sum(where=usable))
    found = by_reason.order_by("reason").to_pyarrow().to_pylist()
    typed = (RowCount(RowClass.REJECTED, row["reason"], row["rows"], row["amount"]) for row in found)
    return Rejects((*counts, *typed), _as_they_stood(draft, bad) if found else None, misfits)


def misfit_reason(misfit: Misfit) -> str:
    """Say what is wrong with a line of too few or too many fields."""
    return f"{misfit.fields} fields, not {misfit.expected}"


def _as_they_stood(draft: Draft, bad: ibis.Table) -> ibis.Table:
    if "row" in bad.columns:
        return bad.select("part", "line", "reason", "row")
    source = draft.source
    stood = source.table.select("part", "line", row=row_text(source))
    return bad.select("part", "line", "reason").inner_join(stood, ["part", "line"])


def refuse_if_nothing_is_left(draft: Draft, rejects: Rejects, rows: int) -> None:
    """Refuse a log in which no row can be read, with the reasons and the first of the rows."""
    total = rows + len(rejects.misfits)
    if sum(count.rows for count in rejects.counts) < total:
        return
    reasons = listed([f"{count.reason} ({count.rows})" for count in rejects.counts])
    place, example = _first(draft, rejects)
    raise NothingReadable(
        rows=total, file=draft.source.name, reasons=reasons, place=place, example=example[:_EXAMPLE]
    )


def _first(draft: Draft, rejects: Rejects) -> tuple[str, str]:
    found = [(each.part, each.line, each.text) for each in rejects.misfits[:1]]
    if rejects.rows is not None:
        first = rejects.rows.order_by(["part", "line"]).limit(1).to_pyarrow().to_pylist()
        found += [(row["part"], row["line"], row["row"]) for row in first]
    part, line, text = min(found)
    parts = draft.source.parts
    return (f"line {line} of {Path(parts[part].name).name}" if parts else "a row"), text


def write_rejects(log: TypedLog, path: Path) -> int:
    """Write the rejected rows as CSV (file, line, reason, row as it stood); return how many there are.

    The file is readable by its owner alone from its first byte, for it holds what customers
    did; it is written beside `path` and renamed, so that there is never half of it.
    """
    with beside(path, mode=0o600) as draft, draft.open("w", newline="", encoding="utf-8") as file:
        return _write(log, file)


def _write(log: TypedLog, file: IO[str]) -> int:
    writer = csv.writer(file)
    writer.writerow(["file", "line", "reason", "row"])
    written = 0
    for part, line, reason, row in _rows(log):
        name = log.parts[part].name if log.parts else ""
        writer.writerow([name, line or "", reason, row])
        written += 1
    return written


def _rows(log: TypedLog) -> Iterator[tuple[int, int, str, str]]:
    yield from ((each.part, each.line, misfit_reason(each), each.text) for each in log.misfits)
    if log.rejects is None:
        return
    for batch in log.rejects.order_by(["part", "line"]).to_pyarrow_batches():
        for row in batch.to_pylist():
            yield row["part"], row["line"], row["reason"], row["row"]
