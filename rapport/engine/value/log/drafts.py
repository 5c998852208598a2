"""The columns of a log typed, nothing left out yet: a null is what could not be read."""

from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log.amounts import Amounts, currency_of, read_amounts
from rapport.engine.value.log.columns import Roles
from rapport.engine.value.log.contents import LogOptions
from rapport.engine.value.log.customers import read_customers
from rapport.engine.value.log.engines import trimmed
from rapport.engine.value.log.refusals import TypeUnfit
from rapport.engine.value.log.sources import Source
from rapport.engine.value.log.times import TimeColumn, Times, read_times

_SINGLE, _DOUBLE = 1e-7, 1e-9  # what a 4-byte and an 8-byte float may be off, relative to the amount


@dataclass(frozen=True)
class Draft:
    """The rows of a log typed column by column.

    `table` has customer, at, day, amount, part, line and, where the log has them, order, twin, group, code
    (the currency), stored (see `Times`) and row (the row as it stood; else it is found by part and line).
    `precision` is relative, of the amounts as stored.
    """

    source: Source
    table: ibis.Table
    has_code: bool
    precision: float
    notes: tuple[str, ...]


def draft_log(source: Source, roles: Roles, options: LogOptions) -> Draft:
    """Type the columns; text is read once into a table, everything else stays an expression."""
    _check_types(source, roles)
    customer, notes = read_customers(source.table, source.column(roles.customer))
    times = _times(source, roles, options)
    raw_amount = source.column(roles.amount)
    amounts = read_amounts(source.table, raw_amount, source.columns[roles.amount], options.decimal)
    code = _code(source, roles, amounts.code)
    is_text = any(source.column(at).type().is_string() for at in (roles.time, roles.amount))
    row = None if is_text and source.parts else row_text(source)
    optional = {"code": code, "stored": times.stored, "row": row}
    table = _with_meanings(source, times, amounts).select(
        customer=customer,
        at=times.at,
        day=times.day,
        amount=amounts.value,
        part=source.table["part"],
        line=source.table["line"],
        **_extras(source, roles),
        **{name: value for name, value in optional.items() if value is not None},
    )
    precision = _SINGLE if raw_amount.type().is_float32() else _DOUBLE
    kept = table.cache() if is_text else table
    return Draft(source, kept, code is not None, precision, (*notes, *times.notes))


def _with_meanings(source: Source, times: Times, amounts: Amounts) -> ibis.Table:
    table = source.table
    for reading in (times.reading, amounts.reading):
        if reading is not None:
            table = table.left_join(reading.meanings, reading.key == reading.meanings["word"])
    return table


def row_text(source: Source) -> ir.Value:
    """Write a row again as it stood: its fields between separators, quoted where they hold one."""
    mark = source.separator
    cells = [source.column(at).cast("string").fill_null("") for at in range(len(source.columns))]
    needs_quotes = f'[{mark}"\n]'
    quoted = [
        ibis.ifelse(cell.re_search(needs_quotes), '"' + cell.replace('"', '""') + '"', cell) for cell in cells
    ]
    return reduce(lambda row, cell: row + mark + cell, quoted)


def _times(source: Source, roles: Roles, options: LogOptions) -> Times:
    value, name = source.column(roles.time), source.columns[roles.time]
    column = TimeColumn(source.table, value, name, source.backend, roles.time in source.zones)
    return read_times(column, options)


def _check_types(source: Source, roles: Roles) -> None:
    amount, time = source.column(roles.amount).type(), source.column(roles.time).type()
    if not (amount.is_numeric() or amount.is_string()) or amount.is_boolean():
        _refuse_type(source, "amount", roles.amount)
    if not (time.is_timestamp() or time.is_date() or time.is_string() or time.is_numeric()):
        _refuse_type(source, "time", roles.time)


def _refuse_type(source: Source, role: str, position: int) -> None:
    expected = "numbers or text" if role == "amount" else "dates, times or text"
    kind, name = str(source.column(position).type()), source.columns[position]
    raise TypeUnfit(column=name, file=source.name, type=kind, role=role, expected=expected)


def _extras(source: Source, roles: Roles) -> dict[str, ir.Value]:
    extras: dict[str, ir.Value] = {}
    if roles.order is not None:
        extras["order"] = _filled(source.column(roles.order))
        extras["twin"] = _fingerprint(source)
    if roles.by is not None:
        extras["group"] = _filled(source.column(roles.by))
    return extras


def _filled(value: ir.Value) -> ir.Value:
    """Return a value as trimmed text, null if nothing is left."""
    return trimmed(value.cast("string")).nullif("")


def _fingerprint(source: Source) -> ir.Value:
    """Return a number equal for rows that are equal in every column."""
    cells = [source.column(at).cast("string").fill_null("\x1e") for at in range(len(source.columns))]
    return reduce(lambda row, cell: row + "\x1f" + cell, cells).hash().cast("int64")


def _code(source: Source, roles: Roles, written: ir.Value | None) -> ir.Value | None:
    if roles.currency is None:
        return written
    stated = trimmed(source.column(roles.currency).cast("string")).upper()
    code = ibis.coalesce(currency_of(stated), stated.nullif(""))
    return code if written is None else ibis.coalesce(code, written)
