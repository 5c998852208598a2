"""What a kept state remembers of the files it was made from."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ibis.backends import BaseBackend

from rapport.engine.value.log.accounting import RowClass, RowCount, add_up
from rapport.engine.value.log.contents import LogOptions, Part, TypedLog
from rapport.engine.value.log.engines import ScanFailure, connect
from rapport.lib.errors import Refusal

FORMAT = 2  # of the kept tables; another number means that they are made anew
DATABASE = "state.duckdb"


class StateRefused(Refusal):
    """A folder that cannot hold a kept state."""

    code = "state_refused"
    text = "--state {path} cannot be used: {why}."


@dataclass(frozen=True)
class Ledger:
    """The files that were loaded, how they were read, and the rows of them that were rejected.

    `until` is the last day that the state knows; `last_day` the last day in the files.
    """

    parts: tuple[Part, ...]
    options: LogOptions
    decimals: int
    currency: str | None
    has_order: bool
    until: int
    last_day: int
    rejected: tuple[RowCount, ...]
    total_rows: int
    halvings: int

    def to_json(self) -> str:
        """Write the ledger as text."""
        return json.dumps({"format": FORMAT, **asdict(self)})


def ledger_from(text: str) -> Ledger | None:
    """Read a ledger; None where another version wrote it."""
    found: dict[str, Any] = json.loads(text)
    if found.pop("format") != FORMAT:
        return None
    parts = tuple(Part(**part) for part in found.pop("parts"))
    options = LogOptions(**found.pop("options"))
    rejected = tuple(
        RowCount(RowClass(count["row_class"]), count["reason"], count["rows"], count["amount"])
        for count in found.pop("rejected")
    )
    return Ledger(parts=parts, options=options, rejected=rejected, **found)


def open_kept(folder: Path) -> BaseBackend:
    """Open the database of a kept state, making the folder for it where there is none.

    Refuses a folder that another run holds, or that cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return connect(folder / DATABASE)
    except (OSError, ScanFailure) as fault:
        raise StateRefused(path=folder, why=str(fault).splitlines()[0].rstrip(".")) from fault


def ledger_of(log: TypedLog, options: LogOptions, *, until: int, halvings: int) -> Ledger:
    """Return the ledger of a log that was loaded whole."""
    return Ledger(
        parts=log.parts,
        options=options,
        decimals=log.decimals,
        currency=log.currency,
        has_order=log.has_order,
        until=until,
        last_day=log.last_day,
        rejected=log.rejected,
        total_rows=log.total_rows,
        halvings=halvings,
    )


def grown(ledger: Ledger, log: TypedLog, *, until: int, halvings: int) -> Ledger:
    """Return the ledger after further files were loaded."""
    return Ledger(
        parts=(*ledger.parts, *log.parts),
        options=ledger.options,
        decimals=ledger.decimals,
        currency=ledger.currency or log.currency,
        has_order=ledger.has_order,
        until=until,
        last_day=max(log.last_day, ledger.last_day),
        rejected=add_up([*ledger.rejected, *log.rejected]).counts,
        total_rows=ledger.total_rows + log.total_rows,
        halvings=halvings,
    )


def new_files(ledger: Ledger, paths: Sequence[Path]) -> tuple[Path, ...] | None:
    """Return the files that the ledger does not know; None where one that it knows changed or is gone."""
    known = {part.name: (part.bytes, part.modified_ns) for part in ledger.parts}
    here = {str(path): path.stat() for path in paths if path.is_file()}
    unchanged = all(
        name in here and (here[name].st_size, here[name].st_mtime_ns) == facts
        for name, facts in known.items()
    )
    return tuple(path for path in paths if str(path) not in known) if unchanged else None
