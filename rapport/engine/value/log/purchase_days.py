"""Purchase days of every customer, net of refunds, and the account of every row."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log.accounting import Accounting, RowClass, RowCount, add_up
from rapport.engine.value.log.contents import TypedLog
from rapport.engine.value.log.refunds import settle

_PLACE_BITS = 40  # lines of one file; the rest of the 63 bits count files
COUNTS = ("netted", "duplicates", "unmatched")
MONEY = ("unmatched_minor", "cancelled_minor", "refunded_minor", "open_minor", "duplicate_minor")
NO_GROUP = "(none)"


@dataclass(frozen=True)
class Purchases:
    """Purchase days of every customer, net of refunds.

    `days` has customer, day (int32) and minor (int64, net money of the day, exact to 2^53). `oddments` has,
    for the customers that have any, netted, duplicates and unmatched (int32, rows) and in minor units:
    unmatched_minor (0 or less, what refunds take from the customer's spend beside their purchases),
    cancelled_minor (purchases netted in full), refunded_minor (refunds matched), open_minor (refunds without
    a purchase) and duplicate_minor. It is None when the log has neither a negative amount nor an order
    column.
    """

    days: ibis.Table
    oddments: ibis.Table | None


@dataclass(frozen=True)
class Tally:
    """Rows and money of a log by what became of them; money in minor units as the rows stood."""

    days: int
    minor: int
    netted: int = 0
    duplicates: int = 0
    unmatched: int = 0
    unmatched_minor: int = 0
    cancelled_minor: int = 0
    refunded_minor: int = 0
    open_minor: int = 0
    duplicate_minor: int = 0

    @property
    def purchase_minor(self) -> int:
        """Return the money of kept and merged rows before refunds took from it."""
        netted = self.cancelled_minor + self.refunded_minor
        return self.minor + self.unmatched_minor - self.open_minor - netted


def purchases(rows: ibis.Table, *, log: TypedLog) -> Purchases:
    """Find the purchase days in some or all rows of a log; every row of a customer must be there.

    The lines of one order count on the day of its first purchase line, and exact duplicates
    of an order line once. Only customers with refunds are walked through line by line.
    """
    if not log.has_order and not log.has_refunds:
        return Purchases(_by_day(rows, rows["minor"]), None)
    lines = _order_lines(rows).cache() if log.has_order else rows.mutate(place=_place(rows))
    if not log.has_refunds:
        return Purchases(_purchase_days(lines, log), _sum_up(_duplicates(lines)))
    refunders = lines.filter(lines["minor"] < 0).select("customer").distinct()
    settled = settle(lines.semi_join(refunders, "customer"), has_order=log.has_order).cache()
    bought = settled.filter(settled["minor"] >= 0)
    days = _purchase_days(lines.anti_join(refunders, "customer"), log).union(_purchase_days(bought, log))
    oddments = _settled_oddments(settled)
    return Purchases(days, _sum_up(oddments.union(_duplicates(lines)) if log.has_order else oddments))


def _place(rows: ibis.Table) -> ir.Value:
    return (rows["part"].cast("int64") << _PLACE_BITS) + rows["line"]


def _order_lines(rows: ibis.Table) -> ibis.Table:
    """Join rows that are equal in every column; rows without an order are never duplicates."""
    place = _place(rows)
    placed = rows.mutate(place=place, lone=ibis.ifelse(rows["order"].isnull(), place, -1))
    keys = ["customer", "order", "at", "day", "minor", "twin", "lone"]
    joined = placed.group_by(keys).aggregate(place=placed["place"].min(), copies=placed.count())
    return joined.drop("twin", "lone")


def _purchase_days(lines: ibis.Table, log: TypedLog) -> ibis.Table:
    """Fold lines into days; settled lines count with what they keep, and not at all once netted."""
    if "is_netted" not in lines.columns:
        lines = lines.mutate(left=lines["minor"], is_netted=ibis.literal(False))
    if not log.has_order:
        standing = lines.filter(~lines["is_netted"])
        return _by_day(standing, standing["left"])
    own_day = ibis.ifelse(lines["order"].isnull(), lines["day"], -1)
    by_order = lines.mutate(own_day=own_day).group_by(["customer", "order", "own_day"])
    orders = by_order.aggregate(
        day=lines["day"].min(), minor=_sum(lines["left"]), stands=(~lines["is_netted"]).any()
    )
    orders = orders.filter(orders["stands"])
    return _by_day(orders, orders["minor"])


def _by_day(rows: ibis.Table, minor: ir.Value) -> ibis.Table:
    return rows.group_by(["customer", "day"]).aggregate(minor=_sum(minor))


def _sum(minor: ir.Value) -> ir.Value:
    """Sum minor units as floats, exact to 2^53: DuckDB sums whole numbers in 16 bytes, for twice the time."""
    return minor.cast("float64").sum().cast("int64")


def _oddments(lines: ibis.Table, **known: ir.Value) -> ibis.Table:
    zero = {name: ibis.literal(0, "int64") for name in (*COUNTS, *MONEY)}
    columns = {name: known.get(name, zero[name]).cast("int64") for name in zero}
    return lines.select(customer=lines["customer"], **columns)


def _duplicates(lines: ibis.Table) -> ibis.Table:
    spare = lines.filter(lines["copies"] > 1)
    copies = spare["copies"] - 1
    return _oddments(spare, duplicates=copies, duplicate_minor=copies * spare["minor"])


def _settled_oddments(settled: ibis.Table) -> ibis.Table:
    refund, netted, minor = settled["minor"] < 0, settled["is_netted"], settled["minor"]
    odd = _oddments(
        settled,
        netted=netted.cast("int64"),
        unmatched=(refund & ~netted).cast("int64"),
        unmatched_minor=ibis.ifelse(refund, settled["left"], 0),
        cancelled_minor=ibis.ifelse(netted & ~refund, minor, 0),
        refunded_minor=ibis.ifelse(netted & refund, minor, 0),
        open_minor=ibis.ifelse(refund & ~netted, minor, 0),
    )
    return odd.filter((odd["netted"] > 0) | (odd["unmatched"] > 0))


def _sum_up(oddments: ibis.Table) -> ibis.Table:
    sums = {name: oddments[name].sum().cast("int32") for name in COUNTS}
    return oddments.group_by("customer").aggregate(
        **sums, **{name: oddments[name].sum().cast("int64") for name in MONEY}
    )


def groups_of(rows: ibis.Table) -> ibis.Table:
    """Return each customer with the group on their newest row; ties take the largest name."""
    newest = rows.group_by("customer").aggregate(newest=rows["at"].max())
    latest = rows.join(newest, [rows["customer"] == newest["customer"], rows["at"] == newest["newest"]])
    named = latest.mutate(group=latest["group"].fill_null(NO_GROUP))
    return named.group_by("customer").aggregate(group=named["group"].max())


def account(
    log: TypedLog, purchases: Purchases, *, after_until: int = 0, after_until_minor: int = 0
) -> Accounting:
    """Say of every row of a log where it ended; `after_until` counts those that were not valued."""
    tally = tally_of(purchases)
    return accounting_of(log, tally, after_until=after_until, after_until_minor=after_until_minor)


def tally_of(purchases: Purchases) -> Tally:
    """Add up the rows and the money of purchase days and oddments."""
    days = purchases.days
    found = days.aggregate(days=days.count(), minor=days["minor"].sum())
    sums = found.to_pyarrow().to_pylist()[0]
    if purchases.oddments is not None:
        odd = purchases.oddments
        total = odd.aggregate(**{name: odd[name].sum() for name in (*COUNTS, *MONEY)})
        sums |= total.to_pyarrow().to_pylist()[0]
    return Tally(**{name: int(value or 0) for name, value in sums.items()})


def accounting_of(
    log: TypedLog, tally: Tally, *, after_until: int = 0, after_until_minor: int = 0
) -> Accounting:
    """Put every row of a log in exactly one class, from the tally of its purchases.

    Every readable row that ended nowhere else was merged; its money is in that of the row that was kept.
    """
    rejected = sum(count.rows for count in log.rejected)
    apart = tally.days + tally.netted + tally.duplicates + tally.unmatched + after_until + rejected
    netted_minor = tally.cancelled_minor + tally.refunded_minor
    ended: list[tuple[RowClass, str, int, int | None]] = [
        (RowClass.KEPT, "first row of a purchase day", tally.days, tally.purchase_minor),
        (RowClass.MERGED, "further row of a purchase day or order", log.total_rows - apart, None),
        (RowClass.NETTED, "refund and what it cancelled", tally.netted, netted_minor),
        (RowClass.LEFT_OUT, "after --until", after_until, after_until_minor),
        (RowClass.LEFT_OUT, "exact duplicate of an order line", tally.duplicates, tally.duplicate_minor),
        (RowClass.LEFT_OUT, "refund without a purchase", tally.unmatched, tally.open_minor),
    ]
    counts = [
        RowCount(row_class, reason, rows, None if minor is None else log.money(minor))
        for row_class, reason, rows, minor in ended
        if rows or row_class is RowClass.KEPT
    ]
    return add_up([*counts, *log.rejected])
