"""Promised lines taken in from a file: promised as they were, moved as they were, delivered as they were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.timezone import get_current_timezone

from rapport.customers import actions as register
from rapport.customers.imports.importer import Batch, Cell, Outcome, Row
from rapport.customers.imports.queries import person_for
from rapport.customers.models import ImportedThing, ImportRun
from rapport.orders.actions.lines import deliver, promise_line
from rapport.orders.imports.actions.rows import take_back, take_rows
from rapport.orders.models import Order, Part, PromisedLine
from rapport.orders.rules.lines import NewLine, end_of
from rapport.staff.models import User
from rapport.staff.queries import everybody

KIND = "line"
ROUTE = "as ordered"


@dataclass(frozen=True)
class Known:
    """What rows are held against: orders by id, their lines by number, and parts by number."""

    orders: Mapping[str, Order]
    lines: Mapping[tuple[int, str], PromisedLine]
    parts: Mapping[str, Part]
    by: User
    batch: Batch


def apply_lines(rows: Sequence[Row], batch: Batch) -> Outcome:
    """Promise the line of each row; one that is there is delivered where the file says so, else unchanged."""
    known = _known(rows, batch)
    return take_rows(rows, batch, KIND, lambda row: _taken(row, known))


def _known(rows: Sequence[Row], batch: Batch) -> Known:
    names = {str(row.cells["order"]) for row in rows}
    orders = Order.objects.filter(external_id__in=names).select_related("customer")
    lines = PromisedLine.objects.filter(order__in=[order.pk for order in orders])
    there = {(line.order_id, line.number): line for line in lines}
    parts = {part.number: part for part in Part.objects.filter(number__in=_parts_named(rows))}
    return Known({str(one.external_id): one for one in orders}, there, parts, person_of(batch), batch)


def _parts_named(rows: Sequence[Row]) -> set[str]:
    return {number for row in rows for number in _part_numbers(row)}


def _part_numbers(row: Row) -> list[str]:
    return [word.strip() for word in str(row.cells["parts"] or "").split(";") if word.strip()]


def person_of(batch: Batch) -> User:
    """Return who answers for a run: the colleague of its name, else the first owner."""
    return everybody().filter(name=batch.by_name, is_active=True).first() or person_for("")


def _taken(row: Row, known: Known) -> tuple[str, PromisedLine | None]:
    """Return how a row ended, with its line; without one, why it is rejected."""
    order = known.orders.get(str(row.cells["order"]))
    if order is None:
        return f"order '{str(row.cells['order'])[:60]}' is not known; take in orders first", None
    strange = [number for number in _part_numbers(row) if number not in known.parts]
    if strange:
        return f"part '{strange[0][:40]}' is not known; add it under Parts first", None
    there = known.lines.get((order.pk, str(row.cells["number"] or "")))
    if there is not None:
        return _delivered(there, row, known)
    parts = [known.parts[number] for number in _part_numbers(row)]
    line = promise_line(order, _new(row), parts=parts, by=known.by, at=order.ordered_at)
    _move(line, row, known)
    _delivered(line, row, known)
    return "added", line


def _new(row: Row) -> NewLine:
    cells = row.cells
    asked = cells["asked_for"]
    return NewLine(
        item=str(cells["item"]), route=str(cells["route"] or ROUTE), quantity=_decimal(cells["quantity"]),
        due_at=due_of(cells["promised"]), number=str(cells["number"] or ""),
        asked_for_on=asked.date() if isinstance(asked, datetime) else None,
    )  # fmt: skip


def _decimal(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else Decimal(0)


def due_of(cell: Cell) -> datetime:
    """Return the moment a cell promises: a day without a time ends with the working day."""
    if not isinstance(cell, datetime):
        raise AssertionError(f"{cell!r} is no time")
    is_day = cell.astimezone(UTC).time() == datetime.min.time()
    return end_of(cell.astimezone(UTC).date(), get_current_timezone()) if is_day else cell


def _move(line: PromisedLine, row: Row, known: Known) -> None:
    """Move the promise as it was moved; when that was is not in the file, so that it is the last moment."""
    if row.cells["promised_now"] is None or (now := due_of(row.cells["promised_now"])) == line.first_due_at:
        return
    at = min(known.batch.at, line.first_due_at)
    reason = f"Taken over from {known.batch.run.file_name}"[:300]
    register.move_promise(line.promise, now, reason=reason, by=known.by, at=at)


def _delivered(line: PromisedLine, row: Row, known: Known) -> tuple[str, PromisedLine]:
    """Deliver what the file says went out and the line does not know yet."""
    at = row.cells["delivered"]
    if not isinstance(at, datetime) or line.delivered_at or line.cancelled_at:
        return "unchanged", line
    wanted = row.cells["delivered_quantity"]
    more = (wanted if isinstance(wanted, Decimal) else line.quantity) - line.delivered
    if more <= 0:
        return "unchanged", line
    deliver(line, more, by=known.by, at=due_of(at))
    return "changed", line


def undo_lines(run: ImportRun, most: int) -> int:
    """Take back up to `most` lines that a run brought, with their promises."""
    return take_back(run, KIND, PromisedLine, most)


def lines_changed_since(run: ImportRun) -> int:
    """Count the lines of a run to which something was done since."""
    since = run.done_at or run.made_at
    done = Q(agreements__isnull=False) | Q(requirements__isnull=False) | Q(non_conformances__isnull=False)
    done |= Q(milestones__isnull=False) | Q(deliveries__at__gt=since) | Q(risks__told_at__isnull=False)
    mine = ImportedThing.objects.filter(run=run, kind=KIND).values("thing")
    return PromisedLine.objects.filter(done, pk__in=mine).distinct().count()
