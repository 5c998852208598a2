"""A log is valued end to end: the table of customers, its totals, its settings."""

import math
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from rapport.engine.value import LogOptions, Settings, Valuation, break_down, read_span, value_log
from rapport.engine.value.fit import NOBODY_REPEATS
from rapport.engine.value.groups import TooManyGroups
from rapport.engine.value.log import RowClass
from rapport.engine.value.spend import SAME_AMOUNTS
from tests.value_samples import Row, made_rows, write_csv, write_parquet

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
QUICK = Settings(model="mbgnbd", backtest="none")
COLUMNS = {
    "customer": pa.string(), "first_on": pa.date32(), "last_on": pa.date32(), "purchases": pa.int32(),
    "repeats": pa.int64(), "last_repeat_weeks": pa.float64(), "age_weeks": pa.float64(),
    "mean_spend": pa.float64(), "p_alive": pa.float64(), "p_no_purchase": pa.float64(),
    "expected_purchases": pa.float64(), "expected_purchases_low": pa.int64(),
    "expected_purchases_high": pa.int64(), "expected_spend": pa.float64(), "expected_spend_low": pa.float64(),
    "expected_spend_high": pa.float64(), "value": pa.float64(), "value_low": pa.float64(),
    "value_high": pa.float64(), "lifetime_value": pa.float64(), "rung": pa.string(), "lapsed": pa.bool_(),
    "segment": pa.string(),
}  # fmt: skip
FORECAST = [name for name in COLUMNS if name.startswith(("p_", "expected", "value", "lifetime"))]
START = date(2024, 1, 1)
UNTIL = START + timedelta(days=399)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    refund = ("c0003", START + timedelta(days=350), -5.0)
    gone = [("gone", START, 12.0), ("gone", START + timedelta(days=3), -12.0)]
    free = [("free", START + timedelta(days=9), 0.0), ("free", START + timedelta(days=40), 0.0)]
    return [*made_rows(600, 41), refund, *gone, *free, ("c0001", UNTIL, 3.0)]


