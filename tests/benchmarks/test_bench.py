"""The bench measures what it says: scores, distributions of counts, and made logs."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.benchmarks import counts, tables
from tests.benchmarks.counts import Histories
from tests.benchmarks.logs import BenchLog
from tests.benchmarks.made_logs import MadeLog, Truth, made_log, scaled, write_made_log
from tests.benchmarks.scores import crps_of, gini, poisson_deviance

ACTUAL = np.array([0, 0, 0, 1, 2, 5])


def test_a_perfect_forecast_has_no_deviance_and_the_best_order() -> None:
    assert poisson_deviance(np.maximum(ACTUAL, 1e-3), ACTUAL) == pytest.approx(0, abs=2e-3)
    assert gini(ACTUAL.astype(float), ACTUAL) == pytest.approx(1)


def test_an_expectation_of_nothing_is_scored_as_one_in_a_thousand() -> None:
    assert poisson_deviance(np.zeros(1), np.array([2])) == pytest.approx(2 * (2 * np.log(2000) - 2 + 1e-3))


def test_equal_forecasts_order_nobody_and_the_wrong_order_is_below_zero() -> None:
    assert gini(np.ones(6), ACTUAL) == pytest.approx(0)
    assert gini(-ACTUAL.astype(float), ACTUAL) == pytest.approx(-1)


def test_the_crps_of_a_certain_forecast_is_its_absolute_error() -> None:
    certain = np.array([2, 2, 2, 2, 2, 2])
    scores = crps_of(
        lambda which, n: (certain[which, None] > np.arange(n)).astype(np.float64), certain * 1.0, ACTUAL
    )
    assert scores.tolist() == [2, 2, 2, 1, 0, 3]


def test_the_crps_reaches_past_any_actual_and_any_tail() -> None:
    mean = np.array([300.0, 0.5])
    scores = crps_of(counts.poisson(mean), mean, np.array([340, 90]))
    draws = np.random.default_rng(1).poisson(mean, (200_000, 2))
    spread = np.abs(draws[::2] - draws[1::2]).mean(axis=0) / 2
    assert scores == pytest.approx(np.abs(draws - [340, 90]).mean(axis=0) - spread, rel=0.01)


def histories_of(made: MadeLog) -> Histories:
    first = np.full(made.customers, np.inf)
    last = np.zeros(made.customers)
    np.minimum.at(first, made.past.customer, made.past.at)
    np.maximum.at(last, made.past.customer, made.past.at)
    bought = np.bincount(made.past.customer, minlength=made.customers).astype(np.float64)
    return Histories(bought - 1, last - first, made.truth.days - first)


@pytest.mark.parametrize("model", ["bgnbd", "mbgnbd"])
def test_the_closed_form_spreads_counts_as_the_made_future_does(model: counts.Dropout) -> None:
    truth = Truth(model, (0.6, 30.0, 0.7, 3.0), days=365)
    made = made_log(truth, 30_000, seed=2, future=180)
    bought = np.bincount(made.future.customer, minlength=made.customers)
    exceed = counts.geometric_dropout(model, truth.parameters, histories_of(made), ahead=180)
    above = exceed(np.arange(made.customers), 40)
    for many in (0, 1, 3, 8):
        share = np.mean(bought > many)
        assert above[:, many].mean() == pytest.approx(share, abs=4 * np.sqrt(share / made.customers))
    gone = histories_of(made).age - histories_of(made).last_repeat > 200
    assert above[gone, 0].mean() == pytest.approx(np.mean(bought[gone] > 0), abs=0.02)


def test_the_random_lifetime_spreads_counts_as_draws_of_it_do() -> None:
    r, alpha, s, beta, age, ahead = 0.6, 30.0, 0.7, 60.0, 100.0, 180.0
    rng = np.random.default_rng(3)
    rate = rng.gamma(r + 4, 1 / (alpha + age), 400_000)
    left = rng.exponential(1, rate.size) / rng.gamma(s, 1 / (beta + age), rate.size)
    bought = rng.poisson(rate * np.minimum(left, ahead))
    one = Histories(np.array([4.0]), np.array([80.0]), np.array([age]))
    above = counts.random_lifetime((r, alpha, s, beta), one, np.ones(1), ahead=ahead)(np.array([0]), 12)[0]
    assert above == pytest.approx([np.mean(bought > many) for many in range(12)], abs=0.004)


def test_a_made_log_is_oldest_first_the_same_for_a_seed_and_joins_its_future() -> None:
    truth = Truth("paretonbd", (0.6, 30.0, 0.7, 60.0), days=200, whole_days=True)
    made = made_log(truth, 500, seed=5, future=100)
    assert made.table().equals(made_log(truth, 500, seed=5, future=100).table())
    assert np.all(np.diff(made.past.at) >= 0)
    assert made.past.at.max() < 200 <= made.future.at.min()
    assert np.unique(made.past.customer).size == 500
    assert made.future_days(100).sum() <= made.future.at.size
    assert made.future_spend(100).sum() == pytest.approx(made.future.amount.sum())
    assert made.future_days(50).sum() < made.future_days(100).sum()


def test_regular_buyers_have_regular_gaps_and_a_slower_story_is_the_same_story() -> None:
    truth = Truth("mbgnbd", (1e6, 1e6 * 5.0, 1e-9, 1.0), days=400, regularity=3, joining_days=1)
    gaps = np.diff(made_log(truth, 1, seed=6).past.at)
    slow = np.diff(made_log(scaled(truth, 10), 1, seed=6).past.at)
    assert gaps.std() / gaps.mean() == pytest.approx(3**-0.5, rel=0.35)
    assert slow.mean() == pytest.approx(10 * 15, rel=0.35)


def test_a_written_log_is_sorted_whole_and_of_the_size_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.benchmarks.made_logs.ROWS_IN_MEMORY", 3_000)
    monkeypatch.setattr("tests.benchmarks.made_logs.CUSTOMERS_IN_MEMORY", 700)
    rows = write_made_log(10_000, tmp_path / "log.parquet")
    table = pq.read_table(tmp_path / "log.parquet")
    times = table["time"].to_numpy()
    assert rows == table.num_rows == pytest.approx(10_000, rel=0.1)
    assert np.all(np.diff(times) >= np.timedelta64(0))
    assert np.unique(table["customer"].to_numpy()).size == round(10_000 / 4.35)
    assert [path.name for path in tmp_path.iterdir()] == ["log.parquet"]


def run_of(name: str, **scores: float) -> tables.Run:
    base = {"rmse": 1.0, "deviance": 1.0, "crps": 1.0, "gini": 0.5, "mae": 1.0, "total_error": 0.0}
    results = {**base, "customers": 1, "actual": 1, "notes": "", **scores}
    return {
        "name": name,
        "cpu": 1.0,
        "wall": 1.0,
        "peak_mib": 1.0,
        "imports": {"cpu": 1.0},
        "results": results,
    }


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [
        ({"rmse": 1.019}, "PASS"),
        ({"rmse": 1.021}, "FAIL"),
        ({"gini": 0.491}, "PASS"),
        ({"gini": 0.489}, "FAIL"),
    ],
)
def test_auto_may_be_two_per_cent_behind_the_best_peer_and_no_more(
    tmp_path: Path, scores: dict[str, float], verdict: str
) -> None:
    log = BenchLog("cdnow", tmp_path / "log.parquet", 1, date(1998, 6, 30), date(1997, 9, 30), 39)
    runs = [run_of("mean rate", rmse=0.1), run_of("lifetimes BG/NBD"), run_of("Rapport auto", **scores)]
    assert tables.print_accuracy(log, runs) is (verdict == "PASS")


def test_a_rapport_that_fails_fails_the_bench(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    path.write_bytes(b"")
    log = BenchLog("1e5", path, 1, date(1998, 6, 30), date(1997, 9, 30), 39)
    assert not tables.print_speed(log, [run_of("floor"), {"name": "Rapport", "failed": "MemoryError"}])
    assert tables.print_speed(log, [run_of("floor"), {"name": "lifetimes", "failed": "ConvergenceError"}])
