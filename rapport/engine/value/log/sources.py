"""Where a log comes from: text files, Parquet files, or a table that is already in an engine."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends import BaseBackend

from rapport.engine.value.log import engines
from rapport.engine.value.log.contents import Misfit, Part, listed
from rapport.engine.value.log.formats import is_parquet
from rapport.engine.value.log.refusals import (
    ColumnsDiffer,
    CsvOnSpark,
    FormatsMixed,
    NoFileMatches,
    NoRows,
    NothingNamed,
    ParquetBroken,
)
from rapport.engine.value.log.text_files import BLANKS, RowsOfText, TextFile, look_at

LogSource: TypeAlias = str | Path | Sequence[str | Path] | ibis.Table


@dataclass(frozen=True)
class Source:
    """A log whose columns are known; `table` has them as c0, c1, ... with `part` and `line`.

    `separator` is how its rows are written again. `zones` holds the positions of columns
    of instants. A table without files has part and line 0.
    """

    name: str
    backend: BaseBackend
    table: ibis.Table
    columns: tuple[str, ...]
    has_header: bool
    first_line: tuple[str, ...]
    parts: tuple[Part, ...]
    misfits: tuple[Misfit, ...]
    separator: str
    zones: frozenset[int]

    def column(self, position: int) -> ir.Value:
        """Return a column by its position."""
        return self.table[f"c{position}"]


def find_source(source: LogSource, backend: BaseBackend | None) -> Source:
    """Find and look at a log; text is read at once, Parquet and tables when they are asked."""
    if isinstance(source, str | Path):
        source = [source]
    if not isinstance(source, Sequence):
        return _from_table(source, backend or source.get_backend())
    paths = find_files(source)
    engine = backend or engines.connect()
    kinds = {path: is_parquet(path) for path in paths}
    if len(set(kinds.values())) > 1:
        other = next(path for path in paths if kinds[path] is not kinds[paths[0]])
        raise FormatsMixed(first=paths[0], second=other)
    return _from_parquet(paths, engine) if kinds[paths[0]] else _from_text(paths, engine)


def find_files(named: Sequence[str | Path]) -> tuple[Path, ...]:
    """List the files named, patterns resolved, each once and in order of name within a pattern."""
    if not named:
        raise NothingNamed
    found = (path for name in named for path in _matches(str(name)))
    return tuple({path.resolve(): path for path in found}.values())


def _matches(name: str) -> list[Path]:
    pattern = Path(name)
    if pattern.exists() or not any(mark in name for mark in "*?["):
        return [pattern]
    root = Path(pattern.anchor)
    paths = sorted(path for path in root.glob(str(pattern.relative_to(root))) if path.is_file())
    if not paths:
        raise NoFileMatches(pattern=name)
    return paths


def called(paths: Sequence[Path]) -> str:
    """Name files for a sentence: the first, and how many more."""
    return paths[0].name if len(paths) == 1 else f"{paths[0].name} and {len(paths) - 1} more files"


def _part(path: Path, rows: int) -> Part:
    facts = path.stat()
    return Part(str(path), facts.st_size, facts.st_mtime_ns, rows)


def _from_table(table: ibis.Table, backend: BaseBackend) -> Source:
    columns = tuple(table.columns)
    named = {f"c{at}": table[name] for at, name in enumerate(columns)}
    place = {"part": ibis.literal(0, "int32"), "line": ibis.literal(0, "int64")}
    zones = frozenset(
        at for at, name in enumerate(columns) if getattr(table.schema()[name], "timezone", None) is not None
    )
    typed = table.select(**named, **place)
    return Source("the table", backend, typed, columns, True, columns, (), (), ",", zones)


def _from_parquet(paths: tuple[Path, ...], backend: BaseBackend) -> Source:
    footers = [_footer(path) for path in paths]
    schema = footers[0].schema.to_arrow_schema()
    for path, footer in zip(paths[1:], footers[1:], strict=True):
        _same_schema(schema, footer.schema.to_arrow_schema(), paths[0], path)
    parts = tuple(_part(path, footer.num_rows) for path, footer in zip(paths, footers, strict=True))
    columns = tuple(schema.names)
    if not any(part.rows for part in parts):
        raise NoRows(file=called(paths), columns=listed(columns))
    table, path_of, row = engines.scan_parquet([str(path.resolve()) for path in paths], backend)
    named = {f"c{at}": table[table.columns[at]] for at in range(len(columns))}
    typed = table.select(**named, part=_part_of(path_of, paths), line=(row + 1).cast("int64"))
    zones = frozenset(at for at, field in enumerate(schema) if getattr(field.type, "tz", None) is not None)
    return Source(called(paths), backend, typed, columns, True, columns, parts, (), ",", zones)


def _footer(path: Path) -> pq.FileMetaData:
    try:
        return pq.read_metadata(path)
    except (pa.ArrowException, OSError) as fault:
        raise ParquetBroken(file=path, why=str(fault).split(". ")[0].rstrip(".")) from None


def _same_schema(first: pa.Schema, other: pa.Schema, first_path: Path, path: Path) -> None:
    _same_columns(tuple(first.names), tuple(other.names), first_path, path)
    for name in first.names:
        kinds = _kind(first.field(name).type), _kind(other.field(name).type)
        if kinds[0] != kinds[1]:
            difference = f"'{name}' is {kinds[1]} there and {kinds[0]} here"
            raise ColumnsDiffer(file=path, first=first_path, difference=difference)


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "a number"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind):
        return "text"
    return "a time" if pa.types.is_temporal(kind) else str(kind)


def _same_columns(first: tuple[str, ...], other: tuple[str, ...], first_path: Path, path: Path) -> None:
    if Counter(first) == Counter(other):
        return
    lacking = sorted(set(first) - set(other))
    extra = sorted(set(other) - set(first))
    sentences = [f"it lacks {listed(lacking)}"] * bool(lacking) + [f"it adds {listed(extra)}"] * bool(extra)
    difference = " and ".join(sentences) or f"{len(other)} columns, not {len(first)}"
    raise ColumnsDiffer(file=path, first=first_path, difference=difference)


def _part_of(path: ir.Value, paths: tuple[Path, ...]) -> ir.Value:
    if len(paths) == 1:
        return ibis.literal(0, "int32")
    cases = [(str(name.resolve()), at) for at, name in enumerate(paths)]
    return path.cases(*cases, else_=-1).cast("int32")


def _from_text(paths: tuple[Path, ...], backend: BaseBackend) -> Source:
    if engines.is_spark(backend):
        raise CsvOnSpark(file=paths[0])
    files = [look_at(path) for path in paths]
    first = files[0]
    for file in files[1:]:
        _same_columns(first.columns, file.columns, first.path, file.path)
    rows = [RowsOfText(file, part, _order(first, file)) for part, file in enumerate(files)]
    table = _read(rows, backend)
    misfits = tuple(misfit for each in rows for misfit in each.misfits if misfit.fields)
    parts = tuple(
        _part(each.file.path, each.rows + sum(misfit.part == part for misfit in misfits))
        for part, each in enumerate(rows)
    )
    if not any(part.rows for part in parts):
        raise NoRows(file=called(paths), columns=listed(first.columns))
    return Source(
        name=called(paths),
        backend=backend,
        table=table,
        columns=first.columns,
        has_header=first.header is not None,
        first_line=first.first_line,
        parts=parts,
        misfits=misfits,
        separator="\t" if first.separator == BLANKS else first.separator,
        zones=frozenset(),
    )


def _order(first: TextFile, file: TextFile) -> tuple[int, ...]:
    """Return where the columns of the first file stand in another one."""
    if first.columns == file.columns or len(set(file.columns)) < len(file.columns):
        return tuple(range(len(file.columns)))
    return tuple(file.columns.index(name) for name in first.columns)


def _read(rows: Sequence[RowsOfText], backend: BaseBackend) -> ibis.Table:
    """Stream all files into one table; a refusal met on the way is raised here, not in the engine."""
    names = [f"c{at}" for at in range(len(rows[0].order))]
    fields = [*((name, pa.string()) for name in names), ("part", pa.int32()), ("line", pa.int64())]
    faults: list[BaseException] = []

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            for each in rows:
                yield from each.batches()
        except Exception as fault:  # noqa: BLE001 - carried across the engine and raised below
            faults.append(fault)

    table = engines.keep(batches(), pa.schema(fields), backend)
    if faults:
        raise faults[0]
    return table
