"""The currency of a log: one, or a refusal that counts what there is."""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log.amounts import is_currency
from rapport.engine.value.log.contents import listed
from rapport.engine.value.log.drafts import Draft
from rapport.engine.value.log.refusals import CurrenciesMixed

Fault = tuple[ir.Value, ir.Value]  # a condition, and the reason it gives
NO_CURRENCY = "no currency"
BARE_NOTE = "Amounts without a currency are taken as {currency}."


@dataclass(frozen=True)
class Currency:
    """The currency of a log, None if nothing tells; `faults` reject the rows of another one."""

    code: str | None
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def settle_currency(draft: Draft, asked: str | None) -> Currency:
    """Find the currency of a log; several are refused unless one of them was asked for."""
    if not draft.has_code:
        return Currency(asked)
    counts = _counts(draft.table)
    bare = counts.pop(None, 0)
    named = {code: rows for code, rows in counts.items() if code is not None}
    if asked is None and len(named) > 1:
        raise _mixed(draft.source.name, named)
    code = asked or next(iter(named), None)
    notes = (BARE_NOTE.format(currency=code),) if bare and len(named) == 1 else ()
    return Currency(code, notes, _faults(draft.table, asked, named, bare))


def _counts(table: ibis.Table) -> dict[str | None, int]:
    table = table.filter(table["amount"].notnull())
    counted = table.group_by("code").aggregate(rows=table.count()).to_pyarrow().to_pylist()
    return {row["code"]: row["rows"] for row in counted}


def _mixed(file: str, counts: Mapping[str, int]) -> CurrenciesMixed:
    ranked = sorted(counts, key=lambda code: (-counts[code], code))
    each = listed([f"{code} ({counts[code]:,} {'row' if counts[code] == 1 else 'rows'})" for code in ranked])
    return CurrenciesMixed(file=file, counts=each, most=ranked[0])


def _faults(table: ibis.Table, asked: str | None, named: Mapping[str, int], bare: int) -> tuple[Fault, ...]:
    code = table["code"]
    faults: list[Fault] = []
    if asked and named:
        other = ibis.literal("currency ") + code + ibis.literal(f", not {asked}")
        faults.append((code.notnull() & ~is_currency(code, asked), other))
    if bare and len(named) > 1:
        faults.append((code.isnull() & table["amount"].notnull(), ibis.literal(NO_CURRENCY)))
    return tuple(faults)
