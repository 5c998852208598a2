"""BG/NBD, MBG/NBD and their kin with regular gaps: likelihood, fit and chance to be still buying.

A customer buys at a Gamma(r, alpha) rate and leaves after a purchase with a Beta(a, b) chance. In
BG/NBD nobody leaves at the first purchase; in MBG/NBD anybody may. With `phases` k above 1 a gap is
the sum of k exponential phases (Erlang-k), so buyers are more regular than chance.

Sources: Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2);
Batislam, Denizel and Filiztekin (2007), IJRM 24(3); Hoppe and Wagner (2007), Marketing JRM 3;
Reutterer, Platzer and Schroder (2021), "Leveraging purchase regularity", IJRM 38(1).
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import special

from rapport.engine.value.histories import Floats, Histories
from rapport.engine.value.newton import Curvature

START_R, START_ALPHA, START_A, START_B = 0.6, 0.3, 0.8, 2.5  # alpha in units of the mean age
ROWS_AT_ONCE = 100_000  # of temporary arrays; keeps a million groups inside the cache's neighbourhood


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
    the thousands. Source: Reutterer et al. (2021), the two parts of the likelihood.
    """
    shape = model.shape(repeats)
    silence = np.log1p((age - last_repeat) / (model.alpha + last_repeat))
    may_leave = model.stays(repeats) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.log(model.a) - np.log(may_leave) + shape * silence
        quiet = np.log(age - last_repeat) - np.log(model.alpha + age)
        phases = [
            j * quiet + special.gammaln(shape + j) - special.gammaln(shape) - special.gammaln(j + 1)
            for j in range(1, model.phases)
        ]
    if not model.leaves_at_first:
        left = np.where(repeats > 0, left, -np.inf)
    return np.stack([left, np.zeros_like(left), *phases])


def p_alive(model: BgNbd, repeats: Floats, last_repeat: Floats, age: Floats) -> Floats:
    """Return the chance that each customer is still buying; shape (n,), in (0, 1].

    In BG/NBD the chance is 1 where x = 0: a customer can leave only right after a repeat purchase.
    Source: Fader, Hardie and Lee (2008), "Computing P(alive) Using the BG/NBD Model".
    """
    weights = log_weights(model, repeats, last_repeat, age)
    staying = special.logsumexp(weights[1:], axis=0) if model.phases > 1 else 0.0
    return special.expit(staying - weights[0])


def phase_shares(model: BgNbd, repeats: Floats, last_repeat: Floats, age: Floats) -> Floats:
    """Return, given still buying, the chance of each number of phases done; shape (k, n)."""
    return special.softmax(log_weights(model, repeats, last_repeat, age)[1:], axis=0)


def log_likelihood(customers: Histories, gap_constant: float, member: BgNbd, logs: Floats) -> Curvature:
    """Return the log-likelihood of one member at log-parameters `logs`, in closed form.

    `gap_constant` is the part that no parameter touches, (k - 1) sum ln gap - sum x ln (k - 1)!;
    it matters only when members with different k are compared.
    """
    model = member.with_parameters(np.exp(logs))
    total = _by_repeats(customers, model)
    for start in range(0, len(customers), ROWS_AT_ONCE):
        total = total + _by_row(customers.rows(slice(start, start + ROWS_AT_ONCE)), model)
    theta = model.parameters
    return Curvature(
        total.value + gap_constant,
        total.gradient * theta,
        total.hessian * np.outer(theta, theta) + np.diag(total.gradient * theta),
    )


def likelihood_of(customers: Histories, member: BgNbd, gap_constant: float = 0.0) -> "partial[Curvature]":
    """Return the log-likelihood as a function of log-parameters alone."""
    return partial(log_likelihood, customers, gap_constant, member)


def _by_repeats(customers: Histories, model: BgNbd) -> Curvature:
    """Sum the terms that depend on x alone; the special functions run on distinct x only."""
    x, _ = customers.distinct_repeats
    w = customers.customers_by_repeats
    shape, k = model.shape(x), model.stays(x) - model.b
    r, alpha, a, b = model.parameters
    value = special.gammaln(shape) - special.gammaln(r) + r * np.log(alpha)
    value += special.betaln(a, b + k) - special.betaln(a, b)
    both, more = (
        special.digamma(a + b) - special.digamma(a + b + k),
        special.digamma(b + k) - special.digamma(b),
    )
    both2 = special.polygamma(1, a + b) - special.polygamma(1, a + b + k)
    more2 = special.polygamma(1, b + k) - special.polygamma(1, b)
    slope_r = special.digamma(shape) - special.digamma(r) + np.log(alpha)
    gradient = np.array([w @ slope_r, w.sum() * r / alpha, w @ both, w @ (both + more)])
    hessian = np.zeros((4, 4))
    hessian[0, 0] = w @ (special.polygamma(1, shape) - special.polygamma(1, r))
    hessian[0, 1] = hessian[1, 0] = w.sum() / alpha
    hessian[1, 1] = -w.sum() * r / alpha**2
    hessian[2:, 2:] = w @ both2
    hessian[3, 3] += w @ more2
    return Curvature(float(w @ value), gradient, hessian)


