"""BG/NBD, MBG/NBD and their kin with regular gaps: likelihood, fit and chance to be still buying.

A customer buys at a Gamma(r, alpha) rate and leaves after a purchase with a Beta(a, b) chance. In
BG/NBD nobody leaves at the first purchase; in MBG/NBD anybody may. With `phases` k above 1 a gap is
the sum of k exponential phases (Erlang-k), so buyers are more regular than chance.

Sources: Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2);
Batislam, Denizel and Filiztekin (2007), IJRM 24(3); Hoppe and Wagner (2007), Marketing JRM 3;
Reutterer, Platzer and Schroder (2021), "Leveraging purchase regularity", IJRM 38(1).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy import special

from rapport.engine.value.histories import Floats, Histories
from rapport.engine.value.newton import Curvature

START_R, START_ALPHA, START_A, START_B = 0.6, 0.3, 0.8, 2.5  # alpha in units of the mean age
ROWS_AT_ONCE = 100_000  # in temporary arrays, which stay near the cache however many groups there are
LEFT, STILL_BUYING = 0, 1  # rows of the log-weights


@dataclass(frozen=True)
class BgNbd:
    """One member of the family; `alpha` is in the unit of time that it was fitted in.

    `leaves_at_first` is 1 where a customer may leave at the first purchase (MBG), else 0 (BG).
    """

    r: float
    alpha: float
    a: float
    b: float
    phases: int = 1
    leaves_at_first: int = 1

    @property
    def name(self) -> str:
        """Return the name used on the command line."""
        if self.phases > 1:
            return "mbgcnbdk"
        return "mbgnbd" if self.leaves_at_first else "bgnbd"

    @property
    def parameters(self) -> Floats:
        """Return r, alpha, a, b."""
        return np.array([self.r, self.alpha, self.a, self.b])

    def shape(self, repeats: Floats) -> Floats:
        """Return the Gamma shape of the rate after `repeats`: r + k x."""
        return self.r + self.phases * repeats

    def stays(self, repeats: Floats) -> Floats:
        """Return the second Beta parameter of a customer who stayed every time so far."""
        return self.b + repeats + self.leaves_at_first

    def with_parameters(self, parameters: Floats) -> "BgNbd":
        """Return the same member with other r, alpha, a, b."""
        r, alpha, a, b = (float(value) for value in parameters)
        return BgNbd(r, alpha, a, b, self.phases, self.leaves_at_first)

    def rescaled(self, factor: float) -> "BgNbd":
        """Return the same model with time counted in units `factor` times as long."""
        return self.with_parameters(self.parameters / [1, factor, 1, 1])


def start_of(customers: Histories) -> Floats:
    """Return the starting log-parameters, free of the unit of time."""
    return np.log([START_R, START_ALPHA * customers.mean_age, START_A, START_B])


def log_weights(model: BgNbd, repeats: Floats, last_repeat: Floats, age: Floats) -> Floats:
    """Return ln of the ways a history can have come about, shape (k + 1, n).

    Row 0 is "left after the last purchase"; row 1 + j is "still buying, j phases of the next gap
    done". All are relative to row 1, so row 1 is 0. Everything stays in logarithms: exact for x in
    the thousands.

    Source: Reutterer et al. (2021), the two parts of the likelihood.
    """
    shape = model.shape(repeats)
    silence = np.log1p((age - last_repeat) / (model.alpha + last_repeat))
    may_leave = model.stays(repeats) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.log(model.a) - np.log(may_leave) + shape * silence
        quiet = np.log(age - last_repeat) - np.log(model.alpha + age)
        phases_done = [
            j * quiet + special.gammaln(shape + j) - special.gammaln(shape) - special.gammaln(j + 1)
            for j in range(1, model.phases)
        ]
    if not model.leaves_at_first:
        left = np.where(repeats > 0, left, -np.inf)
    return np.stack([left, np.zeros_like(left), *phases_done])


def p_alive(model: BgNbd, repeats: Floats, last_repeat: Floats, age: Floats) -> Floats:
    """Return the chance that each customer is still buying; shape (n,), in (0, 1].

    In BG/NBD the chance is 1 where x = 0: a customer can leave only right after a repeat purchase.
    Source: Fader, Hardie and Lee (2008), "Computing P(alive) Using the BG/NBD Model".
    """
    weights = log_weights(model, repeats, last_repeat, age)
    staying = special.logsumexp(weights[STILL_BUYING:], axis=0) if model.phases > 1 else 0.0
    chance: Floats = special.expit(staying - weights[LEFT])
    return chance


def phase_shares(model: BgNbd, repeats: Floats, last_repeat: Floats, age: Floats) -> Floats:
    """Return, given still buying, the chance of each number of phases done; shape (k, n)."""
    return special.softmax(log_weights(model, repeats, last_repeat, age)[STILL_BUYING:], axis=0)


def log_likelihood(customers: Histories, gap_constant: float, member: BgNbd, logs: Floats) -> Curvature:
    """Return the log-likelihood of one member at log-parameters `logs`, in closed form.

    `gap_constant` is the part that no parameter touches, (k - 1) sum ln gap - sum x ln (k - 1)!;
    it matters only when members with different k are compared.
    """
    model = member.with_parameters(np.exp(logs))
    total = _by_repeats(customers, model)
    for start in range(0, len(customers), ROWS_AT_ONCE):
        total = total + _by_row(customers.rows(slice(start, start + ROWS_AT_ONCE)), model)
    return replace(total, value=total.value + gap_constant).in_logarithms(model.parameters)


def likelihood_of(
    customers: Histories, member: BgNbd, gap_constant: float = 0.0
) -> Callable[[Floats], Curvature]:
    """Return the log-likelihood as a function of log-parameters alone."""
    return partial(log_likelihood, customers, gap_constant, member)


def _by_repeats(customers: Histories, model: BgNbd) -> Curvature:
    """Sum the terms that depend on x alone; the special functions run on distinct x only."""
    x, _ = customers.distinct_repeats
    w = customers.customers_by_repeats
    shape, stayed = model.shape(x), model.stays(x) - model.b
    r, alpha, a, b = model.parameters
    value = special.gammaln(shape) - special.gammaln(r) + r * np.log(alpha)
    value += special.betaln(a, b + stayed) - special.betaln(a, b)
    slope_r = special.digamma(shape) - special.digamma(r) + np.log(alpha)
    slope_ab = special.digamma(a + b) - special.digamma(a + b + stayed)
    slope_b = special.digamma(b + stayed) - special.digamma(b)
    bend_ab = special.polygamma(1, a + b) - special.polygamma(1, a + b + stayed)
    bend_b = special.polygamma(1, b + stayed) - special.polygamma(1, b)
    gradient = np.array([w @ slope_r, w.sum() * r / alpha, w @ slope_ab, w @ (slope_ab + slope_b)])
    hessian = np.zeros((4, 4))
    hessian[0, 0] = w @ (special.polygamma(1, shape) - special.polygamma(1, r))
    hessian[0, 1] = hessian[1, 0] = w.sum() / alpha
    hessian[1, 1] = -w.sum() * r / alpha**2
    hessian[2:, 2:] = w @ bend_ab
    hessian[3, 3] += w @ bend_b
    return Curvature(float(w @ value), gradient, hessian)


@dataclass(frozen=True)
class Terms:
    """What the derivatives of the log-weights are made of; all (n,).

    `shape` is r + k x; `silence` is ln((alpha + T) / (alpha + t_x)), `now` and `then` are one by each
    of the two clocks; `may_leave` is the Beta parameter of the last chance to leave.
    """

    shape: Floats
    silence: Floats
    now: Floats
    then: Floats
    may_leave: Floats


def _terms(customers: Histories, model: BgNbd) -> Terms:
    then = 1 / (model.alpha + customers.last_repeat)
    return Terms(
        shape=model.shape(customers.repeats),
        silence=np.log1p((customers.age - customers.last_repeat) * then),
        now=1 / (model.alpha + customers.age),
        then=then,
        # In BG a customer without repeats cannot have left: any positive number does, its weight is 0.
        may_leave=np.maximum(model.stays(customers.repeats) - 1, model.b * 1e-9),
    )


def _by_row(customers: Histories, model: BgNbd) -> Curvature:
    """Sum the terms that depend on the times: a mixture of "left" and the phases of "still buying"."""
    w, terms = customers.weight, _terms(customers, model)
    shape, now, log_clock = terms.shape, terms.now, np.log(model.alpha + customers.age)
    weights = log_weights(model, customers.repeats, customers.last_repeat, customers.age)
    whole = _log_sum(weights)
    shares = w * np.exp(weights - whole)
    mean, hessian = np.zeros((4, len(w))), np.zeros((4, 4))
    hessian[0, 1] = hessian[1, 0] = -(w @ now)
    hessian[1, 1] = w @ (shape * now**2)
    for row, share in enumerate(shares):
        if row == STILL_BUYING:
            continue  # the others are relative to it: no slope
        slope, bend = _left(model, terms, share) if row == LEFT else _in_phase(row - 1, terms, share)
        mean += share * slope
        hessian += (share * slope) @ slope.T
        hessian += bend
    hessian -= (mean / np.maximum(w, 1e-300)) @ mean.T
    gradient = mean.sum(axis=1) - [w @ log_clock, w @ (shape * now), 0.0, 0.0]
    return Curvature(float(w @ (whole - shape * log_clock)), gradient, hessian)


def _log_sum(weights: Floats) -> Floats:
    """Return ln of the sum of exp, down the rows."""
    total: Floats = (
        np.logaddexp(*weights)  # a third of the time of logsumexp
        if len(weights) == 2
        else special.logsumexp(weights, axis=0)
    )
    return total


def _left(model: BgNbd, terms: Terms, share: Floats) -> tuple[Floats, Floats]:
    """Return gradient (4, n) and Hessian (4, 4) of the log-weight of "left" in r, alpha, a, b.

    The Hessian is summed with weights `share` (n,).
    """
    shape, now, then = terms.shape, terms.now, terms.then
    slope = np.empty((4, len(shape)))
    slope[0] = terms.silence
    slope[1] = shape * (now - then)
    slope[2], slope[3] = 1 / model.a, -1 / terms.may_leave
    bend = np.zeros((4, 4))
    bend[0, 1] = bend[1, 0] = share @ (now - then)
    bend[1, 1] = share @ (shape * (then**2 - now**2))
    bend[2, 2] = -share.sum() / model.a**2
    bend[3, 3] = share @ terms.may_leave**-2.0
    return slope, bend


def _in_phase(done: int, terms: Terms, share: Floats) -> tuple[Floats, Floats]:
    """Return the same of the log-weight of "still buying, `done` phases of the next gap done"."""
    shape, now = terms.shape, terms.now
    slope = np.zeros((4, len(shape)))
    slope[0] = special.digamma(shape + done) - special.digamma(shape)
    slope[1] = -done * now
    bend = np.zeros((4, 4))
    bend[0, 0] = share @ (special.polygamma(1, shape + done) - special.polygamma(1, shape))
    bend[1, 1] = done * (share @ now**2)
    return slope, bend
