"""Evaluate a smooth function of age once per distinct x and knot, then everywhere.

Ages enter as ln(alpha + T), where every expectation of these models is smooth, so 24 Chebyshev
knots give nine digits for thousands of ages.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Floats, Histories, Ints

KNOTS = 24
POSITIONS = np.cos(np.pi * (np.arange(KNOTS) + 0.5) / KNOTS)
BARYCENTRIC = (-1.0) ** np.arange(KNOTS) * np.sin(np.pi * (np.arange(KNOTS) + 0.5) / KNOTS)


@dataclass(frozen=True)
class Ages:
    """Distinct ages (m,), the knots (k,) that stand for them, and weights (m, k) to get back.

    Source: Berrut and Trefethen (2004), "Barycentric Lagrange Interpolation", SIAM Review 46(3).
    """

    values: Floats
    knots: Floats
    weights: Floats

    def spread(self, at_knots: Floats) -> Floats:
        """Carry values at the knots, shape (..., k), to the distinct ages, shape (..., m)."""
        return at_knots @ self.weights.T


def ages_of(model: PurchaseModel, values: Floats) -> Ages:
    """Choose knots for the distinct ages `values`: the ages themselves where they are few."""
    if len(values) <= KNOTS:
        return Ages(values, values, np.eye(len(values)))
    logs = np.log(model.alpha + values)
    middle, half = (logs[0] + logs[-1]) / 2, (logs[-1] - logs[0]) / 2
    knots = np.exp(middle + half * POSITIONS) - model.alpha
    away = (logs - middle)[:, None] / half - POSITIONS
    hit = np.abs(away) < 1e-14
    weights = BARYCENTRIC / np.where(hit, 1.0, away)
    weights /= weights.sum(axis=1, keepdims=True)
    on_knot = hit.any(axis=1)
    weights[on_knot] = hit[on_knot]
    return Ages(values, np.maximum(knots, 0.0), weights)


@dataclass(frozen=True)
class Grid:
    """Rows of histories as places in a grid of distinct repeats (p,) and distinct ages (m,)."""

    repeats: Floats
    repeats_at: Ints
    ages: Ages
    ages_at: Ints

    def fill(self, function: Callable[[Floats, Floats], Floats]) -> Floats:
        """Evaluate function(repeats, age), smooth in age, at every row; shape (n,)."""
        x, age = np.meshgrid(self.repeats, self.ages.knots, indexing="ij")
        values = function(x.ravel(), age.ravel()).reshape(x.shape)
        return self.ages.spread(values)[self.repeats_at, self.ages_at]


def grid_of(model: PurchaseModel, customers: Histories) -> Grid:
    """Place histories (n,) in the grid of a model."""
    repeats, repeats_at = customers.distinct_repeats
    ages, ages_at = customers.distinct_ages
    return Grid(repeats, repeats_at, ages_of(model, ages), ages_at)
