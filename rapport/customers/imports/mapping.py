"""Which column fills which field, and how its cells are written."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from rapport.customers.imports import refusals
from rapport.customers.imports.importer import Field, Importer, Reads
from rapport.engine.value.log.columns import CURRENCY_CODES, bare
from rapport.engine.value.log.contents import listed

DATES = ("iso", "day-first", "month-first")
MARKS = (".", ",")


@dataclass(frozen=True)
class Plan:
    """How a file is read: columns by field, and what was said of header, dates, marks and currency.

    Columns are names of the header, or positions from 1. `has_header` None: told from the first line.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    has_header: bool | None = None
    dates: str | None = None
    decimal: str | None = None
    currency: str | None = None

    def stored(self) -> dict[str, Any]:
        """Return the plan as it is kept with a run."""
        return asdict(replace(self, columns=dict(self.columns)))


def plan_of(stored: Mapping[str, Any]) -> Plan:
    """Return a plan that was kept; what is not of a plan is left out."""
    return Plan(**{name: stored[name] for name in Plan.__dataclass_fields__ if name in stored})


def read_maps(given: Iterable[str]) -> dict[str, str]:
    """Read options of the form field=column."""
    columns = {}
    for each in given:
        name, mark, column = each.partition("=")
        if not (mark and name.strip() and column.strip()):
            raise refusals.MapNotReadable(given=each)
        columns[name.strip()] = column.strip()
    return columns


def digest_of(columns: Sequence[str]) -> str:
    """Return the digest a header is remembered by."""
    return hashlib.sha256("\x1f".join(columns).encode()).hexdigest()


def complete(plan: Plan, importer: Importer, columns: Sequence[str]) -> Plan:
    """Fill in the fields whose columns are recognised by name; what was said stands."""
    taken = set(plan.columns.values())
    found = dict(plan.columns)
    for each in importer.fields:
        column = None if each.name in found else recognised(each, columns, taken)
        if column:
            found[each.name] = column
            taken.add(column)
    return replace(plan, columns=found)


def recognised(each: Field, columns: Sequence[str], taken: set[str]) -> str | None:
    """Return the column that a field is known by, its first word first."""
    names = {bare(column): column for column in reversed(columns) if column not in taken}
    words = (bare(each.name), *each.words.split())
    return next((names[word] for word in words if word in names), None)


def check(plan: Plan, importer: Importer, columns: Sequence[str], file: str) -> None:
    """Refuse fields and columns that do not exist, and needed fields without a column."""
    fields = {each.name: each for each in importer.fields}
    for name, column in plan.columns.items():
        if name not in fields:
            raise refusals.FieldNotKnown(kind=importer.kind, field=name, fields=listed(list(fields), 20))
        if position(column, columns) is None:
            raise refusals.ColumnNotThere(column=column, file=file, columns=listed(columns), field=name)
    lacking = [name for name, each in fields.items() if each.is_needed and name not in plan.columns]
    if lacking:
        raise refusals.FieldWithoutColumn(file=file, fields=listed(lacking), columns=listed(columns))
    if plan.currency and plan.currency not in CURRENCY_CODES_UPPER:
        raise refusals.CurrencyCodeNotKnown(currency=plan.currency)


CURRENCY_CODES_UPPER = frozenset(code.upper() for code in CURRENCY_CODES)


def position(column: str, columns: Sequence[str]) -> int | None:
    """Return where a column stands, by its name, by its name in other letters, or by its number."""
    if column in columns:
        return list(columns).index(column)
    lower = [each.lower() for each in columns]
    if column.lower() in lower:
        return lower.index(column.lower())
    at = int(column) - 1 if column.isascii() and column.isdigit() else -1
    return at if 0 <= at < len(columns) else None


def has_money(importer: Importer) -> bool:
    """Tell whether a kind of file needs a currency."""
    return any(each.reads is Reads.CURRENCY for each in importer.fields)
