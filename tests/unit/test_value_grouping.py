"""Customers folded into cells and bins are fitted as if each stood alone; groups are shrunk to the whole."""

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_allclose

from rapport.engine.value import (
    Fit,
    SpendFit,
    fit_bgnbd,
    fit_gammagamma,
    fit_mbgcnbdk,
    fit_mbgnbd,
    fit_paretonbd,
)
from rapport.engine.value.groups import between, shrunk_fits, shrunk_spends
from rapport.engine.value.histories import Histories
from rapport.engine.value.newton import PRIOR_SD, LogPrior
from rapport.engine.value.spend import spend_bins
from rapport.engine.value.summary import (
    SAMPLE,
    cell_histories,
    exact_histories,
    sample_halvings,
    sampled,
    spend_groups,
    total,
)
from tests.value_samples import MBG, Shop, made_shop

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
UNTIL = 20_000
CUSTOMERS = 30_000


@pytest.fixture(scope="module")
def shop() -> Shop:
    return made_shop(MBG, CUSTOMERS, 31)


@pytest.fixture(scope="module")
def state(shop: Shop) -> ir.Table:
    first = UNTIL - np.ceil(shop.customers.age)
    last = np.minimum(first + np.round(shop.customers.last_repeat), UNTIL)
    minor = np.maximum(np.round(shop.spend * 100), 1)
    columns = {
        "customer": np.arange(CUSTOMERS),
        "purchases": shop.purchases,
        "paid": shop.purchases,
        "first_day": first,
        "last_day": last,
        "minor": minor,
        "first_minor": np.where(shop.purchases > 1, np.round(minor / shop.purchases), minor),
        "log_gaps": np.zeros(CUSTOMERS),
    }
    table = pa.table({name: pa.array(column.astype(np.int64)) for name, column in columns.items()})
    return ibis.memtable(table)


def away(one: Fit | SpendFit, other: Fit | SpendFit) -> float:
    """Return the largest difference of log-parameters in standard errors."""
    logs = np.log(one.model.parameters) - np.log(other.model.parameters)
    return float(np.max(np.abs(logs) / np.sqrt(np.diag(other.covariance))))


def test_distinct_histories_stand_for_every_customer(state: ir.Table, shop: Shop) -> None:
    exact = exact_histories(state, UNTIL)

    assert exact.customers == CUSTOMERS
    assert float(exact.weight @ exact.repeats) == shop.customers.repeats.sum()
    assert exact.mean_age == pytest.approx(np.ceil(shop.customers.age).mean())


def test_cells_are_fewer_and_keep_every_mean(state: ir.Table) -> None:
    exact, totals = exact_histories(state, UNTIL), total(state, UNTIL)
    cells = cell_histories(exact, totals.mean_age)

    assert totals.mean_age == pytest.approx(exact.mean_age)
    assert len(cells) < 0.6 * len(exact)
    for column in ("repeats", "age", "last_repeat"):
        assert cells.weight @ getattr(cells, column) == pytest.approx(exact.weight @ getattr(exact, column))
    assert cells.customers == exact.customers


@pytest.mark.parametrize("name", ["mbgnbd", "bgnbd", "erlang 3", "paretonbd"])
def test_cells_finished_by_one_exact_step_are_exact(state: ir.Table, name: str) -> None:
    """Within 0.01 standard errors of the fit that sees every distinct history."""
    few = state.filter(state.customer < 6_000) if name == "paretonbd" else state
    exact = exact_histories(few, UNTIL)
    cells = cell_histories(exact, exact.mean_age)

    def fit(customers: Histories, finish: Histories | None = None) -> Fit:
        if name == "erlang 3":
            return fit_mbgcnbdk(customers, 3, finish=finish)
        plain = {"mbgnbd": fit_mbgnbd, "bgnbd": fit_bgnbd, "paretonbd": fit_paretonbd}[name]
        return plain(customers, finish=finish)

    whole, coarse, finished = fit(exact), fit(cells), fit(cells, exact)

    assert away(coarse, whole) > away(finished, whole)
    assert away(finished, whole) < 0.01
    assert finished.log_likelihood == pytest.approx(whole.log_likelihood, abs=0.01)
    assert_allclose(finished.covariance, whole.covariance, rtol=0.02, atol=1e-7)
    assert finished.groups == len(exact)


