"""Fit the purchase models: from weighted histories to a frozen, fitted object."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from scipy import special

from rapport.engine.value import bgnbd, paretonbd
from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.histories import Floats, Histories
from rapport.engine.value.newton import (
    Curvature,
    LogPrior,
    Optimum,
    Prior,
    climb,
    exact_step,
    prior_around,
    sigma_points,
    standard_errors,
)
from rapport.engine.value.paretonbd import ParetoNbd

PurchaseModel = BgNbd | ParetoNbd

NOBODY_REPEATS = "nobody repeats"
NO_DROPOUT = "no dropout seen"
NO_SPREAD = "no difference between customers seen"
LEAST_DROPOUT = 1e-3  # chance to leave per purchase below which leaving is not visible in a log
LARGEST_SHAPE = 1e3  # r above it: everybody buys at the same rate


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
        return standard_errors(self.model.parameters, self.covariance)

    def plausible(self) -> tuple[PurchaseModel, ...]:
        """Return eight equally weighted models that carry mean and covariance of the log-parameters."""
        points = sigma_points(self.model.parameters, self.covariance)
        return tuple(self.model.with_parameters(point) for point in points)


def fit_bgnbd(
    customers: Histories, *, prior: Prior | LogPrior = "weak", finish: Histories | None = None
) -> Fit:
    """Fit BG/NBD. Source: Fader, Hardie and Lee (2005)."""
    task = _family_task(BgNbd(1, 1, 1, 1, leaves_at_first=0), customers)
    return _fit(task, customers, prior=prior, finish=finish)


def fit_mbgnbd(
    customers: Histories, *, prior: Prior | LogPrior = "weak", finish: Histories | None = None
) -> Fit:
    """Fit MBG/NBD, the default. Source: Batislam et al. (2007); Hoppe and Wagner (2007)."""
    return _fit(_family_task(BgNbd(1, 1, 1, 1), customers), customers, prior=prior, finish=finish)


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
    task = _family_task(BgNbd(1, 1, 1, 1, phases), customers, constant)
    return _fit(task, customers, prior=prior, finish=finish)


def fit_paretonbd(
    customers: Histories, *, prior: Prior | LogPrior = "weak", finish: Histories | None = None
) -> Fit:
    """Fit Pareto/NBD. Source: Schmittlein, Morrison and Colombo (1987), Management Science 33(1)."""
    task = Task(ParetoNbd(1, 1, 1, 1), paretonbd.start_of(customers), paretonbd.likelihood_of)
    return _fit(task, customers, prior=prior, finish=finish)


@dataclass(frozen=True)
class Task:
    """What to fit: a model with any parameters, log-parameters to start at, and the likelihood of rows."""

    member: PurchaseModel
    start: Floats
    likelihood: Callable[[Histories], Callable[[Floats], Curvature]]


def _family_task(member: BgNbd, customers: Histories, gap_constant: float = 0.0) -> Task:
    likelihood = partial(bgnbd.likelihood_of, member=member, gap_constant=gap_constant)
    return Task(member, bgnbd.start_of(customers), likelihood)


def _fit(task: Task, customers: Histories, *, prior: Prior | LogPrior, finish: Histories | None) -> Fit:
    """Climb over `customers`; where they are coarse groups, finish on the exact rows of `finish`.

    Where nobody repeats the weak prior holds the parameters even if none was asked for.
    """
    nobody = not customers.weight @ customers.repeats
    held = prior if isinstance(prior, LogPrior) else prior_around(task.start, "weak" if nobody else prior)
    top, exact = climb(task.likelihood(customers), held), customers
    if finish is not None:
        top, exact = exact_step(task.likelihood(finish), top, held), finish
    fitted = task.member.with_parameters(top.parameters)
    return Fit(
        model=fitted,
        covariance=top.covariance,
        log_likelihood=top.log_likelihood,
        customers=exact.customers,
        groups=len(exact),
        boundary=NOBODY_REPEATS if nobody else _boundary(fitted, top),
    )


def _boundary(model: PurchaseModel, top: Optimum) -> str | None:
    """Name the limit that the data push the parameters to, if any."""
    if isinstance(model, BgNbd) and model.a / (model.a + model.b) < LEAST_DROPOUT:
        return NO_DROPOUT
    if isinstance(model, ParetoNbd) and {2, 3} & {*top.ran_away}:  # s or beta
        return NO_DROPOUT
    if model.r > LARGEST_SHAPE or top.ran_away:
        return NO_SPREAD
    return None