@pytest.fixture(scope="module")
def log(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parquet(tmp_path_factory.mktemp("log") / "orders.parquet", rows)


@pytest.fixture(scope="module")
def valued(log: Path) -> Valuation:
    return value_log(log, QUICK)


@pytest.fixture(scope="module")
def whole(log: Path) -> Valuation:
    """The same log with everything that `auto` does."""
    return value_log(log, Settings(horizon=read_span("60d")))


def by_customer(valuation: Valuation) -> dict[str, dict[str, Any]]:
    return {row["customer"]: row for row in valuation.customers.to_pyarrow().to_pylist()}


def totals(valuation: Valuation) -> dict[str, float]:
    sums = valuation.customers.agg(
        **{
            name: valuation.customers[name].sum()
            for name in ("expected_purchases", "expected_spend", "value")
        }
    )
    return dict(sums.to_pyarrow().to_pylist()[0])


def test_the_columns_come_in_their_order_and_types(valued: Valuation) -> None:
    table = valued.customers.to_pyarrow()

    assert table.column_names == list(COLUMNS)
    assert dict(zip(table.column_names, table.schema.types, strict=True)) == COLUMNS


def test_there_is_one_row_for_every_customer(valued: Valuation, rows: list[Row]) -> None:
    names = valued.customers.to_pyarrow()["customer"].to_pylist()

    assert Counter(names) == Counter({customer for customer, _, _ in rows})


def test_a_slow_plain_reduction_agrees(valued: Valuation, rows: list[Row]) -> None:
    """Purchase days, spend and dates of every customer again, one row at a time."""
    found = by_customer(valued)
    for customer in {name for name, _, _ in rows} - {"gone", "c0003"}:
        mine = [(day, amount) for name, day, amount in rows if name == customer]
        days = sorted({day for day, _ in mine})
        row = found[customer]
        assert (row["first_on"], row["last_on"]) == (days[0], days[-1])
        assert (row["purchases"], row["repeats"]) == (len(days), len(days) - 1)
        assert row["mean_spend"] == pytest.approx(sum(amount for _, amount in mine) / len(days), abs=1e-9)
        assert row["last_repeat_weeks"] == pytest.approx((days[-1] - days[0]).days / 7)
        assert row["age_weeks"] == pytest.approx((UNTIL - days[0]).days / 7)


def test_no_figure_is_nan_none_is_negative_and_ranges_are_in_order(valued: Valuation) -> None:
    for row in by_customer(valued).values():
        for name, figure in row.items():
            assert not (isinstance(figure, float) and math.isnan(figure)), (row["customer"], name)
            assert figure is None or name not in FORECAST or figure >= 0, (row["customer"], name)
        if not row["purchases"]:
            continue
        assert 0 < row["p_alive"] <= 1
        assert 0 <= row["p_no_purchase"] <= 1
        assert row["expected_purchases_low"] <= row["expected_purchases_high"]
        assert row["expected_spend_low"] <= row["expected_spend_high"]
        assert row["value_low"] <= row["value_high"]
        assert row["value"] <= row["expected_spend"] * (1 + 1e-9)
        assert row["p_no_purchase"] >= 1 - row["p_alive"] - 0.02  # it averages over plausible models


def test_of_a_prospect_the_model_says_nothing(valued: Valuation) -> None:
    gone = by_customer(valued)["gone"]

    assert gone["rung"] == "prospect"
    assert (gone["purchases"], gone["repeats"], gone["lapsed"]) == (0, 0, False)
    assert {gone[name] for name in (*FORECAST, "first_on", "last_on", "mean_spend", "segment")} == {None}
    assert valued.state.totals.customers == valued.state.totals.buyers + 1


def test_a_purchase_of_nothing_is_a_purchase_outside_the_spend_model(valued: Valuation) -> None:
    free = by_customer(valued)["free"]

    assert (free["purchases"], free["repeats"], free["mean_spend"]) == (2, 1, 0)
    assert free["expected_spend"] > 0
    assert valued.fitted.spend.customers == 600


def test_a_refund_without_its_purchase_takes_from_spend_and_is_no_purchase(
    valued: Valuation, rows: list[Row]
) -> None:
    mine = [(day, amount) for name, day, amount in rows if name == "c0003"]
    days = {day for day, amount in mine if amount >= 0}
    row = by_customer(valued)["c0003"]

    assert row["purchases"] == len(days)
    assert row["mean_spend"] == pytest.approx(sum(amount for _, amount in mine) / len(days))


def test_every_row_ends_in_one_class(valued: Valuation, rows: list[Row]) -> None:
    accounting = valued.state.accounting

    assert accounting.adds_up()
    assert accounting.rows == len(rows)
    assert accounting.of(RowClass.NETTED) == 2
    assert accounting.of(RowClass.LEFT_OUT) == 1
    money = sum(count.amount or 0 for count in accounting.counts)
    assert money == pytest.approx(sum(amount for _, _, amount in rows))


def test_the_same_log_gives_the_same_figures(log: Path, valued: Valuation) -> None:
    again = value_log(log, QUICK)

    assert by_customer(again) == by_customer(valued)


def test_the_order_of_rows_does_not_matter(rows: list[Row], valued: Valuation, tmp_path: Path) -> None:
    backwards = value_log(write_parquet(tmp_path / "backwards.parquet", rows[::-1]), QUICK)

    ours, theirs = by_customer(valued), by_customer(backwards)
    for customer, row in ours.items():
        for name, figure in row.items():
            expected = pytest.approx(figure, rel=1e-9) if isinstance(figure, float) else figure
            assert theirs[customer][name] == expected, (customer, name)


def test_text_and_an_ibis_table_are_valued_like_parquet(
    rows: list[Row], valued: Valuation, tmp_path: Path
) -> None:
    text = value_log(write_csv(tmp_path / "orders.csv", rows), QUICK)
    people, days, amounts = zip(*rows, strict=True)
    table = ibis.duckdb.connect().create_table(
        "orders", pa.table({"customer": people, "day": pa.array(days, pa.date32()), "amount": amounts})
    )

    for other in (text, value_log(table, QUICK)):
        assert totals(other) == pytest.approx(totals(valued), rel=1e-9)


def test_value_is_of_the_future_alone(rows: list[Row], valued: Valuation, tmp_path: Path) -> None:
    """Of a customer who is as good as gone, past spend leaves hardly any value."""
    rich = [("rich", START + timedelta(days=n), 1_000.0) for n in range(12)]
    found = by_customer(value_log(write_parquet(tmp_path / "rich.parquet", [*rows, *rich]), QUICK))["rich"]

    assert found["p_alive"] < 0.01
    assert found["value"] < 0.01 * 12_000
    assert found["lapsed"]
    assert sum(row["value"] or 0 for row in by_customer(valued).values()) == pytest.approx(
        totals(valued)["value"]
    )


def test_margin_takes_its_share_of_value_and_not_of_spend(log: Path, valued: Valuation) -> None:
    third = by_customer(value_log(log, Settings(model="mbgnbd", backtest="none", margin=0.3)))
    for customer, row in by_customer(valued).items():
        if row["purchases"]:
            for name in ("value", "value_low", "value_high", "lifetime_value"):
                assert third[customer][name] == pytest.approx(0.3 * row[name])
            assert third[customer]["expected_spend"] == row["expected_spend"]


def test_discount_lowers_value_by_no_more_than_the_whole_horizon(log: Path, valued: Valuation) -> None:
    free = totals(value_log(log, Settings(model="mbgnbd", backtest="none", discount=0)))
    tenth, half = (
        totals(value_log(log, Settings(model="mbgnbd", backtest="none", discount=rate)))
        for rate in (0.1, 0.5)
    )

    assert free["value"] == pytest.approx(free["expected_spend"], rel=1e-9)
    assert tenth == totals(valued)
    assert half["value"] < tenth["value"] < free["value"]
    assert tenth["value"] > free["value"] / 1.1
    assert half["expected_spend"] == pytest.approx(free["expected_spend"], rel=1e-12)


def test_without_a_discount_a_lifetime_has_no_end_and_no_figure(log: Path) -> None:
    endless = value_log(log, Settings(model="mbgnbd", backtest="none", discount=0))

    assert {row["lifetime_value"] for row in by_customer(endless).values()} == {None}


def test_a_lifetime_is_worth_more_than_a_year_and_a_longer_horizon_more_than_a_shorter(log: Path) -> None:
    week, year, decade = (
        value_log(log, Settings(model="mbgnbd", backtest="none", horizon=read_span(span)))
        for span in ("1w", "1y", "10y")
    )
    short, long = by_customer(week), by_customer(year)

    for customer, row in by_customer(decade).items():
        if row["purchases"]:
            assert short[customer]["value"] < long[customer]["value"] < row["value"] < row["lifetime_value"]
            assert short[customer]["lifetime_value"] == row["lifetime_value"]


def test_until_is_inclusive_and_what_follows_is_left_out(log: Path, rows: list[Row]) -> None:
    until = START + timedelta(days=200)
    early = value_log(log, Settings(model="mbgnbd", backtest="none", until=until))
    known = {name for name, day, _ in rows if day <= until}

    assert early.until == until
    assert set(by_customer(early)) == known
    assert early.state.accounting.adds_up()
    assert early.state.accounting.of(RowClass.LEFT_OUT) >= sum(day > until for _, day, _ in rows)
    assert by_customer(early)["free"]["age_weeks"] == pytest.approx((200 - 9) / 7)


def test_until_beyond_the_log_lets_days_pass(log: Path, valued: Valuation) -> None:
    later = value_log(log, Settings(model="mbgnbd", backtest="none", until=UNTIL + timedelta(days=70)))

    assert by_customer(later)["c0001"]["age_weeks"] == pytest.approx(
        by_customer(valued)["c0001"]["age_weeks"] + 10
    )


@pytest.mark.parametrize("model", ["bgnbd", "paretonbd", "mbgcnbdk"])
def test_every_model_values_every_customer(log: Path, model: Any) -> None:
    found = by_customer(
        value_log(log, Settings(model=model, erlang_k=2 if model == "mbgcnbdk" else None, backtest="none"))
    )

    assert all((row["value"] or 0) >= 0 for row in found.values())
    assert sum(row["value"] is None for row in found.values()) == 1


def test_a_group_is_fitted_by_itself_and_shrunk_to_the_whole(rows: list[Row], tmp_path: Path) -> None:
    shops = {f"c{n:04d}": "north" if n % 4 else "south" for n in range(600)}
    lines = [(*row, shops.get(row[0], "")) for row in rows]
    path = write_csv(tmp_path / "grouped.csv", lines, "customer,day,amount,shop")
    grouped = value_log(path, QUICK, LogOptions(by="shop"))
    plain = value_log(path, QUICK)
    table = grouped.customers.to_pyarrow()

    assert table.column_names == [*COLUMNS, "group"]
    assert set(grouped.by_group) >= {"north", "south"}
    assert Counter(table["group"].to_pylist())["north"] == 450
    south = grouped.by_group["south"].purchases.model.parameters
    whole = grouped.fitted.purchases.model.parameters
    assert (abs(south / whole - 1) < 0.5).all()
    assert totals(grouped)["value"] == pytest.approx(totals(plain)["value"], rel=0.1)
    assert {row["customer"] for row in table.to_pylist()} == set(by_customer(plain))


def test_a_column_with_too_many_values_is_refused_as_a_group(rows: list[Row], tmp_path: Path) -> None:
    lines = [(*row, f"g{number % 60}") for number, row in enumerate(rows)]
    path = write_csv(tmp_path / "many.csv", lines, "customer,day,amount,shop")

    with pytest.raises(TooManyGroups, match="60 values"):
        value_log(path, QUICK, LogOptions(by="shop"))


def test_auto_shows_naive_rules_beside_the_model_and_marks_the_chosen(whole: Valuation) -> None:
    test = whole.backtest

    assert test is not None
    assert {"zero", "last period repeated", "mean rate"} < {row.name for row in test.rows}
    assert [row.name for row in test.rows if row.chosen] == [whole.member.name] or whole.with_trees
    assert test.beats_naive
    for row in test.rows:
        assert 0 <= row.scores.mae <= row.scores.rmse
        assert row.scores.gini <= 1
        assert 0 <= row.scores.top_decile <= 1
    model = next(row for row in test.rows if row.name == "MBG/NBD")
    assert model.scores.calibration is not None
    assert 0.85 < model.scores.calibration <= 1
    assert all(day + test.ahead <= whole.state.until for day in test.origins)


def test_with_four_origins_totals_have_a_band(whole: Valuation) -> None:
    parts = break_down(whole)
    for total in parts.everybody.totals.values():
        assert total.origins >= 4
        assert total.low is not None
        assert total.high is not None
        assert total.low < total.expected < total.high
    assert sum(part.customers for part in parts.rungs) == whole.state.totals.customers
    assert sum(part.customers for part in parts.segments) == whole.state.totals.buyers
    for figure in parts.everybody.totals:
        everybody = parts.everybody.totals[figure].expected
        assert sum(part.totals[figure].expected for part in parts.rungs) == pytest.approx(everybody)
        assert everybody == pytest.approx(totals(whole)[figure])


def test_with_fewer_than_four_origins_totals_are_not_calibrated(valued: Valuation, log: Path) -> None:
    too_far = value_log(log, Settings(model="mbgnbd", horizon=read_span("52w")))
    for valuation in (valued, too_far):
        for total in break_down(valuation).everybody.totals.values():
            assert total.low is None
            assert total.high is None
            assert total.origins < 4


@pytest.mark.parametrize(
    ("customers", "days", "thin"), [(600, 400, False), (499, 400, True), (600, 150, True)]
)
def test_few_buyers_or_days_widen_the_range(customers: int, days: int, thin: bool, tmp_path: Path) -> None:  # noqa: FBT001
    rows = [*made_rows(customers, 42, days=days), ("c0000", START, 1.0)]
    valuation = value_log(write_parquet(tmp_path / "log.parquet", rows), QUICK)

    assert valuation.is_thin == thin


def test_a_widened_range_is_no_narrower(tmp_path: Path) -> None:
    """The same customers, with and without a hundred others."""
    few, many = made_rows(450, 43), made_rows(5_200, 43)
    narrow = by_customer(value_log(write_parquet(tmp_path / "many.parquet", many), QUICK))
    wide = by_customer(value_log(write_parquet(tmp_path / "few.parquet", few), QUICK))

    def width(found: dict[str, dict[str, Any]]) -> float:
        rows = [row for row in found.values() if row["purchases"] == 2]
        each = [row["expected_purchases_high"] - row["expected_purchases_low"] for row in rows]
        return float(sum(each) / len(each))

    assert width(wide) > width(narrow)


ODD = {
    "one customer": [("a", START, 9.0), ("a", START + timedelta(days=40), 7.0)],
    "one purchase": [("a", START, 9.0)],
    "nobody repeats": [(f"c{n}", START + timedelta(days=n % 90), 5.0 + n % 7) for n in range(80)],
    "same amounts": [(f"c{n % 20}", START + timedelta(days=n), 5.0) for n in range(80)],
    "nothing spent": [(f"c{n % 20}", START + timedelta(days=n), 0.0) for n in range(80)],
    "nothing left": [row for n in range(9) for row in ((f"c{n}", START, 5.0), (f"c{n}", START, -5.0))],
    "five thousand purchases": [
        *[("busy", START + timedelta(days=n), 5.0 + n % 9) for n in range(5_000)],
        *[(f"c{n}", START + timedelta(days=40 * n), 8.0) for n in range(60)],
    ],
    "all on one day": [(f"c{n}", START, 5.0 + n) for n in range(30)],
}


@pytest.mark.parametrize("prior", ["weak", "none"])
@pytest.mark.parametrize("name", ODD)
def test_an_odd_log_is_valued_too(name: str, prior: Any, tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "odd.parquet", ODD[name])
    valuation = value_log(path, Settings(prior=prior))
    found = by_customer(valuation)

    assert valuation.state.accounting.adds_up()
    assert set(found) == {customer for customer, _, _ in ODD[name]}
    for row in found.values():
        for column in FORECAST:
            assert row[column] is None or (math.isfinite(row[column]) and row[column] >= 0), column
        if row["purchases"]:
            assert {column for column in FORECAST if row[column] is None} == set()
    if name in ("nobody repeats", "one purchase", "all on one day", "nothing left"):
        assert valuation.fitted.purchases.boundary == NOBODY_REPEATS
    if name == "same amounts":
        assert valuation.fitted.spend.boundary == SAME_AMOUNTS
