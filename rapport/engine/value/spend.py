"""What a purchase is worth: Gamma-Gamma spend, fitted from two histograms of total spend.

A customer's purchases are Gamma(p, nu) and nu is Gamma(q, g) over customers (g is the "v" of the
papers). Apart from two functions of g alone, the likelihood needs one count per number of
purchases, so customers fold into about 500 bins of ln(total spend).

Source: Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value", brucehardie.com note 025.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from rapport.engine.value.histories import Floats
from rapport.engine.value.newton import (
    Curvature,
    LogPrior,
    Prior,
    climb,
    prior_around,
    sigma_points,
    standard_errors,
)
from rapport.lib.errors import Refusal

START_P, START_Q = 2.0, 3.0
ALIKE, ALIKE_IN_BINS = 1e-9, 5e-3  # of ln(spend per purchase), between customers and between bins
LEAST_SHAPE = 1.02  # of q: at 1 and below the mean of a new customer's spend is infinite
MOST_EVEN = 1e6  # of p: amounts that do not differ from purchase to purchase

SAME_AMOUNTS = "every purchase of a customer is worth the same"
NO_MEAN = "spend too uneven between customers for a mean"
NO_SPEND = "nobody spent anything"


class SpendRefused(Refusal):
    """Spend that the model cannot read."""

    code = "spend_refused"
    text = "{rows} of {total} customers have {fault}. Expected {expected}; leave them out of the spend model."


@dataclass(frozen=True)
class SpendBins:
    """Customers folded by ln(total spend): two weights per bin, and counts by purchases.

    Of shape (m,): `customers` and `purchases`, the sums of the weights 1 and n, each with its weighted
    mean and variance of ln s. Of shape (k,): `counts` customers made `numbers` purchases. `total` is money.
    """

    customers: Floats
    mean: Floats
    variance: Floats
    purchases: Floats
    purchases_mean: Floats
    purchases_variance: Floats
    numbers: Floats
    counts: Floats
    total: float

    @property
    def mean_spend(self) -> float:
        """Return the mean spend per purchase over all purchases."""
        return self.total / float(self.purchases.sum())


@dataclass(frozen=True)
class GammaGamma:
    """A fitted spend model; `g` is in the unit of money of the amounts."""

    p: float
    q: float
    g: float

    @property
    def parameters(self) -> Floats:
        """Return p, q, g."""
        return np.array([self.p, self.q, self.g])

    def expected(self, purchases: Floats, spend: Floats) -> Floats:
        """Return the expected spend per purchase after `purchases` worth `spend` in all; shape (n,).

        Without purchases it is the mean of the population. Source: Fader and Hardie (2013), eq. 5.
        """
        return self.p * (self.g + spend) / (self.p * purchases + self.q - 1)


@dataclass(frozen=True)
class PooledSpend:
    """One mean for everybody, where the data cannot tell customers apart."""

    mean: float

    @property
    def parameters(self) -> Floats:
        """Return the mean."""
        return np.array([self.mean])

    def expected(self, purchases: Floats, spend: Floats) -> Floats:
        """Return the mean of all purchases, for everybody; shape (n,)."""
        return np.full(np.broadcast(purchases, spend).shape, self.mean)


SpendModel = GammaGamma | PooledSpend


@dataclass(frozen=True)
class SpendFit:
    """A fitted spend model; `covariance` (3, 3) of ln p, ln q, ln g; `boundary` in words if one is met."""

    model: SpendModel
    covariance: Floats
    log_likelihood: float
    customers: float
    groups: int
    boundary: str | None = None

    @property
    def standard_errors(self) -> Floats:
        """Return the standard errors of the parameters, by the delta method."""
        return standard_errors(self.model.parameters, self.covariance)

    def plausible(self) -> tuple[SpendModel, ...]:
        """Return six equally weighted models that carry mean and covariance of the log-parameters.

        A pooled mean stands alone.
        """
        if not isinstance(self.model, GammaGamma):
            return (self.model,)
        points = sigma_points(self.model.parameters, self.covariance)
        return tuple(GammaGamma(*point.tolist()) for point in points)


def spend_bins(purchases: ArrayLike, spend: ArrayLike, weight: ArrayLike | None = None) -> SpendBins:
    """Take every customer as a bin of its own: `purchases` (n,) at least 1, `spend` (n,) above 0.

    `weight` (n,) is how many customers a row stands for. Refuses rows without purchase or spend.
    """
    n, s = np.asarray(purchases, dtype=np.float64), np.asarray(spend, dtype=np.float64)
    w = np.ones_like(n) if weight is None else np.asarray(weight, dtype=np.float64)
    for fault, expected, bad in (
        ("no spend above zero", "total spend above 0", ~(s > 0) | ~np.isfinite(s)),
        ("no purchase", "1 purchase or more", ~(n >= 1)),
    ):
        if bad.any():
            raise SpendRefused(rows=int(bad.sum()), total=len(n), fault=fault, expected=expected)
    numbers, places = np.unique(n, return_inverse=True)
    logs, nothing = np.log(s), np.zeros_like(s)
    return SpendBins(
        customers=w,
        mean=logs,
        variance=nothing,
        purchases=w * n,
        purchases_mean=logs,
        purchases_variance=nothing,
        numbers=numbers,
        counts=np.asarray(np.bincount(places, weights=w), dtype=np.float64),
        total=float(w @ s),
    )


def fit_gammagamma(bins: SpendBins, *, prior: Prior | LogPrior = "weak") -> SpendFit:
    """Fit Gamma-Gamma by Newton's method; where the data reach a limit, pool and say so."""
    if not bins.customers.sum():
        return _pooled(0.0, bins, NO_SPEND)
    start = np.log([START_P, START_Q, bins.mean_spend])
    held = prior if isinstance(prior, LogPrior) else prior_around(start, prior)
    top = climb(lambda logs: log_likelihood(bins, logs), held)
    p, q, g = (float(value) for value in top.parameters)
    if _amounts_are_one(bins) or p > MOST_EVEN:
        return _pooled(bins.mean_spend, bins, SAME_AMOUNTS)
    if q < LEAST_SHAPE:
        return _pooled(bins.mean_spend, bins, NO_MEAN)
    customers, rows = float(bins.customers.sum()), len(bins.customers)
    return SpendFit(GammaGamma(p, q, g), top.covariance, top.log_likelihood, customers, rows)


