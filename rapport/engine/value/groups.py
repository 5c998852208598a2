"""Fit per group, shrunk towards the whole: how far is learnt from how much the groups differ.

Source: Morris (1983), "Parametric Empirical Bayes Inference", JASA 78(381).
"""

from collections.abc import Callable, Sequence

import numpy as np

from rapport.engine.value.fit import Fit
from rapport.engine.value.histories import Floats
from rapport.engine.value.newton import PRIOR_SD, LogPrior
from rapport.engine.value.spend import GammaGamma, SpendFit
from rapport.lib.errors import Refusal

MOST_GROUPS = 50
LEAST_SPREAD = 0.02  # of log-parameters between groups; below it they are taken as one


class TooManyGroups(Refusal):
    """A column with too many values to fit each."""

    code = "too_many_groups"
    text = "Column '{column}' has {found} values. Expected {most} or fewer. Pass --by with a coarser column."


def between(whole: Floats, each: Sequence[Floats], variances: Sequence[Floats]) -> LogPrior:
    """Return the prior of a group: around the whole, as wide as groups truly differ.

    `whole` (k,) and `each` (k,) are log-parameters, `variances` (k,) what sampling explains.
    """
    away = np.mean([(logs - whole) ** 2 - noise for logs, noise in zip(each, variances, strict=True)], axis=0)
    spread = np.clip(away, LEAST_SPREAD**2, PRIOR_SD**2)
    return LogPrior(whole, 1 / spread)


def _learnt(whole: Fit | SpendFit, alone: Sequence[Fit] | Sequence[SpendFit]) -> LogPrior:
    """Return the prior that groups fitted each alone teach."""
    logs = [np.log(one.model.parameters) for one in alone]
    return between(np.log(whole.model.parameters), logs, [np.diag(one.covariance) for one in alone])


def shrunk_fits(
    whole: Fit, names: Sequence[str], fit: Callable[[str, LogPrior | None], Fit]
) -> dict[str, Fit]:
    """Fit every group twice: alone, to learn the spread, then under it; None stands for no learnt prior."""
    alone = [fit(name, None) for name in names]
    prior = _learnt(whole, alone)
    return {name: fit(name, prior) for name in names}


def shrunk_spends(
    whole: SpendFit, names: Sequence[str], fit: Callable[[str, LogPrior | None], SpendFit]
) -> dict[str, SpendFit]:
    """Fit the spend of every group under the spread of those that can be told; the rest is pooled."""
    if not isinstance(whole.model, GammaGamma):
        return dict.fromkeys(names, whole)
    told = [one for one in (fit(name, None) for name in names) if isinstance(one.model, GammaGamma)]
    if not told:
        return dict.fromkeys(names, whole)
    prior = _learnt(whole, told)
    fits = {name: fit(name, prior) for name in names}
    return {name: one if isinstance(one.model, GammaGamma) else whole for name, one in fits.items()}