@pytest.mark.parametrize("first_counts", [True, False])
def test_spend_bins_are_exact_to_a_hundredth_of_a_standard_error(
    state: ir.Table, *, first_counts: bool
) -> None:
    exact = fit_gammagamma(spend_groups(state, first_counts=first_counts, exact=True))
    binned = fit_gammagamma(spend_groups(state, first_counts=first_counts, exact=False))

    assert binned.groups < 1_000 < exact.groups
    assert binned.customers == exact.customers
    assert away(binned, exact) < 0.01
    assert binned.log_likelihood == pytest.approx(exact.log_likelihood, abs=0.01)


def test_without_the_first_purchase_one_time_buyers_say_nothing_of_spend(state: ir.Table, shop: Shop) -> None:
    assert spend_groups(state, first_counts=False, exact=True).counts.sum() == (shop.purchases > 1).sum()


def test_weeks_are_days_by_seven() -> None:
    fit = fit_mbgnbd(made_shop(MBG, 400, 32).customers)

    assert_allclose(fit.model.rescaled(7).parameters, fit.model.parameters / [1, 7, 1, 1])


def test_a_sample_of_a_larger_log_is_within_that_of_a_smaller() -> None:
    assert [sample_halvings(n) for n in (0, 1, SAMPLE, SAMPLE + 1, 2 * SAMPLE, 2 * SAMPLE + 1)] == [
        0,
        0,
        0,
        1,
        1,
        2,
    ]
    names = ibis.memtable({"customer": [f"c{n}" for n in range(4_000)]})
    half, quarter = (
        set(sampled(names, n).to_pyarrow()["customer"].to_pylist()) for n in (2 * SAMPLE, 4 * SAMPLE)
    )

    assert quarter < half
    assert len(half) == pytest.approx(2_000, abs=150)
    assert len(quarter) == pytest.approx(1_000, abs=130)


def test_groups_that_differ_no_more_than_noise_are_taken_as_one() -> None:
    whole = np.log(MBG.parameters)
    alike = between(whole, [whole + 0.1, whole - 0.1], [np.full(4, 0.5), np.full(4, 0.5)])
    apart = between(whole, [whole + 1, whole - 1], [np.full(4, 0.01), np.full(4, 0.01)])

    assert (alike.precision > 1_000).all()
    assert_allclose(apart.precision, 1 / 0.99)
    assert (between(whole, [whole + 9], [np.zeros(4)]).precision == 1 / PRIOR_SD**2).all()


def test_a_group_lies_between_its_own_fit_and_the_whole() -> None:
    slow = MBG.with_parameters(MBG.parameters * np.array([1, 4, 1, 1]))
    parts = {
        "large": made_shop(MBG, 2_000, 33).customers,
        "slow": made_shop(slow, 2_000, 34).customers,
        "tiny": made_shop(MBG, 12, 35).customers,
    }
    everybody = Histories(
        *(
            np.concatenate([getattr(part, name) for part in parts.values()])
            for name in ("repeats", "last_repeat", "age", "weight")
        )
    )
    whole = fit_mbgnbd(everybody)
    alone = {name: fit_mbgnbd(part) for name, part in parts.items()}

    def fit(name: str, prior: LogPrior | None) -> Fit:
        return fit_mbgnbd(parts[name], prior=prior or "weak")

    shrunk = shrunk_fits(whole, list(parts), fit)

    def gap(fit: Fit) -> float:
        return float(np.linalg.norm(np.log(fit.model.parameters) - np.log(whole.model.parameters)))

    assert gap(shrunk["tiny"]) < 0.5 * gap(alone["tiny"])
    assert shrunk["slow"].model.parameters[1] > 2 * shrunk["large"].model.parameters[1]
    own = np.abs(np.log(shrunk["slow"].model.parameters) - np.log(alone["slow"].model.parameters))
    assert (own < 3 * np.sqrt(np.diag(alone["slow"].covariance)) + 0.05).all()


def test_a_group_whose_spend_tells_nothing_gets_the_spend_of_the_whole() -> None:
    shop = made_shop(MBG, 800, 36)
    whole = fit_gammagamma(spend_bins(shop.purchases, shop.spend))

    def fit(name: str, prior: LogPrior | None) -> SpendFit:
        known = (shop.purchases, shop.spend) if name == "many" else ([1.0, 1.0], [5.0, 5.0])
        return fit_gammagamma(spend_bins(*known), prior=prior or "weak")

    shrunk = shrunk_spends(whole, ["many", "flat"], fit)

    assert shrunk["flat"] is whole
    assert_allclose(shrunk["many"].model.parameters, whole.model.parameters, rtol=0.1)
