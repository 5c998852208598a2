"""Fit the purchase models: from weighted histories to a frozen, fitted object."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from rapport.engine.value import bgnbd, paretonbd
from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.histories import Floats, Histories
from rapport.engine.value.newton import Curvature, LogPrior, Optimum, Prior, climb, exact_step, prior_around
from rapport.engine.value.paretonbd import ParetoNbd

PurchaseModel = BgNbd | ParetoNbd

NOBODY_REPEATS = "nobody repeats"
NO_DROPOUT = "no dropout seen"
NO_SPREAD = "no difference between customers seen"
LEAST_DROPOUT = 1e-3  # chance to leave per purchase below which leaving is not visible in a log
LARGEST_SHAPE = 1e3  # r above it: everybody buys at the same rate
FEWEST_PARAMETER_DRAWS = 8


@dataclass(frozen=True)
class Fit:
    """A fitted purchase model with what is known of its uncertainty.

    `covariance` (4, 4) is of the log-parameters; `boundary` names a limit that the data
    reach, in words; `groups` is how many weighted rows the likelihood ran over.
    """

    model: PurchaseModel
    covariance: Floats
    log_likelihood: float
    customers: float
    groups: int
    boundary: str | None = None

    @property
    def standard_errors(self) -> Floats:
        """Return the standard errors of the parameters, by the delta method."""
        return self.model.parameters * np.sqrt(np.diag(self.covariance))

    def plausible(self) -> tuple[PurchaseModel, ...]:
        """Return eight equally weighted models that carry mean and covariance of the parameters.

        They stand two standard deviations out along each principal axis of the log-parameters.
        Source: Julier and Uhlmann (1997), the unscented transform with kappa = 0.
        """
        values, axes = np.linalg.eigh(self.covariance)
        reach = axes * np.sqrt(len(values) * np.maximum(values, 0))
        logs = np.log(self.model.parameters)
        return tuple(
            self.model.with_parameters(np.exp(logs + sign * reach[:, axis]))
            for axis in range(len(values))
            for sign in (-1, 1)
        )


def fit_bgnbd(
    customers: Histories, *, prior: Prior | LogPrior = "weak", finish: Histories | None = None
) -> Fit:
    """Fit BG/NBD. Source: Fader, Hardie and Lee (2005)."""
    return _fit_family(BgNbd(1, 1, 1, 1, leaves_at_first=0), customers, prior, finish)


def fit_mbgnbd(
    customers: Histories, *, prior: Prior | LogPrior = "weak", finish: Histories | None = None
) -> Fit:
    """Fit MBG/NBD, the default. Source: Batislam et al. (2007); Hoppe and Wagner (2007)."""
    return _fit_family(BgNbd(1, 1, 1, 1), customers, prior, finish)


def fit_mbgcnbdk(
    customers: Histories,
    phases: int,
    *,
    log_gaps: float = 0.0,
    prior: Prior | LogPrior = "weak",
    finish: Histories | None = None,
) -> Fit:
    """Fit MBG/NBD with gaps of `phases` exponential phases.

    `log_gaps` is the sum over customers of ln(gap between purchases); without it the
    log-likelihoods of different `phases` cannot be compared. Source: Reutterer et al. (2021).
    """
    repeats = float(customers.weight @ customers.repeats)
    constant = (phases - 1) * log_gaps - repeats * float(special.gammaln(phases))
    return _fit_family(BgNbd(1, 1, 1, 1, phases), customers, prior, finish, constant)


def fit_paretonbd(
    customers: Histories, *, prior: Prior | LogPrior = "weak", finish: Histories | None = None
) -> Fit:
    """Fit Pareto/NBD. Source: Schmittlein, Morrison and Colombo (1987), Management Science 33(1)."""
    member = ParetoNbd(1, 1, 1, 1)

    def likelihood(rows: Histories) -> Callable[[Floats], Curvature]:
        return paretonbd.likelihood_of(rows)

    return _fit(member, customers, prior, finish, likelihood, paretonbd.start_of(customers))


def _fit_family(
    member: BgNbd,
    customers: Histories,
    prior: Prior | LogPrior,
    finish: Histories | None,
    constant: float = 0.0,
) -> Fit:
    def likelihood(rows: Histories) -> Callable[[Floats], Curvature]:
        return bgnbd.likelihood_of(rows, member, constant)

    return _fit(member, customers, prior, finish, likelihood, bgnbd.start_of(customers))


def _fit(
    member: PurchaseModel,
    customers: Histories,
    prior: Prior | LogPrior,
    finish: Histories | None,
    likelihood: Callable[[Histories], Callable[[Floats], Curvature]],
    start: Floats,
) -> Fit:
    """Climb over `customers`; where they are coarse groups, finish on the exact rows of `finish`."""
    repeats = float(customers.weight @ customers.repeats)
    boundary = NOBODY_REPEATS if repeats == 0 else None
    held = prior if isinstance(prior, LogPrior) else prior_around(start, "weak" if boundary else prior)
    top = climb(likelihood(customers), held)
    exact = customers if finish is None else finish
    if finish is not None:
        top = exact_step(likelihood(finish), top, held)
    fitted = member.with_parameters(top.parameters)
    return Fit(
        model=fitted,
        covariance=top.covariance,
        log_likelihood=top.log_likelihood,
        customers=exact.customers,
        groups=len(exact),
        boundary=boundary or _boundary(fitted, top),
    )


def _boundary(model: PurchaseModel, top: Optimum) -> str | None:
    """Name the limit that the data push the parameters to, if any."""
    if isinstance(model, BgNbd) and model.a / (model.a + model.b) < LEAST_DROPOUT:
        return NO_DROPOUT
    if isinstance(model, ParetoNbd) and (2 in top.ran_away or 3 in top.ran_away):
        return NO_DROPOUT
    if model.r > LARGEST_SHAPE or top.ran_away:
        return NO_SPREAD
    return None


def rescaled(fit: Fit, factor: float) -> Fit:
    """Return the same fit with time counted in units `factor` times as long (days to weeks: 7)."""
    return replace(fit, model=fit.model.rescaled(factor))