def _by_row(customers: Histories, model: BgNbd) -> Curvature:
    """Sum the terms that depend on the times: a mixture of "left" and the phases of "still buying"."""
    x, age, w = customers.repeats, customers.age, customers.weight
    shape, now = model.shape(x), 1 / (model.alpha + age)
    weights = log_weights(model, x, customers.last_repeat, age)
    whole = _log_sum(weights)
    shares = w * np.exp(weights - whole)
    total = Curvature(float(w @ (whole - shape * np.log(model.alpha + age))), np.zeros(4), np.zeros((4, 4)))
    total.gradient[:2] = -(w @ np.log(model.alpha + age)), -(w @ (shape * now))
    total.hessian[0, 1] = total.hessian[1, 0] = -(w @ now)
    total.hessian[1, 1] = w @ (shape * now**2)
    mean = np.zeros((4, len(x)))
    for i, share in enumerate(shares):
        if i == 1:
            continue  # the term that the others are relative to: no slope
        slope = _left_slope(model, customers, shape, now) if i == 0 else _phase_slope(i - 1, shape, now)
        mean += share * slope
        total.hessian[:] += (slope * share) @ slope.T
        total.hessian[:] += (
            _left_bend(model, customers, share, shape, now)
            if i == 0
            else _phase_bend(i - 1, share, shape, now)
        )
    total.gradient[:] += mean.sum(axis=1)
    total.hessian[:] -= (mean / np.maximum(w, 1e-300)) @ mean.T
    return total


def _log_sum(weights: Floats) -> Floats:
    """Return ln of the sum of exp, down the rows."""
    if len(weights) == 2:
        return np.logaddexp(weights[0], weights[1])
    return special.logsumexp(weights, axis=0)


def _may_leave(model: BgNbd, repeats: Floats) -> Floats:
    return np.maximum(model.stays(repeats) - 1, model.b * 1e-9)  # BG: x = 0 has no weight anyway


def _left_slope(model: BgNbd, customers: Histories, shape: Floats, now: Floats) -> Floats:
    """Return the gradient (4, n) of the log-weight of "left" in r, alpha, a, b."""
    then = 1 / (model.alpha + customers.last_repeat)
    slope = np.empty((4, len(shape)))
    slope[0] = np.log1p((customers.age - customers.last_repeat) * then)
    slope[1] = shape * (now - then)
    slope[2], slope[3] = 1 / model.a, -1 / _may_leave(model, customers.repeats)
    return slope


def _left_bend(model: BgNbd, customers: Histories, share: Floats, shape: Floats, now: Floats) -> Floats:
    """Return the Hessian (4, 4) of the log-weight of "left", summed with weights `share` (n,)."""
    then = 1 / (model.alpha + customers.last_repeat)
    bend = np.zeros((4, 4))
    bend[0, 1] = bend[1, 0] = share @ (now - then)
    bend[1, 1] = share @ (shape * (then**2 - now**2))
    bend[2, 2] = -share.sum() / model.a**2
    bend[3, 3] = share @ _may_leave(model, customers.repeats) ** -2.0
    return bend


def _phase_slope(phase: int, shape: Floats, now: Floats) -> Floats:
    """Return the gradient (4, n) of the log-weight of "still buying, `phase` phases done"."""
    nothing = np.zeros_like(now)
    return np.stack([special.digamma(shape + phase) - special.digamma(shape), -phase * now, nothing, nothing])


def _phase_bend(phase: int, share: Floats, shape: Floats, now: Floats) -> Floats:
    """Return its Hessian (4, 4), summed with weights `share` (n,)."""
    bend = np.zeros((4, 4))
    bend[0, 0] = share @ (special.polygamma(1, shape + phase) - special.polygamma(1, shape))
    bend[1, 1] = phase * (share @ now**2)
    return bend
