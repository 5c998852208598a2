"""Predict for groups of equal customers: everything about the future except the own spend level."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from itertools import pairwise

import numpy as np

from rapport.engine.value.cells import Grid, grid_of
from rapport.engine.value.expect import (
    Cells,
    discounted_purchases,
    expected_purchases,
    lifetime_purchases,
)
from rapport.engine.value.fit import Fit, PurchaseModel
from rapport.engine.value.histories import Floats, Histories
from rapport.engine.value.ranges import (
    TAIL,
    WIDE_TAIL,
    SpendTable,
    count_ranges,
    spend_pairs,
    spend_table,
    standing,
)
from rapport.engine.value.spend import GammaGamma, SpendFit, SpendModel

CERTAIN_FROM = 5_000  # customers; beyond it what we do not know of the parameters is 0.1 % of a range


@dataclass(frozen=True)
class Future:
    """How far ahead to look, in days of the model's clock, and what a day's delay costs.

    `steps` pairs days on the model's clock with days on the calendar, from (0, 0) to the horizon, where
    the two differ (a season); otherwise it is empty. `rate` is the continuous discount rate per calendar day.
    """

    ahead: float
    rate: float
    steps: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Prediction:
    """The future of groups of customers; all (n,).

    `purchases`, `discounted` and `lifetime` are expectations with the chance to be still buying in
    them. `spend_low` and `spend_high` are in units of the customer's expected spend per purchase.
    """

    p_alive: Floats
    p_none: Floats
    purchases: Floats
    purchases_low: Floats
    purchases_high: Floats
    discounted: Floats
    lifetime: Floats
    spend_low: Floats
    spend_high: Floats


def predict_purchases(model: PurchaseModel, customers: Histories, ahead: float) -> Floats:
    """Return expected purchases in (T, T + ahead], the chance to be still buying in it; shape (n,)."""
    return _purchases(survivors_of(model, customers), ahead)


def predict_spend(model: SpendModel, purchases: Floats, spend: Floats) -> Floats:
    """Return the expected spend per future purchase after `purchases` worth `spend` in all; shape (n,)."""
    return model.expected(purchases, spend)


def predict_value(
    model: PurchaseModel,
    money: SpendModel,
    customers: Histories,
    spent: tuple[Floats, Floats],
    *,
    future: Future,
) -> Floats:
    """Return expected discounted spend in (T, T + ahead]; shape (n,).

    `spent` holds the purchases that inform the spend model and their total, each (n,).
    """
    return _discounted(survivors_of(model, customers), future) * predict_spend(money, *spent)


@dataclass(frozen=True)
class Expectations:
    """What totals are made of, the chance to be still buying in it; both (n,). See `Prediction`."""

    purchases: Floats
    discounted: Floats


def expect_groups(fit: Fit, customers: Histories, future: Future) -> Expectations:
    """Predict for groups of customers only what totals need: no ranges, no lifetimes."""
    survivors = survivors_of(fit.model, customers)
    return Expectations(_purchases(survivors, future.ahead), _discounted(survivors, future))


def predict_groups(
    fit: Fit, spend: SpendFit, customers: Histories, future: Future, *, first_counts: bool, wide: bool
) -> Prediction:
    """Predict every column for groups of customers.

    `first_counts` says whether the first purchase informs the spend model; `wide` asks for the
    wider range that little data call for.
    """
    if not len(customers):
        return Prediction(*(np.empty(0) for _ in fields(Prediction)))
    tail = WIDE_TAIL if wide else TAIL
    certain = fit.customers >= CERTAIN_FROM
    models = (fit.model,) if certain else fit.plausible()
    monies = (spend.model,) if certain else spend.plausible()
    survivors = survivors_of(fit.model, customers)
    known = survivors.chances if certain else None
    counts = count_ranges(models, customers, future.ahead, tail=tail, alive=known)
    low, high = counts.low, counts.high  # with one mean for everybody, spend is the count times it
    if isinstance(spend.model, GammaGamma):
        pairs = spend_pairs(models, monies)
        table = spend_table(pairs, customers, future.ahead, first_counts=first_counts)
        low, high = _spend_range(table, customers, 1 - counts.p_none, tail)
    return Prediction(
        p_alive=survivors.chances.sum(axis=0),
        p_none=counts.p_none,
        purchases=_purchases(survivors, future.ahead),
        purchases_low=counts.low,
        purchases_high=counts.high,
        discounted=_discounted(survivors, future),
        lifetime=_lifetime(survivors, future.rate),
        spend_low=low,
        spend_high=high,
    )


def with_opinion(prediction: Prediction, opinion: Floats) -> Prediction:
    """Average expected purchases with a second opinion (n,); value follows, ranges stay the model's."""
    purchases = (prediction.purchases + np.maximum(opinion, 0.0)) / 2
    ratio = purchases / np.maximum(prediction.purchases, 1e-300)
    return replace(
        prediction,
        purchases=purchases,
        discounted=prediction.discounted * ratio,
        lifetime=prediction.lifetime + prediction.discounted * (ratio - 1),
    )


