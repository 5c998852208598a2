"""Read a file of any shape into typed rows, once, and keep them beside it in the order they are applied."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends import BaseBackend

from rapport.customers.imports import refusals
from rapport.customers.imports.importer import Cell, Field, Importer, Reads, Row
from rapport.customers.imports.mapping import Plan, position
from rapport.engine.value.log import engines
from rapport.engine.value.log.amounts import currency_of, is_currency, read_amounts
from rapport.engine.value.log.contents import LogOptions, Misfit
from rapport.engine.value.log.formats import is_parquet
from rapport.engine.value.log.rejects import misfit_reason
from rapport.engine.value.log.sources import find_source
from rapport.engine.value.log.text_files import RowsOfText, TextFile, look_at
from rapport.engine.value.log.times import TimeColumn, read_times
from rapport.engine.value.log.words import Reading
from rapport.lib.places import beside

ROW_GROUP = 10_000
LARGEST = 99_999_999_999_999  # what a column of money holds, in whole units
LONGEST = 400  # letters of a cell that are kept
Tell = Callable[[int], None]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = -2_208_988_800_000_000, 7_258_118_400_000_000  # 1900 and 2200, in microseconds


@dataclass(frozen=True)
class Opened:
    """A file whose columns are known: `table` has c0, c1, ... and `line`."""

    name: str
    table: ibis.Table
    columns: tuple[str, ...]
    has_header: bool
    misfits: tuple[Misfit, ...]
    zones: frozenset[int]
    backend: BaseBackend


def columns_of(path: Path, has_header: bool | None = None) -> tuple[tuple[str, ...], bool]:  # noqa: FBT001 - None: told from the file
    """Return the columns of a file, and whether they have names, from its first lines."""
    if is_parquet(path):
        return tuple(pq.read_schema(path).names), True
    file = look(path, has_header)
    return file.columns, file.header is not None


def look(path: Path, has_header: bool | None) -> TextFile:  # noqa: FBT001 - None: told from the file
    """Look at a text file; what was said about its header wins over what it looks like."""
    file = look_at(path)
    if has_header is None or has_header is (file.header is not None):
        return file
    if has_header:
        return replace(file, header=file.first_line, skipped=file.skipped + 1)
    return replace(file, header=None, skipped=file.skipped - 1, has_more=True)


def open_file(
    path: Path,
    name: str,
    has_header: bool | None,  # noqa: FBT001 - None: told from the file
    *,
    tell: Tell = lambda rows: None,  # noqa: ARG005
) -> Opened:
    """Open a text or Parquet file; text is read at once, and `tell` hears how many rows are read so far."""
    backend = engines.connect()
    if is_parquet(path):
        found = find_source(path, backend)
        return Opened(name, found.table, found.columns, True, (), found.zones, backend)
    file = look(path, has_header)
    rows = RowsOfText(file, 0, tuple(range(len(file.columns))))
    table = _kept(rows, backend, tell)
    misfits = tuple(each for each in rows.misfits if each.fields)
    return Opened(name, table, file.columns, file.header is not None, misfits, frozenset(), backend)


def _kept(rows: RowsOfText, backend: BaseBackend, tell: Tell) -> ibis.Table:
    """Stream a file into a table; a refusal met on the way is raised here, not in the engine."""
    names = [f"c{at}" for at in rows.order]
    fields = [*((name, pa.string()) for name in names), ("part", pa.int32()), ("line", pa.int64())]
    faults: list[BaseException] = []

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            for batch in rows.batches():
                yield batch
                tell(rows.rows)
        except Exception as fault:  # noqa: BLE001 - carried across the engine and raised below
            faults.append(fault)

    table = engines.keep(batches(), pa.schema(fields), backend)
    if faults:
        raise faults[0]
    return table


def stage(opened: Opened, importer: Importer, plan: Plan, target: Path) -> int:
    """Type the rows of a file and write them to `target` in the order they are applied; return how many.

    The rows have `line`, `copy`, `reason` (why a row is rejected, else null) and a column per field. Rows
    of one group stand together; rows with money below zero in the field `last` come after all others.
    """
    typed = _typed(opened, importer, plan)
    rows = _with_misfits(_in_order(_judged(typed, importer), importer), opened, importer)
    ordered = rows.order_by(["is_last", "first", "line"]).drop("is_last", "first")
    with beside(target, mode=0o600) as draft:
        ordered.to_parquet(str(draft), row_group_size=ROW_GROUP)
        draft.chmod(0o600)  # the engine makes the file anew; its folder is the owner's alone
    return int(pq.read_metadata(target).num_rows)


def _typed(opened: Opened, importer: Importer, plan: Plan) -> ibis.Table:
    """Return the fields of each row, null where nothing can be read; `raw_x`: something stood there."""
    cells: dict[str, ir.Value] = {"line": opened.table["line"]}
    meanings: list[Reading] = []
    for each in importer.fields:
        at = position(plan.columns[each.name], opened.columns) if each.name in plan.columns else None
        if at is not None:
            value = _whole(opened.table[f"c{at}"])
            cells |= _cells(opened, each, value, plan, at, meanings)
    table = opened.table
    for at, reading in enumerate(meanings):
        table = table.left_join(
            reading.meanings, reading.key == reading.meanings["word"], rname=f"{{name}}_{at}"
        )
    return _with_currency(table.select(**cells), importer, plan, opened.name).cache()


def _whole(value: ir.Value) -> ir.Value:
    """Turn a dictionary into its words; leave the rest."""
    return value.cast("string") if value.type().is_string() else value


def _cells(  # noqa: PLR0917 - what a column is read by
    opened: Opened, each: Field, value: ir.Value, plan: Plan, at: int, meanings: list[Reading]
) -> dict[str, ir.Value]:
    raw = {f"raw_{each.name}": _text(value).notnull()}
    if each.reads in (Reads.TEXT, Reads.CURRENCY):
        return {each.name: _text(value)} | raw
    if each.reads is Reads.TIME:
        _refuse_unfit(opened, each, at, value.type().is_temporal() or value.type().is_numeric())
        column = TimeColumn(opened.table, value, opened.columns[at], opened.backend, at in opened.zones)
        times = read_times(column, LogOptions(dates=plan.dates, timezone="UTC"))  # type: ignore[arg-type]
        meanings += [times.reading] if times.reading else []
        return {each.name: times.at} | raw
    _refuse_unfit(opened, each, at, value.type().is_numeric() and not value.type().is_boolean())
    amounts = read_amounts(opened.table, value, opened.columns[at], plan.decimal)  # type: ignore[arg-type]
    meanings += [amounts.reading] if amounts.reading else []
    code = {"written": amounts.code} if amounts.code is not None and each.reads is Reads.MONEY else {}
    return {each.name: amounts.value} | raw | code


def _refuse_unfit(opened: Opened, each: Field, at: int, fits: bool) -> None:  # noqa: FBT001 - a condition
    kind = opened.table[f"c{at}"].type()
    if not (fits or kind.is_string()):
        expected = "dates, times or text" if each.reads is Reads.TIME else "numbers or text"
        facts = {"column": opened.columns[at], "file": opened.name, "type": str(kind)}
        raise refusals.ColumnTypeUnfit(**facts, field=each.name, expected=expected)


def _text(value: ir.Value) -> ir.Value:
    """Return a cell as trimmed text, null where nothing is left; 7.0 of a nullable column of numbers is 7."""
    if value.type().is_floating():
        whole = value.cast("int64").cast("string")
        value = ibis.ifelse(value == value.floor(), whole, value.cast("string"))
    text = engines.trimmed(value.cast("string")).nullif("")
    return text.re_replace(r"\x00", "").substr(0, LONGEST)


def _with_currency(table: ibis.Table, importer: Importer, plan: Plan, file: str) -> ibis.Table:
    """Settle the currency of each row: stated, else written beside the money, else the one asked for."""
    name = next((each.name for each in importer.fields if each.reads is Reads.CURRENCY), None)
    if name is None:
        return table
    stated = table[name].upper() if name in table.columns else ibis.null("string")
    written = table["written"] if "written" in table.columns else ibis.null("string")
    code = ibis.coalesce(currency_of(stated), stated, written)
    asked = plan.currency
    if asked:
        code = ibis.ifelse(code.isnull() | is_currency(code, asked), ibis.literal(asked), code)
    table = table.mutate(**{name: code})
    if not asked and not table.filter(table[name].notnull()).limit(1).to_pyarrow().num_rows:
        raise refusals.CurrencyNotNamed(file=file)
    return table


def _judged(table: ibis.Table, importer: Importer) -> ibis.Table:
    """Add why a row is rejected; turn money into hundredths and numbers into thousandths."""
    faults: list[tuple[ir.Value, ir.Value]] = []
    whole: dict[str, ir.Value] = {}
    for each in importer.fields:
        if each.name not in table.columns:
            table = table.mutate(**{each.name: _nothing(each)})
            continue
        faults += _faults(table, each)
        factor = {Reads.MONEY: 100.0, Reads.NUMBER: 1000.0}.get(each.reads)
        if factor:
            sound = ibis.ifelse(table[each.name].abs() <= LARGEST, table[each.name], ibis.null("float64"))
            whole[each.name] = engines.whole(sound * factor).cast("int64")
    reason = ibis.cases(*faults, else_=ibis.null("string")) if faults else ibis.null("string")
    names = [each.name for each in importer.fields]
    return table.mutate(reason=reason).mutate(**whole).select("line", "reason", *names)


def _nothing(each: Field) -> ir.Value:
    return ibis.null("string" if each.reads in (Reads.TEXT, Reads.CURRENCY) else "int64")


def _faults(table: ibis.Table, each: Field) -> list[tuple[ir.Value, ir.Value]]:
    value, name = table[each.name], each.name.replace("_", " ")
    faults: list[tuple[ir.Value, ir.Value]] = []
    raw = table[f"raw_{each.name}"] if f"raw_{each.name}" in table.columns else ibis.literal(True)
    if each.reads is Reads.CURRENCY:
        is_odd = currency_of(value).isnull() | (value.length() != 3)
        unknown = ibis.literal("unknown currency ") + value
        return [(value.isnull(), ibis.literal("no currency")), (is_odd, unknown)]
    if each.is_needed:
        faults.append((~raw, ibis.literal(f"no {name}")))
    if each.reads is Reads.TEXT:
        return faults
    odd = value.isnull()
    if each.reads is not Reads.TIME:
        odd = odd | value.isnan() | value.isinf()
    faults.append((raw & odd, ibis.literal(f"unreadable {name}")))
    if each.reads is Reads.TIME:
        outside = (value < EARLIEST) | (value >= LATEST)
        return [*faults, (outside, ibis.literal(f"{name} outside 1900 to 2199"))]
    return [*faults, (value.abs() > LARGEST, ibis.literal(f"{name} too large"))]


def _in_order(table: ibis.Table, importer: Importer) -> ibis.Table:
    """Add `copy`, `first` and `is_last`; one bad line of a group rejects the others with it."""
    names = [each.name for each in importer.fields]
    group = next((each.name for each in importer.fields if each.is_group), None)
    equal = ibis.window(group_by=names, order_by="line")
    last = (table[importer.last] < 0).fill_null(False) if importer.last else ibis.literal(False)
    table = table.mutate(copy=ibis.row_number().over(equal).cast("int64"), is_last=last, first=table["line"])
    if group is None:
        return table
    key = table[group]
    together = ibis.window(group_by=[key, table["is_last"]])
    bad = table["reason"].max().over(ibis.window(group_by=key))
    first = ibis.ifelse(key.isnull(), table["line"], table["line"].min().over(together))
    spoilt = ibis.literal("another line of this order cannot be read")
    reason = ibis.ifelse(table["reason"].isnull() & key.notnull() & bad.notnull(), spoilt, table["reason"])
    return table.mutate(first=first, reason=reason)


def _with_misfits(table: ibis.Table, opened: Opened, importer: Importer) -> ibis.Table:
    """Add the lines with too few or too many fields, as rejected rows."""
    names = ["line", "copy", "reason", "is_last", "first", *(each.name for each in importer.fields)]
    if not opened.misfits:
        return table.select(names)
    lines = [{"line": each.line, "reason": misfit_reason(each)} for each in opened.misfits]
    odd = ibis.memtable(pa.Table.from_pylist(lines))
    empty = {each.name: _nothing(each) for each in importer.fields}
    order = {"copy": ibis.literal(0, "int64"), "is_last": ibis.literal(False), "first": odd["line"]}
    odd = odd.mutate(**order, **empty)
    return table.select(names).union(odd.select(names))


def staged_rows(path: Path, importer: Importer, start: int) -> Iterator[tuple[Row, str | None]]:
    """Yield the staged rows from a position on, each with the reason it is rejected for."""
    file = pq.ParquetFile(path)
    group, skip = 0, start
    while group < file.num_row_groups and skip >= file.metadata.row_group(group).num_rows:
        skip -= file.metadata.row_group(group).num_rows
        group += 1
    for at in range(group, file.num_row_groups):
        yield from _rows_of(file.read_row_group(at).slice(skip), importer)
        skip = 0


def _rows_of(table: pa.Table, importer: Importer) -> Iterator[tuple[Row, str | None]]:
    names = [each.name for each in importer.fields]
    columns = [_cells_of(table.column(each.name).to_pylist(), each) for each in importer.fields]
    place = (table.column(name).to_pylist() for name in ("line", "copy", "reason"))
    for line, copy, reason, *cells in zip(*place, *columns, strict=True):
        yield Row(line, dict(zip(names, cells, strict=True)), copy), reason


def _cells_of(values: Sequence[Any], each: Field) -> Sequence[Cell]:
    if each.reads is Reads.TIME:
        return [None if value is None else EPOCH + timedelta(microseconds=value) for value in values]
    if each.reads in (Reads.MONEY, Reads.NUMBER):
        places = -2 if each.reads is Reads.MONEY else -3
        return [None if value is None else Decimal(value).scaleb(places) for value in values]
    return values


def reasons_of(path: Path) -> dict[str, int]:
    """Count the staged rows that are rejected, by reason."""
    table = pq.read_table(path, columns=["reason"]).drop_null()
    counts = table.group_by("reason").aggregate([("reason", "count")]).to_pylist()
    return {row["reason"]: row["reason_count"] for row in counts}


def as_they_stood(opened: Opened, lines: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of some lines as they stand in the file, in its order."""
    cells = [opened.table[f"c{at}"].cast("string") for at in range(len(opened.columns))]
    named = {f"c{at}": cell for at, cell in enumerate(cells)}
    wanted = ibis.memtable(pa.table({"wanted": pa.array(lines, pa.int64())}))
    table = opened.table.select("line", **named)
    found = table.inner_join(wanted, table["line"] == wanted["wanted"]).drop("wanted").order_by("line")
    texts = {each.line: [each.text] for each in opened.misfits}
    yield from ((line, texts[line]) for line in sorted(set(lines) & set(texts)))
    for batch in found.to_pyarrow_batches():
        for row in batch.to_pylist():
            yield row.pop("line"), [value or "" for value in row.values()]


def first_cells(path: Path, has_header: bool | None, most: int) -> list[list[str]]:  # noqa: FBT001
    """Return the first rows of a file as they stand in it, without reading it to its end."""
    if is_parquet(path):
        batches: Iterator[pa.RecordBatch] = pq.ParquetFile(path).iter_batches(batch_size=most)
    else:
        file = look(path, has_header)
        batches = RowsOfText(file, 0, tuple(range(len(file.columns)))).batches()
    batch = next((each for each in batches if each.num_rows), None)
    if batch is None:
        return []
    names = [name for name in batch.schema.names if name not in ("part", "line")]
    columns = [batch.column(name).slice(0, most).to_pylist() for name in names]
    return [["" if cell is None else str(cell) for cell in row] for row in zip(*columns, strict=True)]
