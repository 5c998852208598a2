"""A second opinion: boosted trees trained on a time split, averaged with the model (extra `trees`).

On thirteen real tasks the mean of both beat either alone: squared error 1.6 % and deviance 2.9 % below
MBG/NBD. Trees alone lost on small logs, so fewer than 2,000 customers get none.
"""

from importlib.util import find_spec

import numpy as np

from rapport.engine.value.cases import Cases
from rapport.engine.value.histories import Floats, Histories

FEWEST_CUSTOMERS = 2_000
SEED = 7


def can_grow() -> bool:
    """Tell whether the extra `trees` is installed."""
    return find_spec("sklearn") is not None


def features(customers: Histories) -> Floats:
    """Return what the trees look at: x, t_x, T, silence, own rate and silence in own gaps; shape (n, 6)."""
    x, last, age = customers.repeats, customers.last_repeat, customers.age
    silence = age - last
    return np.stack([x, last, age, silence, x / (age + 1), silence * (x + 1) / (age + 1)], axis=1)


def tree_opinion(learn_from: Cases, ask_about: Histories) -> Floats:
    """Return expected purchases of `ask_about` over `learn_from.ahead` days; shape (n,).

    Learns from what customers did after an earlier origin; deterministic for the same data.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415 - the extra may be missing
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with the extra

    trees = HistGradientBoostingRegressor(
        loss="poisson",
        learning_rate=0.07,
        max_iter=100,
        max_leaf_nodes=15,
        min_samples_leaf=40,
        random_state=SEED,
    )
    with threadpool_limits(1):  # so few rows: threads spin for ten times the work
        trees.fit(features(learn_from.histories), learn_from.bought)
        predicted: Floats = trees.predict(features(ask_about))
    return predicted