def log_likelihood(bins: SpendBins, logs: Floats) -> Curvature:
    """Return the log-likelihood at (ln p, ln q, ln g), in closed form."""
    p, q, g = np.exp(logs)
    n, w = bins.numbers, bins.counts
    all_n = float(w.sum())
    f0, f0_1, f0_2 = _sum_of_logs(bins.customers, bins.mean, bins.variance, g)
    f1, f1_1, f1_2 = _sum_of_logs(bins.purchases, bins.purchases_mean, bins.purchases_variance, g)
    logs_by_purchase, logs_by_customer = bins.purchases @ bins.purchases_mean, bins.customers @ bins.mean
    value = w @ (special.gammaln(p * n + q) - special.gammaln(p * n)) - all_n * special.gammaln(q)
    value += all_n * q * logs[2] + p * logs_by_purchase - p * f1 - q * f0
    value += w @ np.log(n) - logs_by_customer
    both, both2 = special.digamma(p * n + q), special.polygamma(1, p * n + q)
    slope_p = w @ (n * (both - special.digamma(p * n))) + logs_by_purchase - f1
    slope_q = w @ both + all_n * (logs[2] - special.digamma(q)) - f0
    slope_g = all_n * q - p * f1_1 - q * f0_1
    bend_pp = w @ (n**2 * (both2 - special.polygamma(1, p * n)))
    bend_pq = w @ (n * both2)
    bend_qq = w @ both2 - all_n * special.polygamma(1, q)
    gradient = np.array([slope_p * p, slope_q * q, slope_g])
    hessian = np.array(
        [
            [bend_pp * p**2 + slope_p * p, bend_pq * p * q, -f1_1 * p],
            [bend_pq * p * q, bend_qq * q**2 + slope_q * q, (all_n - f0_1) * q],
            [-f1_1 * p, (all_n - f0_1) * q, -p * f1_2 - q * f0_2],
        ]
    )
    return Curvature(float(value), gradient, hessian)


def _sum_of_logs(weight: Floats, mean: Floats, variance: Floats, g: float) -> tuple[float, float, float]:
    """Return sum of ln(g + s) and its first two derivatives in ln g, second order inside a bin.

    Second-order bins of width 0.02 moved no parameter by 0.001 standard errors at 2.3 million customers.
    """
    share = special.expit(np.log(g) - mean)
    spread = share * (1 - share)
    logs = np.logaddexp(np.log(g), mean) + variance / 2 * spread
    first = share + variance / 2 * spread * (1 - 2 * share)
    second = spread + variance / 2 * spread * (1 - 6 * spread)
    return float(weight @ logs), float(weight @ first), float(weight @ second)


def _amounts_are_one(bins: SpendBins) -> bool:
    """Tell whether all customers spent the same per purchase, as far as the bins show."""
    logs = bins.mean - np.log(bins.purchases / bins.customers)
    return bool(np.ptp(logs) < (ALIKE_IN_BINS if bins.variance.any() else ALIKE))


def _pooled(mean: float, bins: SpendBins, boundary: str) -> SpendFit:
    """Give everybody one mean, and say by which limit it came to that."""
    customers, rows = float(bins.customers.sum()), len(bins.customers)
    return SpendFit(PooledSpend(mean), np.zeros((1, 1)), float("-inf"), customers, rows, boundary)
