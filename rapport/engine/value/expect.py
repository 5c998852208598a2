"""What a customer who is still buying will do: expected purchases, their distribution, discounted.

Everything here depends on repeats x, age T and (with Erlang gaps) the phase reached, never on the
last repeat: that is why a few thousand cells serve millions of customers.
"""

from functools import partial, singledispatch
from typing import NamedTuple

import numpy as np
from scipy import special

from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.histories import Floats
from rapport.engine.value.paretonbd import NODES as DEATH_NODES
from rapport.engine.value.paretonbd import WEIGHTS as DEATH_WEIGHTS
from rapport.engine.value.paretonbd import ParetoNbd

SPACING = 0.28  # of the trapezoid in logit p: analytic in a strip of pi/2, so the error is e^-35
REACH = 33.0  # logarithms below the peak at which the trapezoid stops: 5e-15
SMALL = 0.5  # of a: below it p = 0 carries so much that it is integrated apart
BELL = 8.2  # widths of the bell that lie as deep
NARROWEST = 0.7  # of the width of the bell: the spacing at which the trapezoid is as good
HIGHEST_LOGIT = 700.0  # past it e^-logit is no number any more
YEAR_RULE = np.polynomial.legendre.leggauss(8)  # off by 2.5e-7 of a year's discounted purchases
LIFE_RULE = np.polynomial.legendre.leggauss(36)
LIFE_ENDS = 36.0  # discounted away: e^-36
EVALUATED_AT_ONCE = 400_000  # values of temporary arrays


class Cells(NamedTuple):
    """Customers still buying, by repeats x and age T (each (n,)), all with one phase of a gap done."""

    repeats: Floats
    age: Floats
    phase: int = 0


@singledispatch
def expected_purchases(model: object, _cells: Cells, _ahead: Floats) -> Floats:
    """Return the expected purchases in (T, T + ahead] of customers still buying.

    `ahead` is (n,), or (m, n) for several looks ahead; so is the answer.
    """
    raise TypeError(model)


@singledispatch
def chance_of_more(model: object, _cells: Cells, _ahead: Floats, _count: Floats) -> Floats:
    """Return P(purchases in (T, T + ahead] > count) of customers still buying; shape (n,)."""
    raise TypeError(model)


