"""The customer of a row, as it stands: trimmed, never rounded, sorted or renumbered."""

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log.engines import ask, trimmed

# What programs write for "no value"; compared as it stands, for an id is never a word of these.
NOBODY = (
    "", "null", "NULL", "Null", "nan", "NaN", "NAN", "none", "None", "NONE", "NA", "N/A", "n/a", "#N/A",
    "<NA>", "\\N", "undefined",
)  # fmt: skip
NULLABLE_NOTE = "Customer ids such as 17850.0 are read as 17850."
_WHOLE = "^[0-9]+([.]0)?$"
# One cheap look for what may need tidying: blanks around, words of NOBODY, fractions of nothing.
_SUSPECT = "^[ \t\n\r\f\v]|[ \t\n\r\f\v]$|^$|[.]0$|^(?i:null|nan|none|na|n/a|#n/a|<na>|.n|undefined)$"


def read_customers(table: ibis.Table, value: ir.Value) -> tuple[ir.Value, tuple[str, ...]]:
    """Return the customer (int64 or string, null where there is none) and what the user should know."""
    kind = value.type()
    if kind.is_integer():
        return (value if kind.is_int64() else _fitting(value)), ()
    if kind.is_floating() or kind.is_decimal():
        return _fractions(table, value), ()
    if kind.is_string():
        return _text(table, value)
    return value.cast("string"), ()


def _fitting(value: ir.Value) -> ir.Value:
    too_wide = value.type().is_uint64() or value.type().is_decimal()
    return value.cast("string") if too_wide else value.cast("int64")


def _fractions(table: ibis.Table, value: ir.Value) -> ir.Value:
    """Make whole numbers of a column that is fractional only because some ids are missing."""
    number = value.cast("float64")
    known = ibis.ifelse(number.isnan(), ibis.null("float64"), number)
    seen = ask(table, broken=((known != known.floor()) | (known.abs() >= 2**53)).sum())
    return value.cast("string") if seen["broken"] else known.cast("int64")


def _text(table: ibis.Table, value: ir.Value) -> tuple[ir.Value, tuple[str, ...]]:
    if not ask(table, suspect=value.re_search(_SUSPECT).sum())["suspect"]:
        return value, ()
    tidy = trimmed(value)
    known = ibis.ifelse(tidy.isin(NOBODY), ibis.null("string"), tidy)
    whole = known.re_search(_WHOLE).sum()
    seen = ask(table, rows=known.count(), nullable=known.endswith(".0").sum(), whole=whole)
    if not seen["nullable"] or seen["whole"] < seen["rows"]:
        return known, ()
    return known.re_replace("[.]0$", ""), (NULLABLE_NOTE,)
