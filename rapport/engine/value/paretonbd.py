"""Pareto/NBD, kept for comparison with the literature: likelihood and chance to be still buying.

A customer buys at a Gamma(r, alpha) rate and dies at a Gamma(s, beta) rate, at any time. The
integral over the time of death runs on Gauss-Legendre nodes, so no hypergeometric function and
no special case at alpha = beta is needed.

Sources: Schmittlein, Morrison and Colombo (1987), Management Science 33(1); Fader and Hardie (2005),
"A Note on Deriving the Pareto/NBD Model and Related Expressions".
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import special

from rapport.engine.value.histories import Floats, Histories
from rapport.engine.value.newton import Curvature

START_R, START_ALPHA, START_S, START_BETA = 0.6, 0.3, 0.6, 0.4  # alpha, beta in units of the mean age
NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)  # 4e-11 in ln of the integral for x to 2,000
NEGLIGIBLE = 45.0  # the integrand is cut where it has lost e^-45
ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class ParetoNbd:
    """A Pareto/NBD model; `alpha` and `beta` are in the unit of time it was fitted in."""

    r: float
    alpha: float
    s: float
    beta: float

    name = "paretonbd"
    phases = 1  # of a gap: purely random, like the plain members of the other family

    @property
    def parameters(self) -> Floats:
        """Return r, alpha, s, beta."""
        return np.array([self.r, self.alpha, self.s, self.beta])

    def shape(self, repeats: Floats) -> Floats:
        """Return the Gamma shape of the rate after `repeats`: r + x."""
        return self.r + repeats

    def with_parameters(self, parameters: Floats) -> "ParetoNbd":
        """Return a model with other r, alpha, s, beta."""
        return ParetoNbd(*(float(value) for value in parameters))

    def rescaled(self, factor: float) -> "ParetoNbd":
        """Return the same model with time counted in units `factor` times as long."""
        return self.with_parameters(self.parameters / [1, factor, 1, factor])


def start_of(customers: Histories) -> Floats:
    """Return the starting log-parameters, free of the unit of time."""
    mean = customers.mean_age
    return np.log([START_R, START_ALPHA * mean, START_S, START_BETA * mean])


def log_weights(model: ParetoNbd, repeats: Floats, last_repeat: Floats, age: Floats) -> tuple[Floats, Floats]:
    """Return ln of the ways a history can have come about (25, n), and the times of death (24, n).

    Row 0 is "still alive"; row 1 + i is "died at node i" between the last repeat and now.
    """
    r, alpha, s, beta = model.parameters
    shape, least = r + repeats, min(alpha, beta)
    lower = np.log(least + last_repeat)
    steepness = shape + s  # of the integrand in ln(least + u), at least: what is cut weighs nothing
    upper = np.minimum(np.log(least + age), lower + NEGLIGIBLE / steepness * (1 + abs(alpha - beta) / least))
    half = (upper - lower) / 2
    at = lower + half * (1 + NODES[:, None])
    died = np.exp(at) - least
    with np.errstate(divide="ignore"):
        logs = np.log(s) + np.log(half) + np.log(WEIGHTS)[:, None] + at
    logs = logs - shape * np.log(alpha + died) - (s + 1) * np.log(beta + died)
    alive = -shape * np.log(alpha + age) - s * np.log(beta + age)
    return np.concatenate([alive[None], logs]), died


def p_alive(model: ParetoNbd, repeats: Floats, last_repeat: Floats, age: Floats) -> Floats:
    """Return the chance that each customer is still alive; shape (n,), in (0, 1].

    Source: Schmittlein et al. (1987), eq. 11-13.
    """
    weights, _ = log_weights(model, repeats, last_repeat, age)
    chance: Floats = special.expit(weights[0] - special.logsumexp(weights[1:], axis=0))
    return chance


def log_likelihood(customers: Histories, logs: Floats) -> Curvature:
    """Return the log-likelihood at log-parameters `logs` with its exact gradient and Hessian.

    The nodes follow the parameters, the integral does not: its derivatives are those of the
    integrand at fixed nodes.
    """
    model = ParetoNbd(*np.exp(logs).tolist())
    total = Curvature(0.0, np.zeros(4), np.zeros((4, 4)))
    for start in range(0, len(customers), ROWS_AT_ONCE):
        total = total + _by_row(customers.rows(slice(start, start + ROWS_AT_ONCE)), model)
    return total.in_logarithms(model.parameters)


def likelihood_of(customers: Histories) -> Callable[[Floats], Curvature]:
    """Return the log-likelihood as a function of log-parameters alone."""
    return partial(log_likelihood, customers)


def _by_row(customers: Histories, model: ParetoNbd) -> Curvature:
    """Sum the log-likelihood of the rows with its derivatives in the parameters themselves."""
    x, last, age, w = customers.repeats, customers.last_repeat, customers.age, customers.weight
    r, alpha, s, beta = model.parameters
    shape = r + x
    weights, died = log_weights(model, x, last, age)
    whole = special.logsumexp(weights, axis=0)
    shares = np.exp(weights - whole)
    slopes, bends = _slopes(model, shape, np.concatenate([age[None], died]))
    mean = np.einsum("in,pin->pn", shares, slopes)
    hessian = np.einsum("n,in,pin,qin->pq", w, shares, slopes, slopes, optimize=True)
    hessian -= np.einsum("n,pn,qn->pq", w, mean, mean, optimize=True)
    hessian += np.einsum("n,in,pqin->pq", w, shares, bends, optimize=True)
    value = special.gammaln(shape) - special.gammaln(r) + r * np.log(alpha) + s * np.log(beta) + whole
    slope_r = special.digamma(shape) - special.digamma(r) + np.log(alpha)
    gradient = mean @ w + [w @ slope_r, w.sum() * r / alpha, w.sum() * np.log(beta), w.sum() * s / beta]
    hessian[0, 0] += w @ (special.polygamma(1, shape) - special.polygamma(1, r))
    hessian[[0, 1, 2, 3], [1, 0, 3, 2]] += w.sum() / np.array([alpha, alpha, beta, beta])
    hessian[1, 1] -= w.sum() * r / alpha**2
    hessian[3, 3] -= w.sum() * s / beta**2
    return Curvature(float(w @ value), gradient, hessian)


def _slopes(model: ParetoNbd, shape: Floats, at: Floats) -> tuple[Floats, Floats]:
    """Return gradient (4, 25, n) and Hessian (4, 4, 25, n) of each log-weight in r, alpha, s, beta.

    `at` (25, n) is the age in row 0 and the time of death in the others.
    """
    _, alpha, s, beta = model.parameters
    dead = np.ones((len(at), 1))
    dead[0] = 0
    buys, dies = 1 / (alpha + at), 1 / (beta + at)
    slopes = np.stack([-np.log(alpha + at), -shape * buys, dead / s - np.log(beta + at), -(s + dead) * dies])
    bends = np.zeros((4, *slopes.shape))
    bends[0, 1] = bends[1, 0] = -buys
    bends[1, 1] = shape * buys**2
    bends[2, 2] = -dead / s**2
    bends[2, 3] = bends[3, 2] = -dies
    bends[3, 3] = (s + dead) * dies**2
    return slopes, bends
