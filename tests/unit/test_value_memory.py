"""Customers in memory are grouped, cut into standings, scored and added up as by the query engine."""

from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from rapport.engine.value import runs
from rapport.engine.value.fit import fit_mbgnbd
from rapport.engine.value.ladder import LadderSettings, cuts_of, placed
from rapport.engine.value.log.engines import connect
from rapport.engine.value.predict import Future, expect_groups, predict_groups
from rapport.engine.value.roster import Roster, roster_of
from rapport.engine.value.runs import ordered_runs
from rapport.engine.value.score import Money, group_table, scored
from rapport.engine.value.sheet import Added, Sheet
from rapport.engine.value.spend import GammaGamma, PooledSpend, SpendFit, SpendModel
from rapport.engine.value.standings import RUNGS, SEGMENTS, cuts_in
from rapport.engine.value.summary import exact_histories, folded_spend, spend_groups

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
UNTIL, CUSTOMERS, PROSPECTS = 20_000, 4_000, 40
FUTURE = Future(365.0, 0.0003)
LADDER = LadderSettings()


@pytest.fixture(scope="module", params=["numbers", "names"])
def state(request: pytest.FixtureRequest) -> ir.Table:
    """A state with prospects, free purchases, and many customers on one last day."""
    chance = np.random.default_rng(7)
    purchases = chance.geometric(0.3, CUSTOMERS).astype(np.int32)
    purchases[:PROSPECTS] = 0
    first = UNTIL - chance.integers(0, 300, CUSTOMERS)
    last = np.where(purchases > 1, chance.integers(first, UNTIL + 1), first)
    minor = chance.integers(0, 9_000, CUSTOMERS) * (purchases > 0) - 5 * (purchases == 0)
    is_prospect = purchases == 0
    numbers = chance.permutation(CUSTOMERS)
    name: Any = numbers if request.param == "numbers" else [f"Kundé {number}" for number in numbers]
    table = pa.table(
        {
            "customer": pa.array(name),
            "purchases": purchases,
            "paid": np.minimum(purchases, chance.integers(0, 9, CUSTOMERS)).astype(np.int32),
            "minor": minor,
            "first_day": pa.array(first.astype(np.int32), mask=is_prospect),
            "last_day": pa.array(last.astype(np.int32), mask=is_prospect),
            "first_minor": np.where(purchases > 1, minor // 3, minor * ~is_prospect),
            "log_gaps": np.zeros(CUSTOMERS),
            "year_purchases": np.minimum(purchases, chance.integers(1, 12, CUSTOMERS)).astype(np.int32),
        }
    )
    return connect().create_table("customers", table)


@pytest.fixture(scope="module")
def roster(state: ir.Table) -> Roster:
    return roster_of(state, UNTIL)


def sorted_rows(histories: Any) -> Any:
    rows = np.stack([histories.repeats, histories.last_repeat, histories.age, histories.weight])
    return rows[:, np.lexsort(rows[::-1])]


def test_histories_in_memory_are_those_of_the_engine(state: ir.Table, roster: Roster) -> None:
    assert_array_equal(sorted_rows(roster.histories), sorted_rows(exact_histories(state, UNTIL)))
    assert len(roster) == CUSTOMERS


def test_standings_start_where_the_engine_says(state: ir.Table, roster: Roster) -> None:
    for silence in (None, 90):
        assert cuts_in(roster, UNTIL, silence, LADDER) == cuts_of(state, UNTIL, silence, LADDER)


@pytest.mark.parametrize("first_counts", [True, False])
def test_spend_is_folded_as_by_the_engine(state: ir.Table, roster: Roster, *, first_counts: bool) -> None:
    first = 0 if first_counts else roster.column("first_minor")
    ours = folded_spend(roster.column("paid") - (first > 0), roster.column("minor") - first)
    theirs = spend_groups(state, first_counts=first_counts, exact=False)

    for name, figures in vars(theirs).items():
        assert_allclose(getattr(ours, name), figures, rtol=1e-9, atol=1e-9, err_msg=name)


def sheets(
    state: ir.Table, roster: Roster, spend: SpendModel, *, first_counts: bool
) -> tuple[Sheet, Sheet, ir.Table]:
    """Return the whole sheet, one for totals alone, and what the query engine makes of the same."""
    fit = fit_mbgnbd(roster.histories)
    money = Money(spend, 2, 0.3, first_counts)
    spent = SpendFit(spend, np.eye(3) / 1e4, 0.0, 1.0, 1)
    prediction = predict_groups(fit, spent, roster.histories, FUTURE, first_counts=first_counts, wide=False)
    cuts = cuts_in(roster, UNTIL, 90, LADDER)
    groups = ibis.memtable(group_table(roster.histories, prediction, UNTIL, money.margin))
    table = scored(placed(state, cuts), groups, money, UNTIL)
    return (
        Sheet(roster, cuts, money, prediction),
        Sheet(roster, cuts, money, expect_groups(fit, roster.histories, FUTURE)),
        table,
    )


MODELS: list[tuple[SpendModel, bool]] = [
    (GammaGamma(6.0, 3.7, 1544.0), True),
    (GammaGamma(6.0, 3.7, 1544.0), False),
    (PooledSpend(900.0), True),
]


@pytest.mark.parametrize(("spend", "first_counts"), MODELS)
def test_the_output_from_memory_is_that_of_the_engine(
    state: ir.Table, roster: Roster, spend: SpendModel, *, first_counts: bool
) -> None:
    whole, _, table = sheets(state, roster, spend, first_counts=first_counts)
    ours = pa.Table.from_batches(whole.batches(Added())).sort_by("customer")
    theirs = table.to_pyarrow().sort_by("customer")

    assert ours.column_names == theirs.column_names
    assert theirs["rung"].to_pylist().count("prospect") == PROSPECTS
    for name in theirs.column_names:
        if pa.types.is_floating(theirs[name].type):
            assert_allclose(ours[name].to_numpy(), theirs[name].to_numpy(), rtol=1e-12, err_msg=name)
        else:
            assert ours[name].to_pylist() == theirs[name].to_pylist(), name


def test_customers_can_be_put_in_the_order_of_their_names(state: ir.Table, roster: Roster) -> None:
    whole, _, _ = sheets(state, roster.by_name(), MODELS[0][0], first_counts=True)
    names = pa.Table.from_batches(whole.batches(Added()))["customer"].to_pylist()

    assert names == sorted(names)
    assert names == state.order_by("customer").customer.to_pyarrow().to_pylist()


@pytest.mark.parametrize(("spend", "first_counts"), MODELS)
def test_totals_from_memory_are_sums_of_the_output(
    state: ir.Table, roster: Roster, spend: SpendModel, *, first_counts: bool
) -> None:
    whole, light, table = sheets(state, roster, spend, first_counts=first_counts)
    on_the_way = Added()
    list(whole.batches(on_the_way))
    alone, rows = light.add_up(), table.to_pyarrow().to_pylist()

    for added in (on_the_way, alone):
        for at, (rung, segment) in enumerate((rung, segment) for rung in RUNGS for segment in SEGMENTS):
            mine = [row for row in rows if (row["rung"], row["segment"]) == (rung, segment)]
            assert added.sums["customers"][at] == len(mine)
            assert added.sums["lapsed"][at] == sum(row["lapsed"] for row in mine)
            for name in ("purchases", "expected_purchases", "expected_spend", "value"):
                assert added.sums[name][at] == pytest.approx(sum(row[name] or 0 for row in mine))
            spent = sum((row["mean_spend"] or 0) * row["purchases"] for row in mine)
            assert added.sums["spent"][at] == pytest.approx(spent)
        assert added.best == pytest.approx(max(row["value"] or 0 for row in rows))
        back = [(row["purchases"], row["mean_spend"]) for row in rows if row["repeats"]]
        x, y = np.array(back, dtype=float).T
        assert_allclose(added.tie, [len(x), x.sum(), y.sum(), x @ x, y @ y, x @ y])


columns = st.integers(1, 40).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(-3, 3) | st.integers(-(2**30), 2**30), min_size=size, max_size=size),
        min_size=1,
        max_size=3,
    )
)


@pytest.mark.parametrize("bits", [63, 0])
@settings(max_examples=60, deadline=None)
@given(columns=columns)
def test_runs_are_found_in_order(bits: int, columns: list[list[int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "WORD_BITS", bits)
        order, starts = ordered_runs([np.array(column, dtype=np.int64) for column in columns])
    rows = [*zip(*columns, strict=True)]
    found = [rows[at] for at in order]

    assert sorted(order.tolist()) == [*range(len(rows))]
    assert found == sorted(rows)
    assert [found[at] for at in starts] == sorted(set(rows))
