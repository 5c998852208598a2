"""Heads: from features to a chance, by logistic regression and small boosted trees averaged; plain data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
RIDGE = 3.0  # prior: standardised slopes are rarely beyond 1
ROUNDS, RATE, DEPTH, LEAF, EDGES = 120, 0.08, 3, 12, 24
FEWEST_FOR_TREES = 400  # answers: below, trees learn the answers by heart
STEPS = 60


@dataclass(frozen=True)
class Tree:
    """A tree of depth three: seven questions "feature at most edge?", eight leaves."""

    features: tuple[int, ...]
    edges: tuple[float, ...]
    leaves: tuple[float, ...]


@dataclass(frozen=True)
class Head:
    """A fitted head; without trees the regression speaks alone."""

    middle: tuple[float, ...]
    spread: tuple[float, ...]
    slopes: tuple[float, ...]
    level: float
    trees: tuple[Tree, ...] = ()
    tree_level: float = 0.0


def fit_head(features: Floats, worths: Floats) -> Head:
    """Return the head fitted on features (n, k) and worths (n,) in 0..1; always the same one."""
    middle, spread = features.mean(0), features.std(0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    slopes, level = _regress((features - middle) / spread, worths)
    trees, tree_level = (
        _boost(features, worths) if len(worths) >= FEWEST_FOR_TREES else (tuple[Tree, ...](), 0.0)
    )
    plain = [tuple(float(f"{one:.10g}") for one in row) for row in (middle, spread, slopes)]
    return Head(plain[0], plain[1], plain[2], float(f"{level:.10g}"), trees, float(f"{tree_level:.10g}"))


def log_odds(head: Head, features: Floats) -> Floats:
    """Return the log odds that each row is worth the point; shape (n,)."""
    flat = (features - np.array(head.middle)) / np.array(head.spread)
    found: Floats = np.clip(flat, -6, 6) @ np.array(head.slopes) + head.level
    if not head.trees:
        return found
    grown = head.tree_level + sum(_leaves(tree, features) for tree in head.trees)
    both: Floats = (found + grown) / 2
    return both


def chances(head: Head, features: Floats) -> Floats:
    """Return the chance that each row is worth the point; shape (n,)."""
    return np.asarray(special.expit(log_odds(head, features)))


def _regress(features: Floats, worths: Floats) -> tuple[Floats, float]:
    """Return slopes and level by Newton's method on the log likelihood with a normal prior."""
    wide = np.column_stack([features, np.ones(len(features))])
    ridge = np.diag([RIDGE] * features.shape[1] + [1e-3])
    found = np.zeros(wide.shape[1])
    for _ in range(STEPS):
        chance = special.expit(wide @ found)
        slope = wide.T @ (worths - chance) - ridge @ found
        bend = (wide.T * np.maximum(chance * (1 - chance), 1e-6)) @ wide + ridge
        step = np.linalg.solve(bend, slope)
        found = found + step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-9))
        if np.abs(step).max() < 1e-9:
            break
    return found[:-1], float(found[-1])


def _boost(features: Floats, worths: Floats) -> tuple[tuple[Tree, ...], float]:
    """Return trees that each mend what those before left. Source: Friedman (2001), algorithm 5."""
    edges = [np.unique(np.quantile(column, np.linspace(0, 1, EDGES + 1)[1:-1])) for column in features.T]
    bins = np.stack(
        [np.searchsorted(edge, column) for edge, column in zip(edges, features.T, strict=True)], 1
    )
    level = float(special.logit(np.clip(worths.mean(), 0.02, 0.98)))
    found, trees = np.full(len(worths), level), []
    for _ in range(ROUNDS):
        chance = special.expit(found)
        tree = _grow(bins, edges, worths - chance, chance * (1 - chance))
        trees.append(tree)
        found = found + _leaves(tree, features)
    return tuple(trees), level


def _grow(bins: NDArray[np.int64], edges: list[Floats], slope: Floats, bend: Floats) -> Tree:
    """Return one tree: each node takes the split with the greatest gain."""
    node = np.zeros(len(slope), np.int64)
    features, cuts = [], []
    for depth in range(DEPTH):
        for place in range(2**depth):
            feature, cut = _best_split(bins, edges, (node == place, slope, bend))
            features.append(feature)
            cuts.append(float(f"{edges[feature][cut]:.10g}") if cut >= 0 else float("1e300"))
        first = 2**depth - 1
        chosen, edge_at = np.array(features)[first + node], np.array(cuts)[first + node]
        edge_bin = np.array(
            [np.searchsorted(edges[f], c) for f, c in zip(features[first:], cuts[first:], strict=True)]
        )
        node = 2 * node + (bins[np.arange(len(node)), chosen] > edge_bin[node]) * (edge_at < 1e299)
    tops = np.bincount(node, slope, 2**DEPTH)
    downs = np.bincount(node, bend, 2**DEPTH) + 2.0
    return Tree(tuple(features), tuple(cuts), tuple(float(f"{RATE * one:.10g}") for one in tops / downs))


def _best_split(
    bins: NDArray[np.int64], edges: list[Floats], at: tuple[NDArray[np.bool_], Floats, Floats]
) -> tuple[int, int]:
    inside, slope, bend = at
    best = (1e-6, 0, -1)
    total, heavy, count = slope[inside].sum(), bend[inside].sum(), int(inside.sum())
    for feature, edge in enumerate(edges):
        size = len(edge) + 1
        own = bins[inside, feature]
        left, weight, many = (
            np.cumsum(np.bincount(own, of, size))[:-1] for of in (slope[inside], bend[inside], None)
        )
        gain = left**2 / (weight + 2) + (total - left) ** 2 / (heavy - weight + 2) - total**2 / (heavy + 2)
        gain = np.where((many >= LEAF) & (count - many >= LEAF), gain, -1.0)
        if len(gain) and gain.max() > best[0]:
            best = (float(gain.max()), feature, int(gain.argmax()))
    return best[1], best[2]


def _leaves(tree: Tree, features: Floats) -> Floats:
    """Return what a tree adds to the log odds of each row; shape (n,)."""
    which, edges = np.array(tree.features), np.array(tree.edges)
    node = np.zeros(len(features), np.int64)
    for depth in range(DEPTH):
        at = 2**depth - 1 + node
        node = 2 * node + (features[np.arange(len(node)), which[at]] > edges[at])
    added: Floats = np.array(tree.leaves)[node]
    return added


def head_as_data(head: Head) -> dict[str, Any]:
    """Return a head as JSON can hold it."""
    return asdict(head)


def read_head(told: Mapping[str, Any]) -> Head:
    """Return the head that `head_as_data` told."""
    trees = tuple(Tree(**{key: tuple(value) for key, value in one.items()}) for one in told["trees"])
    rows = {key: tuple(told[key]) for key in ("middle", "spread", "slopes")}
    return Head(**rows, level=told["level"], trees=trees, tree_level=told["tree_level"])
