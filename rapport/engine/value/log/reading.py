"""Open a log: find its columns, type its rows, and say of every other row why it is rejected."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from rapport.engine.value.log import engines
from rapport.engine.value.log.columns import Roles, choose_columns
from rapport.engine.value.log.contents import LARGEST_MINOR, LogOptions, Part, TypedLog, listed
from rapport.engine.value.log.currencies import Currency, Fault, settle_currency
from rapport.engine.value.log.drafts import Draft, draft_log
from rapport.engine.value.log.refusals import NoRows, ParquetBroken
from rapport.engine.value.log.rejects import (
    TOO_LARGE,
    faults_of,
    refuse_if_nothing_is_left,
    rejects_of,
    without_faults,
)
from rapport.engine.value.log.sources import LogSource, Source, called, find_source
from rapport.engine.value.log.statistics import Statistics, decimals_of, statistics_of

AS_IT_STANDS = LogOptions()


@dataclass(frozen=True)
class Verdict:
    """What has been decided about a log before its rows are handed out."""

    rows: int
    faults: tuple[Fault, ...]
    decimals: int
    least_minor: int
    last_day: int
    notes: tuple[str, ...]


def open_log(
    source: LogSource, options: LogOptions = AS_IT_STANDS, *, backend: BaseBackend | None = None
) -> TypedLog:
    """Open CSV or Parquet files, a pattern of either, or a table, and type its rows.

    Refuses what is ambiguous without an option and what cannot be a log; a row that cannot
    be read is rejected with its reason, and the others stand.
    """
    found = find_source(source, backend)
    roles = choose_columns(found, options)
    with refusing_broken(found.parts):
        return _type_rows(found, roles, options)


@contextmanager
def refusing_broken(parts: Sequence[Part]) -> Iterator[None]:
    """Refuse files that break off while they are read, which may be long after they were opened."""
    try:
        yield
    except engines.ScanFailure as fault:
        if not parts:
            raise
        raise ParquetBroken(
            file=called([Path(part.name) for part in parts]), why=str(fault).splitlines()[0].rstrip(".")
        ) from fault


def _type_rows(source: Source, roles: Roles, options: LogOptions) -> TypedLog:
    draft = draft_log(source, roles, options)
    currency = settle_currency(draft, roles.code)
    verdict = _judge(draft, currency)
    rejects = rejects_of(draft, verdict.faults)
    refuse_if_nothing_is_left(draft, rejects, verdict.rows)
    has_refunds = verdict.least_minor < 0
    needs_lines = roles.order is not None or has_refunds
    return TypedLog(
        backend=source.backend,
        rows=_rows(draft, verdict, numbered=needs_lines and not source.parts),
        parts=source.parts,
        decimals=verdict.decimals,
        currency=currency.code,
        has_order=roles.order is not None,
        has_refunds=has_refunds,
        has_free=verdict.least_minor <= 0,
        needs_lines=needs_lines,
        rejected=rejects.counts,
        total_rows=verdict.rows + len(source.misfits),
        last_day=verdict.last_day,
        notes=(*draft.notes, *verdict.notes),
        rejects=rejects.rows,
        misfits=rejects.misfits,
    )


def _judge(draft: Draft, currency: Currency) -> Verdict:
    """Look at the rows once if all can be read, a second time without the others if not."""
    seen = statistics_of(draft.table, draft.precision)
    if not seen.rows and not draft.source.misfits:
        raise NoRows(file=draft.source.name, columns=listed(draft.source.columns))
    faults = (*currency.faults, *(() if seen.is_clean else faults_of(draft.table)))
    readable = without_faults(draft.table, faults)
    known = statistics_of(readable, draft.precision) if faults else seen
    decimals, notes = decimals_of(readable, draft.precision, known)
    faults = (*faults, *_too_large(draft.table, known, decimals))
    return Verdict(
        rows=seen.rows,
        faults=faults,
        decimals=decimals,
        least_minor=round((known.least or 0.0) * 10**decimals),
        last_day=known.last_day or 0,
        notes=(*currency.notes, *notes),
    )


def _too_large(table: ibis.Table, seen: Statistics, decimals: int) -> tuple[Fault, ...]:
    factor = 10.0**decimals
    if seen.largest * factor <= LARGEST_MINOR:
        return ()
    return ((table["amount"].abs() * factor > LARGEST_MINOR, ibis.literal(TOO_LARGE)),)


def _rows(draft: Draft, verdict: Verdict, *, numbered: bool) -> ibis.Table:
    """Return the readable rows with money in minor units; number them only where refunds need an order."""
    table = without_faults(draft.table, verdict.faults)
    factor = 10.0**verdict.decimals
    amount = table["amount"]
    if verdict.faults:  # an engine may compute money before it filters, and must not stumble then
        amount = ibis.ifelse(amount.abs() * factor <= LARGEST_MINOR, amount, 0.0)
    minor = engines.whole(amount * factor).cast("int64")
    extras = {name: table[name] for name in ("order", "twin", "group") if name in table.columns}
    line = _number(table, list(extras)) if numbered else table["line"]
    typed = {name: table[name] for name in ("customer", "at", "day")}
    return table.select(**typed, minor=minor, part=table["part"], line=line, **extras)


def _number(table: ibis.Table, extras: list[str]) -> ir.Value:
    """Give rows without lines a number by what they hold: equal rows are interchangeable."""
    keys = [table[name] for name in ("customer", "at", "amount", *extras)]
    return ibis.row_number().over(order_by=keys).cast("int64")
