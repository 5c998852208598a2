"""Find the best parameters: damped Newton in log-parameters, under a weak log-normal prior."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rapport.engine.value.histories import Floats

Prior = Literal["weak", "none"]

PRIOR_SD = 1.5  # of the logarithm; moves nothing in the third digit from 2,000 customers up
LARGEST_STEP = 1.5  # in the logarithm; beyond it the quadratic model is not to be trusted
MOST_STEPS = 200
MOST_DOUBT = 3.0  # in the logarithm, of a plausible set of parameters from the best one
CLOSE_ENOUGH = 1e-13  # of the log-likelihood's size: where rounding takes over
SETTLED = 1e-24  # of the same size, still to be gained: a parameter is then known to twelve digits
SETTLING_STEPS = 3  # by the gradient alone, each of which doubles the digits
FURTHEST = 14.0  # log distance from the start at which a parameter is said to run away


@dataclass(frozen=True)
class Curvature:
    """Log-likelihood with its gradient (k,) and Hessian (k, k), in log-parameters unless said otherwise."""

    value: float
    gradient: Floats
    hessian: Floats

    def __add__(self, other: "Curvature") -> "Curvature":
        return Curvature(
            self.value + other.value, self.gradient + other.gradient, self.hessian + other.hessian
        )

    def in_logarithms(self, parameters: Floats) -> "Curvature":
        """Return the derivatives in the logarithms of `parameters` (k,), from those in `parameters`."""
        slope = self.gradient * parameters
        return Curvature(self.value, slope, self.hessian * np.outer(parameters, parameters) + np.diag(slope))


@dataclass(frozen=True)
class Optimum:
    """Where the climb ended: log-parameters (k,), their covariance, log-likelihood without prior.

    `ran_away` marks parameters that the data would push without end.
    """

    logs: Floats
    covariance: Floats
    log_likelihood: float
    ran_away: tuple[int, ...]

    @property
    def parameters(self) -> Floats:
        """Return the parameters themselves."""
        return np.exp(self.logs)


@dataclass(frozen=True)
class LogPrior:
    """Independent normal priors on log-parameters, both (k,); the climb starts at `centre`."""

    centre: Floats
    precision: Floats

    def curvature(self, logs: Floats) -> Curvature:
        """Return the log-prior up to a constant, with its derivatives."""
        away = logs - self.centre
        return Curvature(
            -0.5 * float(self.precision @ away**2), -self.precision * away, -np.diag(self.precision)
        )


def prior_around(start: Floats, prior: Prior) -> LogPrior:
    """Return the weak prior (sd 1.5 in the logarithm around the start) or none at all."""
    return LogPrior(start, np.full(len(start), 1 / PRIOR_SD**2 if prior == "weak" else 0.0))


def climb(likelihood: Callable[[Floats], Curvature], prior: LogPrior) -> Optimum:
    """Climb from the centre of the prior to the top and describe it.

    Never raises on flat or unbounded likelihoods: a parameter that leaves the start by
    more than 14 in the logarithm is held there and named in `ran_away`.
    """

    def posterior(logs: Floats) -> Curvature:
        return likelihood(logs) + prior.curvature(logs)

    logs, here = prior.centre.copy(), posterior(prior.centre)
    for _ in range(MOST_STEPS):
        step = _uphill(here)
        promised = float(here.gradient @ step)
        logs, there = _walk(posterior, (logs, here), step, prior.centre)
        gained, here = there.value - here.value, there
        if promised < CLOSE_ENOUGH * (1 + abs(here.value)) or gained <= 0:
            break
    logs, here = _settled(posterior, (logs, here), prior.centre)
    away = np.abs(logs - prior.centre) >= FURTHEST - 1e-9
    value = here.value - prior.curvature(logs).value
    return Optimum(logs, _covariance(here.hessian), value, tuple(np.flatnonzero(away).tolist()))


def exact_step(likelihood: Callable[[Floats], Curvature], near: Optimum, prior: LogPrior) -> Optimum:
    """Take one full Newton step of the exact likelihood from an optimum of coarse groups."""
    own = likelihood(near.logs)
    here = own + prior.curvature(near.logs)
    logs = np.clip(near.logs + _uphill(here), prior.centre - FURTHEST, prior.centre + FURTHEST)
    gain = float(here.gradient @ (logs - near.logs)) / 2
    return Optimum(logs, _covariance(here.hessian), own.value + gain, near.ran_away)


def standard_errors(parameters: Floats, covariance: Floats) -> Floats:
    """Return standard errors (k,) by the delta method; `covariance` (k, k) is of the logarithms."""
    return parameters * np.sqrt(np.diag(covariance))


def sigma_points(parameters: Floats, covariance: Floats) -> list[Floats]:
    """Return 2k equally weighted sets of parameters that carry mean and covariance of their logarithms.

    They stand sqrt(k) standard deviations out along each principal axis, a factor of e^3 at most: so far
    the weak prior would let them go, and what no data hold back is no better known without it.
    Source: Julier and Uhlmann (1997), the unscented transform with kappa = 0.
    """
    values, axes = np.linalg.eigh(covariance)
    reach = axes * np.minimum(np.sqrt(len(values) * np.maximum(values, 0)), MOST_DOUBT)
    logs = np.log(parameters)
    return [np.exp(logs + sign * away) for away in reach.T for sign in (-1, 1)]


def _uphill(here: Curvature) -> Floats:
    """Return a Newton step made safe: negative curvature mirrored, length capped."""
    values, vectors = np.linalg.eigh(-here.hessian)
    steepest = max(float(np.abs(values).max()), 1e-300)
    repaired = np.maximum(np.abs(values), 1e-10 * steepest)
    step: Floats = vectors @ ((vectors.T @ here.gradient) / repaired)
    longest = float(np.abs(step).max())
    return step * min(1.0, LARGEST_STEP / longest) if longest > 0 else step


def _walk(
    posterior: Callable[[Floats], Curvature], start: tuple[Floats, Curvature], step: Floats, centre: Floats
) -> tuple[Floats, Curvature]:
    """Halve the step until it leads up; stay where no step does."""
    logs, here = start
    for halving in range(30):
        towards = np.clip(logs + step * 0.5**halving, centre - FURTHEST, centre + FURTHEST)
        there = posterior(towards)
        if np.isfinite(there.value) and there.value > here.value:
            return towards, there
    return logs, here


def _settled(
    posterior: Callable[[Floats], Curvature], near: tuple[Floats, Curvature], centre: Floats
) -> tuple[Floats, Curvature]:
    """Go on by the gradient where the likelihood itself is too flat at the top to tell better from worse.

    Its rounding hides a step of 1e-8, the gradient's one of 1e-14; full steps end once the gradient, in
    units of the likelihood, no longer falls.
    """
    logs, here = near
    step = _uphill(here)
    for _ in range(SETTLING_STEPS):
        if here.gradient @ step <= SETTLED * (1 + abs(here.value)):
            break
        towards = np.clip(logs + step, centre - FURTHEST, centre + FURTHEST)
        there = posterior(towards)
        onward = _uphill(there)
        if not here.gradient @ step > there.gradient @ onward >= 0:
            break
        logs, here, step = towards, there, onward
    return logs, here


def _covariance(hessian: Floats) -> Floats:
    """Invert the negative Hessian; flat directions get a large, finite variance."""
    values, vectors = np.linalg.eigh(-hessian)
    covariance: Floats = (vectors / np.maximum(values, 1e-8)) @ vectors.T
    return covariance
