"""Read any transaction log, account for every row, and net refunds against purchases."""

from rapport.engine.value.log.accounting import Accounting, RowClass, RowCount, add_up
from rapport.engine.value.log.contents import LogOptions, Misfit, Part, TypedLog
from rapport.engine.value.log.purchase_days import (
    Purchases,
    Tally,
    account,
    accounting_of,
    groups_of,
    purchases,
    tally_of,
)
from rapport.engine.value.log.reading import open_log, refusing_broken
from rapport.engine.value.log.rejects import write_rejects
from rapport.engine.value.log.sources import LogSource, find_files

__all__ = [
    "Accounting",
    "LogOptions",
    "LogSource",
    "Misfit",
    "Part",
    "Purchases",
    "RowClass",
    "RowCount",
    "Tally",
    "TypedLog",
    "account",
    "accounting_of",
    "add_up",
    "find_files",
    "groups_of",
    "open_log",
    "purchases",
    "refusing_broken",
    "tally_of",
    "write_rejects",
]
