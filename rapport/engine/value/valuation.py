"""Value a log from end to end: read, reduce, choose, fit, predict, score."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from rapport.engine.value.backtest import Backtest, Outcome, Past, origins_of, run_backtest, test_horizon
from rapport.engine.value.cases import cases_at, gaps_between
from rapport.engine.value.choose import Member, fitter, likeliest, members_of
from rapport.engine.value.fit import Fit
from rapport.engine.value.groups import MOST_GROUPS, TooManyGroups, shrunk_fits, shrunk_spends
from rapport.engine.value.histories import Histories
from rapport.engine.value.kept import kept_state
from rapport.engine.value.ladder import lapsed_after, with_standing
from rapport.engine.value.log import LogOptions, LogSource, TypedLog, open_log
from rapport.engine.value.log.engines import hand_over, is_spark
from rapport.engine.value.newton import LogPrior
from rapport.engine.value.predict import Future, Prediction, expect_groups, predict_groups, with_opinion
from rapport.engine.value.roster import Roster, roster_of
from rapport.engine.value.score import GROUP, Money, group_table, scored
from rapport.engine.value.season import EPOCH, Clock, calendar_steps, clock_at, warped
from rapport.engine.value.settings import SettingRefused, Settings
from rapport.engine.value.sheet import Added, Sheet
from rapport.engine.value.spend import SpendBins, SpendFit, fit_gammagamma
from rapport.engine.value.standings import cuts_in
from rapport.engine.value.state import State, state_of
from rapport.engine.value.summary import (
    EXACT_TO,
    cell_histories,
    exact_histories,
    folded_spend,
    spend_groups,
)
from rapport.engine.value.trees import tree_opinion

ENOUGH_BUYERS = 500
ENOUGH_DAYS = 180

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Fitted:
    """What was fitted to a whole log or to one group of it."""

    purchases: Fit
    spend: SpendFit


@dataclass(frozen=True)
class Valuation:
    """A valued log.

    `member` names the model; `fitted` is of the whole log, `by_group` of each group; `outcomes` are
    the past totals that bands are learnt from; `silence` is the days after which a customer has lapsed.
    `exact` are the distinct histories; `roster` has every customer in memory where that is the faster way.
    `kept` are customers that were scored already, and `added` what they come to.
    """

    settings: Settings
    log: TypedLog
    state: State
    member: Member
    fitted: Fitted
    by_group: dict[str, Fitted]
    first_counts: bool
    clock: Clock | None
    with_trees: bool
    backtest: Backtest | None
    outcomes: tuple[Outcome, ...]
    silence: int | None
    exact: Histories
    roster: Roster | None
    kept: ir.Table | None = None
    added: Added | None = None

    @cached_property
    def customers(self) -> ir.Table:
        """Return the columns of the output, one row per customer, as a table of the query engine."""
        return _score(self) if self.kept is None else self.kept

    @cached_property
    def prediction(self) -> Prediction:
        """Return the future of each of the histories in `exact`."""
        return _predict(self, self.fitted, self.exact)

    @property
    def until(self) -> date:
        """Return the last day that counts as known."""
        return EPOCH + timedelta(days=self.state.until)

    @property
    def first_on(self) -> date | None:
        """Return the day of the first purchase in the log."""
        first = self.state.totals.first_day
        return None if first is None else EPOCH + timedelta(days=first)

    @property
    def horizon_days(self) -> int:
        """Return how many days the horizon has."""
        return self.settings.horizon.days_after(self.until)

    @property
    def log_likelihood(self) -> float:
        """Return the log-likelihood of the purchases with time in weeks, as the parameters are printed.

        A density over days is seven times one over weeks, once for every repeat.
        """
        return self.fitted.purchases.log_likelihood + self.state.totals.repeats * math.log(7)

    @property
    def is_thin(self) -> bool:
        """Tell whether there are too few buyers or days to trust a model, so that ranges are widened."""
        return is_thin(self.state)


def is_thin(state: State) -> bool:
    """Tell whether a state has fewer than 500 buyers or 180 days."""
    first = state.totals.first_day
    return state.totals.buyers < ENOUGH_BUYERS or first is None or state.until - first < ENOUGH_DAYS


def value_log(
    source: LogSource,
    settings: Settings | None = None,
    options: LogOptions | None = None,
    *,
    backend: BaseBackend | None = None,
    state: Path | None = None,
    tell: Tell = lambda _: None,
) -> Valuation:
    """Value every customer of a log: CSV or Parquet files, a pattern of either, or an Ibis table.

    Refuses what cannot be read without guessing, with a sentence that names the option. `tell` is
    called with a line of progress before each long step.
    """
    settings = settings or Settings()
    tell("Reading the log")
    options = options or LogOptions()
    gaps = len(members_of(settings)) > 1 or settings.model == "mbgcnbdk"
    if state is not None:
        log, reduced = kept_state(_files(source, backend), options, settings.until, state, tell=tell)
    else:
        log = open_log(source, options, backend=backend)
        tell("Reducing it to one row per customer")
        reduced = state_of(log, settings.until, gaps=gaps)
    return value_state(log, reduced, settings, tell=tell)


def _files(source: LogSource, backend: BaseBackend | None) -> str | Path | Sequence[str | Path]:
    """Refuse to keep the state of what is no file, or of Spark."""
    if isinstance(source, ir.Table) or (backend is not None and backend.name != "duckdb"):
        raise SettingRefused(name="A kept state", value="asked for", expected="files and the engine duckdb")
    return source


def value_state(log: TypedLog, state: State, settings: Settings, *, tell: Tell = lambda _: None) -> Valuation:
    """Value every customer of a state that is already reduced."""
    tell("Fitting")
    roster = _roster(state)
    exact = exact_histories(state.customers, state.until) if roster is None else roster.histories
    member, fit = likeliest(members_of(settings), lambda one: _fit(one, state, exact, settings))
    silence = lapsed_after(gaps_between(state.sample, state.until), settings.ladder)
    backtest, outcomes = _ask_the_past(state, member, settings, tell)
    first_counts = backtest.first_counts if backtest else True
    bins = _spend_bins(state, roster, first_counts=first_counts)
    clock = _clock(state, fit, settings) if backtest and backtest.use_season else None
    if clock is not None:
        fit = member.fit(_on_clock(exact, state, clock), state.totals.log_gaps, settings.prior)
    valuation = Valuation(
        settings=settings,
        log=log,
        state=state,
        member=member,
        fitted=Fitted(fit, fit_gammagamma(bins, prior=settings.prior)),
        by_group={},
        first_counts=first_counts,
        clock=clock,
        with_trees=bool(backtest and backtest.use_trees),
        backtest=backtest,
        outcomes=outcomes,
        silence=silence,
        exact=exact,
        roster=roster,
    )
    if GROUP in state.customers.columns:
        tell("Fitting each group")
        valuation = replace(valuation, by_group=_fit_groups(valuation))
    tell("Predicting and scoring")
    return valuation


def _spend_bins(state: State, roster: Roster | None, *, first_counts: bool) -> SpendBins:
    if roster is None or _is_small(state):
        return spend_groups(state.customers, first_counts=first_counts, exact=_is_small(state))
    paid, minor = roster.column("paid"), roster.column("minor")
    if first_counts:
        return folded_spend(paid, minor)
    first = roster.column("first_minor")
    return folded_spend(paid - (first > 0), minor - first)


def _roster(state: State) -> Roster | None:
    """Take customers into memory, unless groups are fitted apart or a cluster may hold them."""
    if GROUP in state.customers.columns or is_spark(state.customers.get_backend()):
        return None
    roster = roster_of(state.customers, state.until)
    return roster if len(roster.histories) else None


def _is_small(state: State) -> bool:
    return state.totals.customers <= EXACT_TO


def _fit(member: Member, state: State, exact: Histories, settings: Settings) -> Fit:
    """Fit on distinct histories; past 50,000 customers on log cells, finished by one exact step."""
    if _is_small(state):
        return member.fit(exact, state.totals.log_gaps, settings.prior)
    cells = cell_histories(exact, state.totals.mean_age)
    return member.fit(cells, state.totals.log_gaps, settings.prior, exact)


def _ask_the_past(
    state: State, member: Member, settings: Settings, tell: Tell
) -> tuple[Backtest | None, tuple[Outcome, ...]]:
    """Backtest at past origins of the log itself; bands come only from looks as long as the horizon."""
    first = state.totals.first_day
    if settings.backtest == "none" or first is None:
        return None, ()
    horizon = settings.horizon.days_after(EPOCH + timedelta(days=state.until))
    ahead = test_horizon(first, state.until, horizon)
    origins = origins_of(first, state.until, ahead)
    if not origins:
        return None, ()
    tell(f"Backtesting at {len(origins)} past days")
    fitters = {member.name: fitter(member, settings.prior)}
    if member.phases > 1 and settings.model == "auto":
        plain = members_of(replace(settings, model="mbgnbd", erlang_k=None))[0]
        fitters[plain.name] = fitter(plain, settings.prior)
    backtest, outcomes = run_backtest(
        Past(state.sample, ahead, settings.ladder), origins, fitters, seasons=settings.model == "auto"
    )
    return backtest, outcomes if ahead == horizon else ()


def _clock(state: State, fit: Fit, settings: Settings) -> Clock | None:
    until = EPOCH + timedelta(days=state.until)
    return clock_at(state.sample, state.until, settings.horizon.days_after(until), fit.model)


def _on_clock(exact: Histories, state: State, clock: Clock) -> Histories:
    return warped(exact, state.until - exact.age, clock)


def _fit_groups(valuation: Valuation) -> dict[str, Fitted]:
    """Fit every group, shrunk towards the whole."""
    customers = valuation.state.customers
    names = sorted(customers.select(GROUP).distinct().to_pyarrow()[GROUP].to_pylist())
    if len(names) > MOST_GROUPS:
        raise TooManyGroups(column="group", found=len(names), most=MOST_GROUPS)

    def fit(name: str, prior: LogPrior | None) -> Fit:
        part = customers.filter(customers.group == name)
        exact = exact_histories(part, valuation.state.until)
        if valuation.clock is not None:
            exact = _on_clock(exact, valuation.state, valuation.clock)
        return valuation.member.fit(exact, 0.0, prior or valuation.settings.prior)

    def fit_spend(name: str, prior: LogPrior | None) -> SpendFit:
        part = customers.filter(customers.group == name)
        bins = spend_groups(part, first_counts=valuation.first_counts, exact=_is_small(valuation.state))
        return fit_gammagamma(bins, prior=prior or valuation.settings.prior)

    fits = shrunk_fits(valuation.fitted.purchases, names, fit)
    spends = shrunk_spends(valuation.fitted.spend, names, fit_spend)
    return {name: Fitted(fits[name], spends[name]) for name in names}


def future_of(valuation: Valuation) -> Future:
    """Return the horizon as the model sees it."""
    days, rate = valuation.horizon_days, valuation.settings.daily_rate
    if valuation.clock is None:
        return Future(float(days), rate)
    steps = calendar_steps(valuation.clock, valuation.state.until, days)
    return Future(steps[-1][0], rate, steps)


def _predict(valuation: Valuation, fitted: Fitted, exact: Histories) -> Prediction:
    prediction = predict_groups(
        fitted.purchases,
        fitted.spend,
        _with_clock(valuation, exact),
        future_of(valuation),
        first_counts=valuation.first_counts,
        wide=valuation.is_thin,
    )
    if not valuation.with_trees:
        return prediction
    days = valuation.horizon_days
    lesson = cases_at(valuation.state.sample, valuation.state.until - days, days, valuation.settings.ladder)
    return with_opinion(prediction, tree_opinion(lesson, exact))


def sheet_of(valuation: Valuation, roster: Roster, *, whole: bool) -> Sheet:
    """Lay out what scoring in memory takes; unless `whole`, only what totals need."""
    cuts = cuts_in(roster, valuation.state.until, valuation.silence, valuation.settings.ladder)
    money = _money(valuation, valuation.fitted)
    if whole or valuation.with_trees:
        return Sheet(roster, cuts, money, valuation.prediction)
    on_clock = _with_clock(valuation, valuation.exact)
    return Sheet(
        roster, cuts, money, expect_groups(valuation.fitted.purchases, on_clock, future_of(valuation))
    )


def _with_clock(valuation: Valuation, exact: Histories) -> Histories:
    return exact if valuation.clock is None else _on_clock(exact, valuation.state, valuation.clock)


def _score(valuation: Valuation) -> ir.Table:
    """Join every customer with the prediction of their group."""
    state = valuation.state
    standing = with_standing(state.customers, state.until, valuation.silence, valuation.settings.ladder)
    margin = valuation.settings.margin
    if not valuation.by_group:
        table = group_table(valuation.exact, valuation.prediction, state.until, margin)
        return scored(
            standing,
            hand_over(table, valuation.log.backend),
            _money(valuation, valuation.fitted),
            state.until,
        )
    parts = []
    for name, fitted in valuation.by_group.items():
        part = standing.filter(standing.group == name)
        own = exact_histories(state.customers.filter(state.customers.group == name), state.until)
        table = group_table(own, _predict(valuation, fitted, own), state.until, margin)
        parts.append(
            scored(part, hand_over(table, valuation.log.backend), _money(valuation, fitted), state.until)
        )
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _money(valuation: Valuation, fitted: Fitted) -> Money:
    return Money(
        spend=fitted.spend.model,
        decimals=valuation.log.decimals,
        margin=valuation.settings.margin,
        first_counts=valuation.first_counts,
    )