def _spend_range(
    table: SpendTable, customers: Histories, p_some: Floats, tail: float
) -> tuple[Floats, Floats]:
    return table.factor(customers, p_some, 1 - tail), table.factor(customers, p_some, tail)


@dataclass(frozen=True)
class Survivors:
    """Customers by what they would be if they were still buying, and the chance of that.

    `chances` (phases, n) to be still buying with so many phases of a gap done; `grid` of repeats and ages.
    """

    model: PurchaseModel
    chances: Floats
    grid: Grid

    def mean(self, expectation: Callable[[Cells], Floats]) -> Floats:
        """Average an expectation of customers still buying; shape (n,)."""
        phases = (chance * self._with(expectation, phase) for phase, chance in enumerate(self.chances))
        total: Floats = sum(phases, np.zeros(self.chances.shape[1]))
        return total

    def _with(self, expectation: Callable[[Cells], Floats], phase: int) -> Floats:
        return self.grid.fill(lambda repeats, age: expectation(Cells(repeats, age, phase)))


def survivors_of(model: PurchaseModel, customers: Histories) -> Survivors:
    """Work out the chances to be still buying, (n,), and lay customers on a grid."""
    return Survivors(model, standing(model, customers), grid_of(model, customers))


def _purchases(survivors: Survivors, ahead: float) -> Floats:
    model = survivors.model
    return survivors.mean(lambda cells: expected_purchases(model, cells, np.full_like(cells.age, ahead)))


def _discounted(survivors: Survivors, future: Future) -> Floats:
    """Return expected purchases over the horizon, each discounted to today; shape (n,)."""
    model = survivors.model
    if future.steps:
        return survivors.mean(lambda cells: _by_steps(model, cells, future))
    return survivors.mean(lambda cells: discounted_purchases(model, cells, future.ahead, future.rate))


def _by_steps(model: PurchaseModel, cells: Cells, future: Future) -> Floats:
    """Discount the purchases of each step to its middle: off by (rate x step)^2 / 24, 3e-6 for a month."""
    total, before = np.zeros_like(cells.age), np.zeros_like(cells.age)
    for (_, starts), (ends_at, ends) in pairwise(future.steps):
        until = expected_purchases(model, cells, np.full_like(cells.age, ends_at))
        total += (until - before) * np.exp(-future.rate * (starts + ends) / 2)
        before = until
    return total


def _lifetime(survivors: Survivors, rate: float) -> Floats:
    """Return discounted purchases of the whole future; nan where without a discount there is no end."""
    if rate <= 0:
        return np.full(survivors.chances.shape[1], np.nan)
    return survivors.mean(lambda cells: lifetime_purchases(survivors.model, cells, rate))
