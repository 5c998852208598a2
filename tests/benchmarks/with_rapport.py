"""Rapport's forecasts, through its library: `--model auto` as anybody would call it."""

import numpy as np

from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Histories, histories
from rapport.engine.value.ranges import chances_by_repeats
from rapport.engine.value.season import warped
from rapport.engine.value.settings import Settings, Span
from rapport.engine.value.valuation import Valuation, future_of, value_log
from tests.benchmarks.forecasts import Forecast
from tests.benchmarks.logs import Past
from tests.benchmarks.scores import Exceed, Floats, Ints


def auto(past: Past) -> Forecast:
    """Forecast with the model, spend variant, season and trees that backtests on the past choose."""
    settings = Settings(model="auto", horizon=Span(past.weeks, "w"), until=past.until)
    valuation = value_log(past.path, settings)
    columns = ("customer", "repeats", "last_repeat_weeks", "age_weeks", "expected_purchases")
    table = valuation.customers.select(*columns).to_pyarrow()
    repeats, last_repeat, age, expected = (table[name].to_numpy().astype(np.float64) for name in columns[1:])
    customers = histories(repeats, np.rint(last_repeat * 7), np.rint(age * 7))
    chosen = [valuation.member.name, "season clock" * bool(valuation.clock), "trees" * valuation.with_trees]
    return Forecast(
        customer=table["customer"].to_numpy().astype(np.int64),
        expected=expected,
        exceed=exceed_of(valuation, customers),
        parameters=parameters_of(valuation.fitted.purchases.model),
        notes=", ".join(filter(None, chosen)),
    )


def exceed_of(valuation: Valuation, customers: Histories) -> Exceed:
    """Return the model's chances of more than k purchases, as its own ranges are drawn from.

    Where trees shift the expectation the chances stay the model's, as they do in the output.
    """
    if valuation.clock is not None:
        customers = warped(customers, valuation.state.until - customers.age, valuation.clock)
    model, ahead = valuation.fitted.purchases.model, future_of(valuation).ahead

    def exceed(which: Ints, count: int) -> Floats:
        above = np.zeros((which.size, count))
        for rows, chances in chances_by_repeats(model, customers.rows(which), ahead, tail=1e-7):
            counts = min(count, chances.most)
            tables = chances.tables[:, chances.places, :counts]
            above[rows, :counts] = np.einsum("mn,mnk->nk", chances.shares, tables)
        return above

    return exceed


def parameters_of(model: PurchaseModel) -> dict[str, float]:
    """Return the fitted parameters by name; times in days."""
    return {name: float(number) for name, number in vars(model).items()}


FORECASTS = {"Rapport auto": auto}