@expected_purchases.register
def _(model: BgNbd, cells: Cells, ahead: Floats) -> Floats:
    """Average over the chance to leave, p ~ Beta(a, b'), of the purchases before leaving.

    Given p, sum_n (1-p)^n P(phases in `ahead` >= k (n+1) - j) has the closed form
    1/k sum_l w^l(j+1) q^((j+1)/k - 1) [1 - (1 + c_l t/A)^-R] / c_l, c_l = 1 - q^(1/k) w^l, q = 1 - p,
    w = exp(2 pi i / k), A = alpha + T, R = r + k x + j; k = 1: [1 - (1 + p t/A)^-R] / p. The value at
    p = 0 is taken out with weight 1 - p where a is small, so no limit of a or b is singular, nor r >> a + b.
    """
    nodes = _nodes(model.a, model.stays(cells.repeats))
    parts = max(1, len(cells.repeats) * len(nodes.logit) // EVALUATED_AT_ONCE)
    split = zip(*(np.array_split(column, parts, axis=-1) for column in (*cells[:2], ahead)), strict=True)
    return np.concatenate(
        [_family_expectation(model, Cells(x, T, cells.phase), t, nodes) for x, T, t in split], axis=-1
    )


def _family_expectation(model: BgNbd, cells: Cells, ahead: Floats, nodes: "Nodes") -> Floats:
    """Integrate over logit p by the trapezoid rule; p = 0 apart, in closed form."""
    stays = model.stays(cells.repeats)
    shape = model.shape(cells.repeats) + cells.phase
    log_stay, stay = special.log_expit(-nodes.logit), special.expit(-nodes.logit)
    log_density = model.a * special.log_expit(nodes.logit) + stays * log_stay
    density = np.exp(log_density - special.betaln(model.a, stays)) * nodes.spacing
    apart = model.a < SMALL  # else it is taken away and added again, and digits are lost

    def expected(share: Floats) -> Floats:
        bought = partial(_bought_if, shape=shape, share=share, phases=model.phases, done=cells.phase)
        never = bought(np.zeros((1, 1)))[0] * apart
        sooner = bought(log_stay) - never * stay
        total: Floats = never * stays / (model.a + stays) + np.sum(density * sooner, axis=0)
        return total

    shares = ahead / (model.alpha + cells.age)
    return np.stack([expected(row) for row in shares]) if shares.ndim > 1 else expected(shares)


class Nodes(NamedTuple):
    """Nodes of logit p, shape (m, 1), and their spacing."""

    logit: Floats
    spacing: float


def _nodes(leaves: float, stays: Floats) -> Nodes:
    """Return nodes that hold Beta(leaves, stays) for all `stays`, (n,).

    The density is a bell of width sqrt(1/leaves + 1/stays) with exponential tails; the trapezoid rule is
    exact to e^(-2 pi^2 width^2 / spacing^2).
    """
    least, most = float(stays.min()), float(stays.max())
    narrow, wide = np.sqrt(1 / leaves + 1 / most), np.sqrt(1 / leaves + 1 / least)
    spacing = float(min(SPACING, NARROWEST * narrow))
    lowest = np.log(leaves / most) - REACH / (leaves + (leaves < SMALL)) - min(BELL * narrow, REACH)
    highest = np.log(leaves / least) + REACH / least + min(BELL * wide, REACH)
    return Nodes(np.arange(lowest, min(highest, HIGHEST_LOGIT) + spacing, spacing)[:, None], spacing)


def _bought_if(log_stay: Floats, shape: Floats, share: Floats, *, phases: int, done: int) -> Floats:
    """Return the expected purchases given ln of the chance (m, 1) to stay after each; shape (m, n).

    `shape` (n,) is R, `share` (n,) is t / A, `done` is j of the formula above.
    """
    log_stay = np.minimum(log_stay, -1e-200)
    bought = np.zeros(np.broadcast_shapes(log_stay.shape, shape.shape))
    for turn in range(phases):
        root = np.exp(2j * np.pi * turn / phases) if turn else 1.0
        loss = -np.expm1(log_stay / phases) if not turn else 1 - np.exp(log_stay / phases) * root
        gone = -np.expm1(-shape * np.log1p(loss * share)) / loss
        bought = bought + np.real(root ** (done + 1) * gone)
    return bought * np.exp(((done + 1) / phases - 1) * log_stay) / phases if phases > 1 else bought


@expected_purchases.register
def _(model: ParetoNbd, cells: Cells, ahead: Floats) -> Floats:
    """Source: Schmittlein et al. (1987), eq. 22, conditional on being alive; s = 1 is no special case."""
    rate = model.shape(cells.repeats) / (model.alpha + cells.age)
    left = np.log1p(ahead / (model.beta + cells.age))
    power = (model.s - 1) * left
    lasts = (model.beta + cells.age) * left * special.exprel(-power)
    return rate * lasts


@chance_of_more.register
def _(model: BgNbd, cells: Cells, ahead: Floats, count: Floats) -> Floats:
    """Multiply the chance that so many gaps fit by the chance to stay after each of them."""
    shape = model.shape(cells.repeats) + cells.phase
    fits = special.betainc(
        model.phases * (count + 1) - cells.phase, shape, ahead / (model.alpha + cells.age + ahead)
    )
    stays = model.stays(cells.repeats)
    stayed = special.betaln(model.a, stays + count) - special.betaln(model.a, stays)
    chance: Floats = fits * np.exp(stayed)
    return chance


@chance_of_more.register
def _(model: ParetoNbd, cells: Cells, ahead: Floats, count: Floats) -> Floats:
    """Integrate over the time of death: Lomax(s, beta + T) given alive."""
    shape, start = model.shape(cells.repeats), model.beta + cells.age
    half = np.log1p(ahead / start) / 2
    log_time = half * (1 + DEATH_NODES.reshape(-1, *[1] * np.ndim(half)))
    until = start * np.expm1(log_time)
    dies = model.s * np.exp(-model.s * log_time) * half
    fits = special.betainc(count + 1, shape, until / (model.alpha + cells.age + until))
    lives = special.betainc(count + 1, shape, ahead / (model.alpha + cells.age + ahead))
    return np.tensordot(DEATH_WEIGHTS, fits * dies, 1) + lives * np.exp(-2 * half * model.s)


def discounted_purchases(model: BgNbd | ParetoNbd, cells: Cells, ahead: float, rate: float) -> Floats:
    """Return expected purchases in (T, T + ahead], each discounted at `rate` per unit of time.

    By parts: e^(-rate H) E(H) + rate int_0^H e^(-rate u) E(u) du, on eight nodes in ln(alpha + T + u).
    """
    clock = model.alpha + cells.age
    last = np.exp(-rate * ahead) * expected_purchases(model, cells, np.full_like(clock, ahead))
    expected: Floats = last + _mean_while_discounted(
        model, cells, rate, until=ahead, scale=clock, rule=YEAR_RULE
    )
    return expected


def lifetime_purchases(model: BgNbd | ParetoNbd, cells: Cells, rate: float) -> Floats:
    """Return expected purchases in the whole future, discounted at `rate` > 0 per unit of time.

    Source: Fader, Hardie and Lee (2005b), Journal of Marketing Research 42(4), the idea of
    discounted expected residual transactions.
    """
    scale = np.minimum(model.alpha + cells.age, 1 / rate)
    return _mean_while_discounted(model, cells, rate, until=LIFE_ENDS / rate, scale=scale, rule=LIFE_RULE)


def _mean_while_discounted(
    model: BgNbd | ParetoNbd,
    cells: Cells,
    rate: float,
    *,
    until: float,
    scale: Floats,
    rule: tuple[Floats, Floats],
) -> Floats:
    """Return rate int_0^until e^(-rate u) E(u) du, by the nodes of `rule` in ln(scale + u); shape (n,)."""
    nodes, weights = rule
    half = np.log1p(until / scale) / 2
    log_time = half * (1 + nodes[:, None])
    ahead = scale * np.expm1(log_time)
    density = half * scale * np.exp(log_time - rate * ahead)
    expected: Floats = rate * (weights @ (density * expected_purchases(model, cells, ahead)))
    return expected
