"""Choose the model: the literature's by name, or the phases of a gap by likelihood."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from rapport.engine.value.fit import Fit, fit_bgnbd, fit_mbgcnbdk, fit_mbgnbd, fit_paretonbd
from rapport.engine.value.histories import Histories
from rapport.engine.value.newton import LogPrior, Prior
from rapport.engine.value.settings import Settings

MOST_PHASES = 3
LEAST_GAIN = 2.0  # of the log-likelihood that one more phase must bring: an AIC of one parameter, doubled


@dataclass(frozen=True)
class Member:
    """One model to fit, by the name it has in tables; `phases` of a gap, 1 where gaps are purely random."""

    name: str
    phases: int
    run: Callable[..., Fit]

    def fit(
        self, customers: Histories, log_gaps: float, prior: Prior | LogPrior, finish: Histories | None = None
    ) -> Fit:
        """Fit it; `log_gaps` is the sum of ln(gap) that makes different phases comparable."""
        if self.phases > 1:
            return self.run(customers, self.phases, log_gaps=log_gaps, prior=prior, finish=finish)
        return self.run(customers, prior=prior, finish=finish)


def members_of(settings: Settings) -> tuple[Member, ...]:
    """Return the models that the settings allow; where there are several, likelihood decides."""
    if settings.model == "bgnbd":
        return (Member("BG/NBD", 1, fit_bgnbd),)
    if settings.model == "paretonbd":
        return (Member("Pareto/NBD", 1, fit_paretonbd),)
    if settings.model == "mbgnbd":
        return (_erlang(1),)
    if settings.erlang_k is not None:
        return (_erlang(settings.erlang_k),)
    return tuple(_erlang(phases) for phases in range(1, MOST_PHASES + 1))


def _erlang(phases: int) -> Member:
    if phases == 1:
        return Member("MBG/NBD", 1, fit_mbgnbd)
    return Member(f"MBG/NBD, gaps of {phases} phases", phases, fit_mbgcnbdk)


def likeliest(members: tuple[Member, ...], fit: Callable[[Member], Fit]) -> tuple[Member, Fit]:
    """Fit all and return the likeliest; one more phase must bring more than noise would."""
    best, *others = [(member, fit(member)) for member in members]
    for candidate in others:
        if candidate[1].log_likelihood > best[1].log_likelihood + LEAST_GAIN:
            best = candidate
    return best


def fitter(member: Member, prior: Prior) -> Callable[[Histories, float], Fit]:
    """Return the member as a function of histories and their sum of ln(gap)."""
    return partial(_fit_plain, member, prior)


def _fit_plain(member: Member, prior: Prior, customers: Histories, log_gaps: float) -> Fit:
    return member.fit(customers, log_gaps, prior)
