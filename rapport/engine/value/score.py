"""Score every customer in the query engine: a join with the predicted groups, and arithmetic."""

from dataclasses import dataclass, fields
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from rapport.engine.value.histories import Floats, Histories
from rapport.engine.value.predict import Prediction
from rapport.engine.value.spend import GammaGamma, SpendModel

COLUMNS = (
    "customer", "first_on", "last_on", "purchases", "repeats", "last_repeat_weeks", "age_weeks", "mean_spend",
    "p_alive", "p_no_purchase", "expected_purchases", "expected_purchases_low", "expected_purchases_high",
    "expected_spend", "expected_spend_low", "expected_spend_high", "value", "value_low", "value_high",
    "lifetime_value", "rung", "lapsed", "segment",
)  # fmt: skip
GROUP = "group"
MONEY_FROM = ("g_purchases", "g_discounted", "g_worth_now", "g_spend_low", "g_spend_high", "g_lifetime")
KEYS = ("purchases", "first_day", "last_day")


@dataclass(frozen=True)
class Money:
    """How money enters: the spend model in minor units, their `decimals`, and the margin on spend.

    `first_counts` says whether the first purchase informs the spend model.
    """

    spend: SpendModel
    decimals: int
    margin: float
    first_counts: bool

    @property
    def unit(self) -> float:
        """Return a minor unit in units of currency."""
        return float(10.0**-self.decimals)


def group_table(customers: Histories, prediction: Prediction, until: int, margin: float) -> pa.Table:
    """Lay predicted groups out as a table with the keys that the state has; times in days."""
    first = np.rint(until - customers.age).astype(np.int32)
    last = np.rint(first + customers.last_repeat).astype(np.int32)
    columns: dict[str, object] = {
        "purchases": (customers.repeats + 1).astype(np.int32),
        "first_day": first,
        "last_day": last,
        "first_on": pa.array(first, pa.int32()).cast(pa.date32()),
        "last_on": pa.array(last, pa.int32()).cast(pa.date32()),
    }
    columns |= {name: _known(column) for name, column in predicted(prediction, margin).items()}
    return pa.table(columns)


def predicted(prediction: Prediction, margin: float) -> dict[str, Floats]:
    """Return the columns of predicted groups, and what a unit of spend to come is worth now; all (n,)."""
    columns = {f"g_{field.name}": getattr(prediction, field.name) for field in fields(Prediction)}
    with np.errstate(divide="ignore", invalid="ignore"):
        worth_now = prediction.discounted / prediction.purchases * margin
    return columns | {"g_worth_now": np.where(prediction.purchases == 0, 0.0, worth_now)}


def _known(values: Floats) -> pa.Array:
    """Turn nan, which stands for "no finite answer", into an empty value."""
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def money_columns(groups: Any, each: Any, margin: float) -> dict[str, Any]:
    """Return the columns of money, `each` being the expected spend per purchase.

    The same arithmetic serves arrays in memory and columns of the query engine; `groups` has either by name.
    """
    return {
        "expected_spend": groups["g_purchases"] * each,
        "expected_spend_low": groups["g_spend_low"] * each,
        "expected_spend_high": groups["g_spend_high"] * each,
        "value": groups["g_discounted"] * each * margin,
        "value_low": groups["g_spend_low"] * each * groups["g_worth_now"],
        "value_high": groups["g_spend_high"] * each * groups["g_worth_now"],
        "lifetime_value": groups["g_lifetime"] * each * margin,
    }


def scored(state: ir.Table, groups: ir.Table, money: Money, until: int) -> ir.Table:
    """Return the columns of the output, in their order, one row per customer.

    `groups` has one row for every history in `state` (see `group_table`).
    """
    joined = state.left_join(groups, KEYS)
    each = spend_per_purchase(joined, money.spend, first_counts=money.first_counts) * money.unit
    table = joined.mutate(
        repeats=ibis.greatest(joined.purchases - 1, 0),
        last_repeat_weeks=(joined.last_day - joined.first_day).cast("float64") / 7,
        age_weeks=(until - joined.first_day).cast("float64") / 7,
        mean_spend=joined.minor.cast("float64") * money.unit / joined.purchases.nullif(0),
        p_alive=joined.g_p_alive,
        p_no_purchase=joined.g_p_none,
        expected_purchases=joined.g_purchases,
        expected_purchases_low=joined.g_purchases_low.cast("int64"),
        expected_purchases_high=joined.g_purchases_high.cast("int64"),
        **money_columns(joined, each, money.margin),
    )
    return table.select(*COLUMNS, *([GROUP] if GROUP in state.columns else []))


def spend_per_purchase(state: ir.Table, spend: SpendModel, *, first_counts: bool) -> ir.FloatingValue:
    """Return expected spend per future purchase in minor units, as arithmetic of the engine.

    Who has nothing left after refunds is taken as somebody of whom nothing is known.
    """
    if not isinstance(spend, GammaGamma):
        return ibis.literal(spend.mean, "float64")
    first_paid = (state.first_minor > 0).cast("int32")
    seen = state.paid if first_counts else state.paid - first_paid
    spent = state.minor if first_counts else state.minor - state.first_minor
    known = (seen > 0) & (spent > 0)
    seen, spent = (known.ifelse(column, 0).cast("float64") for column in (seen, spent))
    return (spent + spend.g) * spend.p / (seen * spend.p + (spend.q - 1.0))
