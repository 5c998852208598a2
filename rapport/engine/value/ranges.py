"""Predictive ranges: what a customer may do by own chance, and by what we do not know of the model.

Counts come from the exact distribution. Spend comes from the compound distribution, tabulated in
units of the customer's own expected spend per purchase and read off between knots.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage, special

from rapport.engine.value.bgnbd import BgNbd, phase_shares
from rapport.engine.value.bgnbd import p_alive as family_alive
from rapport.engine.value.cells import ages_of
from rapport.engine.value.expect import Cells, chance_of_more
from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Floats, Histories, Ints
from rapport.engine.value.paretonbd import p_alive as pareto_alive
from rapport.engine.value.spend import GammaGamma, SpendModel

TAIL = 0.05  # of a 90 % range
WIDE_TAIL = 0.025  # where there are too few buyers or days to trust the model
REPEATS_KNOTS, AGE_KNOTS = 16, 8
SHARES_OF_MASS = special.logit(np.linspace(0, 1, 41)[1:-1])  # upper-tail chances given any purchase
COUNT_BINS = 32  # purchases told apart in the compound distribution
AMOUNTS = 128  # points of ln(spend) at which the compound distribution is tabulated
FURTHEST_AMOUNT = 1e-5  # tail beyond the tabulated amounts


def predict_alive(model: PurchaseModel, customers: Histories) -> Floats:
    """Return the chance that each customer is still buying; shape (n,)."""
    p_alive = family_alive if isinstance(model, BgNbd) else pareto_alive
    return p_alive(model, customers.repeats, customers.last_repeat, customers.age)  # type: ignore[arg-type]


@dataclass(frozen=True)
class CountRanges:
    """P(no purchase) and the range of the number of purchases; all (n,)."""

    p_none: Floats
    low: Floats
    high: Floats


def count_ranges(
    models: Sequence[PurchaseModel], customers: Histories, ahead: float, *, tail: float = TAIL
) -> CountRanges:
    """Return the predictive range of purchases in (T, T + ahead], averaged over equally likely models.

    `low` is the largest count with a chance of at most `tail` below it; `high` the smallest with at
    most `tail` above it.
    """
    ranges = CountRanges(*(np.empty(len(customers)) for _ in range(3)))
    for rows in _rows_by_repeats(customers):
        chances = _chances(models, customers.rows(rows), ahead, tail)
        ranges.p_none[rows] = 1 - chances.more(np.zeros(len(rows), dtype=np.int64))
        ranges.low[rows] = chances.first_below(1 - tail)
        ranges.high[rows] = chances.first_below(tail)
    return ranges


def chances_by_repeats(
    model: PurchaseModel, customers: Histories, ahead: float, *, tail: float = 1e-5
) -> Iterator[tuple[Ints, "Chances"]]:
    """Yield customers with equal x, as rows, with P(count > n) of each until it is below `tail`."""
    for rows in _rows_by_repeats(customers):
        yield rows, _chances([model], customers.rows(rows), ahead, tail)


def _rows_by_repeats(customers: Histories) -> list[Ints]:
    values, places = customers.distinct_repeats
    order = np.argsort(places, kind="stable")
    return np.split(order, np.searchsorted(places[order], np.arange(1, len(values))))


@dataclass(frozen=True)
class Chances:
    """P(count > n) for customers with one x: tables by distinct age and count, and weights per customer.

    `tables` (m, ages, counts) belong to m ways the customer may stand (model, phase), each with a
    weight `shares` (m, customers) that holds the chance to be still buying.
    """

    tables: Floats
    shares: Floats
    places: Ints

    @property
    def most(self) -> int:
        """Return how many counts are tabulated."""
        return self.tables.shape[2]

    def more(self, counts: Ints) -> Floats:
        """Return P(count > counts), shape (customers,)."""
        return np.einsum("mn,mn->n", self.shares, self.tables[:, self.places, counts])

    def first_below(self, level: float) -> Floats:
        """Return the smallest n with P(count > n) <= level, by bisection for all customers at once."""
        low, high = np.zeros(len(self.places), dtype=np.int64), np.full(len(self.places), self.most - 1)
        while (low < high).any():
            middle = (low + high) // 2
            above = self.more(middle) > level
            low, high = np.where(above, middle + 1, low), np.where(above, high, middle)
        return low.astype(np.float64)


def _chances(models: Sequence[PurchaseModel], customers: Histories, ahead: float, tail: float) -> Chances:
    x = float(customers.repeats[0])
    values, places = np.unique(customers.age, return_inverse=True)
    most = max(_most(model, x, values, ahead, tail) for model in models)
    tables, shares = [], []
    for model in models:
        ages, counts = ages_of(model, values), np.arange(most)
        for phase, share in enumerate(standing(model, customers)):
            tables.append(ages.spread(_more(model, x, ages.knots, ahead, counts, phase).T).T)
            shares.append(share / len(models))
    return Chances(np.stack(tables), np.stack(shares), places)


def standing(model: PurchaseModel, customers: Histories) -> Floats:
    """Return the chance to be still buying, by the phase reached; shape (phases, n)."""
    alive = predict_alive(model, customers)
    if not isinstance(model, BgNbd) or model.phases == 1:
        return alive[None]
    return alive * phase_shares(model, customers.repeats, customers.last_repeat, customers.age)


def _more(model: PurchaseModel, x: float, age: Floats, ahead: float, counts: Ints, phase: int) -> Floats:
    """Return P(count > counts | alive) at each age; shape (ages, counts)."""
    age, count = (column.ravel() for column in np.broadcast_arrays(age[:, None], counts.astype(np.float64)))
    cells = Cells(np.full(len(age), x), age, phase)
    return chance_of_more(model, cells, np.full(len(age), ahead), count).reshape(-1, len(counts))


def _phases(model: PurchaseModel) -> int:
    return model.phases if isinstance(model, BgNbd) else 1


def _most(model: PurchaseModel, x: float, ages: Floats, ahead: float, tail: float) -> int:
    """Return how many counts it takes until the chance of more is below the tail at every age."""
    ends = np.array([ages.min(), ages.max()])
    most = 8
    while (
        most < 10**6
        and _more(model, x, ends, ahead, np.array([most - 1]), _phases(model) - 1).max() > tail / 2
    ):
        most *= 2
    return most


@dataclass(frozen=True)
class SpendTable:
    """Quantiles of spend given any purchase, in units of expected spend per purchase.

    `quantiles` (x knots, age knots, upper-tail chances) holds logarithms.
    """

    repeats: Floats
    log_ages: Floats
    alpha: float
    quantiles: Floats

    def factor(self, customers: Histories, p_some: Floats, upper_tail: float) -> Floats:
        """Return the spend exceeded with chance `upper_tail`, per unit of expected spend per purchase."""
        with np.errstate(divide="ignore"):
            level = special.logit(np.minimum(upper_tail / np.maximum(p_some, 1e-300), 1.0))
        at = np.stack(
            [
                np.interp(np.log1p(customers.repeats), np.log1p(self.repeats), np.arange(len(self.repeats))),
                np.interp(np.log(self.alpha + customers.age), self.log_ages, np.arange(len(self.log_ages))),
                np.interp(level, SHARES_OF_MASS, np.arange(len(SHARES_OF_MASS))),
            ]
        )
        logs = ndimage.map_coordinates(self.quantiles, at, order=1, mode="nearest")
        return np.where(p_some > upper_tail, np.exp(logs), 0.0)


def spend_table(
    pairs: Sequence[tuple[PurchaseModel, GammaGamma]],
    customers: Histories,
    ahead: float,
    *,
    first_counts: bool,
) -> SpendTable:
    """Tabulate the compound distribution of spend, averaged over equally likely pairs of models.

    `first_counts` says whether the first purchase informs the spend model. Source: given n purchases,
    S / (g + s) is beta-prime(n p, q + p n_seen): Fader and Hardie (2013), with the Gamma sum.
    """
    model = pairs[0][0]
    x, ages = _knots(customers.repeats, REPEATS_KNOTS), _age_knots(model, customers.age)
    table = np.empty((len(x), len(ages), len(SHARES_OF_MASS)))
    for i, repeats in enumerate(x):
        table[i] = _quantiles(pairs, float(repeats), ages, ahead, repeats + first_counts)
    return SpendTable(x, np.log(model.alpha + ages), model.alpha, table)


def _knots(values: Floats, most: int) -> Floats:
    """Choose at most `most` distinct values, evenly in the logarithm, the ends among them."""
    distinct = np.unique(values)
    if len(distinct) <= most:
        return distinct
    wanted = np.expm1(np.linspace(np.log1p(distinct[0]), np.log1p(distinct[-1]), most))
    places = np.searchsorted(distinct, wanted - 1e-9).clip(0, len(distinct) - 1)
    return distinct[np.unique(places)]


def _age_knots(model: PurchaseModel, age: Floats) -> Floats:
    lowest, highest = np.log(model.alpha + age.min()), np.log(model.alpha + age.max())
    if highest - lowest < 1e-9:
        return np.array([age.min()])
    return np.exp(np.linspace(lowest, highest, AGE_KNOTS)) - model.alpha


def _quantiles(
    pairs: Sequence[tuple[PurchaseModel, GammaGamma]], x: float, ages: Floats, ahead: float, seen: float
) -> Floats:
    """Return ln of spend exceeded with each of the tail chances; shape (ages, chances)."""
    model, spend = pairs[0]
    ends = np.array([ages.min(), ages.max()])
    most = max(_most(m, x, ends, ahead, FURTHEST_AMOUNT) for m, _ in pairs)
    edges = np.unique(np.round(np.geomspace(1, most + 1, COUNT_BINS)).astype(np.int64))
    amounts = _amounts(spend, seen, edges)
    curve = np.zeros((len(ages), AMOUNTS))
    for purchases, money in pairs:
        chance = _count_bins(purchases, x, ages, ahead, edges)
        counts = (edges[:-1] + edges[1:] - 1) / 2
        curve += chance @ _exceeds(money, spend, seen, counts, amounts)
    curve /= curve[:, :1]
    unit = np.log((spend.p * seen + spend.q - 1) / spend.p)
    return (
        np.stack([np.interp(-SHARES_OF_MASS, -special.logit(_inside(row)), amounts) for row in curve]) + unit
    )


def _inside(chance: Floats) -> Floats:
    return np.clip(chance, 1e-12, 1 - 1e-12)


def _amounts(spend: GammaGamma, seen: float, edges: Ints) -> Floats:
    """Return ln(S / (g + s)) from far below one purchase to far above the most."""
    low = special.betaincinv(spend.p, spend.q + spend.p * seen, FURTHEST_AMOUNT)
    high = special.betaincinv(spend.p * edges[-1], spend.q + spend.p * seen, 1 - FURTHEST_AMOUNT)
    return np.linspace(special.logit(max(low, 1e-12)), special.logit(min(high, 1 - 1e-12)), AMOUNTS)


def _exceeds(money: GammaGamma, unit: GammaGamma, seen: float, counts: Floats, amounts: Floats) -> Floats:
    """Return P(spend of `counts` purchases > amount); shape (counts, amounts).

    Amounts are in units of g + s of the model `unit`; another model's scale is compared at the
    spend of a typical customer.
    """
    typical = seen * unit.p * unit.g / (unit.q - 1)
    shift = np.log((unit.g + typical) / (money.g + typical))
    share = special.expit(amounts + shift)
    return special.betaincc(money.p * counts[:, None], money.q + money.p * seen, share[None])


def _count_bins(model: PurchaseModel, x: float, ages: Floats, ahead: float, edges: Ints) -> Floats:
    """Return P(count within [edge, next edge) | alive); shape (ages, edges - 1)."""
    phases = _phases(model)
    more = sum(_more(model, x, ages, ahead, edges - 1, phase) for phase in range(phases)) / phases
    return np.asarray(more[:, :-1] - more[:, 1:])


def typical_spend_pairs(
    purchases: Sequence[PurchaseModel], spends: Sequence[SpendModel]
) -> list[tuple[PurchaseModel, GammaGamma]]:
    """Pair equally likely purchase models with equally likely spend models, in turn."""
    known = [spend for spend in spends if isinstance(spend, GammaGamma)]
    longest = max(len(purchases), len(known))
    return [(purchases[i % len(purchases)], known[i % len(known)]) for i in range(longest)] if known else []
