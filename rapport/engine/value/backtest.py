"""Ask the log itself: predict from past days, compare with what happened, choose what did best."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import ibis.expr.types as ir
import numpy as np

from rapport.engine.value.cases import Cases, cases_at
from rapport.engine.value.fit import Fit
from rapport.engine.value.histories import Floats, Histories
from rapport.engine.value.ladder import LadderSettings
from rapport.engine.value.predict import predict_purchases
from rapport.engine.value.scores import Scores, model_scores, point_scores
from rapport.engine.value.season import Clock, clock_at, warped
from rapport.engine.value.spend import SpendModel, fit_gammagamma
from rapport.engine.value.trees import FEWEST_CUSTOMERS, can_grow, tree_opinion

MOST_ORIGINS = 8
FEWEST_ORIGINS = 4  # that teach a band
LEAST_HISTORY = 60  # days before the first origin
LEAST_SHARE = 0.25  # of the log before the first origin
NAIVE = ("zero", "last period repeated", "mean rate")
WITH_TREES = "mean with boosted trees"
WITH_SEASON = "with a season clock"
TREES_MUST_GAIN = 0.002  # of RMSE and deviance: less is noise, and trees cost a pass

Fitter = Callable[[Histories, float], Fit]


@dataclass(frozen=True)
class Trial:
    """One way of predicting at one origin: its name, expected purchases (n,), and how it scored."""

    name: str
    purchases: Floats
    scores: Scores


@dataclass(frozen=True)
class Outcome:
    """What was expected and what came at one origin, as totals by standing; money in minor units.

    `history` is how many days of the log lay before it.
    """

    origin: int
    history: int
    ahead: int
    purchases: dict[str, tuple[float, float]]
    spend: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Row:
    """One way of predicting, averaged over the origins."""

    name: str
    chosen: bool
    scores: Scores


@dataclass(frozen=True)
class Backtest:
    """The table of a backtest, and what it chose.

    `ahead` is the days looked ahead; `first_counts`, `use_season` and `use_trees` are the choices.
    """

    ahead: int
    origins: tuple[int, ...]
    rows: tuple[Row, ...]
    first_counts: bool
    use_season: bool
    use_trees: bool
    beats_naive: bool
    customers: int


def origins_of(first_day: int, until: int, ahead: int, most: int = MOST_ORIGINS) -> tuple[int, ...]:
    """Return up to eight past days from which `ahead` days on are known, latest last."""
    least = first_day + max(LEAST_HISTORY, round(LEAST_SHARE * (until - first_day)))
    latest = until - ahead
    if latest < least:
        return ()
    number = min(most, 1 + (latest - least) // 7)
    return tuple(int(day) for day in np.unique(np.rint(np.linspace(least, latest, number))))


def test_horizon(first_day: int, until: int, horizon: int) -> int:
    """Return how far ahead the backtest looks: the horizon, or a third of a log too short for it."""
    if len(origins_of(first_day, until, horizon)) >= FEWEST_ORIGINS:
        return horizon
    return min(horizon, max(1, (until - first_day) // 3))


@dataclass(frozen=True)
class Past:
    """The purchase days of a sample, and how far to look ahead from a day of them."""

    days: ir.Table
    ahead: int
    ladder: LadderSettings

    def cases(self, origin: int) -> Cases:
        """Return the customers as of a day, with what they did after it."""
        return cases_at(self.days, origin, self.ahead, self.ladder)


def run_backtest(
    past: Past, origins: Sequence[int], fitters: dict[str, Fitter], *, seasons: bool
) -> tuple[Backtest, tuple[Outcome, ...]]:
    """Predict at each origin from the purchase days of a sample, and score.

    `fitters` are the models by name, the chosen one first; `seasons` tries the season clock at
    origins that have two full cycles behind them.
    """
    main = next(iter(fitters))
    looks = [_look(past, origin, fitters, seasons=seasons) for origin in origins]
    first_counts = _first_counts([cases for cases, _ in looks])
    table = _table([trials for _, trials in looks])
    chosen = _choose(main, table)
    test = Backtest(
        ahead=past.ahead,
        origins=tuple(origins),
        rows=tuple(Row(name, name == chosen, scores) for name, scores in table.items()),
        first_counts=first_counts,
        use_season=chosen == f"{main} {WITH_SEASON}",
        use_trees=chosen == f"{main}, {WITH_TREES}",
        beats_naive=table[chosen].rmse < min(table[name].rmse for name in NAIVE),
        customers=len(looks[-1][0].bought),
    )
    outcomes = (_outcome(cases, trials[chosen], first_counts=first_counts) for cases, trials in looks)
    return test, tuple(outcomes)


def _look(
    past: Past, origin: int, fitters: dict[str, Fitter], *, seasons: bool
) -> tuple[Cases, dict[str, Trial]]:
    """Let everybody predict at one origin."""
    cases, main = past.cases(origin), next(iter(fitters))
    guesses = _naive(cases)
    trials = {name: Trial(name, guess, point_scores(cases.bought, guess)) for name, guess in guesses.items()}
    for name, fit in fitters.items():
        fitted = fit(cases.histories, cases.log_gaps)
        trials[name] = _model_trial(name, fitted, cases, cases.histories, float(cases.ahead))
        wanted = seasons and name == main
        clock = clock_at(past.days, origin, past.ahead, fitted.model) if wanted else None
        if clock is not None:
            trials[f"{main} {WITH_SEASON}"] = _seasonal_trial(f"{main} {WITH_SEASON}", fit, cases, clock)
    opinion = _with_trees(past, cases, trials[main].purchases)
    if opinion is not None:
        name = f"{main}, {WITH_TREES}"
        trials[name] = Trial(name, opinion, replace(point_scores(cases.bought, opinion), crps=None))
    return cases, trials


def _seasonal_trial(name: str, fit: Fitter, cases: Cases, clock: Clock) -> Trial:
    on_clock = warped(cases.histories, cases.first_day, clock)
    now, then = clock.at(np.array([cases.origin, cases.origin + cases.ahead]))
    return _model_trial(name, fit(on_clock, cases.log_gaps), cases, on_clock, float(then - now))


def _model_trial(name: str, fit: Fit, cases: Cases, customers: Histories, ahead: float) -> Trial:  # noqa: PLR0917
    purchases = predict_purchases(fit.model, customers, ahead)
    return Trial(name, purchases, model_scores(fit.model, customers, ahead, cases.bought, purchases))


def _naive(cases: Cases) -> dict[str, Floats]:
    """Return what anybody would guess: nothing, the same again, the own rate so far."""
    age = np.maximum(cases.histories.age, 1.0)
    guesses = (np.zeros_like(age), cases.before, cases.histories.repeats / age * cases.ahead)
    return dict(zip(NAIVE, guesses, strict=True))


def _with_trees(past: Past, cases: Cases, purchases: Floats) -> Floats | None:
    """Average with trees that learnt one horizon earlier; None where that is not possible."""
    earlier = cases.origin - cases.ahead
    enough = len(cases.bought) >= FEWEST_CUSTOMERS and earlier >= cases.first_day.min() + LEAST_HISTORY
    if not can_grow() or not enough:
        return None
    return (purchases + tree_opinion(past.cases(earlier), cases.histories)) / 2


def _first_counts(looks: Sequence[Cases]) -> bool:
    """Tell whether spend was predicted better with the first purchase than without it."""
    errors = {
        first: _mean([_spend_error(cases, first_counts=first) for cases in looks]) for first in (True, False)
    }
    return errors[True] <= errors[False]


def _spend_error(cases: Cases, *, first_counts: bool) -> float:
    """Return the absolute error of spend, given the purchases that came, per money spent."""
    model = fit_gammagamma(cases.spend_bins(first_counts=first_counts)).model
    expected = model.expected(*cases.spend_seen(first_counts=first_counts)) * cases.bought
    return float(np.abs(expected - cases.spent).sum() / max(cases.spent.sum(), 1.0))


def _table(at_origins: Sequence[dict[str, Trial]]) -> dict[str, Scores]:
    """Average the scores of everybody who predicted at every origin."""
    names = [name for name in at_origins[0] if all(name in trials for trials in at_origins)]
    return {name: _average([trials[name].scores for trials in at_origins]) for name in names}


def _average(scores: Sequence[Scores]) -> Scores:
    means = {
        name: _mean_known([getattr(score, name) for score in scores]) for name in Scores.__dataclass_fields__
    }
    return Scores(**means)  # type: ignore[arg-type]


def _mean_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return _mean(known) if len(known) == len(values) else None


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else 0.0


def _choose(main: str, table: dict[str, Scores]) -> str:
    """Keep the model that likelihood chose unless season or trees were better at past origins."""
    seasonal, trees = f"{main} {WITH_SEASON}", f"{main}, {WITH_TREES}"
    plain = table[main]
    if seasonal in table:
        closer = abs(table[seasonal].total_error) < 0.9 * abs(plain.total_error)
        if closer and table[seasonal].rmse <= 1.005 * plain.rmse:
            return seasonal
    if trees in table and plain.deviance is not None:
        deviance = table[trees].deviance
        gains = table[trees].rmse < (1 - TREES_MUST_GAIN) * plain.rmse
        if gains and deviance is not None and deviance < (1 - TREES_MUST_GAIN) * plain.deviance:
            return trees
    return main


def _outcome(cases: Cases, trial: Trial, *, first_counts: bool) -> Outcome:
    """Add up what was expected and what came, in all and by rung and segment."""
    money: SpendModel = fit_gammagamma(cases.spend_bins(first_counts=first_counts)).model
    spend = trial.purchases * money.expected(*cases.spend_seen(first_counts=first_counts))
    everybody = np.full(len(spend), "all", dtype=object)
    purchases, spends = {}, {}
    for kind in (everybody, cases.rung, cases.segment):
        for name in dict.fromkeys(kind.tolist()):
            rows = kind == name
            purchases[name] = float(trial.purchases[rows].sum()), float(cases.bought[rows].sum())
            spends[name] = float(spend[rows].sum()), float(cases.spent[rows].sum())
    history = cases.origin - int(cases.first_day.min())
    return Outcome(cases.origin, history, cases.ahead, purchases, spends)
