"""Refunds against purchases: the newest earlier one of the same order, else of the same amount.

A refund unwinds a stack. Walk through a customer's rows in time: a purchase piles its money
on top, a refund takes money from the top, and the height never falls below zero. A purchase
that lies between heights b and b + a keeps what no later refund digs away: the lowest later
height, cut to that range, less b. So running sums and minima settle every refund at once.
"""

import ibis
import ibis.expr.types as ir


def settle(lines: ibis.Table, *, has_order: bool) -> ibis.Table:
    """Net every refund of some customers; return the lines with what became of each.

    `lines` has customer, at, minor, place (int64, the tie-break within one time) and, with
    orders, `order`. Added: `left` (int64: what a purchase keeps; of a refund what found no
    purchase, 0 or less) and `is_netted` (a refund that was matched, a purchase cancelled in
    full). A refund takes from purchases at or before its time, the newest first.
    """
    lines = lines.mutate(is_refund=(lines["minor"] < 0).cast("int8"))
    untouched = {"left": lines["minor"], "touched": ibis.literal(False)}
    if not has_order:
        return _settle_by_amount(lines.mutate(**untouched))
    columns = [*lines.columns, "left", "touched"]
    ordered = lines.filter(lines["order"].notnull())
    piled = _unwind(ordered, ["customer", "order"], ordered["minor"])
    settled = piled.mutate(left=_left(piled), touched=_left(piled) != piled["minor"]).select(columns)
    loose = lines.mutate(**untouched).filter(lines["order"].isnull()).select(columns)
    return _settle_by_amount(settled.union(loose))


def _settle_by_amount(lines: ibis.Table) -> ibis.Table:
    """Let each refund that matched no order cancel one untouched purchase of exactly its amount."""
    columns = [*lines.columns, "is_netted"]
    is_done = lines["touched"] | (lines["minor"] == 0)
    refund_or_empty = (lines["minor"] < 0) | (lines["left"] == 0)
    done = lines.mutate(is_netted=lines["touched"] & refund_or_empty).filter(is_done).select(columns)
    waiting = lines.mutate(size=lines["minor"].abs()).filter(~is_done)
    piled = _unwind(waiting, ["customer", "size"], waiting["minor"].sign())
    is_paired = _left(piled) == 0
    left = ibis.ifelse(is_paired, 0, piled["minor"]).cast("int64")
    paired = piled.mutate(left=left, is_netted=is_paired).select(columns)
    return paired.union(done).drop("touched", "is_refund")


def _unwind(lines: ibis.Table, keys: list[str], weight: ir.Value) -> ibis.Table:
    """Pile and unpile `weight` per key: add the height after each line and the lowest one from it on.

    `missing` is the part of a refund, 0 or less, that would have dug below the ground.
    """
    in_time = ["at", "is_refund", "place"]
    so_far = ibis.window(group_by=keys, order_by=in_time, preceding=None, following=0)
    from_here = ibis.window(group_by=keys, order_by=in_time, preceding=0, following=None)
    step = ibis.window(group_by=keys, order_by=in_time)
    table = lines.mutate(weight=weight.cast("int64"))
    table = table.mutate(running=table["weight"].sum().over(so_far).cast("int64"))
    table = table.mutate(ground=ibis.least(table["running"].min().over(so_far), 0))
    table = table.mutate(
        height=table["running"] - table["ground"],
        missing=table["ground"] - table["ground"].lag().over(step).fill_null(0),
    )
    return table.mutate(lowest=table["height"].min().over(from_here))


def _left(piled: ibis.Table) -> ir.Value:
    """Return what a purchase keeps, or the part of a refund that found no purchase."""
    weight, height = piled["weight"], piled["height"]
    bottom = height - weight
    kept = ibis.greatest(ibis.least(height, piled["lowest"]) - bottom, 0)
    return ibis.ifelse(weight < 0, piled["missing"], kept).cast("int64")
