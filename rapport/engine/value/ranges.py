"""Predictive ranges: what a customer may do by own chance, and by what we do not know of the model.

Counts come from the exact distribution. Spend comes from the compound distribution, tabulated in
units of the customer's own expected spend per purchase and read off between knots.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage, special

from rapport.engine.value import bgnbd, paretonbd
from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.cells import ages_of
from rapport.engine.value.expect import Cells, chance_of_more
from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Floats, Histories, Ints
from rapport.engine.value.spend import GammaGamma, SpendModel

TAIL = 0.05  # of a 90 % range
WIDE_TAIL = 0.025  # where there are too few buyers or days to trust the model
REPEATS_KNOTS, AGE_KNOTS = 18, 8
SHARES_OF_MASS = special.logit(np.linspace(0, 1, 41)[1:-1])  # upper-tail chances given any purchase
COUNT_BINS = 32  # purchases told apart in the compound distribution
AMOUNTS = 128  # points of ln(spend) at which the compound distribution is tabulated
FURTHEST_AMOUNT = 1e-5  # tail beyond the tabulated amounts
FEWEST_COUNTS, MOST_COUNTS = 8, 10**6  # tabulated for one x; the most ends a search that would not end

Pair = tuple[PurchaseModel, GammaGamma]


def predict_alive(model: PurchaseModel, customers: Histories) -> Floats:
    """Return the chance that each customer is still buying; shape (n,)."""
    times = customers.last_repeat, customers.age
    if isinstance(model, BgNbd):
        return bgnbd.p_alive(model, customers.repeats, *times)
    return paretonbd.p_alive(model, customers.repeats, *times)


@dataclass(frozen=True)
class CountRanges:
    """P(no purchase) and the range of the number of purchases; all (n,)."""

    p_none: Floats
    low: Floats
    high: Floats


def count_ranges(
    models: Sequence[PurchaseModel],
    customers: Histories,
    ahead: float,
    *,
    tail: float = TAIL,
    alive: Floats | None = None,
) -> CountRanges:
    """Return the predictive range of purchases in (T, T + ahead], averaged over equally likely models.

    `low` is the largest count with a chance of at most `tail` below it; `high` the smallest with at
    most `tail` above it. `alive` is `standing` by each of the models, where it is known already.
    """
    if alive is None:
        alive = np.concatenate([standing(model, customers) for model in models])
    ranges = CountRanges(*(np.empty(len(customers)) for _ in range(3)))
    for rows, tables, places in _tables_by_repeats(models, customers, ahead, tail):
        chances = Chances(tables, alive[:, rows] / len(models), places)
        some = chances.more(np.zeros(len(rows), dtype=np.int64))
        ranges.p_none[rows] = 1 - some
        ranges.low[rows] = chances.first_below(1 - tail, some)
        ranges.high[rows] = chances.first_below(tail, some)
    return ranges


def chances_by_repeats(
    model: PurchaseModel, customers: Histories, ahead: float, *, tail: float = 1e-5
) -> Iterator[tuple[Ints, "Chances"]]:
    """Yield customers with equal x, as rows, with P(count > n) of each until it is below `tail`."""
    alive = standing(model, customers)
    for rows, tables, places in _tables_by_repeats([model], customers, ahead, tail):
        yield rows, Chances(tables, alive[:, rows], places)


def _tables_by_repeats(
    models: Sequence[PurchaseModel], customers: Histories, ahead: float, tail: float
) -> Iterator[tuple[Ints, Floats, Ints]]:
    """Yield the rows with equal x, the tables of `Chances`, and the place of each row in them."""
    ages, places = customers.distinct_ages
    distinct = customers.distinct_repeats[0].tolist()
    for repeats, rows in zip(distinct, _rows_by_repeats(customers), strict=True):
        is_theirs = np.zeros(len(ages), dtype=bool)
        is_theirs[places[rows]] = True
        tables = _tables(models, Outlook(repeats, ages[is_theirs], ahead), tail)
        yield rows, tables, (np.cumsum(is_theirs) - 1)[places[rows]]


def _rows_by_repeats(customers: Histories) -> list[Ints]:
    values, places = customers.distinct_repeats
    order = np.argsort(places, kind="stable")
    return np.split(order, np.searchsorted(places[order], np.arange(1, len(values))))


@dataclass(frozen=True)
class Chances:
    """P(count > n) for customers with one x: tables by distinct age and count, and weights per customer.

    `tables` (m, ages, counts) belong to m ways the customer may stand (model, phase), each with a
    weight `shares` (m, customers) that holds the chance to be still buying. `places` (customers,) is
    where their age is among the ages.
    """

    tables: Floats
    shares: Floats
    places: Ints

    @property
    def most(self) -> int:
        """Return how many counts are tabulated."""
        return int(self.tables.shape[2])

    def more(self, counts: Ints) -> Floats:
        """Return P(count > counts), shape (customers,)."""
        chance: Floats = np.einsum("mn,mn->n", self.shares, self.tables[:, self.places, counts])
        return chance

    def first_below(self, level: float, some: Floats) -> Floats:
        """Return the smallest n with P(count > n) <= level; `some` (customers,) is P(count > 0)."""
        found = np.zeros(len(self.places))
        rows = np.flatnonzero(some > level)
        found[rows] = Chances(self.tables, self.shares[:, rows], self.places[rows]).first_after_none(level)
        return found

    def first_after_none(self, level: float) -> Ints:
        """Return the smallest such n from 1 on, by bisection for all customers at once."""
        low, high = np.ones(len(self.places), dtype=np.int64), np.full(len(self.places), self.most - 1)
        while (low < high).any():
            middle = (low + high) // 2
            above = self.more(middle) > level
            low, high = np.where(above, middle + 1, low), np.where(above, high, middle)
        return low


@dataclass(frozen=True)
class Outlook:
    """Customers with one x, by age (m,), and how far ahead to look."""

    repeats: float
    ages: Floats
    ahead: float


def _tables(models: Sequence[PurchaseModel], outlook: Outlook, tail: float) -> Floats:
    """Return P(count > n | alive) for each model and phase, by age and count; shape (m, ages, counts)."""
    counts = np.arange(_most(models, outlook, tail))
    tables = []
    for model in models:
        ages = ages_of(model, outlook.ages)
        at_knots = replace(outlook, ages=ages.knots)
        tables += [ages.spread(_more(model, at_knots, counts, phase).T).T for phase in range(model.phases)]
    return np.stack(tables)


def standing(model: PurchaseModel, customers: Histories) -> Floats:
    """Return the chance to be still buying, by the phase reached; shape (phases, n)."""
    alive = predict_alive(model, customers)
    if not isinstance(model, BgNbd) or model.phases == 1:
        return alive[None]
    return alive * bgnbd.phase_shares(model, customers.repeats, customers.last_repeat, customers.age)


def _more(model: PurchaseModel, outlook: Outlook, counts: Ints, phase: int) -> Floats:
    """Return P(count > counts | alive) at each age; shape (ages, counts)."""
    grid = np.broadcast_arrays(outlook.ages[:, None], counts.astype(np.float64))
    age, count = (column.ravel() for column in grid)
    cells = Cells(np.full_like(age, outlook.repeats), age, phase)
    chances = chance_of_more(model, cells, np.full_like(age, outlook.ahead), count)
    return chances.reshape(-1, len(counts))


def _most(models: Sequence[PurchaseModel], outlook: Outlook, tail: float) -> int:
    """Return how many counts it takes until the chance of more is below the tail, with every model and age.

    Tells it from the youngest, the oldest and the last phase, where the chance is largest.
    """
    ends = replace(outlook, ages=np.array([outlook.ages.min(), outlook.ages.max()]))
    most = FEWEST_COUNTS
    for model in models:
        while (
            most < MOST_COUNTS and _more(model, ends, np.array([most - 1]), model.phases - 1).max() > tail / 2
        ):
            most *= 2
    return most


@dataclass(frozen=True)
class SpendTable:
    """Quantiles of spend given any purchase, in units of expected spend per purchase.

    `quantiles` (x knots, age knots, upper-tail chances) holds logarithms; the knots are `repeats` and
    `log_ages`, ln(alpha + T).
    """

    repeats: Floats
    log_ages: Floats
    alpha: float
    quantiles: Floats

    def factor(self, customers: Histories, p_some: Floats, upper_tail: float) -> Floats:
        """Return the spend exceeded with chance `upper_tail`, per unit of expected spend per purchase."""
        spend = np.zeros(len(customers))
        rows = np.flatnonzero(p_some > upper_tail)
        repeats, repeats_at = customers.distinct_repeats
        ages, ages_at = customers.distinct_ages
        at = np.stack(
            [
                _places(np.log1p(repeats), np.log1p(self.repeats))[repeats_at[rows]],
                _places(np.log(self.alpha + ages), self.log_ages)[ages_at[rows]],
                _places(special.logit(upper_tail / p_some[rows]), SHARES_OF_MASS),
            ]
        )
        spend[rows] = np.exp(ndimage.map_coordinates(self.quantiles, at, order=1, mode="nearest"))
        return spend


def _places(values: Floats, knots: Floats) -> Floats:
    """Return where values lie among knots, counted from 0 and in fractions; the ends go on."""
    return np.interp(values, knots, np.arange(len(knots)))


def spend_table(
    pairs: Sequence[Pair], customers: Histories, ahead: float, *, first_counts: bool
) -> SpendTable:
    """Tabulate the compound distribution of spend, averaged over equally likely pairs of models.

    `first_counts` says whether the first purchase informs the spend model. Source: given n purchases,
    S / (g + s) is beta-prime(n p, q + p n_seen): Fader and Hardie (2013), with the Gamma sum.
    """
    model = pairs[0][0]
    x, ages = _knots(customers.repeats, REPEATS_KNOTS), _age_knots(model, customers.age)
    table = np.empty((len(x), len(ages), len(SHARES_OF_MASS)))
    for i, repeats in enumerate(x.tolist()):
        table[i] = _quantiles(pairs, Outlook(repeats, ages, ahead), repeats + int(first_counts))
    return SpendTable(x, np.log(model.alpha + ages), model.alpha, table)


def _knots(values: Floats, most: int) -> Floats:
    """Choose at most `most` of the distinct values, evenly in the logarithm, the ends among them."""
    distinct = np.unique(values)
    if len(distinct) <= most:
        return distinct
    wanted = np.expm1(np.linspace(np.log1p(distinct[0]), np.log1p(distinct[-1]), most))
    places = np.searchsorted(distinct, wanted - 1e-9).clip(0, len(distinct) - 1)
    chosen: Floats = distinct[np.unique(places)]
    return chosen


def _age_knots(model: PurchaseModel, age: Floats) -> Floats:
    """Choose ages evenly in ln(alpha + T), from the youngest to the oldest."""
    lowest, highest = (float(np.log(model.alpha + end)) for end in (age.min(), age.max()))
    if highest - lowest < 1e-9:
        return np.array([age.min()])
    return np.exp(np.linspace(lowest, highest, AGE_KNOTS)) - model.alpha


def _quantiles(pairs: Sequence[Pair], outlook: Outlook, seen: float) -> Floats:
    """Return ln of spend exceeded with each of the tail chances; shape (ages, chances).

    `seen` is how many purchases inform the spend model.
    """
    spend = pairs[0][1]
    most = _most([model for model, _ in pairs], outlook, FURTHEST_AMOUNT)
    edges = np.unique(np.round(np.geomspace(1, most + 1, COUNT_BINS)).astype(np.int64))
    amounts = _amounts(spend, seen, int(edges[-1]))
    curve = np.zeros((len(outlook.ages), AMOUNTS))
    counts = (edges[:-1] + edges[1:] - 1) / 2
    for model, money in pairs:
        curve += _count_bins(model, outlook, edges) @ _exceeds(money, amounts, counts)
    levels = special.logit(np.clip(curve / curve[:, :1], 1e-12, 1 - 1e-12))
    unit = np.log((spend.p * seen + spend.q - 1) / spend.p)
    logs = np.stack([np.interp(-SHARES_OF_MASS, -level, amounts.logs) for level in levels])
    return np.asarray(logs + unit)


@dataclass(frozen=True)
class Amounts:
    """Points of ln(S / (g + s)), shape (amounts,), after `seen` purchases worth s, with the g of `unit`."""

    unit: GammaGamma
    seen: float
    logs: Floats


def _amounts(unit: GammaGamma, seen: float, most: int) -> Amounts:
    """Choose points from far below the spend of one purchase to far above that of the most."""
    low = special.betaincinv(unit.p, unit.q + unit.p * seen, FURTHEST_AMOUNT)
    high = special.betaincinv(unit.p * most, unit.q + unit.p * seen, 1 - FURTHEST_AMOUNT)
    first, last = float(special.logit(max(low, 1e-12))), float(special.logit(min(high, 1 - 1e-12)))
    return Amounts(unit, seen, np.linspace(first, last, AMOUNTS))


def _exceeds(money: GammaGamma, amounts: Amounts, counts: Floats) -> Floats:
    """Return P(spend of `counts` purchases > amount); shape (counts, amounts).

    The scale of a model other than the unit's is compared at the spend of a typical customer.
    """
    unit, seen = amounts.unit, amounts.seen
    typical = seen * unit.p * unit.g / (unit.q - 1)
    shift = np.log((unit.g + typical) / (money.g + typical))
    share = special.expit(amounts.logs + shift)
    exceeds: Floats = special.betaincc(money.p * counts[:, None], money.q + money.p * seen, share[None])
    return exceeds


def _count_bins(model: PurchaseModel, outlook: Outlook, edges: Ints) -> Floats:
    """Return P(count within [edge, next edge) | alive), over all phases; shape (ages, edges - 1)."""
    more = np.mean([_more(model, outlook, edges - 1, phase) for phase in range(model.phases)], axis=0)
    return np.asarray(more[:, :-1] - more[:, 1:])


def spend_pairs(purchases: Sequence[PurchaseModel], spends: Sequence[SpendModel]) -> list[Pair]:
    """Pair equally likely purchase and spend models in turn, the shorter list over and over.

    A pooled mean has no spread of its own: it pairs with nothing.
    """
    known = [spend for spend in spends if isinstance(spend, GammaGamma)]
    if not known:
        return []
    longest = max(len(purchases), len(known))
    return [(purchases[i % len(purchases)], known[i % len(known)]) for i in range(longest)]
