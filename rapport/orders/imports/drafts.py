"""Rows of a file joined to orders: pure reading, nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from rapport.customers.imports.importer import Outcome, Row
from rapport.orders.rules import Line, made_id

LONGEST_ID = 120


@dataclass
class Draft:
    """An order as a file tells it, from one row or several."""

    key: str
    customer: str
    time: datetime
    currency: str
    total: Decimal = Decimal(0)
    rows: int = 0
    lines: list[Line] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


def drafts_of(rows: Sequence[Row], outcome: Outcome) -> dict[str, Draft]:
    """Join rows to orders by their id; an order of two customers or two currencies is rejected whole."""
    drafts: dict[str, Draft] = {}
    torn: dict[str, str] = {}
    for row in rows:
        reason = _too_long(row)
        if reason:
            outcome.rejects.append((row.line, reason))
            continue
        draft = drafts.setdefault(key_of(row), _begun(row))
        fault = _add(draft, row)
        if fault:
            torn[draft.key] = fault
    for key, reason in torn.items():
        outcome.rejects += [(line, reason) for line in drafts.pop(key).places]
    return drafts


def _too_long(row: Row) -> str:
    names = (name for name in ("customer", "order") if len(str(row.cells[name] or "")) > LONGEST_ID)
    name = next(names, None)
    return f"{name} longer than {LONGEST_ID} letters" if name else ""


def key_of(row: Row) -> str:
    """Return the id of an order; without one in the file, one made of what the row says."""
    order = row.cells["order"]
    return str(order) if order is not None else made_id("order", *facts_of(row))


def facts_of(row: Row) -> tuple[str, ...]:
    """Return what tells a row from others: who, when, how much, and which of equal rows it is."""
    cells = row.cells
    time = cells["time"].isoformat() if isinstance(cells["time"], datetime) else ""
    return str(cells["customer"]), time, str(cells["amount"]), str(cells["currency"]), str(row.copy)


def _begun(row: Row) -> Draft:
    cells = row.cells
    time = cells["time"]
    if not isinstance(time, datetime):
        raise AssertionError(f"line {row.line} has no time")
    return Draft(key_of(row), str(cells["customer"]), time, str(cells["currency"]))


def _add(draft: Draft, row: Row) -> str:
    """Add a row to its order; return why it does not belong there, or nothing."""
    cells = row.cells
    amount, time, quantity = cells["amount"], cells["time"], cells["quantity"]
    draft.rows += 1
    draft.places.append(row.line)
    if isinstance(amount, Decimal):
        draft.total += amount
    if isinstance(time, datetime):
        draft.time = min(draft.time, time)
    if cells["product"] is not None and isinstance(amount, Decimal):
        pieces = quantity if isinstance(quantity, Decimal) else Decimal(1)
        draft.lines.append(Line(str(cells["product"]), amount, pieces))
    if str(cells["customer"]) != draft.customer:
        return "its order names two customers"
    return "" if str(cells["currency"]) == draft.currency else "its order names two currencies"
